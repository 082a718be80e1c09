//! The pictures of a video: its cover and what was cut out of it. Addresses are made up and lead nowhere.

use super::facts::Media;
use crate::sandbox::library::files::FileKey;
use crate::sandbox::library::item::Delivery;

const COVER: u64 = 0xa921;
const SNAPSHOTS: u64 = 0xa930;

/// A type of pictures cut out of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox::apsara) enum Snapshot {
    /// Candidates for the cover.
    Cover,
    /// At regular intervals.
    Normal,
    /// Many small ones in one file.
    Sprite,
    /// The small ones before they were put into one file.
    SpriteOrigin,
    /// For the seek bar of a player; can be listed and not deleted.
    WebVtt,
}

impl Snapshot {
    /// All types.
    pub(in crate::sandbox::apsara) const ALL: [Self; 5] =
        [Self::Cover, Self::Normal, Self::Sprite, Self::SpriteOrigin, Self::WebVtt];

    /// The platform's word.
    pub(in crate::sandbox::apsara) const fn word(self) -> &'static str {
        match self {
            Self::Cover => "CoverSnapshot",
            Self::Normal => "NormalSnapshot",
            Self::Sprite => "SpriteSnapshot",
            Self::SpriteOrigin => "SpriteOriginSnapshot",
            Self::WebVtt => "WebVttSnapshot",
        }
    }

    /// The type with this word.
    pub(in crate::sandbox::apsara) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// The key under which the deletion of all of this type is remembered.
    pub(in crate::sandbox::apsara) const fn key(self) -> FileKey<'static> {
        FileKey::Image(self.word())
    }
}

impl Media<'_> {
    /// The address of the cover without its signature; the cover is the poster of the generic library.
    pub(in crate::sandbox::apsara) fn cover_address(&self) -> Option<String> {
        if let Some(recorded) = self.recorded() {
            return recorded.cover.clone().filter(|_| self.item().keeps(&FileKey::Image("poster").text()));
        }
        if self.is_audio() || !self.shelf().still_images(self.item()).iter().any(|image| image.label == "poster") {
            return None;
        }
        Some(self.cover_place())
    }

    /// Where the cover is or was.
    pub(super) fn cover_place(&self) -> String {
        format!("https://vod.sandbox.invalid/{}/covers/{}.jpg", self.id(), self.rng(COVER).hex(16))
    }

    /// The address of the cover as the platform gives it, signed.
    pub(in crate::sandbox::apsara) fn cover_url(&self) -> Option<String> {
        self.cover_address().map(|address| self.signed(&address))
    }

    /// The addresses, without signatures, of the pictures of one type that still exist.
    pub(in crate::sandbox::apsara) fn snapshots(&self, kind: Snapshot) -> Vec<String> {
        let item = self.item();
        if let Some(recorded) = self.recorded() {
            let all = recorded.snapshots.get(kind.word()).filter(|_| item.keeps(&kind.key().text()));
            let left = all.into_iter().flatten().filter(|address| item.keeps(&picture_key(address).text()));
            return left.cloned().collect();
        }
        let cut = item.complete && item.delivery != Delivery::Unknown && !self.is_audio();
        if !cut || !item.keeps(&kind.key().text()) {
            return Vec::new();
        }
        let mut plain = self.rng(SNAPSHOTS);
        let (cover, normal, sprites) = (plain.chance(800), plain.chance(300), plain.chance(150));
        let count = match kind {
            Snapshot::Cover if cover => plain.between(1, 8),
            Snapshot::Normal if normal => plain.between(2, 24),
            Snapshot::Sprite if sprites => plain.between(1, 3),
            Snapshot::SpriteOrigin if sprites => plain.between(4, 30),
            Snapshot::WebVtt if sprites => 2,
            _ => 0,
        };
        let ending = if kind == Snapshot::WebVtt { "vtt" } else { "jpg" };
        let place = format!("https://vod.sandbox.invalid/{}/snapshots/{}", self.id(), kind.word());
        let all = (1..=count).map(|number| format!("{place}-{number:05}.{ending}"));
        all.filter(|address| item.keeps(&picture_key(address).text())).collect()
    }

    /// An address with the signature that the platform puts on every one it gives.
    pub(in crate::sandbox::apsara) fn signed(&self, address: &str) -> String {
        signed(address, self.item().created_at.as_second())
    }
}

/// The key under which the deletion of one picture of a video is remembered: the name of its file.
pub(in crate::sandbox::apsara) fn picture_key(address: &str) -> FileKey<'_> {
    FileKey::Image(address.rsplit('/').next().unwrap_or(address))
}

/// An address with a signature; it follows from the address, as nobody checks it.
pub(super) fn signed(address: &str, moment: i64) -> String {
    let mut rng = crate::sandbox::library::rng::Rng::of_text(COVER, address);
    format!("{address}?auth_key={moment}-{}-0-{}", rng.hex(32), rng.hex(32))
}
