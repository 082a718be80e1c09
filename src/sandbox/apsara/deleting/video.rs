//! `DeleteVideo`: whole items, with everything that belongs to them.

use serde_json::{Map, Value, json};

use super::write;
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::files::find::Names;
use crate::sandbox::apsara::media::Media;
use crate::sandbox::apsara::params::Params;

/// `DeleteVideo`: says which did not exist, never which were deleted; 404 when none existed.
pub(in crate::sandbox::apsara) fn delete_video(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let names = Names::read(params, "VideoIds")?;
    write(desk, |shelf| {
        let found = names.find(shelf);
        if found.items.is_empty() {
            return Err(Fault::video_not_found());
        }
        let mut answer = Map::new();
        answer.insert("ForbiddenVideoIds".to_owned(), json!([]));
        answer.insert("NonExistVideoIds".to_owned(), json!(found.missing_ids));
        answer.insert("NonExistReferenceIds".to_owned(), json!(found.missing_references));
        Ok((answer, found.items.iter().map(Media::deleted).collect()))
    })
}
