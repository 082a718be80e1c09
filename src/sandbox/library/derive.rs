//! Derives the files of a video, minus what was deleted.
//!
//! Deterministic: the same video always has the same files, so that nothing but deletions has to be stored.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::files::{AudioTrack, FileKey, Files, Image, Manifest, ManifestSort, Master, Rendition};
use super::generate::asset_id;
use super::item::{Delivery, Item, Origin};
use super::rng::Rng;
use super::vocabulary as words;

/// Heights and bit rates of a rendition ladder.
const LADDER: &[(u32, u32, u64)] = &[
    (480, 270, 450_000),
    (640, 360, 900_000),
    (960, 540, 1_700_000),
    (1280, 720, 2_500_000),
    (1920, 1080, 3_800_000),
    (2560, 1440, 6_000_000),
    (3840, 2160, 12_000_000),
];

/// The files of a video that still exist.
pub(crate) fn files(seed: u64, item: &Item) -> Files {
    let source = Source::new(seed, item);
    let mut files = Files { master: source.master(), images: images(&source), ..Files::default() };
    if let Some(recorded) = item.recorded() {
        files = Files { master: files.master, ..recorded.files.clone() };
    } else if item.complete {
        match item.delivery {
            Delivery::Dynamic | Delivery::Live => {
                files.renditions = source.dynamic_renditions();
                files.downloads = source.downloads();
                files.audio_tracks = source.audio_tracks();
            }
            Delivery::Static => files.renditions = source.plain_renditions(),
            Delivery::Remote => {
                files.renditions = source.remote_renditions();
                files.manifests = source.manifests();
            }
            Delivery::Unknown => {}
        }
    }
    files.renditions.retain(|one| item.keeps(&FileKey::Rendition(&one.id).text()));
    files.audio_tracks.retain(|one| item.keeps(&FileKey::Audio(&one.id).text()));
    files.images.retain(|one| item.keeps(&FileKey::Image(&one.label).text()));
    files.manifests.retain(|one| item.keeps(&FileKey::Manifest(&one.id).text()));
    files
}

/// The source file of a video, whether it exists or not; cheaper than all files.
pub(crate) fn source_file(seed: u64, item: &Item) -> Master {
    Source::new(seed, item).uploaded()
}

/// The still pictures of a video that still exist; cheaper than all files.
pub(crate) fn still_images(seed: u64, item: &Item) -> Vec<Image> {
    let mut images = images(&Source::new(seed, item));
    images.retain(|one| item.keeps(&FileKey::Image(&one.label).text()));
    images
}

/// What the files of one video are derived from.
struct Source<'a> {
    item: &'a Item,
    seed: u64,
    duration_ms: u64,
}

impl<'a> Source<'a> {
    fn new(seed: u64, item: &'a Item) -> Self {
        Self { item, seed, duration_ms: item.duration_ms.unwrap_or(60_000).max(1_000) }
    }

    /// The stream of numbers for one kind of file.
    fn rng(&self, purpose: u64) -> Rng {
        match &self.item.origin {
            Origin::Generated(number) => Rng::new(self.seed, 100 + purpose, *number),
            Origin::Imported(_) | Origin::Recorded(_) => {
                // Independent of the library's seed: an imported video has the same files everywhere.
                Rng::new(Rng::of_text(0, &self.item.id).next(), 100 + purpose, 0)
            }
        }
    }

    /// A numeric asset id.
    fn asset_id(&self, asset: u64) -> String {
        match &self.item.origin {
            Origin::Generated(number) => asset_id(self.seed, *number, asset),
            Origin::Imported(_) | Origin::Recorded(_) => {
                (5_500_000_000_001 + self.rng(90).below(400_000_000_000) / 100 * 100 + asset).to_string()
            }
        }
    }

    fn made_at(&self, seconds: i64) -> Timestamp {
        self.item.created_at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(self.item.created_at)
    }

    fn bytes(&self, bitrate: u64) -> u64 {
        self.duration_ms.saturating_mul(bitrate) / 8_000
    }

    fn master(&self) -> Option<Master> {
        let item = self.item;
        // Of a recording nothing is made up.
        if item.recorded().is_some_and(|recorded| recorded.files.master.is_none()) {
            return None;
        }
        if !item.has_master || item.shared_in() || !item.keeps(&FileKey::Master.text()) {
            return None;
        }
        Some(self.uploaded())
    }

    /// The file that was uploaded.
    fn uploaded(&self) -> Master {
        let item = self.item;
        if let Some(master) = item.recorded().and_then(|recorded| recorded.files.master.clone()) {
            return master;
        }
        let mut rng = self.rng(1);
        // Log-normal around 1.5 GB, between 0.2 and 60 GB, independent of the length: masters are anything.
        let gigabytes = (1.5 * (rng.normal() * 1.1).exp()).clamp(0.2, 60.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 60e9 above")]
        let bytes = (gigabytes * 1e9) as u64 + rng.below(997);
        let id = item.master_id.clone().unwrap_or_else(|| rng.uuid());
        let frame = rng.pick(&[(1920, 1080), (1920, 1080), (3840, 2160), (1280, 720)]);
        let bitrate = bytes.saturating_mul(8_000) / self.duration_ms;
        Master { id, bytes, frame, bitrate, uploaded_at: self.made_at(30) }
    }

    /// The ladder of this video, with slightly odd bit rates.
    fn ladder(rng: &mut Rng, low: u64, high: u64) -> Vec<(u32, u32, u64)> {
        let steps = usize::try_from(rng.between(low, high)).unwrap_or(4);
        LADDER.iter().take(steps).map(|&(width, height, rate)| (width, height, rate + rng.below(rate / 10))).collect()
    }

    fn dynamic_renditions(&self) -> Vec<Rendition> {
        let mut rng = self.rng(2);
        let mut renditions: Vec<Rendition> = Self::ladder(&mut rng, 4, 7)
            .into_iter()
            .map(|(width, height, bitrate)| Rendition {
                id: format!("default/video{}", bitrate / 1000),
                audio_only: false,
                bytes: self.bytes(bitrate),
                frame: Some((width, height)),
                bitrate,
                language: None,
                remote_url: None,
                uploaded_at: self.odd_moment(&mut rng),
            })
            .collect();
        for track in self.audio_tracks() {
            renditions.extend(track.bitrates.iter().map(|&bitrate| Rendition {
                id: format!("{}/audio{}", track.id, bitrate / 1000),
                audio_only: true,
                bytes: self.bytes(bitrate),
                frame: None,
                bitrate,
                language: Some(track.language.clone()),
                remote_url: None,
                uploaded_at: self.odd_moment(&mut rng),
            }));
        }
        // The files behind a deleted audio track go with it.
        renditions.retain(|one| {
            !one.audio_only
                || one.id.split_once('/').is_none_or(|(track, _)| self.item.keeps(&FileKey::Audio(track).text()))
        });
        renditions
    }

    /// A moment with nanoseconds, as dynamic renditions have.
    fn odd_moment(&self, rng: &mut Rng) -> Timestamp {
        let nanos = i64::try_from(rng.below(1_000_000_000)).unwrap_or(0);
        let made = self.made_at(i64::try_from(rng.between(60, 900)).unwrap_or(60));
        made.checked_add(SignedDuration::from_nanos(nanos)).unwrap_or(made)
    }

    fn downloads(&self) -> Vec<Rendition> {
        let mut rng = self.rng(3);
        let count = usize::try_from(rng.between(1, 2)).unwrap_or(1);
        let mut ladder = Self::ladder(&mut rng, 4, 4);
        ladder.reverse();
        ladder
            .into_iter()
            .take(count)
            .map(|(width, height, bitrate)| self.mp4(rng.uuid(), (width, height), bitrate))
            .collect()
    }

    fn mp4(&self, id: String, frame: (u32, u32), bitrate: u64) -> Rendition {
        Rendition {
            id,
            audio_only: false,
            bytes: self.bytes(bitrate),
            frame: Some(frame),
            bitrate,
            language: None,
            remote_url: None,
            uploaded_at: self.made_at(600),
        }
    }

    fn plain_renditions(&self) -> Vec<Rendition> {
        let mut rng = self.rng(4);
        let ladder = Self::ladder(&mut rng, 3, 6);
        (10..).zip(ladder).map(|(asset, (w, h, bitrate))| self.mp4(self.asset_id(asset), (w, h), bitrate)).collect()
    }

    fn remote_renditions(&self) -> Vec<Rendition> {
        let mut rng = self.rng(5);
        let ladder = Self::ladder(&mut rng, 1, 3);
        (10..)
            .zip(ladder)
            .map(|(asset, (width, height, bitrate))| {
                let id = self.asset_id(asset);
                let url = format!("https://origin.partner.invalid/{}/{height}p.mp4", self.item.id);
                // Nobody told the platform how large files on another server are.
                Rendition { bytes: 0, remote_url: Some(url), ..self.mp4(id, (width, height), bitrate) }
            })
            .collect()
    }

    fn manifests(&self) -> Vec<Manifest> {
        let mut rng = self.rng(6);
        let all = [ManifestSort::Hls, ManifestSort::Dash, ManifestSort::Hds, ManifestSort::Ism, ManifestSort::Ismc];
        let mut manifests = Vec::new();
        for (asset, (sort, per_mille)) in (20..).zip(all.into_iter().zip([700, 400, 60, 60, 60])) {
            if rng.chance(per_mille) {
                let url = format!("https://origin.partner.invalid/{}/{asset}/manifest", self.item.id);
                manifests.push(Manifest { id: self.asset_id(asset), sort, url });
            }
        }
        manifests
    }

    fn audio_tracks(&self) -> Vec<AudioTrack> {
        let mut rng = self.rng(7);
        let count = if rng.chance(120) { 2 } else { 1 };
        let mut tracks: Vec<AudioTrack> = Vec::new();
        for nth in 0..count {
            let (language, _) = rng.pick(words::LANGUAGES);
            let short = language.split('-').next().unwrap_or(language);
            let variant = if nth == 0 { "main" } else { "alternate" };
            tracks.push(AudioTrack {
                id: format!("{short}_{variant}"),
                language: language.to_owned(),
                variant: variant.to_owned(),
                bitrates: vec![64_000, 96_000, 128_000],
                default: nth == 0,
            });
        }
        tracks
    }
}

fn images(source: &Source<'_>) -> Vec<Image> {
    match &source.item.origin {
        Origin::Imported(raw) => return given_images(raw),
        Origin::Recorded(recorded) => return recorded.files.images.clone(),
        Origin::Generated(_) => {}
    }
    let item = source.item;
    if !item.complete || item.delivery == Delivery::Unknown {
        return Vec::new();
    }
    let mut rng = source.rng(8);
    let mut labels = vec![("poster", (1280, 720)), ("thumbnail", (160, 90))];
    if item.delivery == Delivery::Dynamic && rng.chance(80) {
        labels.push(("wide", (1920, 800)));
    }
    let legacy = matches!(item.delivery, Delivery::Static | Delivery::Remote);
    (1..)
        .zip(labels)
        .map(|(asset, (label, frame))| Image {
            label: label.to_owned(),
            asset_id: legacy.then(|| source.asset_id(asset)),
            src: format!("https://files.sandbox.invalid/{}/{label}.jpg", item.id),
            frame,
            bytes: rng.between(4_000, 400_000),
            remote: item.delivery == Delivery::Remote,
        })
        .collect()
}

/// The pictures that an imported video was given with.
fn given_images(raw: &Map<String, Value>) -> Vec<Image> {
    let Some(images) = raw.get("images").and_then(Value::as_object) else { return Vec::new() };
    let pixels = |source: Option<&Value>, key: &str| {
        source.and_then(|one| one.get(key)).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
    };
    images
        .iter()
        .filter(|(_, image)| image.is_object())
        .map(|(label, image)| {
            let text = |key: &str| image.get(key).and_then(Value::as_str).map(str::to_owned);
            let first = image.get("sources").and_then(|sources| sources.get(0));
            let frame = (pixels(first, "width"), pixels(first, "height"));
            Image {
                label: label.clone(),
                asset_id: text("asset_id"),
                src: text("src").unwrap_or_default(),
                frame,
                bytes: u64::from(frame.0) * u64::from(frame.1) / 8,
                remote: image.get("remote").and_then(Value::as_bool).unwrap_or(false),
            }
        })
        .collect()
}
