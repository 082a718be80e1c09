//! Built-in shields: what no policy deletes unless it is told to explicitly.

use jiff::{SignedDuration, Timestamp};

use crate::model::{Action, Delivery, Known, Quarantine, Video, VideoState};

/// Which shields an account has; all are on unless its configuration says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the configuration")]
pub struct Shields {
    /// Videos that other accounts hold shared copies of: deleting the original deletes the copies.
    pub shared_out: bool,
    /// Live sources.
    pub live: bool,
    /// Videos still being ingested.
    pub ingesting: bool,
    /// How long after its last change an incomplete video counts as being ingested.
    pub ingest_grace: SignedDuration,
    /// The last file that a video can be played or transcoded from.
    pub last_playable: bool,
}

impl Default for Shields {
    fn default() -> Self {
        Self {
            shared_out: true,
            live: true,
            ingesting: true,
            ingest_grace: SignedDuration::from_hours(24),
            last_playable: true,
        }
    }
}

impl Shields {
    /// Why the video as a whole is shielded; `None` when it is not. A value that is unknown shields.
    #[must_use]
    pub fn on_video(&self, video: &Video, now: Timestamp) -> Option<String> {
        if self.shared_out {
            match &video.shared_out {
                Known::Value(true) => {
                    return Some("other accounts hold shared copies, which would go with it".to_owned());
                }
                Known::Unknown(reason) => return Some(format!("whether it is shared out is unknown: {reason}")),
                Known::Value(false) | Known::Absent => {}
            }
        }
        if self.live {
            match &video.delivery {
                Known::Value(Delivery::LiveOrigin) => return Some("it is a live source".to_owned()),
                Known::Unknown(reason) => return Some(format!("whether it is a live source is unknown: {reason}")),
                Known::Value(_) | Known::Absent => {}
            }
        }
        if self.ingesting && self.is_ingesting(video, now) {
            return Some("it may still be being ingested".to_owned());
        }
        in_grace(video, now)
    }

    /// Whether the video is unfinished and was touched within the grace; an unknown time counts as just now.
    fn is_ingesting(&self, video: &Video, now: Timestamp) -> bool {
        let unfinished =
            video.complete.get() != Some(true) || matches!(video.state.get(), None | Some(VideoState::Pending));
        if !unfinished {
            return false;
        }
        let touched = match (video.created_at.get(), video.updated_at.get()) {
            (Some(created), Some(updated)) => created.max(updated),
            _ => return true,
        };
        now.duration_since(touched) < self.ingest_grace
    }
}

/// Why a mark keeps the video; `None` when it has none, or its last day is over. Neither configuration nor `force`
/// switches this off: a grace that was promised is kept, and only a release ends it.
#[must_use]
pub fn in_grace(video: &Video, now: Timestamp) -> Option<String> {
    match Quarantine::of(video) {
        Known::Value(mark) if mark.is_over(now) => None,
        Known::Value(mark) => Some(format!("in quarantine until {}", mark.until)),
        Known::Absent => None,
        Known::Unknown(reason) => Some(format!("whether it is in quarantine is unknown: {reason}")),
    }
}

/// Why a video cannot go into quarantine; nothing overrides that, because a mark that is there would be lost.
pub(super) fn against_quarantine(video: &Video) -> Option<String> {
    match Quarantine::of(video) {
        Known::Value(mark) => Some(format!("it is in quarantine already, until {}", mark.until)),
        Known::Absent => None,
        Known::Unknown(reason) => Some(format!("whether it is in quarantine already is unknown: {reason}")),
    }
}

/// What the planner has to know of a proposed deletion to judge the last playable source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Playback {
    /// So many playable renditions remain after the plan.
    Remaining(usize),
    /// Nobody knows.
    Unknown,
}

/// Why a file must stay because playing would end without it; `None` when it may go.
pub(super) fn on_last_playable(action: Action, video: &Video, playback: Playback) -> Option<&'static str> {
    if action == Action::DeleteMaster {
        match video.plays_from_master {
            Known::Value(true) => return Some("viewers get the master itself, so nothing plays without it"),
            Known::Absent | Known::Unknown(_) => {
                return Some("whether viewers get the master itself is unknown, so it may be the last source");
            }
            Known::Value(false) => {}
        }
    }
    match (action, playback) {
        (Action::DeleteMaster, Playback::Remaining(0)) => {
            Some("it has no playable rendition, so its master is the last source")
        }
        (Action::DeleteMaster, Playback::Unknown) => {
            Some("whether it has a playable rendition is unknown, so its master may be the last source")
        }
        (Action::DeleteRendition, Playback::Remaining(0)) => Some("it is the last playable rendition"),
        (Action::DeleteRendition, Playback::Unknown) => Some("whether another playable rendition remains is unknown"),
        _ => None,
    }
}
