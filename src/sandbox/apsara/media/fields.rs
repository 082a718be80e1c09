//! The fields of a video on the wire, and which of them each operation shows.
//!
//! Some are awkward on purpose and always in the same places, as the platform's own samples are: numbers as texts, empty
//! lists there or not.

use serde_json::{Map, Value, json};

use super::facts::Media;
use super::pictures::Snapshot;
use crate::sandbox::library::files::FileKey;
use crate::sandbox::library::header::REGION;
use crate::sandbox::library::recorded::Recorded;

const AWKWARD: u64 = 0xa941;
const TEMPLATES: u64 = 0xa942;

/// The only application of an account that has not made others.
pub(in crate::sandbox::apsara) const APP: &str = "app-1000000";

/// Fields that every operation about videos shows.
const ALWAYS: [&str; 16] = [
    "Title",
    "Description",
    "Tags",
    "CateId",
    "CateName",
    "Status",
    "CoverURL",
    "Snapshots",
    "CreationTime",
    "ModificationTime",
    "StorageLocation",
    "StorageClass",
    "RestoreStatus",
    "RestoreExpiration",
    "ReferenceId",
    "AppId",
];

impl Media<'_> {
    /// One field, with lists as plain arrays; `None` when there is no such field or it has no value.
    pub(in crate::sandbox::apsara) fn field(&self, name: &str) -> Option<Value> {
        let item = self.item();
        if let Some(recorded) = self.recorded().and_then(|recorded| self.recorded_field(recorded, name)) {
            return Some(recorded).filter(|value| !value.is_null());
        }
        Some(match name {
            "VideoId" | "AudioId" | "MediaId" => json!(self.id()),
            "Title" => json!(item.name),
            "Description" => json!(item.description.as_ref()?),
            "Tags" if item.tags.is_empty() => self.sometimes_empty(json!(""))?,
            "Tags" => json!(self.tags()),
            "CateId" => json!(self.category()?.0),
            "CateName" => json!(self.category()?.1),
            "Status" => json!(self.status()),
            "Size" if self.rng(AWKWARD).chance(40) => json!(self.size()?.to_string()),
            "Size" => json!(self.size()?),
            "Duration" => json!(self.duration()?),
            "CreationTime" => json!(self.creation_time()),
            "ModificationTime" => json!(self.modification_time()),
            "CoverURL" => json!(self.cover_url()?),
            "Snapshots" => self.pictures(Snapshot::Cover)?,
            "SpriteSnapshots" => self.pictures(Snapshot::Sprite)?,
            "DownloadSwitch" => json!(self.download_switch()),
            "MediaSource" => json!(self.media_source()),
            "PreprocessStatus" => json!(self.preprocess_status()),
            "TranscodeMode" => json!(self.transcode_mode()?),
            "StorageLocation" => json!(self.storage_location()),
            "StorageClass" => json!(self.storage_class()),
            "RestoreStatus" => json!(self.restore()?.0),
            "RestoreExpiration" => json!(self.restore()?.1?),
            "ReferenceId" => json!(item.reference_id.as_ref()?),
            "AppId" => json!(APP),
            "AuditStatus" => json!(if self.status() == "Blocked" { "Blocked" } else { "Normal" }),
            "TemplateGroupId" => json!(self.template_group()),
            "UserData" => json!(self.user_data()?),
            "RegionId" => json!(REGION),
            _ => return None,
        })
    }

    /// A field as it was recorded; null where it had none. `None` for what changes here, or changed since.
    fn recorded_field(&self, recorded: &Recorded, name: &str) -> Option<Value> {
        let touched = |field: &str| self.item().touched.contains(field);
        let ours = match name {
            "VideoId" | "AudioId" | "MediaId" | "CoverURL" | "Snapshots" | "SpriteSnapshots" => true,
            // It is that of the source file.
            "Size" => !self.item().keeps(&FileKey::Master.text()),
            "Title" => touched("name"),
            "Description" => touched("description"),
            "Tags" => touched("tags"),
            "ModificationTime" => touched("updated_at"),
            _ => false,
        };
        (!ours).then(|| recorded.native.get(name).cloned().unwrap_or(Value::Null))
    }

    /// These fields, as far as they have values.
    pub(in crate::sandbox::apsara) fn fields<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Map<String, Value> {
        names.into_iter().filter_map(|name| Some((name.to_owned(), self.field(name)?))).collect()
    }

    /// Something empty is there for some and missing for others.
    fn sometimes_empty(&self, empty: Value) -> Option<Value> {
        Some(empty).filter(|_| self.rng(AWKWARD).chance(500))
    }

    fn pictures(&self, kind: Snapshot) -> Option<Value> {
        if let Some(recorded) = self.recorded() {
            // What a listing names of them is kept until they are deleted.
            let name = if kind == Snapshot::Sprite { "SpriteSnapshots" } else { "Snapshots" };
            return recorded.native.get(name).filter(|_| self.item().keeps(&kind.key().text())).cloned();
        }
        let pictures = self.snapshots(kind);
        if pictures.is_empty() {
            return self.sometimes_empty(json!([]));
        }
        Some(pictures.iter().map(|address| self.signed(address)).collect())
    }

    fn template_group(&self) -> String {
        if self.transcode_mode() == Some("NoTranscode") {
            return "VOD_NO_TRANSCODE".to_owned();
        }
        self.rng(TEMPLATES).hex(32)
    }

    /// What the owner gave at the upload: here the generic library's own fields.
    fn user_data(&self) -> Option<String> {
        let fields = &self.item().custom_fields;
        (!fields.is_empty()).then(|| json!({ "Extend": fields }).to_string())
    }

    /// The length is a text for some in the answers about single videos.
    fn with_length(&self, mut object: Map<String, Value>) -> Map<String, Value> {
        let mut rng = self.rng(AWKWARD);
        if let Some(length) = object.get_mut("Duration").filter(|_| rng.below(8) == 0) {
            *length = json!(length.to_string());
        }
        object
    }
}

/// A video as `GetVideoInfo` shows it.
pub(in crate::sandbox::apsara) fn video_info(media: &Media<'_>) -> Map<String, Value> {
    let more = ["VideoId", "Size", "Duration", "DownloadSwitch", "TemplateGroupId", "UserData"];
    let object = media.fields(ALWAYS.into_iter().chain(more).chain(["AuditStatus", "RegionId"]));
    wrapped(media.with_length(object))
}

/// A video as `GetVideoInfos` shows it: its pictures are a plain list here.
pub(super) fn listed_info(media: &Media<'_>) -> Map<String, Value> {
    let more = ["VideoId", "Size", "Duration", "DownloadSwitch", "TemplateGroupId", "UserData"];
    media.with_length(media.fields(ALWAYS.into_iter().chain(more)))
}

/// A video as `GetVideoList` shows it.
pub(in crate::sandbox::apsara) fn list_entry(media: &Media<'_>) -> Map<String, Value> {
    wrapped(media.fields(ALWAYS.into_iter().chain(["VideoId", "Size", "Duration", "UserData"])))
}

/// The `MediaInfo` of `BatchGetMediaInfos`: another name for the id, no size, no length.
pub(in crate::sandbox::apsara) fn media_info(media: &Media<'_>) -> Map<String, Value> {
    media.fields(ALWAYS.into_iter().chain(["MediaId", "DownloadSwitch", "TemplateGroupId", "UserData"]))
}

/// Puts the list of pictures into an object with one key.
fn wrapped(mut object: Map<String, Value>) -> Map<String, Value> {
    if let Some(pictures) = object.get_mut("Snapshots") {
        *pictures = json!({ "Snapshot": pictures.take() });
    }
    object
}
