//! `GetVideoList`.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::engine::{Ask, subjects};
use super::field::{Field, Kind};
use super::matching::Subject;
use super::page::{PLAIN, Page};
use super::parse::{Bound, Node, moment};
use super::sort::Order;
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::list_entry;
use crate::sandbox::apsara::params::Params;

/// Most reference ids of one request.
const MOST_REFERENCES: usize = 20;

/// `GetVideoList`: pages of videos, the first five thousand only. That nothing found is answered by 404 follows from the
/// list of error codes and is not written out.
pub(in crate::sandbox::apsara) fn get_video_list(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let page = Page::of(params)?;
    if page.start >= PLAIN {
        let message = "Only the first 5000 videos can be listed.";
        return Err(Fault::new(400, "VideoListExceededMax", message));
    }
    let order = params.text("SortBy").map(Order::parse).transpose()?.unwrap_or_else(|| vec![Order::NEWEST]);
    let ask = Arc::new(Ask { kind: Kind::Video, filter: Node::All(conditions(params)?), order });
    let (total, list) = desk.vault.read(|_, shelf| {
        let found = desk.engine.find(shelf, &ask);
        let shown = subjects(shelf, ask.kind, page.of_list(&found, PLAIN));
        let list: Vec<Value> = shown
            .iter()
            .filter_map(|subject| if let Subject::Media(media) = subject { Some(media) } else { None })
            .map(|media| Value::Object(list_entry(media)))
            .collect();
        (found.len(), list)
    })?;
    if total == 0 {
        return Err(Fault::video_not_found());
    }
    let mut answer = Map::new();
    answer.insert("Total".to_owned(), json!(total));
    answer.insert("VideoList".to_owned(), json!({ "Video": list }));
    Ok(answer)
}

fn conditions(params: &Params) -> Result<Vec<Node>, Fault> {
    let mut all = Vec::new();
    for (name, field) in
        [("Status", Field::Status), ("StorageLocation", Field::StorageLocation), ("ReferenceIds", Field::ReferenceId)]
    {
        let values: Vec<String> = params.list(name).into_iter().map(str::to_owned).collect();
        if field == Field::ReferenceId && values.len() > MOST_REFERENCES {
            return Err(Fault::new(400, "ReferenceIdsExceededMax", "At most 20 reference ids are allowed."));
        }
        if !values.is_empty() {
            all.push(Node::OneOf { field, values });
        }
    }
    let time = |name: &str| {
        let given = params.text(name).map(moment).transpose();
        given.map(|moment| moment.map(Bound::at)).map_err(|_| Fault::invalid(name))
    };
    let (low, high) = (time("StartTime")?, time("EndTime")?);
    if low.is_some() || high.is_some() {
        all.push(Node::Between { field: Field::CreationTime, low, high });
    }
    if let Some(text) = params.text("CateId") {
        let number = text.parse::<i64>().ok().and_then(|number| number.checked_mul(1000));
        let bound = Some(Bound::at(number.ok_or_else(|| Fault::invalid("CateId"))?));
        all.push(Node::Between { field: Field::CateId, low: bound, high: bound });
    }
    Ok(all)
}
