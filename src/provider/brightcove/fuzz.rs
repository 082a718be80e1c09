//! What the fuzzer asks of this platform: no true match is lost, and no answer of it is read as more than it says.

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::auth;
use super::error::from_answer;
use super::query::choose;
use super::wire;
use crate::fuzz::{Input, mutated};
use crate::model::{Asset, AssetKind, Delivery, Known, Text, Video, VideoState};
use crate::provider::http::Answer;
use crate::query::Query;

/// A video with every field that is read.
const VIDEO: &str = r#"{"id":"6301","name":"Evening News","description":null,"state":"ACTIVE","complete":true,
"created_at":"2023-01-15T08:00:00.000Z","updated_at":"2024-01-31T10:00:00Z","published_at":null,"duration":90000,
"delivery_type":"dynamic_origin","has_digital_master":true,"reference_id":"ref-42","folder_id":null,
"tags":["Keep","sport"],"custom_fields":{"subject":"Football","n":3},"original_filename":"news.MP4",
"clip_source_video_id":null,"sharing":{"by_external_acct":false,"to_external_acct":true},
"images":{"poster":{"asset_id":"p1","src":"https://cdn/p.jpg","sources":[{"src":"x","width":1,"height":2}]},
"thumbnail":{"src":"https://cdn/t.jpg","sources":[]}},
"text_tracks":[{"id":"t1","label":"","srclang":"en","kind":"captions","status":"published","mime_type":"text/vtt"}]}"#;

/// A file with the fields of all its shapes.
const FILE: &str = r#"{"id":"a1","rendition_id":"video/1","type":"REMOTE_RENDITION","name":"n","size":300,"width":1280,
"height":720,"encoding_rate":900,"duration":90000,"codec":"h264","container":"MP4","media_type":"video",
"audio_only":false,"complete":true,"drm":null,"remote":false,"language":"en","created_at":"2023-01-15T08:00:00Z"}"#;

/// Whether the search that is sent for the query finds a video for which it holds.
pub(crate) fn finds(query: &Query, video: &Video) {
    for v2 in [Some(true), Some(false), None] {
        let Some((name, text)) = choose(Some(query), None, v2).search else { continue };
        for part in parts(&text) {
            assert!(holds(part, video), "{name}={text} loses a match of {} by {part}: {video:?}", query.text);
        }
    }
}

/// The parts of a search: a blank stands between them, and around `TO` in brackets.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = match rest.find(['[', ' ']) {
            Some(open) if rest[open..].starts_with('[') => rest.find(']').map_or(rest.len(), |close| close + 1),
            Some(blank) => blank,
            None => rest.len(),
        };
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    parts
}

/// Whether the video satisfies one part in the words of the search; a part that is none of ours is smuggled in.
fn holds(part: &str, video: &Video) -> bool {
    let Some((field, value)) = part.strip_prefix('+').and_then(|part| part.split_once(':')) else {
        panic!("{part:?} is no part of a search")
    };
    let is = |own: &Known<Text>| own.value().is_some_and(|own| own.as_ref() == value);
    let flag = |own: &Known<bool>| own.get().is_some_and(|own| own.to_string() == value);
    match field {
        "state" => video.state.get() == VideoState::parse(value),
        "delivery_type" => video.delivery.get() == Delivery::parse(value),
        "has_digital_master" => flag(&video.has_master),
        "complete" => flag(&video.complete),
        "is_clip" => flag(&video.is_clip),
        "clip_source_video_id" => is(&video.clip_source_id),
        "id" => video.id.as_str() == value,
        "folder_id" => is(&video.folder),
        "reference_id" => is(&video.reference_id),
        "tags" => video.has_tag(value).get() == Some(true),
        "created_at" => within(value, &video.created_at),
        "updated_at" => within(value, &video.updated_at),
        "published_at" => within(value, &video.published_at),
        other => panic!("{other} is not asked for"),
    }
}

/// Whether the moment is strictly inside: whether ends are included is not documented.
fn within(range: &str, own: &Known<Timestamp>) -> bool {
    let bracketed = range.strip_prefix('[').and_then(|range| range.strip_suffix(']'));
    let ends = bracketed.map_or_else(|| range.split_once(".."), |range| range.split_once(" TO "));
    let Some((low, high)) = ends else { panic!("{range:?} is no range") };
    let end = |text: &str| match text {
        "" | "*" => None,
        text => match text.parse::<Timestamp>() {
            Ok(time) => Some(time),
            Err(error) => panic!("{text:?} is no time: {error}"),
        },
    };
    own.get().is_some_and(|own| end(low).is_none_or(|low| low < own) && end(high).is_none_or(|high| own < high))
}

/// Decoding an answer: the first byte says which, the second whether the rest is the answer or changes a good one.
pub(crate) fn answers(data: &[u8]) {
    let mut input = Input::new(data);
    let kind = input.byte();
    let good = if kind % 4 == 1 { FILE } else { VIDEO };
    let body = if input.byte().is_multiple_of(2) {
        String::from_utf8_lossy(input.rest()).into_owned()
    } else {
        match serde_json::from_str(good) {
            Ok(good) => mutated(good, &mut input).to_string(),
            Err(error) => panic!("our own example is no JSON: {error}"),
        }
    };
    match kind % 4 {
        0 => video(&body),
        1 => file(&body),
        2 => page(&body),
        _ => refusal(&body, u16::from(kind / 4)),
    }
}

fn page(body: &str) {
    match wire::decode_page(body) {
        Ok(videos) => {
            let Ok(Value::Array(list)) = serde_json::from_str(body) else { panic!("a page that is no list was read") };
            assert_eq!(list.len(), videos.len(), "an element of a page was left out");
        }
        Err(error) => assert!(!error.message.is_empty()),
    }
    let _ = wire::decode_page(&format!("[{body},{body}]"));
}

fn video(raw: &str) {
    let Ok(video) = wire::video(raw) else { return };
    assert!(!video.id.as_str().trim().is_empty(), "a video without an id");
    assert_eq!(wire::video(raw).ok().as_ref(), Some(&video), "the same answer was read in two ways");
    let Ok(said) = serde_json::from_str::<Value>(raw) else { panic!("a video that is no JSON was read: {raw}") };
    let texts = [
        ("name", &video.name),
        ("description", &video.description),
        ("state", &video.status),
        ("reference_id", &video.reference_id),
        ("original_filename", &video.original_filename),
    ];
    for (field, read) in texts {
        as_said(field, read.value().map(|text| Value::from(text.as_ref())), &said);
        let none = said.get(field).is_none_or(|value| value.is_null() || value == "");
        assert!(!read.is_absent() || none, "{field} is read as none: {said}");
    }
    as_said("complete", video.complete.get().map(Value::from), &said);
    as_said("has_digital_master", video.has_master.get().map(Value::from), &said);
    as_said("duration", video.duration.get().map(Value::from), &said);
    as_said("tags", video.tags.value().map(|tags| tags.iter().map(AsRef::as_ref).collect()), &said);
    let sharing = said.get("sharing").cloned().unwrap_or_default();
    if sharing.is_object() {
        assert!(video.shared_in.get().is_none_or(|read| {
            sharing.as_object().is_some_and(|object| object.values().any(|value| *value == Value::Bool(read)))
        }));
    }
    let named = wire::images(&video.native).value().cloned().unwrap_or_default();
    for (label, raw) in &named {
        if let Some(asset) = wire::image(&video, label, raw) {
            whole(&asset, &video);
        }
    }
    for raw in wire::text_tracks(&video.native).value().into_iter().flatten() {
        if let Some(asset) = wire::text_track(&video, raw.get()) {
            whole(&asset, &video);
        }
    }
}

/// A value that was read is the one that was said.
fn as_said(field: &str, read: Option<Value>, said: &Value) {
    if let Some(read) = read {
        assert_eq!(Some(&read), said.get(field), "{field} was read as {read} from {said}");
    }
}

fn file(raw: &str) {
    let Ok(owner) = wire::video(VIDEO) else { panic!("our own example is no video") };
    let id = &owner.id;
    let files = [
        wire::master(id, raw),
        wire::rendition(id, raw),
        wire::dynamic_rendition(id, raw),
        wire::mp4(id, raw),
        wire::manifest(id, "hls", raw),
        wire::audio_track(id, raw),
    ];
    let said: Value = serde_json::from_str(raw).unwrap_or_default();
    for asset in files.into_iter().flatten() {
        whole(&asset, &owner);
        as_said("size", asset.bytes.get().map(Value::from), &said);
        assert!(!asset.bytes.is_absent() || asset.kind != AssetKind::Master, "a master without a size is unknown");
    }
    let _ = (wire::is_rendition(raw), wire::is_mp4(raw), wire::still(raw));
}

fn whole(asset: &Asset, video: &Video) {
    assert!(!asset.id.as_str().trim().is_empty(), "a file without an id");
    assert_eq!(asset.video, video.id, "a file of another video");
}

fn refusal(body: &str, status: u16) {
    let Ok(status) = StatusCode::from_u16(200 + status % 64 * 7) else { return };
    let answer = Answer::new(status, &HeaderMap::new(), body.into(), Timestamp::UNIX_EPOCH);
    for error in [from_answer(&answer, "reading video 7", "video-cloud/video/read"), auth::refusal(&answer)] {
        let message = error.to_string();
        assert!(!message.chars().any(char::is_control), "{message:?} moves the cursor");
        assert!(message.chars().count() < 1_200, "{message:?} is too long");
    }
    let _ = auth::read(&answer, 1);
}
