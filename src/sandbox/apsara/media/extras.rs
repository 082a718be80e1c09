//! Things that exist in this dialect only: sound, uploaded pictures and attached media.
//!
//! They follow from the seed of the library; what was deleted is remembered by the shelf.

use jiff::{SignedDuration, Timestamp};

use super::category;
use super::facts::{Media, storage_location};
use super::pictures::signed;
use crate::sandbox::library::Plan;
use crate::sandbox::library::item::{Delivery, Item, State};
use crate::sandbox::library::patch;
use crate::sandbox::library::rng::Rng;
use crate::sandbox::library::shelf::{Shelf, media_id};

const AUDIO: u64 = 8;
const PICTURES: u64 = 40;
/// A large library has one picture for ten videos, up to so many: more than the platform's paging reaches.
const MOST_PICTURES: u64 = 8_000;
const ATTACHED: u64 = 12;
const PURPOSE: u64 = 0xa951;

/// Words for titles.
const SUBJECTS: [&str; 8] =
    ["Banner", "Cover", "Logo", "Poster spring", "Poster winter", "Studio", "海报", "Thumbnail old"];
const TAGS: [&str; 5] = ["keep", "campaign", "draft", "2019", "封面"];
const BUSINESS_TYPES: [&str; 3] = ["watermark", "subtitle", "material"];

/// All sound that was not deleted, oldest first.
pub(in crate::sandbox::apsara) fn audio(shelf: &Shelf) -> Vec<Media<'_>> {
    if shelf.is_recorded() {
        let there = shelf.by_created().map(|(_, item)| item).filter(|item| item.deleted_at.is_none());
        return there.map(|item| Media::of(shelf, item)).filter(Media::is_audio).collect();
    }
    // Made by the same hand as the videos of another library, then turned into sound.
    let Plan { seed, anchor, .. } = shelf.plan();
    let plan = Plan { seed: seed ^ PURPOSE, videos: AUDIO, anchor };
    let sound = |number: u64| {
        let mut item: Item = plan.item(number);
        item.id = format!("{seed}-audio-{number}");
        item.name = format!("Podcast {}", number + 1);
        item.original_filename = Some(format!("podcast_{}.wav", number + 1));
        item.state = State::Active;
        item.complete = true;
        item.has_master = true;
        item.delivery = Delivery::Dynamic;
        item.duration_ms = item.duration_ms.or(Some(1_800_000));
        item.sharing = None;
        item.clip_source = None;
        item.text_tracks.clear();
        item.removed = shelf.media_files_gone(&media_id(&item.id)).map(str::to_owned).collect();
        item.has_master = item.removed.is_empty() || !item.removed.contains("master");
        if let Some((at, fields)) = shelf.media_patched(&media_id(&item.id)) {
            patch::apply(&mut item, fields.clone());
            item.updated_at = *at;
        }
        item
    };
    (0..AUDIO).map(|number| Media::sound(shelf, sound(number))).filter(|one| !shelf.media_gone(one.id())).collect()
}

/// An uploaded picture.
#[derive(Debug, Clone)]
pub(in crate::sandbox::apsara) struct Picture {
    /// Its id.
    pub(in crate::sandbox::apsara) id: String,
    /// Its address without a signature; that of a cover may be that of the cover of a video.
    pub(in crate::sandbox::apsara) address: String,
    /// Whether it was uploaded as a cover.
    pub(in crate::sandbox::apsara) cover: bool,
    /// Its size in bytes.
    pub(super) bytes: u64,
    /// Pixels across and down.
    pub(super) frame: (u32, u32),
    /// What it has in common with attached media.
    pub(in crate::sandbox::apsara) about: About,
}

/// A watermark, a file of subtitles or material for editing.
#[derive(Debug, Clone)]
pub(in crate::sandbox::apsara) struct Attached {
    /// Its id.
    pub(in crate::sandbox::apsara) id: String,
    /// Its address without a signature.
    pub(in crate::sandbox::apsara) address: String,
    /// What it is for.
    pub(in crate::sandbox::apsara) business_type: &'static str,
    /// What it has in common with pictures.
    pub(in crate::sandbox::apsara) about: About,
}

/// What is said of everything that is neither video nor sound.
#[derive(Debug, Clone)]
pub(in crate::sandbox::apsara) struct About {
    pub(in crate::sandbox::apsara) title: String,
    pub(in crate::sandbox::apsara) description: Option<&'static str>,
    /// Joined by commas.
    pub(in crate::sandbox::apsara) tags: String,
    /// The folder that it would be in.
    pub(super) folder: Option<String>,
    pub(in crate::sandbox::apsara) storage_location: String,
    pub(in crate::sandbox::apsara) created_at: Timestamp,
    pub(in crate::sandbox::apsara) updated_at: Timestamp,
}

impl About {
    fn new(shelf: &Shelf, rng: &mut Rng, number: u64) -> Self {
        let tags: Vec<&str> = TAGS.into_iter().filter(|_| rng.chance(200)).collect();
        let folders = shelf.folders();
        let folder = usize::try_from(rng.below(folders.len() as u64 * 2)).ok().and_then(|at| folders.get(at));
        let anchor = shelf.plan().anchor;
        let before = |days: u64| {
            let hours = i64::try_from(days * 24 + number).unwrap_or(24);
            anchor.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(anchor)
        };
        let age = rng.between(2, 2_500);
        Self {
            title: format!("{} {}", rng.pick(&SUBJECTS), number + 1),
            description: rng.chance(300).then_some("Uploaded by the agency."),
            tags: tags.join(","),
            folder: folder.map(|folder| folder.id.clone()),
            storage_location: storage_location(shelf, rng.chance(50)),
            created_at: before(age),
            updated_at: before(rng.between(1, age)),
        }
    }

    /// The number of its category.
    pub(in crate::sandbox::apsara) fn category(&self) -> Option<u64> {
        self.folder.as_deref().map(category::id)
    }

    /// The platform's word for its state.
    pub(in crate::sandbox::apsara) const STATUS: &'static str = "Normal";
}

impl Picture {
    /// Its address as the platform gives it.
    pub(super) fn url(&self) -> String {
        signed(&self.address, self.about.created_at.as_second())
    }
}

impl Attached {
    /// Its address as the platform gives it.
    pub(super) fn url(&self) -> String {
        signed(&self.address, self.about.created_at.as_second())
    }
}

/// All uploaded pictures that were not deleted, oldest first.
pub(in crate::sandbox::apsara) fn pictures(shelf: &Shelf) -> Vec<Picture> {
    if shelf.is_recorded() {
        return Vec::new();
    }
    let seed = shelf.plan().seed;
    let picture = |number: u64| {
        let mut rng = Rng::new(seed, PURPOSE + 1, number);
        let id = rng.hex(32);
        let cover = number.is_multiple_of(4);
        // Half of the covers are in use; a video that has gone leaves its cover behind.
        let video = usize::try_from(number * 3).ok().and_then(|at| shelf.at(at)).filter(|item| item.complete);
        let address = match video {
            Some(item) if number.is_multiple_of(8) => Media::of(shelf, item).cover_place(),
            _ => format!("https://vod.sandbox.invalid/image/default/{id}.png"),
        };
        let frame = rng.pick(&[(1280, 720), (640, 360), (200, 200)]);
        let bytes = rng.between(9_000, 2_000_000);
        Picture { id, address, cover, bytes, frame, about: About::new(shelf, &mut rng, number) }
    };
    let mut all: Vec<Picture> = (0..(shelf.plan().videos / 10).clamp(PICTURES, MOST_PICTURES))
        .map(picture)
        .filter(|one| !shelf.media_gone(&one.id))
        .collect();
    all.sort_by_key(|one| one.about.created_at);
    all
}

/// All attached media that were not deleted, oldest first.
pub(in crate::sandbox::apsara) fn attached(shelf: &Shelf) -> Vec<Attached> {
    if shelf.is_recorded() {
        return Vec::new();
    }
    let seed = shelf.plan().seed;
    let one = |number: u64| {
        let mut rng = Rng::new(seed, PURPOSE + 2, number);
        let id = rng.hex(32);
        let business_type = rng.pick(&BUSINESS_TYPES);
        let ending = if business_type == "subtitle" { "srt" } else { "png" };
        let address = format!("https://vod.sandbox.invalid/attached/{id}.{ending}");
        Attached { id, address, business_type, about: About::new(shelf, &mut rng, number) }
    };
    let mut all: Vec<Attached> = (0..ATTACHED).map(one).filter(|one| !shelf.media_gone(&one.id)).collect();
    all.sort_by_key(|one| one.about.created_at);
    all
}
