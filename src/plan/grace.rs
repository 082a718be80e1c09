//! What became of videos that went into quarantine: which of them may be deleted now, and which can be released.
//!
//! Only what a run of ours put there is ever due, only while the freshly read video still says so itself, and only after
//! its last day. Whatever else was done to it meanwhile is somebody's decision, and keeps it.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Entry, Fingerprint, KeepSource, Kept, KeptVideo, Proposal, Reason};
use crate::model::{Action, Capabilities, Known, Quarantine, TargetOptions, Text, Video, VideoId, VideoState};

/// The shortest grace that a video is hidden for.
const SHORTEST: SignedDuration = SignedDuration::from_hours(24);

/// What the policy is called in the reasons of a release: nobody's script asked for it.
const BY_HAND: &str = "vodsweep release";

/// A video that a run put into quarantine.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The name of the run.
    pub run: &'a str,
    /// What the run's plan said of it.
    pub entry: &'a Entry,
}

impl Held<'_> {
    /// The last day on which it is kept; `None` in a plan that does not say it.
    #[must_use]
    pub const fn until(&self) -> Option<Date> {
        self.entry.options.until
    }

    /// The deletion of the video, or why it stays.
    ///
    /// # Errors
    /// Says what keeps it: its grace, or what somebody did to it since.
    pub fn due(&self, video: &Arc<Video>, capabilities: &Capabilities, now: Timestamp) -> Result<Vec<Proposal>, Kept> {
        let kept = |reason: String| kept(video, Action::DeleteVideo, KeepSource::Shield, reason);
        let mark = self.mark(video).map_err(kept)?;
        if let Some(reason) = shown_again(video, capabilities) {
            return Err(kept(reason));
        }
        if !mark.is_over(now) {
            return Err(kept(format!("its grace ends {}", mark.until)));
        }
        if let Some(reason) = self.touched(video) {
            return Err(kept(reason));
        }
        let proposal = |reason: &Reason| Proposal {
            action: Action::DeleteVideo,
            video: Arc::clone(video),
            asset: None,
            assets: None,
            reason: Reason {
                text: format!("quarantined until {} by run {}: {}", mark.until, self.run, reason.text),
                ..reason.clone()
            },
            options: TargetOptions::default(),
        };
        Ok(self.entry.reasons.iter().map(proposal).collect())
    }

    /// Whether only its grace keeps it.
    #[must_use]
    pub fn waits(&self, video: &Video, capabilities: &Capabilities, now: Timestamp) -> bool {
        shown_again(video, capabilities).is_none() && self.mark(video).is_ok_and(|mark| !mark.is_over(now))
    }

    /// The release of the video, or why it cannot be released as this run's.
    ///
    /// # Errors
    /// Says what is in the way: its mark is gone or another one.
    pub fn release(&self, video: &Arc<Video>) -> Result<Proposal, Kept> {
        let mark = self.mark(video).map_err(|reason| kept(video, Action::Release, KeepSource::Capability, reason))?;
        Ok(proposal(video, format!("quarantined until {} by run {}", mark.until, self.run)))
    }

    /// What somebody did to the video since, beside what the quarantine itself did: its mark and its state.
    fn touched(&self, video: &Video) -> Option<String> {
        let unmarked = |tags: &Vec<Text>| tags.iter().filter(|tag| !Quarantine::is_mark(tag)).cloned().collect();
        let tags = video.tags.as_ref().map(unmarked);
        let now = Fingerprint::of(&Video { tags, ..video.clone() });
        let drifts = self.entry.fingerprint.drift_beside_own_changes(&now);
        let fields: Vec<&str> =
            drifts.iter().map(|drift| drift.field).filter(|field| *field != "state").map(named).collect();
        let fields = fields.join(", ");
        (!fields.is_empty()).then(|| format!("it was changed since: {fields}; quarantine it again, or release it"))
    }

    /// The mark, if it is the one that the run wrote.
    fn mark(&self, video: &Video) -> Result<Quarantine, String> {
        match Quarantine::of(video) {
            Known::Value(mark) if Some(mark.until) == self.until() => Ok(mark),
            Known::Value(mark) => Err(format!("it carries another mark than ours, until {}", mark.until)),
            Known::Absent => Err("its mark was removed".to_owned()),
            Known::Unknown(reason) => Err(format!("whether it is in quarantine is unknown: {reason}")),
        }
    }
}

/// Why an entry must not put its video into quarantine any more: a grace lasts at least a day, and between plan and commit,
/// or before a resume, most of it may have passed. `None` for every other entry.
#[must_use]
pub fn too_late(entry: &Entry, now: Timestamp) -> Option<String> {
    let until = entry.options.until.filter(|_| entry.action == Action::Quarantine)?;
    let tomorrow = now.checked_add(SHORTEST).unwrap_or(Timestamp::MAX);
    let mark = Quarantine { until, was_inactive: false };
    mark.is_over(tomorrow).then(|| format!("its grace ends {until}, less than a day from now; plan it again"))
}

/// The release of a video that was named, whoever put it into quarantine, or why it cannot be released.
///
/// # Errors
/// Says what is in the way: it is in no quarantine, or its mark cannot be read.
pub fn release(video: &Arc<Video>) -> Result<Proposal, Kept> {
    match Quarantine::of(video) {
        Known::Value(mark) => Ok(proposal(video, format!("in quarantine until {}, released by hand", mark.until))),
        Known::Absent => {
            Err(kept(video, Action::Release, KeepSource::Capability, "it is not in quarantine".to_owned()))
        }
        Known::Unknown(reason) => {
            let reason = format!("whether it is in quarantine is unknown: {reason}");
            Err(kept(video, Action::Release, KeepSource::Capability, reason))
        }
    }
}

/// A video that is to be released and is gone.
#[must_use]
pub fn gone(id: &VideoId) -> Kept {
    Kept {
        video: KeptVideo { id: id.clone(), name: None },
        source: KeepSource::Capability,
        reason: "there is no such video any more".to_owned(),
        action: Some(Action::Release),
        asset: None,
    }
}

/// Why a video that should be hidden is not known to be; `None` where it is, and where nothing can be hidden.
fn shown_again(video: &Video, capabilities: &Capabilities) -> Option<String> {
    match &video.state {
        _ if !capabilities.quarantine_hides => None,
        Known::Value(VideoState::Inactive) => None,
        Known::Value(VideoState::Active) => Some("it was published again".to_owned()),
        Known::Value(state) => Some(format!("it is not hidden any more: its state is {}", state.as_str())),
        Known::Absent => Some("whether it is still hidden is not known".to_owned()),
        Known::Unknown(reason) => Some(format!("whether it is still hidden is unknown: {reason}")),
    }
}

fn named(field: &'static str) -> &'static str {
    if field == "content" { "title, description, reference id, folder, category or custom fields" } else { field }
}

fn proposal(video: &Arc<Video>, text: String) -> Proposal {
    Proposal {
        action: Action::Release,
        video: Arc::clone(video),
        asset: None,
        assets: None,
        reason: Reason { policy: BY_HAND.to_owned(), line: 1, text },
        options: TargetOptions::default(),
    }
}

fn kept(video: &Video, action: Action, source: KeepSource, reason: String) -> Kept {
    let name = video.name.value().map(ToString::to_string);
    Kept { video: KeptVideo { id: video.id.clone(), name }, source, reason, action: Some(action), asset: None }
}
