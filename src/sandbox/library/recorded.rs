//! Videos of a recording: what was recorded is answered as it was, and what was unknown is not told.
//!
//! The files are those of the recording; nothing is made up for it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::files::{AudioTrack, FileKey, Files, Image, Manifest, ManifestSort, Master, Rendition};
use super::import::{self, Flaw};
use super::item::{Creator, Delivery, Item, Origin, State};
use super::rng::Rng;
use super::shelf::media_id;
use crate::model::{Asset, AssetKind, Assets, KindSet, Known, MediaType, Platform, Video, VideoState};
use crate::recording::{RecordedItem, RecordingError};

/// What a video was called that had no name, where one is needed.
const NAMELESS: &str = "untitled";

/// Why an item of a recording cannot be on the shelf.
#[derive(Debug, thiserror::Error)]
pub enum NotRecorded {
    /// It is not what a recording holds.
    #[error("it cannot be read: {0}")]
    Unreadable(#[source] serde_json::Error),
    /// It contradicts itself.
    #[error(transparent)]
    Inconsistent(RecordingError),
    /// It is no video of its platform.
    #[error("video {video}: {flaw}")]
    Flawed {
        /// Which.
        video: String,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

/// What was recorded of one video.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// Where it was.
    pub(crate) platform: Platform,
    /// Its id in the `ApsaraVideo` dialect.
    pub(crate) media_id: String,
    /// Whether it is sound without pictures.
    pub(crate) is_audio: bool,
    /// The platform's own object.
    pub(crate) native: Map<String, Value>,
    /// Its files.
    pub(crate) files: Files,
    /// Kinds of files that are not told.
    pub(crate) unknown: KindSet,
    /// Whether it was known to have a source file.
    pub(crate) has_master: Option<bool>,
    /// Address of its cover.
    pub(crate) cover: Option<String>,
    /// Addresses of pictures that were cut out of it, by type.
    pub(crate) snapshots: BTreeMap<String, Vec<String>>,
    /// The platform's own objects of its files, by the key of the file.
    of_files: BTreeMap<String, Map<String, Value>>,
    /// The streams of the `ApsaraVideo` dialect, in their order.
    pub(crate) streams: Vec<RecordedStream>,
}

/// What was recorded of one stream of the `ApsaraVideo` dialect.
#[derive(Debug, Clone)]
pub(crate) struct RecordedStream {
    /// Its id.
    pub(crate) id: String,
    /// Its size in bytes, if it was told.
    pub(crate) bytes: Option<u64>,
    /// The platform's own object.
    pub(crate) native: Map<String, Value>,
}

impl Recorded {
    fn new(platform: Platform, video: &Video, assets: &Assets) -> Self {
        let hex = |id: &str| id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
        let own = video.id.as_str();
        let mut recorded = Self {
            platform,
            media_id: if platform == Platform::Apsara && hex(own) { own.to_owned() } else { media_id(own) },
            is_audio: video.media_type.get() == Some(MediaType::Audio),
            native: object(&video.native),
            files: Files::default(),
            unknown: KindSet::NONE,
            has_master: video.has_master.get(),
            cover: video.thumbnail_url.value().map(ToString::to_string),
            snapshots: BTreeMap::new(),
            of_files: BTreeMap::new(),
            streams: Vec::new(),
        };
        for kind in KindSet::ALL.iter() {
            match assets.of(kind) {
                Known::Value(list) => list.iter().for_each(|asset| recorded.add(asset)),
                Known::Absent => {}
                Known::Unknown(_) => recorded.unknown = recorded.unknown.with(KindSet::of(kind)),
            }
        }
        // The files of somebody else's video are told by nobody, and not only by us.
        if video.shared_in.get() == Some(true) {
            recorded.unknown = KindSet::NONE;
        }
        recorded.withhold();
        recorded
    }

    /// Takes out of the video's own object what could not be learned of its files.
    fn withhold(&mut self) {
        let pictures = [AssetKind::Poster, AssetKind::Thumbnail, AssetKind::Image];
        if self.platform == Platform::Brightcove && pictures.into_iter().any(|kind| self.unknown.contains(kind)) {
            self.native.remove("images");
        }
        if self.unknown.contains(AssetKind::TextTrack) {
            self.native.remove("text_tracks");
        }
    }

    fn add(&mut self, asset: &Asset) {
        let id = asset.id.as_str();
        let key = match asset.kind {
            AssetKind::Master => {
                self.files.master = Some(master(asset));
                FileKey::Master
            }
            AssetKind::Rendition => {
                self.add_rendition(asset);
                FileKey::Rendition(id)
            }
            AssetKind::AudioTrack => {
                self.files.audio_tracks.push(audio_track(asset));
                FileKey::Audio(id)
            }
            AssetKind::Manifest => {
                let dash = asset.label.value().is_some_and(|label| label.as_ref() == "dash");
                let sort = if dash { ManifestSort::Dash } else { ManifestSort::Hls };
                self.files.manifests.push(Manifest { id: id.to_owned(), sort, url: String::new() });
                FileKey::Manifest(id)
            }
            AssetKind::Poster | AssetKind::Thumbnail | AssetKind::Image => {
                self.files.images.push(image(asset));
                return;
            }
            AssetKind::Snapshot => {
                let urls = asset.copies.iter().map(ToString::to_string).collect();
                self.snapshots.insert(id.to_owned(), urls);
                return;
            }
            // They are part of the video's own object.
            AssetKind::TextTrack => return,
        };
        self.of_files.insert(key.text(), object(&asset.native));
    }

    fn add_rendition(&mut self, asset: &Asset) {
        if self.platform == Platform::Apsara {
            let bytes = asset.bytes.get();
            self.streams.push(RecordedStream { id: asset.id.to_string(), bytes, native: object(&asset.native) });
        }
        let is_download = asset.label.value().is_some_and(|label| label.as_ref() == "mp4");
        let list = if self.platform == Platform::Brightcove && is_download {
            &mut self.files.downloads
        } else {
            &mut self.files.renditions
        };
        list.push(rendition(asset));
    }

    /// The platform's own object of a file.
    pub(crate) fn of_file(&self, key: FileKey<'_>) -> Option<&Map<String, Value>> {
        self.of_files.get(&key.text())
    }

    /// A text of the video's own object.
    pub(crate) fn word(&self, name: &str) -> Option<&str> {
        self.native.get(name).and_then(Value::as_str)
    }

    /// A number of the video's own object, which may be written as text.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        let value = self.native.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
    }
}

/// Makes a video of an item of a recording.
pub(crate) fn item(recorded: Value, platform: Platform, at: Timestamp) -> Result<Option<Item>, NotRecorded> {
    let recorded: RecordedItem = serde_json::from_value(recorded).map_err(NotRecorded::Unreadable)?;
    let (video, assets) = recorded.into_model().map_err(NotRecorded::Inconsistent)?;
    // Pictures and auxiliary files are no videos, and this library holds nothing else.
    if matches!(video.media_type.get(), Some(MediaType::Image | MediaType::Attached)) {
        return Ok(None);
    }
    let recorded = Recorded::new(platform, &video, &assets);
    let item = match platform {
        Platform::Brightcove => of_brightcove(&video, recorded, at)?,
        Platform::Apsara => of_apsara(&video, recorded, at),
    };
    Ok(Some(item))
}

/// The own object says everything. What in it is missing or cannot be read is told so, and stood in for where the library
/// needs a value.
fn of_brightcove(video: &Video, recorded: Recorded, at: Timestamp) -> Result<Item, NotRecorded> {
    let mut raw = recorded.native.clone();
    let mut item = loop {
        match import::item(raw.clone(), at) {
            Ok(item) => break item,
            Err(Flaw::Missing("name")) => {
                raw.insert("name".to_owned(), NAMELESS.into());
            }
            Err(Flaw::Wrong { field, .. }) if field != "id" && raw.remove(field).is_some() => {}
            Err(flaw) => return Err(NotRecorded::Flawed { video: video.id.to_string(), flaw }),
        }
    };
    item.origin = Origin::Recorded(Box::new(recorded));
    Ok(item)
}

fn of_apsara(video: &Video, recorded: Recorded, at: Timestamp) -> Item {
    let text = |value: &Known<crate::model::Text>| value.value().map(ToString::to_string);
    let created_at = video.created_at.get().unwrap_or(at);
    Item {
        id: digits(video.id.as_str()),
        name: text(&video.name).unwrap_or_default(),
        description: text(&video.description),
        long_description: None,
        tags: video.tags.value().into_iter().flatten().map(ToString::to_string).collect(),
        labels: Vec::new(),
        state: match video.state.get() {
            Some(VideoState::Active) => State::Active,
            Some(VideoState::Pending) => State::Pending,
            _ => State::Inactive,
        },
        complete: video.complete.get().unwrap_or(true),
        created_at,
        updated_at: video.updated_at.get().unwrap_or(created_at),
        published_at: None,
        creator: Creator::Unknown,
        duration_ms: video.duration.get(),
        delivery: Delivery::Static,
        has_master: recorded.files.master.is_some() || recorded.has_master == Some(true),
        master_id: None,
        reference_id: text(&video.reference_id),
        folder_id: None,
        custom_fields: BTreeMap::new(),
        schedule: None,
        sharing: None,
        clip_source: None,
        original_filename: text(&video.original_filename),
        text_tracks: Vec::new(),
        plays: (0, 0),
        removed: BTreeSet::new(),
        touched: BTreeSet::new(),
        deleted_at: None,
        origin: Origin::Recorded(Box::new(recorded)),
    }
}

/// An id of the other dialect, which has digits only.
fn digits(id: &str) -> String {
    (6_000_000_000_000_000_000 + Rng::of_text(0xa95b, id).below(999_999_999_999_999_999)).to_string()
}

fn object(native: &str) -> Map<String, Value> {
    serde_json::from_str(native).unwrap_or_default()
}

fn frame(asset: &Asset) -> Option<(u32, u32)> {
    asset.width.get().zip(asset.height.get())
}

fn moment(asset: &Asset) -> Timestamp {
    asset.created_at.get().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn master(asset: &Asset) -> Master {
    Master {
        id: asset.id.to_string(),
        bytes: asset.bytes.get().unwrap_or(0),
        frame: frame(asset).unwrap_or((0, 0)),
        bitrate: asset.bitrate.get().unwrap_or(0),
        uploaded_at: moment(asset),
    }
}

fn rendition(asset: &Asset) -> Rendition {
    Rendition {
        id: asset.id.to_string(),
        audio_only: frame(asset).is_none() && asset.playable.get() == Some(false),
        bytes: asset.bytes.get().unwrap_or(0),
        frame: frame(asset),
        bitrate: asset.bitrate.get().unwrap_or(0),
        language: None,
        remote_url: None,
        uploaded_at: moment(asset),
    }
}

fn audio_track(asset: &Asset) -> AudioTrack {
    let native = object(&asset.native);
    let text = |name: &str| native.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    AudioTrack {
        id: asset.id.to_string(),
        language: text("language"),
        variant: text("variant"),
        bitrates: Vec::new(),
        default: native.get("is_default").and_then(Value::as_bool).unwrap_or(false),
    }
}

fn image(asset: &Asset) -> Image {
    let native = object(&asset.native);
    let text = |name: &str| native.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let label = asset.label.value().map_or_else(|| asset.id.to_string(), ToString::to_string);
    // In the other dialect it is called a cover; here all agree on poster.
    let label = if asset.kind == AssetKind::Poster { "poster".to_owned() } else { label };
    let own = asset.id.as_str();
    Image {
        asset_id: (own != label && !own.contains("://")).then(|| own.to_owned()),
        src: if own.contains("://") { own.to_owned() } else { text("src") },
        label,
        frame: frame(asset).unwrap_or((0, 0)),
        bytes: asset.bytes.get().unwrap_or(0),
        remote: native.get("remote").and_then(Value::as_bool).unwrap_or(false),
    }
}
