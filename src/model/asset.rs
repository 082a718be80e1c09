//! A stored file of a video, and the kinds there are.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AssetId, Known, Millis, Native, Text, VideoId};

/// What a stored file is to its video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// The source file.
    Master,
    /// A transcode of the master.
    Rendition,
    /// The large still picture.
    Poster,
    /// The small still picture.
    Thumbnail,
    /// Any other labelled picture.
    Image,
    /// A picture taken from the video at a moment.
    Snapshot,
    /// Captions, subtitles, chapters.
    TextTrack,
    /// An alternative sound track.
    AudioTrack,
    /// A streaming playlist file.
    Manifest,
}

impl AssetKind {
    /// Every kind, in the order in which assets are listed.
    pub const ALL: [Self; 9] = [
        Self::Master,
        Self::Rendition,
        Self::Poster,
        Self::Thumbnail,
        Self::Image,
        Self::Snapshot,
        Self::TextTrack,
        Self::AudioTrack,
        Self::Manifest,
    ];

    /// The word that plans and scripts use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Master => "master",
            Self::Rendition => "rendition",
            Self::Poster => "poster",
            Self::Thumbnail => "thumbnail",
            Self::Image => "image",
            Self::Snapshot => "snapshot",
            Self::TextTrack => "text_track",
            Self::AudioTrack => "audio_track",
            Self::Manifest => "manifest",
        }
    }

    /// Finds a kind by its word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for AssetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A set of asset kinds, to say what to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct KindSet(u16);

impl KindSet {
    /// No kind.
    pub const NONE: Self = Self(0);
    /// The kinds whose sizes make up a video's stored bytes.
    pub const SIZED: Self = Self(1 << AssetKind::Master as u16 | 1 << AssetKind::Rendition as u16);
    /// Every kind.
    pub const ALL: Self = Self((1 << 9) - 1);

    /// Only this kind.
    #[must_use]
    pub const fn of(kind: AssetKind) -> Self {
        Self(1 << kind as u16)
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set less the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the kind is in the set.
    #[must_use]
    pub const fn contains(self, kind: AssetKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds of the set, in listing order.
    pub fn iter(self) -> impl Iterator<Item = AssetKind> {
        AssetKind::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }
}

/// One stored file as the platform described it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The platform's id of the file, unique within its video and kind.
    pub id: AssetId,
    /// The video it belongs to.
    pub video: VideoId,
    /// What it is to the video.
    pub kind: AssetKind,
    /// A label for people, and the platform's label of a picture (`poster`, `wide`).
    pub label: Known<Text>,
    /// Size in bytes.
    pub bytes: Known<u64>,
    /// The platform's word for its state.
    pub status: Known<Text>,
    /// Container format, in lower case: `mp4`, `hls`.
    pub format: Known<Text>,
    /// Quality word: `1080p`, `HD`.
    pub definition: Known<Text>,
    /// Codec name.
    pub codec: Known<Text>,
    /// Width in pixels.
    pub width: Known<u32>,
    /// Height in pixels.
    pub height: Known<u32>,
    /// Bit rate as the platform states it. Brightcove mixes bps and kbps: for display only.
    pub bitrate: Known<u64>,
    /// Running time.
    pub duration: Known<Millis>,
    /// When it was made or uploaded.
    pub created_at: Known<Timestamp>,
    /// Whether a newer file replaced it and players no longer see it.
    pub superseded: Known<bool>,
    /// Whether it is encrypted; an encrypted rendition still counts as playable.
    pub encrypted: Known<bool>,
    /// Whether a viewer can play the video from this file.
    pub playable: Known<bool>,
    /// Addresses, without query strings, at which a content network may keep copies of it.
    pub copies: Vec<Text>,
    /// The platform's own object.
    pub native: Native,
}

impl Asset {
    /// An asset of which only its identity is known: every other value is absent.
    #[must_use]
    pub fn bare(id: AssetId, video: VideoId, kind: AssetKind) -> Self {
        Self {
            id,
            video,
            kind,
            label: Known::Absent,
            bytes: Known::Absent,
            status: Known::Absent,
            format: Known::Absent,
            definition: Known::Absent,
            codec: Known::Absent,
            width: Known::Absent,
            height: Known::Absent,
            bitrate: Known::Absent,
            duration: Known::Absent,
            created_at: Known::Absent,
            superseded: Known::Value(false),
            encrypted: Known::Absent,
            playable: Known::Value(kind == AssetKind::Rendition),
            copies: Vec::new(),
            native: "{}".into(),
        }
    }
}
