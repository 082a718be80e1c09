//! Exactly what one deletion, or one step before it, is aimed at.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Action, Asset, AssetId, AssetKind, Known, VideoId};

/// The identity of an asset, enough to delete it or to look whether it is still there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct AssetRef {
    /// The platform's id.
    pub id: AssetId,
    /// What it is to its video.
    pub kind: AssetKind,
    /// The platform's label, where it has one.
    pub label: Option<String>,
}

impl From<&Asset> for AssetRef {
    fn from(asset: &Asset) -> Self {
        let label = match &asset.label {
            Known::Value(label) => Some(label.as_ref().to_owned()),
            Known::Absent | Known::Unknown(_) => None,
        };
        Self { id: asset.id.clone(), kind: asset.kind, label }
    }
}

/// What a script asked for explicitly beside the deletion itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub struct TargetOptions {
    /// Overrides a built-in shield.
    #[serde(default)]
    pub force: bool,
    /// Removes the video from every manual playlist before it is deleted.
    #[serde(default)]
    pub unlink_playlists: bool,
    /// The last day, in UTC, on which a quarantined video is kept; on a quarantine and on nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// One deletion: an action on a video or on one of its files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// What is done.
    pub action: Action,
    /// The video concerned.
    pub video: VideoId,
    /// The file concerned; `None` exactly when the action deletes the whole video.
    pub asset: Option<AssetRef>,
    /// Explicit options.
    pub options: TargetOptions,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.asset {
            None if self.action.is_deletion() => write!(f, "video {}", self.video),
            None => write!(f, "{} of video {}", self.action.noun(), self.video),
            Some(asset) => write!(f, "{} {} of video {}", self.action.noun(), asset.id, self.video),
        }
    }
}
