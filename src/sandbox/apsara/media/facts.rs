//! A video, or sound, of the generic library with everything that this platform says of it.
//!
//! What the generic item does not hold follows from its id, so that nothing more has to be stored. A policy must come to
//! the same end on both dialects of a library, therefore what an item does hold is only put into other words.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::{category, extras};
use crate::model::Platform;
use crate::sandbox::library::change::Change;
use crate::sandbox::library::files::{FileKey, Master};
use crate::sandbox::library::item::{Delivery, Item, State};
use crate::sandbox::library::recorded::Recorded;
use crate::sandbox::library::rng::Rng;
use crate::sandbox::library::shelf::{Shelf, media_id};

/// An upload younger than this, when the library was made, may still finish.
const UNFINISHED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What a stream of numbers is for; one each, so that facts do not follow each other.
const STATUS: u64 = 0xa901;
const SOURCE: u64 = 0xa902;
const STORAGE: u64 = 0xa903;
const RESTORE: u64 = 0xa904;
const BUCKET: u64 = 0xa905;
const PREPROCESS: u64 = 0xa906;
const DOWNLOAD: u64 = 0xa907;

/// A video or sound as this platform sees it.
#[derive(Debug, Clone)]
pub(in crate::sandbox::apsara) struct Media<'a> {
    shelf: &'a Shelf,
    item: Held<'a>,
    id: String,
    audio: bool,
}

/// Where the generic item is.
#[derive(Debug, Clone)]
enum Held<'a> {
    OnTheShelf(&'a Item),
    MadeUp(Box<Item>),
}

impl<'a> Media<'a> {
    /// A video of the library.
    pub(in crate::sandbox::apsara) fn of(shelf: &'a Shelf, item: &'a Item) -> Self {
        let audio = item.recorded().is_some_and(|recorded| recorded.is_audio);
        Self { shelf, id: item.media_id(), item: Held::OnTheShelf(item), audio }
    }

    /// Sound, which exists in this dialect only.
    pub(super) fn sound(shelf: &'a Shelf, item: Item) -> Self {
        Self { shelf, id: media_id(&item.id), item: Held::MadeUp(Box::new(item)), audio: true }
    }

    /// The existing video or sound with this id.
    pub(in crate::sandbox::apsara) fn find(shelf: &'a Shelf, id: &str) -> Option<Self> {
        let video = shelf.get_by_media_id(id).map(|item| Self::of(shelf, item));
        video.or_else(|| extras::audio(shelf).into_iter().find(|sound| sound.id == id))
    }

    /// The existing video or sound with this id of the owner's own.
    pub(in crate::sandbox::apsara) fn find_by_reference(shelf: &'a Shelf, reference: &str) -> Option<Self> {
        let named = |sound: &Self| sound.item().reference_id.as_deref() == Some(reference);
        let video = shelf.get_by_reference(reference).map(|item| Self::of(shelf, item));
        video.or_else(|| extras::audio(shelf).into_iter().find(named))
    }

    /// The generic item; that of sound is not on the shelf.
    pub(in crate::sandbox::apsara) fn item(&self) -> &Item {
        match &self.item {
            Held::OnTheShelf(item) => item,
            Held::MadeUp(item) => item,
        }
    }

    /// The id, 32 hexadecimal digits.
    pub(in crate::sandbox::apsara) fn id(&self) -> &str {
        &self.id
    }

    /// Whether this is sound without pictures.
    pub(in crate::sandbox::apsara) const fn is_audio(&self) -> bool {
        self.audio
    }

    /// Whether it is not on the shelf, but follows from the seed of the library.
    pub(in crate::sandbox::apsara) const fn is_made_up(&self) -> bool {
        matches!(self.item, Held::MadeUp(_))
    }

    /// What was recorded of it on this platform.
    pub(in crate::sandbox::apsara) fn recorded(&self) -> Option<&Recorded> {
        self.item().recorded().filter(|recorded| recorded.platform == Platform::Apsara)
    }

    /// A word that was recorded of it.
    fn word(&self, name: &str) -> Option<&str> {
        self.recorded()?.word(name)
    }

    /// The change that deletes it whole. Several videos may be put into one `VideosDeleted` by the ids of their items.
    pub(in crate::sandbox::apsara) fn deleted(&self) -> Change {
        if self.is_made_up() {
            Change::MediaDeleted { media: vec![self.id.clone()] }
        } else {
            Change::VideosDeleted { videos: vec![self.item().id.clone()] }
        }
    }

    /// The change that deletes one of its files.
    pub(in crate::sandbox::apsara) fn file_deleted(&self, key: FileKey<'_>) -> Change {
        if self.is_made_up() {
            Change::MediaDeleted { media: vec![format!("{}:{}", self.id, key.text())] }
        } else {
            Change::FileDeleted { video: self.item().id.clone(), file: key.text() }
        }
    }

    /// The change that sets some of its fields, named as in the other dialect.
    pub(in crate::sandbox::apsara) fn patched(&self, fields: Map<String, Value>) -> Change {
        if self.is_made_up() {
            Change::MediaPatched { media: self.id.clone(), fields }
        } else {
            Change::Patched { video: self.item().id.clone(), fields }
        }
    }

    pub(super) const fn shelf(&self) -> &'a Shelf {
        self.shelf
    }

    /// The stream of numbers for one purpose.
    pub(super) fn rng(&self, purpose: u64) -> Rng {
        Rng::of_text(purpose, &self.item().id)
    }

    /// The platform's word for its state. One of those with an upload that came to nothing in four hundred has a word
    /// that is not documented.
    pub(in crate::sandbox::apsara) fn status(&self) -> &str {
        if let Some(recorded) = self.recorded() {
            return recorded.word("Status").unwrap_or_default();
        }
        if self.item().complete {
            return match self.item().state {
                State::Active | State::Deleted => "Normal",
                State::Inactive => "Blocked",
                State::Pending => "Checking",
            };
        }
        let mut rng = self.rng(STATUS);
        let age = self.shelf.plan().anchor.duration_since(self.item().created_at);
        if age < UNFINISHED_FOR {
            return if rng.chance(600) { "Uploading" } else { "Transcoding" };
        }
        match rng.below(400) {
            0 => "Producing",
            1..=159 => "Uploading",
            160..=239 => "UploadSucc",
            240..=359 => "TranscodeFail",
            _ => "ProduceFail",
        }
    }

    /// When it is transcoded; nobody knows for videos that have nothing playable on the other platform.
    pub(in crate::sandbox::apsara) fn transcode_mode(&self) -> Option<&str> {
        if let Some(recorded) = self.recorded() {
            return recorded.word("TranscodeMode");
        }
        match self.item().delivery {
            Delivery::Dynamic | Delivery::Static => Some("FastTranscode"),
            Delivery::Remote => Some("NoTranscode"),
            Delivery::Live => Some("AsyncTranscode"),
            Delivery::Unknown => None,
        }
    }

    /// Whether the source file was uploaded and not deleted. Those that play from it have one although the generic item
    /// says otherwise.
    pub(in crate::sandbox::apsara) fn has_source(&self) -> bool {
        let item = self.item();
        if self.recorded().is_some() {
            return item.has_master && item.keeps(&FileKey::Master.text());
        }
        let plays_from_it = matches!(item.delivery, Delivery::Remote | Delivery::Live | Delivery::Unknown);
        item.keeps(&FileKey::Master.text())
            && match self.status() {
                "Uploading" => false,
                // What the platform works on, or failed to, was uploaded.
                "UploadSucc" | "Transcoding" | "TranscodeFail" | "Checking" => true,
                _ => (item.has_master || plays_from_it) && !item.shared_in(),
            }
    }

    /// The source file, if it exists.
    pub(in crate::sandbox::apsara) fn source(&self) -> Option<Master> {
        self.has_source().then(|| self.shelf.source_file(self.item()))
    }

    /// The size of the source file in bytes: 0 as long as nothing has arrived, `None` when it is gone.
    pub(in crate::sandbox::apsara) fn size(&self) -> Option<u64> {
        if let Some(recorded) = self.recorded() {
            return recorded.number("Size").filter(|_| self.item().keeps(&FileKey::Master.text()));
        }
        if self.status() == "Uploading" { Some(0) } else { self.source().map(|source| source.bytes) }
    }

    /// Its length in seconds.
    pub(in crate::sandbox::apsara) fn duration(&self) -> Option<f64> {
        self.item().duration_ms.map(|millis| std::time::Duration::from_millis(millis).as_secs_f64())
    }

    /// Its tags, joined by commas; the platform keeps sixteen.
    pub(in crate::sandbox::apsara) fn tags(&self) -> String {
        let tags: Vec<&str> = self.item().tags.iter().take(16).map(String::as_str).collect();
        tags.join(",")
    }

    /// When it was made, in whole seconds.
    pub(in crate::sandbox::apsara) fn creation_time(&self) -> String {
        time(self.item().created_at)
    }

    /// When it was last changed, in whole seconds.
    pub(in crate::sandbox::apsara) fn modification_time(&self) -> String {
        time(self.item().updated_at)
    }

    /// Id and name of its category.
    pub(in crate::sandbox::apsara) fn category(&self) -> Option<(u64, &str)> {
        if let Some(recorded) = self.recorded() {
            return recorded.number("CateId").zip(recorded.word("CateName"));
        }
        let folder = self.item().folder_id.as_deref()?;
        Some((category::id(folder), category::name(self.shelf, folder)))
    }

    /// Where it came from.
    pub(in crate::sandbox::apsara) fn media_source(&self) -> &str {
        if let Some(word) = self.word("MediaSource") {
            return word;
        }
        if self.item().delivery == Delivery::Live {
            return "live";
        }
        match self.rng(SOURCE).below(100) {
            _ if self.status() == "ProduceFail" => "editing",
            0..=4 => "short_video",
            5..=7 => "editing",
            _ => "general",
        }
    }

    /// Whether it was preprocessed for production studio, which hardly anybody does.
    pub(in crate::sandbox::apsara) fn preprocess_status(&self) -> &str {
        if let Some(word) = self.word("PreprocessStatus") {
            return word;
        }
        match self.rng(PREPROCESS).below(100) {
            0 => "PreprocessFailed",
            1..=3 => "PreprocessSucceed",
            _ => "UnPreprocess",
        }
    }

    /// Whether players may keep it for offline viewing.
    pub(in crate::sandbox::apsara) fn download_switch(&self) -> &str {
        if let Some(word) = self.word("DownloadSwitch") {
            return word;
        }
        if self.rng(DOWNLOAD).chance(100) { "on" } else { "off" }
    }

    /// The host of its bucket; some owners brought one of their own.
    pub(in crate::sandbox::apsara) fn storage_location(&self) -> String {
        if let Some(word) = self.word("StorageLocation") {
            return word.to_owned();
        }
        let own = self.rng(BUCKET).chance(50);
        storage_location(self.shelf, own)
    }

    /// The class of storage of the whole of it or of its source file.
    pub(in crate::sandbox::apsara) fn storage_class(&self) -> &str {
        if let Some(word) = self.word("StorageClass") {
            return word;
        }
        let stored = self.item().complete && !self.audio;
        match self.rng(STORAGE).below(1000) {
            _ if !stored => "Standard",
            0..=39 => "IA",
            40..=59 => "Archive",
            60..=69 => "ColdArchive",
            70..=84 if self.has_source() => "SourceIA",
            85..=94 if self.has_source() => "SourceArchive",
            95..=99 => "Changing",
            _ => "Standard",
        }
    }

    /// How a restore from an archive went, and until when the files can be read.
    pub(in crate::sandbox::apsara) fn restore(&self) -> Option<(&'static str, Option<String>)> {
        if !matches!(self.storage_class(), "Archive" | "ColdArchive" | "SourceArchive") {
            return None;
        }
        let until = self.shelf.plan().anchor.checked_add(SignedDuration::from_hours(72)).ok();
        match self.rng(RESTORE).below(10) {
            0 => Some(("Processing", None)),
            1 => Some(("Success", until.map(time))),
            2 => Some(("Failed", None)),
            _ => None,
        }
    }
}

/// The host of the bucket of the service, or of one that the owner brought.
pub(super) fn storage_location(shelf: &Shelf, own: bool) -> String {
    let region = crate::sandbox::library::header::REGION;
    if own {
        return format!("sandbox-media.oss-{region}.aliyuncs.com");
    }
    let bucket = Rng::new(shelf.plan().seed, BUCKET, 0).hex(32);
    format!("outin-{bucket}.oss-{region}.aliyuncs.com")
}

/// A time in whole seconds, as the platform writes it.
pub(super) fn time(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}
