//! `DeleteAttachedMedia`: watermarks, subtitles and the like.

use serde_json::{Map, Value, json};

use super::{media_deleted, write};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::attached;
use crate::sandbox::apsara::params::Params;

/// Most items in one request.
const MOST: usize = 20;

/// `DeleteAttachedMedia`: says which were not deleted; it is no error when none exists.
pub(in crate::sandbox::apsara) fn delete_attached_media(
    desk: &Desk,
    params: &Params,
) -> Result<Map<String, Value>, Fault> {
    params.required("MediaIds")?;
    let ids = params.list("MediaIds");
    if ids.len() > MOST {
        return Err(Fault::exceeded("MediaIds"));
    }
    write(desk, |shelf| {
        let all = attached(shelf);
        let (there, missing): (Vec<&str>, Vec<&str>) = ids.iter().partition(|id| all.iter().any(|one| one.id == **id));
        let changes = media_deleted(there.into_iter().map(str::to_owned).collect());
        Ok((Map::from_iter([("NonExistMediaIds".to_owned(), json!(missing))]), changes))
    })
}
