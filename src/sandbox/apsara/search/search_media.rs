//! `SearchMedia`.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::engine::{Ask, subjects};
use super::field::Kind;
use super::matching::Subject;
use super::page::{PLAIN, Page, SCROLLED};
use super::parse::{Node, parse};
use super::scroll::Position;
use super::sort::{Order, too_many};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::shelf::Shelf;

/// Fields of a video or of sound that can be asked for.
const MEDIA: [&str; 23] = [
    "Title",
    "Description",
    "Tags",
    "CateId",
    "CateName",
    "Status",
    "Size",
    "Duration",
    "CreationTime",
    "ModificationTime",
    "CoverURL",
    "Snapshots",
    "SpriteSnapshots",
    "DownloadSwitch",
    "MediaSource",
    "PreprocessStatus",
    "TranscodeMode",
    "StorageLocation",
    "StorageClass",
    "RestoreStatus",
    "RestoreExpiration",
    "ReferenceId",
    "AppId",
];

/// `SearchMedia`: pages of what is found. Without a token they end after five thousand; what follows is an empty list, and
/// `Total` still counts it.
pub(in crate::sandbox::apsara) fn search_media(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let now = desk.clock.now();
    let position = params.text("ScrollToken").map(|token| desk.engine.position(token, now)).transpose()?;
    let page = Page::of(params)?;
    let ask = ask(params, position.as_ref())?;
    if let Some(position) = &position
        && !page.is_near(position.start)
    {
        return Err(Fault::invalid("PageNo"));
    }
    let most = if position.is_some() { SCROLLED } else { PLAIN };
    let names = params.list("Fields");
    let (total, list) = desk.vault.read(|_, shelf| {
        let found = desk.engine.find(shelf, &ask);
        let shown = subjects(shelf, ask.kind, page.of_list(&found, most));
        (found.len(), shown.iter().map(|subject| entry(shelf, ask.kind, subject, &names)).collect::<Vec<Value>>())
    })?;
    let mut answer = Map::new();
    answer.insert("Total".to_owned(), json!(total));
    answer.insert("ScrollToken".to_owned(), json!(desk.engine.token(&ask, page.start, now)));
    answer.insert("MediaList".to_owned(), Value::Array(list));
    Ok(answer)
}

/// What is asked for. A token goes on with its own search: whatever is said again has to be the same.
fn ask(params: &Params, position: Option<&Position>) -> Result<Arc<Ask>, Fault> {
    let kind = params
        .text("SearchType")
        .map_or(Ok(None), |text| Kind::parse(text).map(Some).ok_or_else(|| Fault::invalid("SearchType")))?;
    let order = params.text("SortBy").map(Order::parse).transpose()?;
    let known = position.map(|position| position.ask.as_ref());
    let kind = kind.or(known.map(|known| known.kind)).unwrap_or(Kind::Video);
    let filter = params.text("Match").or_else(|| known.is_none().then_some("")).map(|text| parse(kind, text));
    let filter = filter.transpose().map_err(|illegal| {
        Fault::new(400, "ErrorMatchSyntax", format!("The Match expression is not well-formed: {illegal}."))
    })?;
    let Some(position) = position else {
        let order = order.unwrap_or_else(|| vec![Order::NEWEST]);
        return Ok(Arc::new(Ask { kind, filter: filter.unwrap_or(Node::All(Vec::new())), order }));
    };
    let known = &position.ask;
    if order.as_ref().unwrap_or(&known.order).len() > 1 {
        return Err(too_many());
    }
    let same = kind == known.kind
        && filter.is_none_or(|filter| filter == known.filter)
        && order.is_none_or(|order| order == known.order);
    if same && kind.scrolls() { Ok(Arc::clone(known)) } else { Err(Fault::invalid("ScrollToken")) }
}

/// One entry of the list: what every kind has, and an object of its own with the fields that were named.
fn entry(shelf: &Shelf, kind: Kind, subject: &Subject<'_>, names: &[&str]) -> Value {
    let pick = |all: &[&'static str], id: &'static str| {
        let mut shown = vec![id];
        shown.extend(all.iter().filter(|name| names.contains(*name)));
        shown
    };
    let (id, creation, key, object) = match subject {
        Subject::Media(media) => {
            let (key, id) = if kind == Kind::Audio { ("Audio", "AudioId") } else { ("Video", "VideoId") };
            (media.id(), media.creation_time(), key, media.fields(pick(&MEDIA, id)))
        }
        Subject::Picture(picture) => {
            (picture.id.as_str(), picture.about.creation_time(), "Image", picture.found(shelf, names))
        }
        Subject::Attached(attached) => {
            (attached.id.as_str(), attached.about.creation_time(), "AttachedMedia", attached.found(shelf, names))
        }
    };
    json!({ "MediaId": id, "MediaType": kind.word(), "CreationTime": creation, key: object })
}
