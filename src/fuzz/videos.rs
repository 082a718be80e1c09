//! Videos made of bytes, with values that queries can name, and with unknown ones.

use jiff::Timestamp;

use super::Input;
use crate::model::{Delivery, Known, MediaType, Text, Video, VideoId, VideoState};

/// A value, none, or one that could not be obtained.
fn known<T>(input: &mut Input<'_>, value: impl FnOnce(&mut Input<'_>) -> T) -> Known<T> {
    match input.byte() % 4 {
        0 => Known::unknown("not read"),
        1 => Known::Absent,
        _ => Known::Value(value(input)),
    }
}

fn text(input: &mut Input<'_>) -> Text {
    let usual = input
        .pick("", &["keep", "Evening News", "two words", "6301", "x", "Normal", "ACTIVE", "0123456789abcdef01234567"]);
    if usual.is_empty() { input.text().into() } else { usual.into() }
}

fn moment(input: &mut Input<'_>) -> Timestamp {
    let usual = input.pick(0, &[1_706_695_200, 1_706_659_200, 1_706_745_599, 1_719_748_800]);
    let second = if usual == 0 { i64::try_from(input.number() >> 2).unwrap_or(0) } else { usual };
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

fn number(input: &mut Input<'_>) -> u64 {
    input.number()
}

fn flag(input: &mut Input<'_>) -> bool {
    input.byte() % 2 == 1
}

/// A video of which each field is chosen.
pub(super) fn video(input: &mut Input<'_>) -> Video {
    let id = input.pick("6301", &["6302", "image:v1", "attached:v1", "v-1", "00ff"]);
    let mut video = nothing(id);
    video.name = known(input, text);
    video.description = known(input, text);
    video.state = known(input, |input| input.pick(VideoState::Other, VideoState::ALL));
    video.status = known(input, text);
    video.created_at = known(input, moment);
    video.updated_at = known(input, moment);
    video.published_at = known(input, moment);
    video.duration = known(input, number);
    video.tags = known(input, |input| (0..input.below(4)).map(|_| text(input)).collect());
    video.reference_id = known(input, text);
    video.folder = known(input, text);
    video.custom_fields = known(input, |input| (0..input.below(3)).map(|_| (text(input), text(input))).collect());
    video.original_filename = known(input, text);
    video.delivery = known(input, |input| input.pick(Delivery::Other, Delivery::ALL));
    video.has_master = known(input, flag);
    video.complete = known(input, flag);
    video.is_clip = known(input, flag);
    video.clip_source_id = known(input, text);
    video.shared_in = known(input, flag);
    video.shared_out = known(input, flag);
    video.size = known(input, number);
    video.storage_class = known(input, text);
    video.category = known(input, text);
    video.media_type = known(input, |input| input.pick(MediaType::Video, MediaType::ALL));
    video.plays_from_master = known(input, flag);
    video
}

/// A video of which nothing but the id is known.
pub(super) fn nothing(id: &str) -> Video {
    let Ok(id) = VideoId::new(id) else { panic!("an id of ours is empty") };
    Video::unknown(id, "not read")
}

/// The same video, read worse: a field less for every bit.
pub(super) fn forget(mut video: Video, which: u8) -> Video {
    let less = nothing("0");
    let bit = |place: u8| which >> place & 1 == 1;
    if bit(0) {
        (video.name, video.state, video.size) = (less.name, less.state, less.size);
    }
    if bit(1) {
        (video.tags, video.updated_at, video.status) = (less.tags, less.updated_at, less.status);
    }
    if bit(2) {
        (video.has_master, video.custom_fields, video.folder) = (less.has_master, less.custom_fields, less.folder);
    }
    if bit(3) {
        (video.duration, video.description, video.delivery) = (less.duration, less.description, less.delivery);
    }
    if bit(4) {
        (video.created_at, video.reference_id, video.category) = (less.created_at, less.reference_id, less.category);
    }
    if bit(5) {
        (video.media_type, video.complete, video.is_clip) = (less.media_type, less.complete, less.is_clip);
    }
    video
}
