//! One video of the emulated library, in words that belong to no platform.
//!
//! Holds what a platform keeps with the video itself; its files are derived in `files`. How it looks on a wire is
//! decided by the dialects and never here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::recorded::Recorded;
use super::shelf::media_id;
use crate::model::AssetKind;

/// One video.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// The id, a string of digits for the Brightcove dialect.
    pub(crate) id: String,
    /// Where it comes from; its files are derived from this.
    pub(crate) origin: Origin,
    /// The title.
    pub(crate) name: String,
    /// The short text.
    pub(crate) description: Option<String>,
    /// The long text.
    pub(crate) long_description: Option<String>,
    /// The tags as written.
    pub(crate) tags: Vec<String>,
    /// Paths of labels, when the library uses them.
    pub(crate) labels: Vec<String>,
    /// Whether it may be played.
    pub(crate) state: State,
    /// Whether at least one rendition exists.
    pub(crate) complete: bool,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed, by a person or by the system.
    pub(crate) updated_at: Timestamp,
    /// When it was first activated.
    pub(crate) published_at: Option<Timestamp>,
    /// Who made it.
    pub(crate) creator: Creator,
    /// Its length in milliseconds.
    pub(crate) duration_ms: Option<u64>,
    /// How it is stored and played.
    pub(crate) delivery: Delivery,
    /// Whether the library says that it has a master.
    pub(crate) has_master: bool,
    /// The asset id of the master, where the platform tells it.
    pub(crate) master_id: Option<String>,
    /// The owner's own id.
    pub(crate) reference_id: Option<String>,
    /// The folder that it is in.
    pub(crate) folder_id: Option<String>,
    /// Values of the library's own fields.
    pub(crate) custom_fields: BTreeMap<String, String>,
    /// When it may be played.
    pub(crate) schedule: Option<Schedule>,
    /// Sharing with other accounts.
    pub(crate) sharing: Option<Sharing>,
    /// The video that this one was cut from.
    pub(crate) clip_source: Option<String>,
    /// The name of the uploaded file.
    pub(crate) original_filename: Option<String>,
    /// Subtitles and the like.
    pub(crate) text_tracks: Vec<TextTrack>,
    /// Views ever, views in the trailing week: searchable, never returned.
    pub(crate) plays: (u64, u64),
    /// Keys of files that were deleted (see `files::FileKey`).
    pub(crate) removed: BTreeSet<String>,
    /// Names of fields changed since the import: the imported text no longer speaks for them.
    pub(crate) touched: BTreeSet<String>,
    /// When it was deleted; such an item can only be searched for, for a while.
    pub(crate) deleted_at: Option<Timestamp>,
}

/// Where a video comes from.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// Made from the seed of the library, under this number.
    Generated(u64),
    /// Given by the user, with every field as given.
    Imported(Box<Map<String, Value>>),
    /// Part of a recording, with its files.
    Recorded(Box<Recorded>),
}

/// Whether a video may be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// May be played.
    Active,
    /// Switched off.
    Inactive,
    /// Shared in and not accepted yet.
    Pending,
    /// Deleted a short time ago.
    Deleted,
}

/// How a video is stored and played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Delivery {
    /// Packaged on request from fragments.
    Dynamic,
    /// Discrete files of the old ingest.
    Static,
    /// Files on somebody else's servers.
    Remote,
    /// A live event or its recording.
    Live,
    /// Not known, perhaps nothing playable.
    Unknown,
}

/// Who made a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Creator {
    /// A person, by mail address.
    User(String),
    /// A program with an API key.
    ApiKey,
    /// The platform itself.
    Internal,
    /// From before this was recorded.
    Unknown,
}

/// When a video may be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schedule {
    /// From when.
    pub(crate) starts_at: Option<Timestamp>,
    /// Until when.
    pub(crate) ends_at: Option<Timestamp>,
}

/// Sharing with other accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sharing {
    /// The account and the video that this copy was shared in from.
    pub(crate) from: Option<(String, String)>,
    /// The account that this video was shared out to.
    pub(crate) to: Option<String>,
}

impl Item {
    /// Whether this is a copy of somebody else's video: its files are not ours.
    pub(crate) fn shared_in(&self) -> bool {
        self.sharing.as_ref().is_some_and(|sharing| sharing.from.is_some())
    }

    /// What was recorded of it, if it is part of a recording.
    pub(crate) fn recorded(&self) -> Option<&Recorded> {
        match &self.origin {
            Origin::Recorded(recorded) => Some(recorded),
            Origin::Generated(_) | Origin::Imported(_) => None,
        }
    }

    /// The id in the `ApsaraVideo` dialect.
    pub(crate) fn media_id(&self) -> String {
        self.recorded().map_or_else(|| media_id(&self.id), |recorded| recorded.media_id.clone())
    }

    /// Whether it was not known what files of this kind there are, and is not told therefore.
    pub(crate) fn hides(&self, kind: AssetKind) -> bool {
        self.recorded().is_some_and(|recorded| recorded.unknown.contains(kind))
    }

    /// Whether the file with this key was not deleted.
    pub(crate) fn keeps(&self, key: &str) -> bool {
        !self.removed.contains(key)
    }
}

/// Subtitles and the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextTrack {
    /// Its id.
    pub(crate) id: String,
    /// `en-US` and so on.
    pub(crate) language: String,
    /// What the viewer reads in the menu.
    pub(crate) label: String,
    /// `captions`, `subtitles`, `chapters`, `metadata`, …
    pub(crate) kind: String,
    /// Where it is.
    pub(crate) src: String,
    /// Whether it is shown by itself.
    pub(crate) default: bool,
}
