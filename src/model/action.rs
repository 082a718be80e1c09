//! What can be done to a library: deletions, and putting a video into quarantine before one or taking it out again.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::AssetKind;

/// One kind of deletion, or a step before or instead of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Deletes the whole video with everything that belongs to it.
    DeleteVideo,
    /// Deletes the source file; the video stays.
    DeleteMaster,
    /// Deletes one transcode.
    DeleteRendition,
    /// Deletes the poster picture.
    DeletePoster,
    /// Deletes the thumbnail picture.
    DeleteThumbnail,
    /// Deletes one labelled picture.
    DeleteImage,
    /// Deletes one snapshot.
    DeleteSnapshot,
    /// Deletes one text track.
    DeleteTextTrack,
    /// Deletes one audio track.
    DeleteAudioTrack,
    /// Deletes one manifest.
    DeleteManifest,
    /// Hides a video from viewers as far as the platform can, and marks it with the day until which it is kept.
    Quarantine,
    /// Takes a video out of quarantine: what the quarantine changed is undone.
    Release,
}

impl Action {
    /// Every action, in the order of tables and totals.
    pub const ALL: [Self; 12] = [
        Self::DeleteVideo,
        Self::DeleteMaster,
        Self::DeleteRendition,
        Self::DeletePoster,
        Self::DeleteThumbnail,
        Self::DeleteImage,
        Self::DeleteSnapshot,
        Self::DeleteTextTrack,
        Self::DeleteAudioTrack,
        Self::DeleteManifest,
        Self::Quarantine,
        Self::Release,
    ];

    /// The word that plans and the journal use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DeleteVideo => "delete_video",
            Self::DeleteMaster => "delete_master",
            Self::DeleteRendition => "delete_rendition",
            Self::DeletePoster => "delete_poster",
            Self::DeleteThumbnail => "delete_thumbnail",
            Self::DeleteImage => "delete_image",
            Self::DeleteSnapshot => "delete_snapshot",
            Self::DeleteTextTrack => "delete_text_track",
            Self::DeleteAudioTrack => "delete_audio_track",
            Self::DeleteManifest => "delete_manifest",
            Self::Quarantine => "quarantine",
            Self::Release => "release",
        }
    }

    /// What it deletes, in one or two words for people: `video`, `text track`; for what is no deletion its own name.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::DeleteVideo => "video",
            Self::DeleteMaster => "master",
            Self::DeleteRendition => "rendition",
            Self::DeletePoster => "poster",
            Self::DeleteThumbnail => "thumbnail",
            Self::DeleteImage => "image",
            Self::DeleteSnapshot => "snapshot",
            Self::DeleteTextTrack => "text track",
            Self::DeleteAudioTrack => "audio track",
            Self::DeleteManifest => "manifest",
            Self::Quarantine => "quarantine",
            Self::Release => "release",
        }
    }

    /// Finds an action by its word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }

    /// The action that deletes a file of this kind.
    #[must_use]
    pub const fn on(kind: AssetKind) -> Self {
        match kind {
            AssetKind::Master => Self::DeleteMaster,
            AssetKind::Rendition => Self::DeleteRendition,
            AssetKind::Poster => Self::DeletePoster,
            AssetKind::Thumbnail => Self::DeleteThumbnail,
            AssetKind::Image => Self::DeleteImage,
            AssetKind::Snapshot => Self::DeleteSnapshot,
            AssetKind::TextTrack => Self::DeleteTextTrack,
            AssetKind::AudioTrack => Self::DeleteAudioTrack,
            AssetKind::Manifest => Self::DeleteManifest,
        }
    }

    /// Whether it destroys something. The others can be undone.
    #[must_use]
    pub const fn is_deletion(self) -> bool {
        !matches!(self, Self::Quarantine | Self::Release)
    }

    /// The kind of file it deletes; `None` for the whole video.
    #[must_use]
    pub const fn kind(self) -> Option<AssetKind> {
        match self {
            Self::DeleteVideo | Self::Quarantine | Self::Release => None,
            Self::DeleteMaster => Some(AssetKind::Master),
            Self::DeleteRendition => Some(AssetKind::Rendition),
            Self::DeletePoster => Some(AssetKind::Poster),
            Self::DeleteThumbnail => Some(AssetKind::Thumbnail),
            Self::DeleteImage => Some(AssetKind::Image),
            Self::DeleteSnapshot => Some(AssetKind::Snapshot),
            Self::DeleteTextTrack => Some(AssetKind::TextTrack),
            Self::DeleteAudioTrack => Some(AssetKind::AudioTrack),
            Self::DeleteManifest => Some(AssetKind::Manifest),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
