//! `GetImageInfo`, `GetImageInfos` and `GetAttachedMediaInfo`.

use serde_json::{Map, Value};

use super::batch::{ids, put_missing};
use super::extras::{attached, pictures};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::params::Params;

/// There is no such picture or medium. Documented for `DeleteImage`; not documented for these.
fn no_such_resource() -> Fault {
    Fault::new(404, "NoSuchResource", "The specified resource does not exist.")
}

/// `GetImageInfo`: the only way, with its plural, to the size of a picture.
pub(in crate::sandbox::apsara) fn get_image_info(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let id = params.required("ImageId")?;
    desk.vault.read(|_, shelf| {
        let found = pictures(shelf).into_iter().find(|one| one.id == id).ok_or_else(no_such_resource)?;
        Ok(Map::from_iter([("ImageInfo".to_owned(), Value::Object(found.info(shelf)))]))
    })?
}

/// `GetImageInfos`: up to twenty.
pub(in crate::sandbox::apsara) fn get_image_infos(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    params.required("ImageIds")?;
    let asked = ids(params, "ImageIds")?;
    desk.vault.read(|_, shelf| {
        let all = pictures(shelf);
        let found = asked.iter().map(|id| (*id, all.iter().find(|one| one.id == *id).map(|one| one.info(shelf))));
        several(&asked, found.collect(), "ImageInfo", "NonExistImageIds")
    })?
}

/// `GetAttachedMediaInfo`: up to twenty.
pub(in crate::sandbox::apsara) fn get_attached_media_info(
    desk: &Desk,
    params: &Params,
) -> Result<Map<String, Value>, Fault> {
    params.required("MediaIds")?;
    let asked = ids(params, "MediaIds")?;
    desk.vault.read(|_, shelf| {
        let all = attached(shelf);
        let found = asked.iter().map(|id| (*id, all.iter().find(|one| one.id == *id).map(|one| one.info(shelf))));
        several(&asked, found.collect(), "AttachedMediaList", "NonExistMediaIds")
    })?
}

/// What was found and what was not; an error only when nothing was.
fn several(
    asked: &[&str],
    found: Vec<(&str, Option<Map<String, Value>>)>,
    list: &str,
    missing: &str,
) -> Result<Map<String, Value>, Fault> {
    let gone: Vec<&str> = found.iter().filter(|(_, one)| one.is_none()).map(|(id, _)| *id).collect();
    let infos: Vec<Value> = found.into_iter().filter_map(|(_, one)| one.map(Value::Object)).collect();
    if infos.is_empty() {
        return Err(no_such_resource());
    }
    let mut answer = Map::from_iter([(list.to_owned(), Value::Array(infos))]);
    put_missing(&mut answer, missing, asked, &gone);
    Ok(answer)
}
