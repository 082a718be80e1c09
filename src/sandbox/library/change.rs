//! What can happen to a library after it was made: one line each in its log.
//!
//! A change says what is true afterwards and can be applied twice without harm. Checking whether it is allowed is the
//! dialect's business and is done before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::Platform;

/// A change with the moment at which it happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// When.
    pub(crate) at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub(crate) change: Change,
    /// Whether an event of a file of faults did it, and not a request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) by_event: bool,
}

/// What happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub(crate) enum Change {
    /// Videos were deleted.
    VideosDeleted {
        /// Their ids.
        videos: Vec<String>,
    },
    /// One file of a video was deleted.
    FileDeleted {
        /// The video.
        video: String,
        /// The key of the file.
        file: String,
    },
    /// Several things happened at once.
    Several {
        /// What.
        changes: Vec<Change>,
    },
    /// A video was taken out of all manual playlists.
    ReferencesCleared {
        /// The video.
        video: String,
    },
    /// Fields of a video were set.
    Patched {
        /// The video.
        video: String,
        /// The new values, named as in the Brightcove dialect.
        fields: Map<String, Value>,
    },
    /// Fields of a thing that exists in one dialect only were set.
    MediaPatched {
        /// Its id.
        media: String,
        /// The new values, named as in the Brightcove dialect.
        fields: Map<String, Value>,
    },
    /// A video was put into a folder, or taken out.
    Moved {
        /// The video.
        video: String,
        /// The folder.
        folder: Option<String>,
    },
    /// A video is shared out.
    Shared {
        /// The video.
        video: String,
        /// The account that it is shared to.
        to: String,
    },
    /// A video is no longer shared out.
    Unshared {
        /// The video.
        video: String,
    },
    /// A playlist was made or replaced.
    PlaylistSet {
        /// The playlist.
        playlist: Playlist,
    },
    /// A playlist was deleted.
    PlaylistDeleted {
        /// Its id.
        playlist: String,
    },
    /// Things that exist in one dialect only were deleted: pictures, attached media, sound.
    MediaDeleted {
        /// Their ids; of a single file the id, a colon and the key of the file.
        media: Vec<String>,
    },
    /// Videos were imported.
    Imported {
        /// The videos with every field as given.
        videos: Vec<Map<String, Value>>,
    },
    /// The library became that of a recording.
    Recorded {
        /// Where it was recorded.
        platform: Platform,
        /// Its videos with their files, as in the recording.
        items: Vec<Value>,
    },
}

/// A playlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Playlist {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// `None` for a manual playlist, else the platform's word for the order of a smart one.
    pub(crate) smart: Option<String>,
    /// The query of a smart playlist.
    pub(crate) search: Option<String>,
    /// The videos of a manual playlist, in order.
    pub(crate) videos: Vec<String>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Timestamp,
}

/// A folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    /// Its id, 24 hexadecimal digits.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// When it was made.
    pub(crate) created_at: Timestamp,
}
