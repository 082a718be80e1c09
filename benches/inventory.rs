//! An inventory of a large library: the bytes of a video, the time of a sync without the network, and that of searches.
//!
//! `cargo bench --bench inventory [-- VIDEOS]`; 1,000,000 when it is not given.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on stops, and its result is printed"
)]

use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use vodsweep::inventory::{Ending, Inventory};
use vodsweep::model::{Account, Platform, Video};
use vodsweep::provider::brightcove::decode_page;
use vodsweep::query::{Order, parse};

const PAGE: u64 = 100;

/// Queries with few, some and many matches.
const QUERIES: [&str; 7] = [
    "id:6300000123457",
    "state:inactive tags:rare updated_at:<2021-06-01",
    "state:inactive -tags:keep updated_at:<2021-06-01 has_master:true",
    "name:*holiday* duration:>10m",
    "volcano",
    "custom_fields.rights:expired",
    "state:active",
];

fn main() {
    let videos = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let account = Account { name: "bench".into(), platform: Platform::Brightcove, account_id: "57838016001".into() };
    let inventory = Inventory::make(folder.path(), &account).expect("an inventory");

    let started = Instant::now();
    let (mut draft, mut raw, mut making) = (inventory.begin().expect("a draft"), 0_u64, 0.0);
    for first in (0..videos).step_by(usize::try_from(PAGE).expect("a number")) {
        let began = Instant::now();
        let (page, bytes) = page(first, PAGE.min(videos - first));
        making += began.elapsed().as_secs_f64();
        raw += bytes;
        draft.take(&page).expect("a page");
    }
    let at = Timestamp::from_second(1_760_000_000).expect("a time");
    draft.finish(Ending { at, skew: SignedDuration::ZERO, counted: Some(videos), moved: false }).expect("a sync");
    let took = started.elapsed().as_secs_f64() - making;
    let bytes = std::fs::metadata(inventory.path()).expect("a file").len();
    println!("{videos} videos of {} bytes each as the platform gives them", raw / videos);
    println!("written in {took:.1} s: {} MB, {} bytes a video", bytes / 1_000_000, bytes / videos);

    let began = Instant::now();
    let snapshot = inventory.snapshot().expect("a snapshot").expect("a sync");
    println!("opened in {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    println!("{:>9} {:>9} {:>9}  query", "found", "matched", "read");
    for text in QUERIES {
        let query = parse(text, at).expect("a query");
        let began = Instant::now();
        let hits = snapshot.search(Some(&query), Order::Created).expect("a search");
        let matched = began.elapsed().as_secs_f64();
        let found = hits.map(|video| video.expect("a video").native.len()).filter(|bytes| *bytes > 0).count();
        println!("{found:>9} {:>6.0} ms {:>6.0} ms  {text}", matched * 1e3, began.elapsed().as_secs_f64() * 1e3);
    }
    let id = "6300000077777".try_into().expect("an id");
    let began = Instant::now();
    assert!(snapshot.video(&id).expect("a search").is_some() || videos < 80_000);
    println!("the first video by its id in {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
}

/// A page of made-up videos with the variety of real ones, and the bytes of their objects.
fn page(first: u64, count: u64) -> (Vec<Arc<Video>>, u64) {
    let objects: Vec<String> = (first..first + count).map(object).collect();
    let bytes = objects.iter().map(|object| object.len() as u64).sum();
    let videos = decode_page(&format!("[{}]", objects.join(","))).expect("a page");
    (videos.into_iter().map(Arc::new).collect(), bytes)
}

/// Numbers without a pattern that follow from a seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(of.len() as u64)).unwrap_or(0);
        of.get(at).copied().unwrap_or_default()
    }

    fn uuid(&mut self) -> String {
        let hex = format!("{:016x}{:016x}", self.below(u64::MAX), self.below(u64::MAX));
        let part = |from, to| hex.get(from..to).unwrap_or_default();
        format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
    }

    fn words(&mut self, count: u64) -> String {
        (0..count).map(|_| self.one(&WORDS)).collect::<Vec<_>>().join(" ")
    }
}

const WORDS: [&str; 48] = [
    "evening",
    "news",
    "weather",
    "holiday",
    "volcano",
    "island",
    "report",
    "from",
    "the",
    "city",
    "council",
    "match",
    "final",
    "interview",
    "with",
    "minister",
    "trailer",
    "season",
    "episode",
    "making",
    "of",
    "highlights",
    "goal",
    "festival",
    "summer",
    "winter",
    "recipe",
    "garden",
    "budget",
    "strike",
    "election",
    "storm",
    "flood",
    "rescue",
    "museum",
    "music",
    "night",
    "morning",
    "market",
    "science",
    "space",
    "ocean",
    "forest",
    "train",
    "bridge",
    "school",
    "history",
    "today",
];

const TAGS: [&str; 14] = [
    "news", "sport", "archive", "weather", "politics", "culture", "kids", "food", "travel", "music", "keep", "social",
    "live", "regional",
];

/// A Dynamic Delivery video with the fields of the reference, its pictures and now and then a text track.
fn object(number: u64) -> String {
    let mut draw = Draw(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let id = 6_300_000_000_000 + number;
    // Ten years, each video two to eight minutes after the one before.
    let created = 1_440_000_000_000 + i64::try_from(number * 315_000 + draw.below(120_000)).unwrap_or(0);
    let updated = created + i64::try_from(draw.below(40_000_000_000)).unwrap_or(0);
    let time = |millis: i64| format!("{:.3}", Timestamp::from_millisecond(millis).unwrap_or_default());
    let (created, updated) = (time(created), time(updated));
    let host = "https://cf-images.us-east-1.prod.boltdns.net/v1/jit/57838016001";
    let picture = |asset: &str, size: (u32, u32), draw: &mut Draw| {
        let (width, height) = size;
        let src =
            format!("{host}/{asset}/main/{width}x{height}/{}s{}ms/match/image.jpg", draw.below(90), draw.below(999));
        format!(
            r#"{{"asset_id":null,"remote":false,"src":"{src}","sources":[{{"src":"{src}","height":{height},"width":{width}}}]}}"#
        )
    };
    let asset = draw.uuid();
    let (poster, thumbnail) = (picture(&asset, (1280, 720), &mut draw), picture(&asset, (160, 90), &mut draw));
    let mut tags: Vec<String> = (0..draw.below(6)).map(|_| format!("\"{}\"", draw.one(&TAGS))).collect();
    if draw.below(500) == 0 {
        tags.push("\"rare\"".to_owned());
    }
    let name_words = 3 + draw.below(6);
    let name = draw.words(name_words);
    let description = if draw.below(4) == 0 {
        "null".to_owned()
    } else {
        let words = 8 + draw.below(24);
        format!("\"{}.\"", draw.words(words))
    };
    let tracks = if draw.below(5) == 0 {
        let track = draw.uuid();
        format!(
            r#"{{"id":"{track}","account_id":"57838016001","src":"https://manifest.prod.boltdns.net/thumbnail/v1/{track}/text.vtt",
            "srclang":"en-US","label":"English","kind":"captions","mime_type":"text/vtt","asset_id":"{track}","sources":null,
            "default":true,"width":null,"height":null,"bandwidth":null,"status":"published"}}"#
        )
    } else {
        String::new()
    };
    let reference = if draw.below(3) == 0 { "null".to_owned() } else { format!("\"ref-{:08x}\"", draw.below(1 << 32)) };
    let folder =
        if draw.below(2) == 0 { "null".to_owned() } else { format!("\"5f1a2b3c4d5e6f70819{:05}\"", draw.below(300)) };
    let rights = draw.one(&["licensed", "own", "expired", "agency"]);
    let state = if draw.below(5) == 0 { "INACTIVE" } else { "ACTIVE" };
    let user = draw.below(60);
    format!(
        r#"{{"id":"{id}","account_id":"57838016001","ad_keys":null,"clip_source_video_id":null,"complete":true,
        "created_at":"{created}","created_by":{{"type":"user","id":"{user}0011","email":"editor{user}@example.com"}},
        "cue_points":[],"custom_fields":{{"desk":"{desk}","rights":"{rights}","episode":"{episode}"}},
        "delivery_type":"dynamic_origin","description":{description},"digital_master_id":"{master}","duration":{duration},
        "economics":"AD_SUPPORTED","folder_id":{folder},"geo":null,"has_digital_master":{has_master},
        "images":{{"poster":{poster},"thumbnail":{thumbnail}}},"link":null,"long_description":null,"name":"{name}",
        "original_filename":"{file}.mp4","projection":null,"published_at":"{created}","reference_id":{reference},
        "schedule":null,"sharing":null,"state":"{state}","tags":[{tags}],"text_tracks":[{tracks}],
        "transcripts":[],"updated_at":"{updated}","updated_by":{{"type":"api_key"}},"playback_rights_id":null,
        "ad_insertion":null,"variants":[],"drm_disabled":false,"labels":[]}}"#,
        desk = draw.one(&["Newsroom", "Sports desk", "Culture", "Regional"]),
        episode = draw.below(400),
        master = draw.uuid(),
        duration = 5_000 + draw.below(3_600_000),
        has_master = draw.below(3) != 0,
        file = name.replace(' ', "_"),
        tags = tags.join(","),
    )
}
