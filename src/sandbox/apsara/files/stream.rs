//! The streams of an item: one for each rendition that still exists, and what real libraries have besides.
//!
//! Re-transcoding leaves superseded duplicates behind, encryption makes copies that an ordinary listing hides, and a
//! source that plays without being transcoded is listed as a stream too.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::sandbox::apsara::media::Media;
use crate::sandbox::library::files::{FileKey, Master, Rendition};
use crate::sandbox::library::item::{Delivery, Item};
use crate::sandbox::library::recorded::RecordedStream;
use crate::sandbox::library::rng::Rng;
use crate::sandbox::library::shelf::Shelf;

/// One stream.
#[derive(Debug, Clone)]
pub(in crate::sandbox::apsara) struct Stream {
    /// Its id, 32 hexadecimal digits.
    pub(in crate::sandbox::apsara) job_id: String,
    /// The key under which its deletion is remembered; none for the source, which is no stream that can be deleted.
    pub(in crate::sandbox::apsara) key: Option<String>,
    /// `HD` and so on, where the platform tells it.
    pub(in crate::sandbox::apsara) definition: Option<&'static str>,
    /// `mp4`, `m3u8`, …
    pub(in crate::sandbox::apsara) format: String,
    /// Whether it is sound only.
    pub(in crate::sandbox::apsara) audio_only: bool,
    /// Its size in bytes, where the platform tells it.
    pub(in crate::sandbox::apsara) bytes: Option<u64>,
    /// Pixels across and down; none for sound.
    pub(in crate::sandbox::apsara) frame: Option<(u32, u32)>,
    /// Bits per second.
    pub(in crate::sandbox::apsara) bitrate: u64,
    /// How it is encrypted.
    pub(in crate::sandbox::apsara) encryption: Encryption,
    /// Whether a newer stream of the same sort took its place.
    pub(in crate::sandbox::apsara) superseded: bool,
    /// When it was made.
    pub(in crate::sandbox::apsara) made_at: Timestamp,
    /// The stream as it was recorded.
    pub(in crate::sandbox::apsara) recorded: Option<Map<String, Value>>,
}

/// The platform's words for qualities.
const DEFINITIONS: &[&str] = &["FD", "LD", "SD", "HD", "OD", "2K", "4K", "SQ", "HQ", "AUTO"];

/// How a stream is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox::apsara) enum Encryption {
    /// Not at all.
    None,
    /// With the standard of HTTP Live Streaming.
    Hls,
    /// With the platform's own; an ordinary listing leaves these out.
    Private,
}

/// How the streams of one item were made.
#[derive(Debug, Clone, Copy)]
struct Habits {
    superseded: bool,
    private: Private,
    hls: bool,
}

/// Which streams of an item have the platform's own encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Private {
    /// None.
    Nothing,
    /// Copies of some.
    Copies,
    /// All.
    Everything,
}

impl Habits {
    fn of(item: &Item) -> Self {
        let mut rng = Rng::of_text(0x57e1, &item.id);
        let private = match rng.below(100) {
            0..=2 => Private::Everything,
            3..=8 => Private::Copies,
            _ => Private::Nothing,
        };
        Self { superseded: rng.chance(180), private, hls: rng.chance(60) }
    }
}

/// The streams of an item that still exist.
pub(in crate::sandbox::apsara) fn streams(shelf: &Shelf, media: &Media<'_>) -> Vec<Stream> {
    let item = media.item();
    if let Some(recorded) = media.recorded() {
        let all = recorded.streams.iter().map(|one| Stream::of_recorded(item, one));
        return all.filter(|one| one.key.as_ref().is_none_or(|key| item.keeps(key))).collect();
    }
    let habits = Habits::of(item);
    let renditions = |item: &Item| {
        let mut all = shelf.files(item).renditions;
        all.retain(|one| one.audio_only || !media.is_audio());
        all
    };
    let left = renditions(item);
    let source = media.source().filter(|_| plays_source(media));
    let mut streams: Vec<Stream> = source.iter().map(|master| Stream::of_source(item, master)).collect();
    streams.extend(left.iter().map(|one| Stream::of(item, one, habits)));
    // A duplicate outlives the stream that superseded it.
    if item.removed.is_empty() {
        streams.extend(duplicates(item, &left, habits));
    } else {
        let whole = Item { removed: BTreeSet::new(), ..item.clone() };
        streams.extend(duplicates(item, &renditions(&whole), habits));
    }
    streams
}

/// Whether the source itself is what viewers get as the original quality.
pub(in crate::sandbox::apsara) fn plays_source(media: &Media<'_>) -> bool {
    matches!(media.transcode_mode(), Some("NoTranscode" | "AsyncTranscode"))
}

/// Superseded duplicates and encrypted copies of renditions, whether or not those still exist.
fn duplicates(item: &Item, renditions: &[Rendition], habits: Habits) -> Vec<Stream> {
    let mut found = Vec::new();
    for one in renditions.iter().filter(|one| !one.audio_only) {
        let stream = Stream::of(item, one, habits);
        let mut rng = Rng::of_text(0xd0b1, &stream.job_id);
        let (again, encrypted) = (rng.chance(600), rng.chance(500));
        if habits.superseded && again {
            let bytes = stream.bytes.map(|bytes| bytes - bytes / rng.between(9, 40));
            let made_at = stream.made_at.checked_sub(SignedDuration::from_secs(45)).unwrap_or(stream.made_at);
            let copy = stream.copy(item, one, "superseded");
            found.push(Stream { superseded: true, bytes, made_at, ..copy });
        }
        if habits.private == Private::Copies && encrypted {
            let copy = stream.copy(item, one, "encrypted");
            found.push(Stream { encryption: Encryption::Private, format: "m3u8".to_owned(), ..copy });
        }
    }
    found.retain(|one| one.key.as_ref().is_none_or(|key| item.keeps(key)));
    found
}

impl Stream {
    /// The source, where that is what viewers get.
    fn of_source(item: &Item, master: &Master) -> Self {
        let extension = item.original_filename.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end);
        Self {
            job_id: job_id(item, "source"),
            key: None,
            definition: Some("OD"),
            format: extension.unwrap_or("mp4").to_lowercase(),
            audio_only: false,
            bytes: Some(master.bytes),
            frame: Some(master.frame),
            bitrate: master.bitrate,
            encryption: Encryption::None,
            superseded: false,
            made_at: master.uploaded_at,
            recorded: None,
        }
    }

    /// A stream of a recording. The source that plays as it is has no job, and cannot be deleted as a stream.
    fn of_recorded(item: &Item, one: &RecordedStream) -> Self {
        let native = &one.native;
        let text = |name: &str| native.get(name).and_then(Value::as_str);
        let pixels = |name: &str| {
            let value = native.get(name)?;
            value.as_u64().or_else(|| value.as_str()?.parse().ok()).and_then(|pixels| u32::try_from(pixels).ok())
        };
        let has_job = text("JobId").is_some_and(|job| !job.is_empty());
        Self {
            job_id: one.id.clone(),
            key: has_job.then(|| FileKey::Rendition(&one.id).text()),
            definition: text("Definition").and_then(|word| DEFINITIONS.iter().find(|known| **known == word)).copied(),
            format: text("Format").unwrap_or_default().to_owned(),
            audio_only: text("StreamType") == Some("audio"),
            bytes: one.bytes,
            frame: pixels("Width").zip(pixels("Height")),
            bitrate: 0,
            encryption: match text("EncryptType") {
                Some("AliyunVoDEncryption") => Encryption::Private,
                Some(_) => Encryption::Hls,
                None => Encryption::None,
            },
            superseded: text("Status") == Some("Invisible"),
            made_at: text("CreationTime").and_then(|time| time.parse().ok()).unwrap_or(item.created_at),
            recorded: Some(native.clone()),
        }
    }

    fn of(item: &Item, rendition: &Rendition, habits: Habits) -> Self {
        let job_id = job_id(item, &rendition.id);
        let mut rng = Rng::of_text(0x0dd5, &job_id);
        // What real libraries do to a client now and then.
        let (strange, sizeless, unnamed) = (rng.chance(8), rng.chance(4), rng.chance(4));
        let segmented = matches!(item.delivery, Delivery::Dynamic | Delivery::Live);
        let format = match (strange, rendition.audio_only, segmented) {
            (true, ..) => "cmaf",
            (_, true, _) => "mp3",
            (_, _, true) => "m3u8",
            (_, _, false) => "mp4",
        };
        let encryption = match (habits.private, habits.hls && format == "m3u8") {
            (Private::Everything, _) => Encryption::Private,
            (_, true) => Encryption::Hls,
            (_, false) => Encryption::None,
        };
        Self {
            job_id,
            key: Some(FileKey::Rendition(&rendition.id).text()),
            definition: if unnamed { None } else { Some(definition(rendition)) },
            format: format.to_owned(),
            audio_only: rendition.audio_only,
            // A size that was never known is not zero bytes.
            bytes: Some(rendition.bytes).filter(|&bytes| bytes > 0 && !sizeless),
            frame: rendition.frame,
            bitrate: rendition.bitrate,
            encryption,
            superseded: false,
            made_at: rendition.uploaded_at,
            recorded: None,
        }
    }

    /// Another stream of the same rendition.
    fn copy(&self, item: &Item, rendition: &Rendition, sort: &str) -> Self {
        let job_id = job_id(item, &format!("{}/{sort}", rendition.id));
        Self { key: Some(format!("stream:{job_id}")), job_id, ..self.clone() }
    }
}

fn job_id(item: &Item, name: &str) -> String {
    Rng::of_text(0x10b5, &format!("{}/{name}", item.id)).hex(32)
}

/// The platform's word for a quality.
fn definition(rendition: &Rendition) -> &'static str {
    match rendition.frame {
        None if rendition.bitrate < 100_000 => "SQ",
        None => "HQ",
        Some((_, height)) => match height {
            0..=270 => "FD",
            271..=360 => "LD",
            361..=540 => "SD",
            541..=720 => "HD",
            721..=1080 => "OD",
            1081..=1440 => "2K",
            _ => "4K",
        },
    }
}
