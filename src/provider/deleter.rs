//! The deleting half of a provider.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Error, ErrorKind};
use crate::model::{Action, Target, Video, VideoId};

/// How one deletion of a batch ended, as far as the answer tells.
#[derive(Debug)]
#[must_use]
pub enum Deletion {
    /// The platform acknowledged it.
    Done,
    /// The platform says that there was nothing to delete.
    NotThere,
    /// The platform refused it and changed nothing; [`Error`] says why.
    Refused(Error),
    /// It was certainly not applied: the request was never sent, or was turned away before it was looked at.
    NotSent(Error),
    /// It may have been applied: the answer was lost or cannot be read. The platform must be asked.
    InDoubt(Error),
}

impl Deletion {
    /// What a request that failed proves about its deletion.
    pub(super) fn failed(error: Error) -> Self {
        match error.kind {
            ErrorKind::Unreachable | ErrorKind::Throttled(_) | ErrorKind::Credentials | ErrorKind::Configuration => {
                Self::NotSent(error)
            }
            // A web page of a gateway: the platform, which always gives a code, never saw the request. A gateway's own
            // time-outs may have come after the platform acted.
            ErrorKind::Unavailable
                if error.code.is_none() && error.status.is_some_and(|status| status < 500 && status != 408) =>
            {
                Self::NotSent(error)
            }
            ErrorKind::Unavailable | ErrorKind::Interrupted | ErrorKind::Malformed => Self::InDoubt(error),
            ErrorKind::MissingPermission(_)
            | ErrorKind::NotFound
            | ErrorKind::Referenced(_)
            | ErrorKind::Busy
            | ErrorKind::Refused => Self::Refused(error),
        }
    }
}

/// What a reading right after an acknowledged deletion proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// A deleted target is gone from readings within moments.
    Prompt,
    /// The platform may show a deleted target for days (a grace period): still seeing it proves nothing.
    Delayed,
}

/// Where the content network may keep copies of one deleted thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copies {
    /// The video that it was, or belonged to.
    pub video: VideoId,
    /// The addresses, without query strings.
    pub addresses: Vec<String>,
}

/// What became of a wish to drop copies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refreshed {
    /// What the content network agreed to drop.
    pub asked: Vec<Copies>,
    /// What it was not asked or did not agree to, each with the reason.
    pub left: Vec<(Copies, String)>,
}

/// A quarantine or a release to carry out.
#[derive(Debug, Clone)]
pub struct Marking {
    /// What is done to which video; its options hold the day of a quarantine.
    pub target: Target,
    /// The video as it was just read: what is not to change is written back from it.
    pub video: Arc<Video>,
}

/// Deletes, and hides what is to be deleted later. Held only by `execute/`.
#[async_trait]
pub trait Deleter: Send + Sync {
    /// How many targets of this action one request of the platform takes with results attributable to each.
    fn batch(&self, action: Action) -> usize;

    /// What a reading after a deletion of this kind proves.
    fn verification(&self, action: Action) -> Verification;

    /// Deletes targets of one action, at most [`Deleter::batch`] of them, and says for each how it ended.
    ///
    /// It never repeats a request that the platform may have looked at: that is for the caller, after a fresh reading. One
    /// that was turned away for an expired token or a clock that differs may be sent once more with a better one.
    async fn delete(&self, targets: &[Target]) -> Vec<Deletion>;

    /// Puts videos into quarantine or takes them out, at most [`Deleter::batch`] of one action, and says for each how it
    /// ended, in the words of deletions: [`Deletion::Done`] is a change that the platform acknowledged.
    ///
    /// A platform that can hide a video hides it; the mark of [`crate::model::Quarantine`] is added to its tags in the same
    /// request. A release takes away every mark and restores what the mark says was there before. As with deletions, no
    /// request that the platform may have looked at is repeated.
    async fn mark(&self, markings: &[Marking]) -> Vec<Deletion> {
        let refused = || Error::new(ErrorKind::Refused, "this platform has no way to quarantine a video");
        markings.iter().map(|_| Deletion::Refused(refused())).collect()
    }

    /// Asks the content network to drop what it may keep of deleted files, as far as today's allowance goes.
    async fn refresh(&self, copies: &[Copies]) -> Refreshed {
        let reason = "this platform has no content network to ask".to_owned();
        Refreshed { asked: Vec::new(), left: copies.iter().map(|one| (one.clone(), reason.clone())).collect() }
    }
}
