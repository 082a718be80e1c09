//! `GetVideoInfo` and `GetVideoInfos`.

use serde_json::{Map, Value};

use super::batch::{ids, put_missing};
use super::facts::Media;
use super::fields::{listed_info, video_info};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::params::Params;

/// `GetVideoInfo`: one video or sound, by its id or the owner's own.
pub(in crate::sandbox::apsara) fn get_video_info(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let reference = params.text("ReferenceId");
    let id = if reference.is_none() { Some(params.required("VideoId")?) } else { params.text("VideoId") };
    desk.vault.read(|_, shelf| {
        let by_id = id.map(|id| Media::find(shelf, id));
        let found = by_id.unwrap_or_else(|| Media::find_by_reference(shelf, reference?));
        let media = found.ok_or_else(Fault::video_not_found)?;
        Ok(Map::from_iter([("Video".to_owned(), Value::Object(video_info(&media)))]))
    })?
}

/// `GetVideoInfos`: up to twenty; an error only when none exists.
pub(in crate::sandbox::apsara) fn get_video_infos(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let (videos, references) = (ids(params, "VideoIds")?, ids(params, "ReferenceIds")?);
    if videos.is_empty() && references.is_empty() {
        return Err(Fault::missing_parameter("VideoIds"));
    }
    desk.vault.read(|_, shelf| {
        let mut found: Vec<Media<'_>> = Vec::new();
        let (mut no_videos, mut no_references) = (Vec::new(), Vec::new());
        for id in &videos {
            match Media::find(shelf, id) {
                Some(media) => found.push(media),
                None => no_videos.push(*id),
            }
        }
        for reference in &references {
            match Media::find_by_reference(shelf, reference) {
                Some(media) if found.iter().any(|one| one.id() == media.id()) => {}
                Some(media) => found.push(media),
                None => no_references.push(*reference),
            }
        }
        if found.is_empty() {
            return Err(Fault::video_not_found());
        }
        let mut answer = Map::new();
        let list = found.iter().map(|media| Value::Object(listed_info(media))).collect();
        answer.insert("VideoList".to_owned(), list);
        put_missing(&mut answer, "NonExistVideoIds", &videos, &no_videos);
        put_missing(&mut answer, "NonExistReferenceIds", &references, &no_references);
        Ok(answer)
    })?
}
