//! The time that a prepared query takes for one video.

use std::collections::BTreeMap;
use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::{SignedDuration, Timestamp};
use vodsweep::model::{Delivery, Known, MediaType, Text, Video, VideoId, VideoState};
use vodsweep::query::{Matcher, parse};

const VIDEOS: u64 = 1_000;

/// A rule such as people write: a state, a flag, an age, a tag and a length.
const FIVE_CONDITIONS: &str = "state:active has_master:true updated_at:<-180d -tags:keep duration:>1m";
/// The same with a search in the title.
const WITH_PATTERN: &str = "state:active has_master:true updated_at:<-180d -tags:keep name:*news*";
/// A word that is looked for in five texts.
const BARE_WORD: &str = "football";

fn main() {
    divan::main();
}

#[divan::bench(args = [FIVE_CONDITIONS, WITH_PATTERN, BARE_WORD])]
fn test_a_thousand_videos(bencher: Bencher<'_, '_>, text: &str) {
    let matcher = prepared(text);
    // Built once: what is measured is the test, not the making of videos.
    let videos: Vec<_> = (0..VIDEOS).filter_map(video).collect();
    bencher
        .counter(ItemsCount::new(videos.len()))
        .bench_local(|| videos.iter().filter(|video| matcher.test(black_box(video)).is_true()).count());
}

#[divan::bench]
fn parse_five_conditions() -> bool {
    parse(black_box(FIVE_CONDITIONS), now()).is_ok()
}

fn now() -> Timestamp {
    Timestamp::from_second(1_719_748_800).unwrap_or_default()
}

fn prepared(text: &str) -> Matcher {
    match parse(text, now()) {
        Ok(query) => Matcher::new(&query),
        Err(fault) => panic!("{}", fault.message),
    }
}

/// One of many different videos, most of which pass most conditions.
fn video(number: u64) -> Option<Video> {
    let age = SignedDuration::from_hours(i64::try_from(number).ok()? * 24);
    let text = |text: String| Known::Value(Text::from(text));
    let tags = match number % 4 {
        0 => vec!["sport".into(), "Archive 2023".into(), "highlights".into()],
        1 => vec!["Keep".into()],
        2 => vec!["politics".into(), "interview".into()],
        _ => Vec::new(),
    };
    let mut video = Video::unknown(VideoId::new((6_300_000 + number).to_string()).ok()?, "not read");
    video.name = text(format!("Evening programme {number} with reports from the region"));
    video.description = text("A summary of the day in two sentences. It is repeated in the morning.".to_owned());
    video.reference_id = text(format!("ref-{number}"));
    video.state = Known::Value(if number.is_multiple_of(10) { VideoState::Inactive } else { VideoState::Active });
    video.updated_at = Known::Value(now().checked_sub(age).ok()?);
    video.duration = Known::Value(30_000 + number * 1_000);
    video.tags = Known::Value(tags);
    video.custom_fields = Known::Value(BTreeMap::new());
    video.delivery = Known::Value(Delivery::DynamicOrigin);
    video.has_master = Known::Value(!number.is_multiple_of(7));
    video.media_type = Known::Value(MediaType::Video);
    Some(video)
}
