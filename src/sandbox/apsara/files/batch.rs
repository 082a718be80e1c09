//! `BatchGetMediaInfos`: items with their source and all their streams, several at once.

use serde_json::{Map, Value, json};

use super::find::Names;
use super::mezzanine::{Additions, mezzanine};
use super::show;
use super::stream::streams;
use crate::model::AssetKind;
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::{Media, media_info};
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::rng::Rng;
use crate::sandbox::library::shelf::Shelf;

/// `BatchGetMediaInfos`: 404 when none of the items exists.
pub(in crate::sandbox::apsara) fn batch_get_media_infos(
    desk: &Desk,
    params: &Params,
) -> Result<Map<String, Value>, Fault> {
    let names = Names::read(params, "MediaIds")?;
    let signer = show::Signer::read(params, desk.clock.now())?;
    desk.vault.read(|_, shelf| {
        let found = names.find(shelf);
        if found.items.is_empty() {
            return Err(Fault::video_not_found());
        }
        let infos = found.items.iter().map(|media| info(shelf, media, signer)).collect();
        let mut answer = Map::new();
        answer.insert("MediaInfos".to_owned(), Value::Array(infos));
        answer.insert("NonExistMediaIds".to_owned(), or_null(&found.missing_ids));
        answer.insert("NonExistReferenceIds".to_owned(), or_null(&found.missing_references));
        answer.insert("ForbiddenMediaIds".to_owned(), Value::Null);
        Ok(answer)
    })?
}

/// How an empty list looks is not documented; here it is null.
fn or_null(list: &[&str]) -> Value {
    if list.is_empty() { Value::Null } else { json!(list) }
}

fn info(shelf: &Shelf, media: &Media<'_>, signer: show::Signer) -> Value {
    let id = media.id();
    let group = Rng::of_text(0x7e3a, media.item().folder_id.as_deref().unwrap_or_default()).hex(32);
    let mut source = mezzanine(media, Additions::ALL, signer);
    source.insert("MediaId".to_owned(), json!(id));
    if media.item().hides(AssetKind::Rendition) {
        // A stream that nobody can read: then nothing is known of any.
        return json!({ "MediaId": id, "MediaInfo": media_info(media), "MezzanineInfo": source, "PlayInfoList": [{}] });
    }
    // Flat here, although other operations wrap the same list.
    let list: Vec<Value> = streams(shelf, media)
        .iter()
        .map(|one| {
            let mut object = show::stream(media, one, signer);
            let sort = format!("{group}{:?}{}", one.definition, one.format);
            if one.recorded.is_none() {
                object.insert("TemplateGroupId".to_owned(), json!(group));
                object.insert("TemplateId".to_owned(), json!(Rng::of_text(0x7e3b, &sort).hex(32)));
            }
            Value::Object(object)
        })
        .collect();
    json!({ "MediaId": id, "MediaInfo": media_info(media), "MezzanineInfo": source, "PlayInfoList": list })
}
