//! `DeleteStream`: chosen streams of one item.

use serde_json::{Map, Value};

use super::{files_deleted, write};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::files::find;
use crate::sandbox::apsara::files::stream::streams;
use crate::sandbox::apsara::params::Params;

/// Most streams in one request.
const MOST: usize = 20;

/// `DeleteStream`: what happens when some ids are unknown is not documented. Here the others are deleted and nothing
/// is said, so that a client has to look; when all are unknown it is 404. A source that plays is no stream to delete.
pub(in crate::sandbox::apsara) fn delete_stream(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    params.required("JobIds")?;
    let jobs = params.list("JobIds");
    if jobs.len() > MOST {
        return Err(Fault::exceeded("JobIds"));
    }
    write(desk, |shelf| {
        let media = find::one(shelf, params)?;
        let chosen = streams(shelf, &media).into_iter().filter(|one| jobs.contains(&one.job_id.as_str()));
        let keys: Vec<String> = chosen.filter_map(|one| one.key).collect();
        if keys.is_empty() {
            return Err(Fault::new(404, "InvalidStream.NotFound", "The stream does not exist."));
        }
        Ok((Map::new(), files_deleted(&media, keys)))
    })
}
