//! A video, sound, picture or auxiliary file, from each of the operations that describe one.
//!
//! The operations name the same things alike but give different ones. What a reading does not carry is unknown and
//! says where it can be had; what they all carry is translated alike, so that two readings of an unchanged item agree.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::field::{Field, required};
use super::mezzanine::{Mezzanine, measured, mezzanine};
use super::object::object;
use super::playing::playing;
use crate::model::{Delivery, Known, MediaType, Text, Video, VideoId, VideoState, plain, unsigned};
use crate::provider::{Error, ErrorKind};

/// Before the id of a picture that is an item of its own.
pub(in super::super) const IMAGE: &str = "image:";
/// Before the id of auxiliary media.
pub(in super::super) const ATTACHED: &str = "attached:";

const NO_MASTER_HERE: &str = "no listing tells: name has_master in the query, or look at assets(video).master";
const NO_FILENAME_HERE: &str = "a listing of ApsaraVideo does not tell; name original_filename in the query";

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Wire<'a> {
    video_id: Field<'a>,
    audio_id: Field<'a>,
    image_id: Field<'a>,
    media_id: Field<'a>,
    media_type: Field<'a>,
    title: Field<'a>,
    description: Field<'a>,
    tags: Field<'a>,
    cate_name: Field<'a>,
    categories: Field<'a>,
    status: Field<'a>,
    size: Field<'a>,
    duration: Field<'a>,
    creation_time: Field<'a>,
    modification_time: Field<'a>,
    #[serde(rename = "CoverURL")]
    cover_url: Field<'a>,
    #[serde(rename = "URL")]
    url: Field<'a>,
    snapshots: Field<'a>,
    sprite_snapshots: Field<'a>,
    transcode_mode: Field<'a>,
    storage_class: Field<'a>,
    reference_id: Field<'a>,
    mezzanine: Field<'a>,
}

/// An element of `MediaList`: little of its own, and the item under the name of its type.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Found<'a> {
    media_id: Field<'a>,
    media_type: Field<'a>,
    creation_time: Field<'a>,
    video: Field<'a>,
    audio: Field<'a>,
    image: Field<'a>,
    attached_media: Field<'a>,
}

/// An element of `MediaInfos`.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Detailed<'a> {
    media_id: Field<'a>,
    media_info: Field<'a>,
    mezzanine_info: Field<'a>,
    play_info_list: Field<'a>,
}

/// What one operation tells beside the item's own object.
struct Reading<'a> {
    /// The sort of item, where the operation is about one sort only.
    kind: Option<MediaType>,
    /// The id beside the object.
    id: Field<'a>,
    created: Field<'a>,
    mezzanine: Option<Mezzanine>,
}

/// Translates an element of the `MediaList` of `SearchMedia`, which was asked for items of one sort.
///
/// # Errors
/// Fails when it is not an object or has no id, as all of these do.
pub(in super::super) fn found(kind: MediaType, raw: &str) -> Result<Video, Error> {
    let found: Found<'_> = object(raw)?;
    let said = found.media_type.text("MediaType").value().and_then(|word| MediaType::parse(word));
    let kind = said.unwrap_or(kind);
    let item = match kind {
        MediaType::Video => found.video,
        MediaType::Audio => found.audio,
        MediaType::Image => found.image,
        MediaType::Attached => found.attached_media,
    };
    let reading = Reading { kind: Some(kind), id: found.media_id, created: found.creation_time, mezzanine: None };
    translate(item.raw().unwrap_or("{}"), &reading, raw)
}

/// Translates an element of the `VideoList` of `GetVideoInfos`.
pub(in super::super) fn video_info(raw: &str) -> Result<Video, Error> {
    translate(raw, &Reading { kind: None, id: Field::default(), created: Field::default(), mezzanine: None }, raw)
}

/// Translates an element of the `MediaInfos` of `BatchGetMediaInfos`.
pub(in super::super) fn media_info(raw: &str) -> Result<Video, Error> {
    let detailed: Detailed<'_> = object(raw)?;
    let reading = Reading {
        kind: None,
        id: detailed.media_id,
        created: Field::default(),
        mezzanine: Some(mezzanine(detailed.mezzanine_info.raw())),
    };
    let mut video = translate(detailed.media_info.raw().unwrap_or("{}"), &reading, raw)?;
    let beside = [("MezzanineInfo", detailed.mezzanine_info), ("PlayInfoList", detailed.play_info_list)];
    video.native = with_parts(&video.native, beside).into();
    video.playable = playing(&video, detailed.play_info_list);
    Ok(video)
}

/// The item's own object with what the answer tells beside it: right before a deletion all of it is evidence.
fn with_parts(item: &str, beside: [(&str, Field<'_>); 2]) -> String {
    let Some(members) = item.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return item.to_owned();
    };
    let mut parts: Vec<Cow<'_, str>> = Vec::with_capacity(3);
    if !members.trim().is_empty() {
        parts.push(members.into());
    }
    for (name, part) in beside {
        if let Some(raw) = part.raw() {
            parts.push(format!("\"{name}\":{}", unsigned(raw)).into());
        }
    }
    format!("{{{}}}", parts.join(","))
}

/// The id and the source file of an element of the `MediaInfos` of `BatchGetMediaInfos`.
pub(in super::super) fn media_mezzanine(raw: &str) -> Result<(VideoId, Mezzanine), Error> {
    let detailed: Detailed<'_> = object(raw)?;
    let inner: Wire<'_> = detailed.media_info.raw().map(object).transpose()?.unwrap_or_default();
    let id = identity(detailed.media_id.or(inner.media_id), "", raw)?;
    Ok((id, mezzanine(detailed.mezzanine_info.raw())))
}

/// Translates an element of the `ImageInfo` of `GetImageInfos`.
pub(in super::super) fn image_info(raw: &str) -> Result<Video, Error> {
    let kind = Some(MediaType::Image);
    translate(raw, &Reading { kind, id: Field::default(), created: Field::default(), mezzanine: None }, raw)
}

/// Translates an element of the `AttachedMediaList` of `GetAttachedMediaInfo`.
pub(in super::super) fn attached_info(raw: &str) -> Result<Video, Error> {
    let kind = Some(MediaType::Attached);
    translate(raw, &Reading { kind, id: Field::default(), created: Field::default(), mezzanine: None }, raw)
}

fn identity(field: Field<'_>, prefix: &str, raw: &str) -> Result<VideoId, Error> {
    let id = field.text("id").value().filter(|id| !id.trim().is_empty()).map(|id| format!("{prefix}{id}"));
    id.and_then(|id| VideoId::new(id).ok()).ok_or_else(|| {
        let start: String = unsigned(raw).chars().take(80).collect();
        Error::new(ErrorKind::Malformed, format!("an item has no usable id: {start}"))
    })
}

fn translate(item: &str, reading: &Reading<'_>, whole: &str) -> Result<Video, Error> {
    let read = object::<Wire<'_>>(item);
    // With an id from beside it, an object that cannot be read is an item of which nothing is known.
    let wire = if reading.id.is_empty() { read? } else { read.unwrap_or_default() };
    let prefix = match reading.kind {
        Some(MediaType::Image) => IMAGE,
        Some(MediaType::Attached) => ATTACHED,
        _ => "",
    };
    let own = match reading.kind {
        Some(MediaType::Image) => wire.image_id,
        Some(MediaType::Attached) => wire.media_id,
        _ => wire.video_id.or(wire.audio_id).or(wire.media_id),
    };
    let mut video = Video::unknown(identity(reading.id.or(own), prefix, whole)?, "");
    describe(&mut video, &wire, reading);
    match reading.kind {
        Some(MediaType::Image | MediaType::Attached) => still(&mut video, &wire, reading),
        _ => playable(&mut video, &wire, reading),
    }
    video.native = unsigned(item).into();
    Ok(video)
}

/// What every item has.
fn describe(video: &mut Video, wire: &Wire<'_>, reading: &Reading<'_>) {
    // Empty fields may be left out. But an object without its status was not given in full (`Fields` was not
    // heeded), and then what is missing is withheld and not none.
    let full = !wire.status.is_empty();
    let status = required(wire.status.text("Status"), "Status");
    video.state = status.as_ref().map(|word| state(word));
    video.complete = complete(&status);
    video.status = status;
    video.name = optional(wire.title.text("Title"), full, "Title");
    video.description = optional(wire.description.text("Description"), full, "Description");
    video.tags = if wire.tags.is_empty() && !full { withheld("Tags") } else { wire.tags.tags() };
    video.category = optional(category(wire), full, "CateName");
    video.created_at = required(wire.creation_time.or(reading.created).time("CreationTime"), "CreationTime");
    video.published_at = Known::Absent;
    video.folder = Known::Absent;
    video.clip_source_id = Known::Absent;
    video.custom_fields = Known::Value(BTreeMap::new());
    video.is_clip = Known::Value(false);
    video.shared_in = Known::Value(false);
    video.shared_out = Known::Value(false);
    let said = wire.media_type.text("MediaType").value().and_then(|word| MediaType::parse(word));
    video.media_type = match reading.kind.or(said) {
        Some(kind) => Known::Value(kind),
        None => Known::unknown("ApsaraVideo tells only in a listing whether it is a video or sound"),
    };
}

/// What a video or sound has.
fn playable(video: &mut Video, wire: &Wire<'_>, reading: &Reading<'_>) {
    let full = !wire.status.is_empty();
    video.delivery = Known::Value(Delivery::Stored);
    video.updated_at = required(wire.modification_time.time("ModificationTime"), "ModificationTime");
    video.reference_id = optional(wire.reference_id.text("ReferenceId"), full, "ReferenceId");
    video.storage_class = required(wire.storage_class.text("StorageClass"), "StorageClass");
    video.plays_from_master = plays_from_master(wire.transcode_mode);
    video.thumbnail_url = optional(address(wire.cover_url, "CoverURL"), full, "CoverURL");
    video.copies = copies(&[wire.cover_url, wire.snapshots, wire.sprite_snapshots]);
    video.size = measured(wire.size.number("Size"), "Size");
    video.duration = measured(wire.duration.seconds("Duration"), "Duration");
    video.has_master = Known::unknown(NO_MASTER_HERE);
    video.original_filename = Known::unknown(NO_FILENAME_HERE);
    if let Some(mezzanine) = &reading.mezzanine {
        if wire.size.is_empty() {
            video.size = mezzanine.size.clone();
        }
        if wire.duration.is_empty() {
            video.duration = mezzanine.duration.clone();
        }
        video.has_master = mezzanine.has_master.clone();
        video.original_filename = mezzanine.original_filename.clone();
    }
}

/// What a picture or auxiliary file has. It is its own only file, so it has neither master nor renditions.
fn still(video: &mut Video, wire: &Wire<'_>, reading: &Reading<'_>) {
    #[derive(Deserialize, Default)]
    #[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
    struct File<'a> {
        file_size: Field<'a>,
        original_file_name: Field<'a>,
    }
    let file: Option<File<'_>> = wire.mezzanine.raw().and_then(|raw| object(raw).ok());
    video.delivery = Known::Value(Delivery::Other);
    // Only a listing tells when a picture changed: a time that the next reading lacks would look like a change.
    video.updated_at = match reading.kind {
        Some(MediaType::Image) => Known::Absent,
        _ => required(wire.modification_time.time("ModificationTime"), "ModificationTime"),
    };
    video.size = match &file {
        Some(file) => measured(file.file_size.number("FileSize"), "FileSize"),
        None => Known::unknown("ApsaraVideo gives no size of it here"),
    };
    video.original_filename = match &file {
        Some(file) => file.original_file_name.text("OriginalFileName"),
        None => Known::unknown("ApsaraVideo gives no file name of it here"),
    };
    video.thumbnail_url = address(wire.url, "URL");
    video.copies = copies(&[wire.url]);
    video.duration = Known::Absent;
    video.reference_id = Known::Absent;
    video.storage_class = Known::Absent;
    video.has_master = Known::Absent;
    video.plays_from_master = Known::Value(false);
}

fn optional<T>(value: Known<T>, full: bool, name: &str) -> Known<T> {
    if value.is_absent() && !full { withheld(name) } else { value }
}

fn withheld<T>(name: &str) -> Known<T> {
    Known::unknown(format!("ApsaraVideo gave only a part of the item, without {name}"))
}

fn state(word: &str) -> VideoState {
    match word {
        "Normal" => VideoState::Active,
        "Blocked" => VideoState::Inactive,
        "Uploading" | "UploadSucc" | "Transcoding" | "Checking" => VideoState::Pending,
        _ if word.ends_with("Fail") => VideoState::Failed,
        _ => VideoState::Other,
    }
}

/// An item that is blocked, or waits for its review, may or may not have been playable before.
fn complete(status: &Known<Text>) -> Known<bool> {
    match status {
        Known::Value(word) if matches!(word.as_ref(), "Blocked" | "Checking") => {
            Known::unknown(format!("ApsaraVideo does not tell whether an item that is {word} was ever playable"))
        }
        Known::Value(word) => Known::Value(word.as_ref() == "Normal"),
        Known::Absent => Known::Absent,
        Known::Unknown(reason) => Known::Unknown(reason.clone()),
    }
}

fn plays_from_master(mode: Field<'_>) -> Known<bool> {
    match required(mode.text("TranscodeMode"), "TranscodeMode") {
        Known::Value(word) => match word.as_ref() {
            "NoTranscode" | "AsyncTranscode" => Known::Value(true),
            "FastTranscode" => Known::Value(false),
            _ => Known::unknown(format!("ApsaraVideo gave a TranscodeMode without a meaning here: {word}")),
        },
        Known::Absent => Known::Absent,
        Known::Unknown(reason) => Known::Unknown(reason),
    }
}

/// One category of a video or picture, several of auxiliary media.
fn category(wire: &Wire<'_>) -> Known<Text> {
    #[derive(Deserialize, Default)]
    #[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
    struct Category<'a> {
        cate_name: Field<'a>,
    }
    if wire.categories.is_empty() || !wire.cate_name.is_empty() {
        return wire.cate_name.text("CateName");
    }
    let names = wire.categories.list("Categories").map(|list| {
        let name = |raw: &str| object::<Category<'_>>(raw).ok()?.cate_name.text("CateName").value().cloned();
        list.into_iter().filter_map(name).collect::<Vec<Text>>().join(",")
    });
    match names {
        Known::Value(names) if names.is_empty() => Known::Absent,
        other => other.map(Into::into),
    }
}

/// An address without what is signed: a signature is of no use later, and for nobody's records.
fn address(field: Field<'_>, name: &str) -> Known<Text> {
    field.text(name).map(|url| plain(&url).into())
}

/// Addresses without their query strings, each once. A signature in one would make it another address every time.
fn copies(fields: &[Field<'_>]) -> Vec<Text> {
    let mut seen = BTreeSet::new();
    let mut addresses = Vec::new();
    for field in fields {
        for address in field.texts("addresses").value().into_iter().flatten() {
            let plain = address.split(['?', '#']).next().unwrap_or_default().trim();
            if !plain.is_empty() && seen.insert(plain.to_owned()) {
                addresses.push(plain.into());
            }
        }
    }
    addresses
}
