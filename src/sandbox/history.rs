//! What really happened to a library: the truth that answers are measured against.

use jiff::Timestamp;
use serde::Serialize;

use super::library::change::{Change, Entry};
use super::library::shelf::media_id;

/// One thing that really happened to one video, in the order of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// The video by its id in the Brightcove dialect; empty for what only the other one has.
    pub video: String,
    /// The same in the `ApsaraVideo` dialect.
    pub media: String,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
    /// Whether an event of a file of faults did it, and not a request.
    pub by_event: bool,
}

/// What happened to a video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "deed", content = "file")]
pub enum Deed {
    /// It was deleted.
    Deleted,
    /// One of its files was deleted; `master`, or a sort and a name.
    FileDeleted(String),
    /// Anything else.
    Changed,
}

/// Takes the entries of a log apart, one line a video.
pub(super) fn happened(entries: Vec<Entry>) -> Vec<Happened> {
    let mut all = Vec::new();
    for Entry { at, change, by_event } in entries {
        told(change, &mut |video: &str, media: String, deed| {
            all.push(Happened { at, video: video.to_owned(), media, deed, by_event });
        });
    }
    all
}

fn told(change: Change, tell: &mut impl FnMut(&str, String, Deed)) {
    match change {
        Change::VideosDeleted { videos } => {
            for video in &videos {
                tell(video, media_id(video), Deed::Deleted);
            }
        }
        Change::FileDeleted { video, file } => tell(&video, media_id(&video), Deed::FileDeleted(file)),
        Change::Several { changes } => changes.into_iter().for_each(|change| told(change, tell)),
        Change::MediaDeleted { media } => {
            for id in media {
                match id.split_once(':') {
                    Some((id, file)) => tell("", id.to_owned(), Deed::FileDeleted(file.to_owned())),
                    None => tell("", id, Deed::Deleted),
                }
            }
        }
        Change::ReferencesCleared { video }
        | Change::Patched { video, .. }
        | Change::Moved { video, .. }
        | Change::Shared { video, .. }
        | Change::Unshared { video } => tell(&video, media_id(&video), Deed::Changed),
        Change::MediaPatched { media, .. } => tell("", media, Deed::Changed),
        Change::PlaylistSet { playlist } => {
            for video in &playlist.videos {
                tell(video, media_id(video), Deed::Changed);
            }
        }
        Change::PlaylistDeleted { .. } | Change::Imported { .. } | Change::Recorded { .. } => {}
    }
}
