//! Makes the videos of a library from its seed.
//!
//! The same seed, size and anchor always give the same videos. Must never read a clock.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::item::{Creator, Delivery, Item, Origin, Schedule, Sharing, State, TextTrack};
use super::rng::Rng;
use super::vocabulary as words;

/// How far back the oldest video of a library goes: nine years.
const SPAN_SECONDS: u64 = 9 * 365 * 86_400;
/// A day in seconds.
const DAY: u64 = 86_400;
/// The newest videos of a library are uploads that have not finished.
const FRESH: u64 = 3;

/// What a library is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// The seed.
    pub(crate) seed: u64,
    /// How many videos.
    pub(crate) videos: u64,
    /// The moment at which the library is complete; nothing in it is newer.
    pub(crate) anchor: Timestamp,
}

impl Plan {
    /// The video with this number, 0 being the oldest.
    pub(crate) fn item(&self, number: u64) -> Item {
        let mut rng = Rng::new(self.seed, 1, number);
        let age = self.age(number, &mut rng);
        let fresh = self.is_fresh(number);
        let delivery = if fresh { Delivery::Dynamic } else { delivery(&mut rng, age) };
        let complete = !fresh && !rng.chance(25) && delivery != Delivery::Unknown;
        let sharing = if fresh { None } else { sharing(&mut rng, delivery) };
        let shared_in = sharing.as_ref().is_some_and(|sharing| sharing.from.is_some());
        let has_master = complete && matches!(delivery, Delivery::Dynamic | Delivery::Static) && rng.chance(860);
        let updated_age = updated_age(&mut rng, age);
        let state = match rng.below(100) {
            0..=11 => State::Inactive,
            12..=40 if shared_in => State::Pending,
            _ => State::Active,
        };
        let (name, original_filename) = title(&mut rng, number, delivery);
        let created_at = self.before(age, &mut rng);
        let mut item = Item {
            id: video_id(self.seed, number),
            origin: Origin::Generated(number),
            name,
            description: rng.chance(600).then(|| sentences(&mut rng, 1)),
            long_description: rng.chance(150).then(|| sentences(&mut rng, 4)),
            tags: tags(&mut rng),
            labels: if rng.chance(60) { vec![rng.pick(words::LABELS).to_owned()] } else { Vec::new() },
            state,
            complete,
            created_at,
            updated_at: self.before(updated_age, &mut rng).max(created_at),
            published_at: (complete && state != State::Pending && !rng.chance(50)).then_some(created_at),
            creator: creator(&mut rng, age),
            duration_ms: (complete && delivery != Delivery::Unknown).then(|| duration(&mut rng)),
            delivery,
            has_master,
            master_id: (has_master && delivery == Delivery::Static).then(|| asset_id(self.seed, number, 0)),
            reference_id: rng.chance(220).then(|| format!("ref-{}-{number}", rng.hex(6))),
            folder_id: rng.chance(550).then(|| folder_id(self.seed, rng.below(words::FOLDERS.len() as u64))),
            custom_fields: custom_fields(&mut rng),
            schedule: schedule(&mut rng, created_at),
            sharing,
            clip_source: None,
            original_filename,
            text_tracks: Vec::new(),
            plays: plays(&mut rng),
            removed: BTreeSet::new(),
            touched: BTreeSet::new(),
            deleted_at: None,
        };
        self.add_clip_and_tracks(&mut item, number, &mut rng);
        item
    }

    /// Makes some videos clips of older ones and gives some of them subtitles.
    fn add_clip_and_tracks(&self, item: &mut Item, number: u64, rng: &mut Rng) {
        let clippable = matches!(item.delivery, Delivery::Static | Delivery::Dynamic) && item.complete;
        if clippable && number > 0 && rng.chance(24) {
            item.clip_source = Some(video_id(self.seed, rng.below(number)));
            item.name = format!("{} - Clip-{}", item.name, item.created_at.strftime("%Y-%m-%d"));
        }
        let tracks = if item.complete && rng.chance(250) { rng.between(1, 3) } else { 0 };
        item.text_tracks = (0..tracks).map(|_| text_track(rng, &item.id)).collect();
    }

    /// Whether this is one of the uploads that have not finished.
    const fn is_fresh(&self, number: u64) -> bool {
        self.videos > 50 && number + FRESH >= self.videos
    }

    /// How many seconds before the anchor the video was made.
    fn age(&self, number: u64, rng: &mut Rng) -> u64 {
        if self.is_fresh(number) {
            return rng.between(600, 20 * 3_600);
        }
        let slot = (SPAN_SECONDS / self.videos.max(1)).max(1);
        let newest = (self.videos - number - 1).saturating_mul(slot);
        (newest + rng.below(slot)).max(DAY + rng.below(3_600))
    }

    /// The moment so many seconds before the anchor, with odd milliseconds.
    fn before(&self, seconds: u64, rng: &mut Rng) -> Timestamp {
        let millis = i64::try_from(seconds * 1000 + rng.below(1000)).unwrap_or(i64::MAX);
        self.anchor.checked_sub(SignedDuration::from_millis(millis)).unwrap_or(self.anchor)
    }
}

/// The id of the video with this number; some have 19 digits, as real ones do.
pub(super) fn video_id(seed: u64, number: u64) -> String {
    let mut rng = Rng::new(seed, 2, number);
    if rng.chance(30) {
        (1_690_000_000_000_000_000 + number * 1_000_003 + rng.below(1_000_000)).to_string()
    } else {
        (6_000_000_000_000 + number * 37_000 + rng.below(36_000)).to_string()
    }
}

/// A made-up numeric id of an asset of the video with this number.
pub(super) fn asset_id(seed: u64, number: u64, asset: u64) -> String {
    let jitter = Rng::new(seed, 3, number).below(5_000);
    (5_000_000_000_001 + number * 40_000 + jitter + asset * 1_000).to_string()
}

/// The id of the folder with this number.
pub(super) fn folder_id(seed: u64, number: u64) -> String {
    Rng::new(seed, 4, number).hex(24)
}

fn delivery(rng: &mut Rng, age: u64) -> Delivery {
    // The old ingest was switched off years ago, so only old videos have its files.
    let legacy = if age > 4 * 365 * DAY { 22 } else { 0 };
    match rng.below(100) {
        0..=3 => Delivery::Remote,
        4 => Delivery::Live,
        5 => Delivery::Unknown,
        roll if roll < 6 + legacy => Delivery::Static,
        _ => Delivery::Dynamic,
    }
}

fn sharing(rng: &mut Rng, delivery: Delivery) -> Option<Sharing> {
    if !matches!(delivery, Delivery::Dynamic | Delivery::Static) {
        return None;
    }
    match rng.below(1000) {
        0..=29 => {
            let from = (account(rng), (5_900_000_000_000 + rng.below(99_999_999_999)).to_string());
            Some(Sharing { from: Some(from), to: None })
        }
        30..=44 => Some(Sharing { from: None, to: Some(account(rng)) }),
        _ => None,
    }
}

fn account(rng: &mut Rng) -> String {
    (1_000_000_000_000 + rng.below(8_999_999_999)).to_string()
}

/// How long ago the last change was: for most videos recently, as the platform itself touches them.
fn updated_age(rng: &mut Rng, age: u64) -> u64 {
    if rng.chance(130) { age.saturating_sub(rng.below(2 * DAY)) } else { age.min(rng.below(360 * DAY)) }
}

fn title(rng: &mut Rng, number: u64, delivery: Delivery) -> (String, Option<String>) {
    let extension = rng.pick(words::EXTENSIONS);
    let subject = rng.pick(words::SUBJECTS);
    let topic = rng.pick(words::TOPICS);
    let name = match rng.below(100) {
        0..=9 => rng.pick(words::FOREIGN).to_owned(),
        10..=13 => format!("IMG_{number:04}.{extension}"),
        14..=15 => {
            let long = format!("{subject}: {topic}, {}", sentences(rng, 7));
            long.chars().take(200).collect()
        }
        _ => format!("{subject} {topic} {}", number + 1),
    };
    let file = match (delivery, rng.below(100)) {
        (Delivery::Remote | Delivery::Live, _) => None,
        (_, 0..=19) => Some(format!("{}.{extension}", rng.uuid())),
        _ => Some(format!("{}_{number}.{extension}", subject.replace(' ', "_").to_lowercase())),
    };
    (name, file)
}

fn sentences(rng: &mut Rng, count: usize) -> String {
    (0..count).map(|_| rng.pick(words::SENTENCES)).collect::<Vec<_>>().join(" ")
}

fn tags(rng: &mut Rng) -> Vec<String> {
    let count = rng.below(5);
    let mut tags: Vec<String> = (0..count).map(|_| rng.pick(words::TAGS).to_owned()).collect();
    if rng.chance(50) {
        tags.push(rng.pick(words::PROTECTIVE).to_owned());
    }
    let mut seen = BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.to_lowercase()));
    tags
}

fn creator(rng: &mut Rng, age: u64) -> Creator {
    match rng.below(100) {
        // Recording who did it began in December 2018; older videos do not know.
        _ if age > 8 * 365 * DAY => Creator::Unknown,
        0..=44 => Creator::User(rng.pick(words::UPLOADERS).to_owned()),
        45..=89 => Creator::ApiKey,
        90..=96 => Creator::Internal,
        _ => Creator::Unknown,
    }
}

fn duration(rng: &mut Rng) -> u64 {
    if rng.chance(50) { rng.between(3_600_000, 4 * 3_600_000) } else { rng.between(5_000, 3_000_000) }
}

fn custom_fields(rng: &mut Rng) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    if rng.chance(350) {
        fields.insert("department".to_owned(), rng.pick(words::DEPARTMENTS).to_owned());
    }
    if rng.chance(250) {
        fields.insert("rights".to_owned(), rng.pick(words::RIGHTS).to_owned());
    }
    fields
}

fn schedule(rng: &mut Rng, created_at: Timestamp) -> Option<Schedule> {
    if !rng.chance(60) {
        return None;
    }
    let later = |days: u64| {
        let span = SignedDuration::from_hours(i64::try_from(days * 24).unwrap_or(0));
        created_at.checked_add(span).ok()
    };
    let starts_at = if rng.chance(500) { later(rng.below(30)) } else { None };
    let ends_at = if rng.chance(700) { later(rng.between(60, 2000)) } else { None };
    Some(Schedule { starts_at, ends_at })
}

fn plays(rng: &mut Rng) -> (u64, u64) {
    if rng.chance(300) {
        return (0, 0);
    }
    let total = rng.between(1, 20_000);
    let week = if rng.chance(400) { rng.below(total / 20 + 2) } else { 0 };
    (total, week)
}

fn text_track(rng: &mut Rng, video: &str) -> TextTrack {
    let (language, label) = rng.pick(words::LANGUAGES);
    let id = rng.uuid();
    TextTrack {
        src: format!("https://files.sandbox.invalid/{video}/text/{id}.vtt"),
        id,
        language: language.to_owned(),
        label: label.to_owned(),
        kind: rng.pick(&["captions", "captions", "subtitles", "chapters", "metadata"]).to_owned(),
        default: rng.chance(300),
    }
}
