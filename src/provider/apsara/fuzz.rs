//! What the fuzzer asks of this platform: no true match is lost, and no answer of it is read as more than it says.

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::categories::Categories;
use super::deleting;
use super::error::from_answer;
use super::operation::Operation;
use super::query::choose;
use super::search::{Bound, Range, Search};
use super::wire;
use crate::fuzz::{Input, mutated};
use crate::model::{Asset, Known, MediaType, Text, Video, VideoState};
use crate::provider::http::Answer;
use crate::query::Query;

/// An element of `MediaInfos` with every field that is read.
const DETAILED: &str = r#"{"MediaId":"5aed","MediaInfo":{"VideoId":"5aed","MediaType":"video","Title":"Evening news",
"Description":"at six","Tags":"news,Sport","CateId":10,"CateName":"News","Status":"Normal","Size":1048576,
"Duration":135.6,"CreationTime":"2019-01-31T02:02:59Z","ModificationTime":"2020-03-01T10:00:00Z",
"ReferenceId":"ref-4711","CoverURL":"https://cdn/c.jpg?auth_key=1-2-3","StorageClass":"Standard",
"TranscodeMode":"FastTranscode","Snapshots":{"Snapshot":["https://cdn/1.jpg?Signature=x"]}},
"MezzanineInfo":{"FileURL":"http://oss/m.mp4?Expires=1&Signature=x","Status":"Normal","FileName":"m.mp4","Size":1048576,
"Duration":"135.6","Bitrate":"900","Width":1280,"Height":720},
"PlayInfoList":[{"JobId":"j1","PlayURL":"https://cdn/p.m3u8?auth_key=1","Status":"Normal","StreamType":"video",
"Definition":"HD","Format":"m3u8","Size":300,"Width":1280,"Height":720,"Bitrate":"900.1","Duration":"135.6"}]}"#;

/// A page of a listing.
const PAGE: &str = r#"{"RequestId":"r","Total":2,"ScrollToken":"t","MediaList":[{"MediaId":"5aed","MediaType":"video",
"CreationTime":"2019-01-31T02:02:59Z","Video":{"VideoId":"5aed","Title":"Evening news","Status":"Normal","Size":7,
"CoverURL":"https://cdn/c.jpg?auth_key=1-2-3"}},{"MediaId":"6bfe","MediaType":"image","Image":{"ImageId":"6bfe",
"URL":"https://cdn/i.jpg?x","Status":"Normal","Mezzanine":{"FileSize":7,"OriginalFileName":"i.jpg"}}}]}"#;

/// An answer to a deletion, and to a question for items.
const LISTS: &str = r#"{"RequestId":"r","ForbiddenVideoIds":["a"],"UnRemoveableVideoIds":{"VideoId":["b"]},
"NonExistVideoIds":"c,d","VideoList":[{"VideoId":"a"}],"NonExistMediaIds":[]}"#;

const NAMES: [(&str, &[u64]); 4] = [("News", &[1]), ("keep", &[2]), ("x", &[3]), ("Twin", &[4, 5])];

/// Whether the searches that are sent for the query find a video for which it holds.
pub(crate) fn finds(query: &Query, video: &Video) {
    let id = video.id.as_str();
    let kind = match video.media_type.get() {
        Some(MediaType::Image) if id.starts_with(wire::IMAGE) => MediaType::Image,
        Some(MediaType::Attached) if id.starts_with(wire::ATTACHED) => MediaType::Attached,
        Some(kind @ (MediaType::Video | MediaType::Audio)) if !id.contains(':') => kind,
        // No item of this platform.
        _ => return,
    };
    let still = matches!(kind, MediaType::Image | MediaType::Attached);
    if still && !query.names_field(crate::model::VideoField::MediaType) {
        return;
    }
    for categories in [None, Some(Categories::of(&NAMES))] {
        let chosen = choose(Some(query), None, categories.as_ref());
        let found = chosen.searches.iter().any(|search| search.kind == kind && matches(search, video));
        assert!(found, "{:?} loses a match of {}: {video:?}", chosen.report.sent, query.text);
    }
}

fn matches(search: &Search, video: &Video) -> bool {
    search.conditions.iter().all(|condition| holds(condition, video))
        && search.ranges.iter().all(|range| inside(range, video))
}

/// Whether the video satisfies a condition in the words of the search; one that is none of ours is smuggled in.
fn holds(condition: &str, video: &Video) -> bool {
    if let Some(inner) = condition.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return inner.split(" or ").any(|one| holds(one, video));
    }
    if let Some((field, list)) = condition.split_once(" in (") {
        let Some(list) = list.strip_suffix(')') else { panic!("{condition:?} is no condition") };
        return list.split(',').any(|value| equals(field, quoted(value), video));
    }
    match condition.split_once(" = ") {
        Some(("CateId", number)) => {
            let names = NAMES.iter().find(|(_, numbers)| numbers.iter().any(|one| one.to_string() == number));
            names.is_some_and(|(name, _)| video.category.value().is_some_and(|own| own.as_ref() == *name))
        }
        // A range among alternatives: how it is written is tested beside it.
        Some(("Size" | "Duration" | "CreationTime" | "ModificationTime", _)) => true,
        Some((field, value)) => equals(field, quoted(value), video),
        None => panic!("{condition:?} is no condition"),
    }
}

fn quoted(text: &str) -> &str {
    match text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(inner) if !inner.contains(['\'', '\\']) => inner,
        _ => panic!("{text:?} is not one quoted text"),
    }
}

fn equals(field: &str, value: &str, video: &Video) -> bool {
    let is = |own: &Known<Text>| own.value().is_some_and(|own| own.as_ref() == value);
    let id = video.id.as_str();
    match field {
        "VideoId" | "AudioId" => id == value,
        "ImageId" => id.strip_prefix(wire::IMAGE) == Some(value),
        "MediaId" => id.strip_prefix(wire::ATTACHED) == Some(value),
        // A state is asked for by its words; the videos made up here may have the state with another word.
        "Status" => is(&video.status) || video.state.get() == state(value),
        "Title" => is(&video.name),
        "Description" => is(&video.description),
        // Whether the search minds case is not documented; the usual spellings are asked for.
        "Tags" => video.has_tag(value).get() == Some(true),
        other => panic!("{other} is not asked for"),
    }
}

fn state(word: &str) -> Option<VideoState> {
    Some(match word {
        "Normal" => VideoState::Active,
        "Blocked" => VideoState::Inactive,
        "Uploading" | "UploadSucc" | "Transcoding" | "Checking" => VideoState::Pending,
        "UploadFail" | "TranscodeFail" | "ProduceFail" => VideoState::Failed,
        _ => return None,
    })
}

/// Whether the video is strictly inside, except for sizes, which are whole numbers here and there.
fn inside(range: &Range, video: &Video) -> bool {
    let value = match range.field {
        "Size" => video.size.get().map(Bound::Number),
        "Duration" => video.duration.get().map(|millis| Bound::Number(millis / 1_000)),
        "CreationTime" => video.created_at.get().map(Bound::Time),
        "ModificationTime" => video.updated_at.get().map(Bound::Time),
        other => panic!("{other} has no ranges"),
    };
    let size = range.field == "Size";
    value.is_some_and(|value| {
        range.low.is_none_or(|low| low < value || size && low == value)
            && range.high.is_none_or(|high| value < high || size && high == value)
    })
}

/// Decoding an answer: the first byte says which, the second whether the rest is the answer or changes a good one.
pub(crate) fn answers(data: &[u8]) {
    let mut input = Input::new(data);
    let kind = input.byte();
    let good = match kind % 4 {
        0 => DETAILED,
        1 => PAGE,
        _ => LISTS,
    };
    let body = if input.byte().is_multiple_of(2) {
        String::from_utf8_lossy(input.rest()).into_owned()
    } else {
        match serde_json::from_str(good) {
            Ok(good) => mutated(good, &mut input).to_string(),
            Err(error) => panic!("our own example is no JSON: {error}"),
        }
    };
    match kind % 4 {
        0 => item(&body),
        1 => page(&body),
        2 => lists(&body),
        _ => refusal(&body, u16::from(kind / 4)),
    }
}

fn page(body: &str) {
    for kind in MediaType::ALL {
        let Ok(found) = wire::page(*kind, body) else { continue };
        found.videos.iter().for_each(|video| whole(video));
    }
}

fn lists(body: &str) {
    if let Ok(answered) = wire::answered(body) {
        assert!(serde_json::from_str::<Value>(body).is_ok(), "an answer that is no JSON was read: {body}");
        answered.items.iter().for_each(|raw| item(raw));
    }
    deleting::fuzz::acknowledged(body);
    let _ = wire::List::of(Some(body));
}

fn item(raw: &str) {
    let videos = [wire::media_info(raw), wire::video_info(raw), wire::image_info(raw), wire::attached_info(raw)];
    let said: Value = serde_json::from_str(raw).unwrap_or_default();
    for video in videos.iter().flatten() {
        whole(video);
        files(video, raw, &said);
    }
    if let [Ok(video), ..] = &videos {
        assert_eq!(wire::media_info(raw).ok().as_ref(), Some(video), "the same answer was read in two ways");
        let at = |place: &str| said.pointer(place).and_then(Value::as_str).unwrap_or_default();
        let master = at("/MezzanineInfo/Status");
        let word = match video.has_master.get() {
            Some(true) => master == "Normal",
            Some(false) => master == "Deleted" || master == "Uploading" || master == "UploadFail",
            None => true,
        };
        assert!(word, "has_master was read as {:?} from {master}", video.has_master);
        let mode = at("/MediaInfo/TranscodeMode");
        let word = match video.plays_from_master.get() {
            Some(true) => mode == "NoTranscode" || mode == "AsyncTranscode",
            Some(false) => mode == "FastTranscode",
            None => true,
        };
        assert!(word, "plays_from_master was read as {:?} from {mode}", video.plays_from_master);
    }
    let _ = wire::media_mezzanine(raw);
}

fn files(video: &Video, raw: &str, said: &Value) {
    let inner = |name: &str| said.get(name).map(ToString::to_string);
    let text = inner("MezzanineInfo").unwrap_or_else(|| raw.to_owned());
    if let Known::Value(asset) = wire::master(video, &text) {
        owned(&asset, video);
    }
    let streams = said.get("PlayInfoList").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for stream in streams.iter().map(ToString::to_string).chain([raw.to_owned()]) {
        if let Some(asset) = wire::rendition(video, &stream) {
            owned(&asset, video);
            assert_eq!(Some(asset.id.as_str()), wire::stream_id(&stream).as_deref(), "two ids of one stream");
        }
    }
    for asset in wire::poster(video).value().into_iter().flatten() {
        owned(asset, video);
    }
}

fn owned(asset: &Asset, video: &Video) {
    assert!(!asset.id.as_str().trim().is_empty(), "a file without an id");
    assert_eq!(asset.video, video.id, "a file of another video");
    unsigned(&asset.native);
}

/// A video has an id, values that were given, and no signature in anything that is kept of it.
fn whole(video: &Video) {
    assert!(!video.id.as_str().trim().is_empty(), "an item without an id");
    assert!(video.size.get() != Some(0) && !video.size.is_absent(), "a size that was not measured is unknown");
    assert!(!video.status.is_absent() && !video.state.is_absent(), "a status that was withheld is unknown");
    assert!(!video.created_at.is_absent(), "a moment that was withheld is unknown");
    unsigned(&video.native);
    assert!(!video.copies.iter().any(|copy| copy.contains('?')), "a signature in {:?}", video.copies);
}

/// No address in the text of an object has a query string.
fn unsigned(native: &str) {
    fn look(value: &Value) {
        match value {
            Value::String(text) => {
                let start = text.trim_start().to_ascii_lowercase();
                let address = start.starts_with("http://") || start.starts_with("https://");
                assert!(!address || !text.contains('?'), "{text:?} is kept with its signature");
            }
            Value::Array(list) => list.iter().for_each(look),
            Value::Object(object) => object.values().for_each(look),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    if let Ok(value) = serde_json::from_str(native) {
        look(&value);
    }
}

fn refusal(body: &str, status: u16) {
    let Ok(status) = StatusCode::from_u16(200 + status % 64 * 7) else { return };
    let answer = Answer::new(status, &HeaderMap::new(), body.into(), Timestamp::UNIX_EPOCH);
    let message = from_answer(&answer, "reading video 7", Operation::DeleteVideo).to_string();
    assert!(!message.chars().any(char::is_control), "{message:?} moves the cursor");
    assert!(message.chars().count() < 1_600, "{message:?} is too long");
    assert!(!message.to_ascii_lowercase().contains("string to sign"), "{message:?} quotes what was signed");
}
