//! Makes videos and files of a few given fields: everything that a test does not say is as a healthy, young video of the
//! platform has it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rhai::{Dynamic, Map};

use super::fields::{set_asset, set_video};
use super::given::Given;
use crate::model::{
    Asset, AssetId, AssetKind, Assets, Delivery, Known, MediaType, Millis, Platform, Text, Video, VideoId, VideoState,
};
use crate::script::error::{Fault, Outcome};

/// Bytes of a master or rendition whose size a test does not say.
const SOME_BYTES: u64 = 1_000_000;
/// The running time of a video, in milliseconds, unless a test says it.
const SOME_MILLIS: Millis = 60_000;

/// What a new video gets from where it is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Birth {
    pub(super) platform: Platform,
    pub(super) now: Timestamp,
    /// The number of the video in its library, from 1.
    pub(super) number: usize,
}

/// Makes a video of the fields given.
pub(super) fn new_video(fields: &Map, birth: Birth) -> Outcome<Video> {
    let given = |name: &str| fields.get(name).filter(|value| !value.is_unit());
    let id = match given("id") {
        None => birth.number.to_string(),
        Some(id) => Given { name: "id", value: id }.text()?.to_string(),
    };
    let id = VideoId::new(id).map_err(|error| Fault::new("empty-id", error.to_string()))?;
    let mut video = plain(id, birth);
    if let Some(status) = given("status").and_then(|status| status.as_immutable_string_ref().ok()) {
        video.state = Known::Value(state_of(birth.platform, &status));
    }
    for (name, value) in fields.iter().filter(|(name, _)| name.as_str() != "id") {
        set_video(&mut video, &Given { name, value })?;
    }
    complete(&mut video, &|name| fields.contains_key(name), birth.platform);
    Ok(video)
}

/// Sets further fields of a video that is there; nothing else follows from them.
pub(super) fn change(video: &mut Video, fields: &Map) -> Outcome<()> {
    fields.iter().try_for_each(|(name, value)| set_video(video, &Given { name, value }))
}

/// An active video without anything special that was made just now.
fn plain(id: VideoId, birth: Birth) -> Video {
    let brightcove = birth.platform == Platform::Brightcove;
    let number = id.to_string();
    Video {
        name: Known::Value(format!("Video {number}").into()),
        description: Known::Absent,
        state: Known::Value(VideoState::Active),
        status: Known::Absent,
        created_at: Known::Value(birth.now),
        updated_at: Known::Value(birth.now),
        published_at: Known::Absent,
        duration: Known::Value(SOME_MILLIS),
        tags: Known::Value(Vec::new()),
        reference_id: Known::Absent,
        folder: Known::Absent,
        custom_fields: Known::Value(BTreeMap::new()),
        original_filename: Known::Absent,
        delivery: Known::Value(if brightcove { Delivery::DynamicOrigin } else { Delivery::Stored }),
        has_master: Known::Value(false),
        complete: Known::Absent,
        is_clip: Known::Value(false),
        clip_source_id: Known::Absent,
        shared_in: Known::Value(false),
        shared_out: Known::Value(false),
        thumbnail_url: Known::Absent,
        size: if brightcove {
            Known::unknown("a listing of Brightcove gives no sizes; look at the assets")
        } else {
            Known::Absent
        },
        storage_class: if brightcove { Known::Absent } else { Known::Value("Standard".into()) },
        category: Known::Absent,
        media_type: Known::Value(MediaType::Video),
        plays_from_master: Known::Value(false),
        playable: Known::Absent,
        ..Video::unknown(id, "")
    }
}

/// What follows from what a test said, where it did not say it.
fn complete(video: &mut Video, said: &dyn Fn(&str) -> bool, platform: Platform) {
    let state = video.state.get();
    if !said("status") {
        video.status = video.state.as_ref().map(|state| status_of(platform, *state));
    }
    match (said("created_at"), said("updated_at")) {
        (true, false) => video.updated_at = video.created_at.clone(),
        (false, true) => video.created_at = video.updated_at.clone(),
        _ => {}
    }
    let single = matches!(video.media_type.get(), Some(MediaType::Image | MediaType::Attached));
    if single && !said("updated_at") {
        video.updated_at = Known::Absent;
    }
    if !single && !said("published_at") && state == Some(VideoState::Active) {
        video.published_at = video.created_at.clone();
    }
    if !said("complete") {
        video.complete = match (platform, video.status.value()) {
            (Platform::Apsara, Some(word)) if matches!(word.as_ref(), "Blocked" | "Checking") => {
                Known::unknown(format!("ApsaraVideo does not tell whether an item that is {word} was ever playable"))
            }
            _ => Known::Value(matches!(state, Some(VideoState::Active | VideoState::Inactive))),
        };
    }
    if !said("is_clip") {
        video.is_clip = video.clip_source_id.as_ref().map(|_| true);
        if video.is_clip.is_absent() {
            video.is_clip = Known::Value(false);
        }
    }
    if single && !said("delivery") {
        video.delivery = Known::Value(Delivery::Other);
    }
}

/// The files that every item of its sort has, before a test adds any: a picture has no parts, and no list tells its size.
pub(super) fn first_files(video: &Video) -> Option<Assets> {
    if !matches!(video.media_type.get(), Some(MediaType::Image | MediaType::Attached)) {
        return None;
    }
    let mut files = Assets::new(video.id.clone());
    files.set(AssetKind::Master, Known::unknown("it has no master, and no list tells its size"));
    Some(files)
}

/// The platform's word for a state.
fn status_of(platform: Platform, state: VideoState) -> Text {
    let word = match (platform, state) {
        (Platform::Brightcove, VideoState::Active) => "ACTIVE",
        (Platform::Brightcove, VideoState::Inactive) => "INACTIVE",
        (Platform::Brightcove, VideoState::Pending) => "PENDING",
        (Platform::Brightcove, VideoState::Failed) => "FAILED",
        (Platform::Brightcove, VideoState::Deleted) => "DELETED",
        (Platform::Apsara, VideoState::Active) => "Normal",
        (Platform::Apsara, VideoState::Inactive) => "Blocked",
        (Platform::Apsara, VideoState::Pending) => "Uploading",
        (Platform::Apsara, VideoState::Failed) => "TranscodeFail",
        (Platform::Apsara, VideoState::Deleted) => "Deleted",
        (_, VideoState::Other) => "other",
    };
    word.into()
}

/// The state that a word of the platform means.
fn state_of(platform: Platform, status: &str) -> VideoState {
    match platform {
        Platform::Brightcove => match status {
            "FAILED" => VideoState::Failed,
            word => VideoState::parse(word).unwrap_or(VideoState::Other),
        },
        Platform::Apsara => match status {
            "Normal" => VideoState::Active,
            "Blocked" => VideoState::Inactive,
            "Uploading" | "UploadSucc" | "Transcoding" | "Checking" => VideoState::Pending,
            word if word.ends_with("Fail") => VideoState::Failed,
            _ => VideoState::Other,
        },
    }
}

/// Makes a file of a video; `number` counts the files of its kind, from 1.
pub(super) fn new_asset(video: &Video, fields: &Map, number: impl FnOnce(AssetKind) -> usize) -> Outcome<Asset> {
    let words: Vec<&'static str> = AssetKind::ALL.into_iter().map(AssetKind::as_str).collect();
    let kind = match fields.get("kind") {
        Some(value) => Given { name: "kind", value }.word(AssetKind::parse, &words)?,
        None => {
            return Err(Fault::new("missing-field", "a file has a `kind`")
                .hint("write add_asset(video, #{ kind: \"master\", bytes: 2 * GB })")
                .into());
        }
    };
    let id = match fields.get("id") {
        Some(value) => Given { name: "id", value }.text()?.to_string(),
        None => format!("{kind}-{}", number(kind)),
    };
    let id = AssetId::new(id).map_err(|error| Fault::new("empty-id", error.to_string()))?;
    let mut asset = Asset::bare(id, video.id.clone(), kind);
    asset.created_at = video.created_at.clone();
    if matches!(kind, AssetKind::Master | AssetKind::Rendition) {
        asset.bytes = Known::Value(SOME_BYTES);
        asset.format = Known::Value("mp4".into());
        asset.encrypted = Known::Value(false);
    }
    for (name, value) in fields.iter().filter(|(name, _)| !matches!(name.as_str(), "id" | "kind")) {
        set_asset(&mut asset, &Given { name, value })?;
    }
    Ok(asset)
}

/// A map of fields, or the error of an argument that is none.
pub(super) fn fields_of(function: &str, value: Dynamic) -> Outcome<Map> {
    let shown = crate::script::functions::described(&value);
    value.try_cast::<Map>().ok_or_else(|| {
        Fault::new("wrong-type", format!("`{function}` takes a map of fields, not {shown}"))
            .hint("write #{ state: \"active\", updated_at: days_ago(400) }")
            .into()
    })
}
