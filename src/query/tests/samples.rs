//! Videos, clocks and readings that the tests share.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::{Delivery, Known, MediaType, Text, Video, VideoId, VideoState};
use crate::query::{Expr, Verdict, eval, parse};

/// The clock of every test.
pub(super) fn now() -> Timestamp {
    "2024-06-30T12:00:00Z".parse().unwrap()
}

/// What a text means.
pub(super) fn read(text: &str) -> Expr {
    parse(text, now()).unwrap_or_else(|fault| panic!("{text:?}: {} {:?}", fault.message, fault.hint)).root
}

/// What a text says about a video.
pub(super) fn verdict(text: &str, video: &Video) -> Verdict {
    eval(&read(text), video)
}

/// Whether a text is known to hold for a video.
pub(super) fn holds(text: &str, video: &Video) -> bool {
    verdict(text, video).is_true()
}

/// A video that has a value for most fields, and is known not to have the others.
pub(super) fn video() -> Video {
    let text = |text: &str| Known::Value(Text::from(text));
    let time = |text: &str| Known::Value(text.parse().unwrap());
    Video {
        id: VideoId::new("6301").unwrap(),
        name: text("Evening News at Six"),
        description: Known::Absent,
        state: Known::Value(VideoState::Active),
        status: text("ACTIVE"),
        created_at: time("2023-01-15T08:00:00Z"),
        updated_at: time("2024-01-31T10:00:00Z"),
        published_at: Known::Absent,
        duration: Known::Value(90_000),
        tags: Known::Value(vec!["Keep".into(), "sport".into()]),
        reference_id: text("ref-42"),
        folder: Known::Absent,
        custom_fields: Known::Value(BTreeMap::from([("subject".into(), "Football".into())])),
        original_filename: text("news.MP4"),
        delivery: Known::Value(Delivery::DynamicOrigin),
        has_master: Known::Value(true),
        complete: Known::Value(true),
        is_clip: Known::Value(false),
        clip_source_id: Known::Absent,
        shared_in: Known::Value(false),
        shared_out: Known::Absent,
        thumbnail_url: Known::Absent,
        size: Known::unknown("the listing gives no sizes"),
        storage_class: Known::Absent,
        category: Known::Absent,
        media_type: Known::Value(MediaType::Video),
        plays_from_master: Known::Value(false),
        playable: Known::unknown("not needed"),
        copies: Vec::new(),
        native: "{}".into(),
    }
}
