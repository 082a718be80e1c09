//! Takes out of a library what tells whose it is, and leaves what policies decide by.
//!
//! The same text gets the same stand-in everywhere in a recording and different texts get different ones, so that what
//! was equal is equal and what was a part is a part. Stand-ins depend on a key that is not kept.

mod native;
mod object;
mod part;
mod text;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use part::{Count, NotKept, Part, PartCount, Rules};

use self::native::{is_fact, is_id};
use self::part::{Tally, Treatment};
use self::words::Words;
use super::key::Key;
use crate::model::{Asset, AssetId, AssetKind, Assets, KindSet, Known, Missing, Text, Video};

/// Why a value is unknown, when the reason could quote the library.
const NOT_TOLD: &str = "it could not be read when the library was recorded";
/// How our own reasons begin. Everything else may hold what a platform answered.
const OUR_REASONS: &[&str] = &[
    "a listing of ",
    "no listing tells",
    "Brightcove did not give",
    "Brightcove does not",
    "Brightcove gave a",
    "ApsaraVideo did not give",
    "ApsaraVideo does not tell",
    "ApsaraVideo gave only a part",
    "ApsaraVideo has no master",
    "ApsaraVideo lists no stream",
    "it has no master",
    "the files belong to the account",
    "the master belongs to the account",
    "a recording of videos",
    "the lookup failed",
    "it could not be read when",
];
/// The label by which a provider knows a master that never arrived whole.
const UNFINISHED: &str = "unfinished upload";

/// Makes stand-ins for one recording, and counts what became of every value.
#[derive(Debug)]
pub struct Scrubber {
    words: Words,
    rules: Rules,
    tally: Tally,
}

impl Scrubber {
    /// A scrubber that follows the rules.
    #[must_use]
    pub fn new(key: Key, rules: Rules) -> Self {
        Self { words: Words::new(key), rules, tally: Tally::default() }
    }

    /// What became of the values so far, by part.
    #[must_use]
    pub fn counts(&self) -> Vec<PartCount> {
        self.tally.counts()
    }

    /// The identity that takes the place of the account's.
    #[must_use]
    pub fn library_id(&self, account_id: &str) -> String {
        let digest = self.words.key().digest("library", account_id);
        let number = digest.iter().take(6).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{}{number:012x}", super::PREFIX)
    }

    /// A video without what tells whose it is.
    #[must_use]
    pub fn video(&mut self, video: &Video) -> Video {
        self.count_facts(video);
        Video {
            id: video.id.clone(),
            name: self.known(&video.name, |scrubber, text| scrubber.text(Part::Name, text)),
            description: self.known(&video.description, |scrubber, text| scrubber.text(Part::Description, text)),
            state: self.plain(&video.state),
            status: self.known(&video.status, Self::fact),
            created_at: self.plain(&video.created_at),
            updated_at: self.plain(&video.updated_at),
            published_at: self.plain(&video.published_at),
            duration: self.plain(&video.duration),
            tags: self.list(&video.tags, |scrubber, text| scrubber.text(Part::Tags, text)),
            reference_id: self.known(&video.reference_id, |scrubber, text| scrubber.text(Part::ReferenceId, text)),
            folder: self.known(&video.folder, Self::id),
            custom_fields: match &video.custom_fields {
                Known::Value(fields) => Known::Value(
                    fields.iter().map(|(name, text)| (name.clone(), self.custom_field(name, text))).collect(),
                ),
                other => self.plain(other),
            },
            original_filename: self
                .known(&video.original_filename, |scrubber, text| scrubber.text(Part::OriginalFilename, text)),
            delivery: self.plain(&video.delivery),
            has_master: self.plain(&video.has_master),
            complete: self.plain(&video.complete),
            is_clip: self.plain(&video.is_clip),
            clip_source_id: self.known(&video.clip_source_id, Self::id),
            shared_in: self.plain(&video.shared_in),
            shared_out: self.plain(&video.shared_out),
            thumbnail_url: self.known(&video.thumbnail_url, Self::url),
            size: self.plain(&video.size),
            storage_class: self.known(&video.storage_class, Self::fact),
            category: self.known(&video.category, |scrubber, text| scrubber.text(Part::Category, text)),
            media_type: self.plain(&video.media_type),
            plays_from_master: self.plain(&video.plays_from_master),
            playable: self.list(&video.playable, Self::id),
            copies: video.copies.iter().map(|url| self.url(url)).collect(),
            native: self.native(&video.native, false),
        }
    }

    /// The files of a video without what tells whose they are.
    #[must_use]
    pub fn assets(&mut self, assets: &Assets) -> Assets {
        let mut scrubbed = Assets::new(assets.video.clone());
        for kind in KindSet::ALL.iter() {
            match assets.get(kind) {
                None => {}
                Some(Known::Value(list)) => {
                    let list = list.iter().map(|asset| Arc::new(self.asset(asset))).collect();
                    scrubbed.set(kind, Known::Value(list));
                }
                Some(other) => scrubbed.set(kind, self.plain(other)),
            }
        }
        scrubbed
    }

    fn asset(&mut self, asset: &Asset) -> Asset {
        self.tally.of(Part::Facts).kept += 1;
        let id = self.id(asset.id.as_str());
        Asset {
            id: AssetId::new(id).unwrap_or_else(|_| asset.id.clone()),
            video: asset.video.clone(),
            kind: asset.kind,
            label: self.known(&asset.label, |scrubber, label| scrubber.label(asset, label)),
            bytes: self.plain(&asset.bytes),
            status: self.known(&asset.status, Self::fact),
            format: self.known(&asset.format, Self::fact),
            definition: self.known(&asset.definition, Self::fact),
            codec: self.known(&asset.codec, Self::fact),
            width: self.plain(&asset.width),
            height: self.plain(&asset.height),
            bitrate: self.plain(&asset.bitrate),
            duration: self.plain(&asset.duration),
            created_at: self.plain(&asset.created_at),
            superseded: self.plain(&asset.superseded),
            encrypted: self.plain(&asset.encrypted),
            playable: self.plain(&asset.playable),
            copies: asset.copies.iter().map(|url| self.url(url)).collect(),
            native: self.native(&asset.native, true),
        }
    }

    /// A label: those that follow from other values are kept, those that people wrote are not.
    fn label(&mut self, asset: &Asset, label: &str) -> Text {
        let is_own = match asset.kind {
            AssetKind::Master => label == UNFINISHED,
            AssetKind::TextTrack | AssetKind::AudioTrack => false,
            AssetKind::Rendition => {
                let words = [&asset.definition, &asset.format];
                let words: Vec<&str> = words.into_iter().filter_map(|word| word.value().map(AsRef::as_ref)).collect();
                let follows = words.iter().all(|word| is_fact(word)).then(|| words.join(" "));
                let frame =
                    asset.width.get().zip(asset.height.get()).map(|(width, height)| format!("{width}x{height}"));
                let is_its_id = label == asset.id.as_str() && is_id(label);
                is_its_id || [follows.as_deref(), frame.as_deref(), Some("mp4")].contains(&Some(label))
            }
            AssetKind::Poster | AssetKind::Thumbnail | AssetKind::Image | AssetKind::Snapshot | AssetKind::Manifest => {
                is_id(label)
            }
        };
        match asset.kind {
            _ if is_own => {
                self.tally.of(Part::Facts).kept += 1;
                label.into()
            }
            AssetKind::Master => self.text(Part::OriginalFilename, label),
            _ => self.text(Part::Labels, label),
        }
    }

    /// A text of a part, treated as the rules say.
    fn text(&mut self, part: Part, text: &str) -> Text {
        self.treated(part, self.rules.treatment(part), text)
    }

    fn treated(&mut self, part: Part, treatment: Treatment, text: &str) -> Text {
        if text.is_empty() {
            return text.into();
        }
        let words = &mut self.words;
        let (made, removed) = match treatment {
            Treatment::Keep => text::kept(words, text),
            Treatment::KeepButForContacts => text::kept_but_for_contacts(words, text),
            Treatment::Replace => (self.replaced(text), 0),
        };
        let count = self.tally.of(part);
        match treatment {
            Treatment::Replace => count.scrubbed += 1,
            Treatment::KeepButForContacts if removed > 0 => count.scrubbed += 1,
            Treatment::Keep | Treatment::KeepButForContacts => {
                count.kept += 1;
                count.removed += removed;
            }
        }
        made.into()
    }

    /// Stand-ins for a whole text. One that is itself JSON stays JSON.
    fn replaced(&mut self, text: &str) -> String {
        if let Some(value) = text::json(text) {
            return self.strange(value).to_string();
        }
        text::scrubbed(&mut self.words, text)
    }

    fn custom_field(&mut self, name: &str, text: &str) -> Text {
        if matches!(text, "true" | "false") {
            return self.fact(text);
        }
        self.treated(Part::CustomFields, self.rules.of_custom_field(name), text)
    }

    /// An id of the platform. What is no such id is no secret less for being called one.
    fn id(&mut self, text: &str) -> Text {
        if is_id(text) {
            self.tally.of(Part::Id).kept += 1;
            return text.into();
        }
        if text.contains("://") { self.url(text) } else { self.text(Part::Native, text) }
    }

    /// A word, time or number of the platform; anything else is replaced.
    fn fact(&mut self, text: &str) -> Text {
        if is_fact(text) {
            self.tally.of(Part::Facts).kept += 1;
            return text.into();
        }
        self.text(Part::Native, text)
    }

    fn url(&mut self, url: &str) -> Text {
        let bare = text::without_signature(url);
        if !url.contains("://") {
            self.tally.of(Part::Urls).removed += u64::from(bare != url);
            return self.text(Part::Urls, &bare);
        }
        let made = match self.rules.treatment(Part::Urls) {
            Treatment::Keep => text::without_keys(&mut self.words, &bare),
            Treatment::KeepButForContacts | Treatment::Replace => text::address(&mut self.words, url),
        };
        let kept = self.rules.treatment(Part::Urls) == Treatment::Keep;
        let count = self.tally.of(Part::Urls);
        if kept {
            count.kept += 1;
        } else {
            count.scrubbed += 1;
        }
        count.removed += u64::from(bare != url);
        made.into()
    }

    fn reason(&mut self, reason: &str) -> Missing {
        let plain = |sign: char| sign.is_ascii_alphabetic() || " ,;:.()_'".contains(sign);
        let ours = OUR_REASONS.iter().any(|start| reason.starts_with(start)) && reason.chars().all(plain);
        if ours || reason.is_empty() {
            return reason.into();
        }
        self.tally.of(Part::Reasons).removed += 1;
        NOT_TOLD.into()
    }

    /// Changes the value; of one that is unknown the reason.
    fn known<T>(&mut self, value: &Known<T>, change: impl FnOnce(&mut Self, &str) -> Text) -> Known<Text>
    where
        T: AsRef<str>,
    {
        match value {
            Known::Value(text) => Known::Value(change(self, text.as_ref())),
            Known::Absent => Known::Absent,
            Known::Unknown(reason) => Known::Unknown(self.reason(reason)),
        }
    }

    fn list(&mut self, value: &Known<Vec<Text>>, change: impl Fn(&mut Self, &str) -> Text) -> Known<Vec<Text>> {
        match value {
            Known::Value(list) => Known::Value(list.iter().map(|text| change(self, text)).collect()),
            other => self.plain(other),
        }
    }

    /// A value that tells nothing; of one that is unknown the reason may.
    fn plain<T: Clone>(&mut self, value: &Known<T>) -> Known<T> {
        match value {
            Known::Unknown(reason) => Known::Unknown(self.reason(reason)),
            other => other.clone(),
        }
    }

    fn count_facts(&mut self, video: &Video) {
        let there = [
            video.state.value().is_some(),
            video.created_at.value().is_some(),
            video.updated_at.value().is_some(),
            video.published_at.value().is_some(),
            video.duration.value().is_some(),
            video.delivery.value().is_some(),
            video.has_master.value().is_some(),
            video.complete.value().is_some(),
            video.is_clip.value().is_some(),
            video.shared_in.value().is_some(),
            video.shared_out.value().is_some(),
            video.size.value().is_some(),
            video.media_type.value().is_some(),
            video.plays_from_master.value().is_some(),
        ];
        self.tally.of(Part::Facts).kept += there.into_iter().map(u64::from).sum::<u64>();
        self.tally.of(Part::Id).kept += 1;
    }
}
