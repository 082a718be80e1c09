//! `DeleteMezzanines`: the sources of several items.

use serde_json::{Map, Value, json};

use super::write;
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::files::find::Names;
use crate::sandbox::apsara::files::stream::plays_source;
use crate::sandbox::apsara::media::Media;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::files::FileKey;

/// `DeleteMezzanines`: an item whose source is what plays keeps it unless `Force` is set. One that has no source any
/// more is in no list.
pub(in crate::sandbox::apsara) fn delete_mezzanines(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let names = Names::read(params, "VideoIds")?;
    let force = params.flag("Force")?;
    write(desk, |shelf| {
        let found = names.find(shelf);
        if found.items.is_empty() {
            return Err(Fault::video_not_found());
        }
        let (kept, rest): (Vec<&Media<'_>>, Vec<&Media<'_>>) =
            found.items.iter().partition(|media| !force && plays_source(media));
        let kept: Vec<&str> = kept.into_iter().map(Media::id).collect();
        let there = rest.into_iter().filter(|media| media.has_source());
        let changes = there.map(|media| media.file_deleted(FileKey::Master)).collect();
        let mut answer = Map::new();
        answer.insert("UnRemoveableVideoIds".to_owned(), json!(kept));
        answer.insert("NonExistVideoIds".to_owned(), json!(found.missing_ids));
        answer.insert("NonExistReferenceIds".to_owned(), json!(found.missing_references));
        Ok((answer, changes))
    })
}
