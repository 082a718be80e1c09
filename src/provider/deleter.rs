//! The deleting half of a provider.

use async_trait::async_trait;

use super::Error;
use crate::model::{Action, Target};

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

/// What a reading right after an acknowledged deletion proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// A deleted target is gone from readings within moments.
    Prompt,
    /// The platform may show a deleted target for days (a grace period): still seeing it proves nothing.
    Delayed,
}

/// Deletes. Held only by `execute/`.
#[async_trait]
pub trait Deleter: Send + Sync {
    /// How many targets of this action one request of the platform takes with results attributable to each.
    fn batch(&self, action: Action) -> usize;

    /// What a reading after a deletion of this kind proves.
    fn verification(&self, action: Action) -> Verification;

    /// Deletes targets of one action, at most [`Deleter::batch`] of them, and says for each how it ended.
    ///
    /// It never repeats a request that may have been applied; a request that certainly was not (turned away by
    /// rate limiting or an expired token) may be repeated within the account's pace.
    async fn delete(&self, targets: &[Target]) -> Vec<Deletion>;
}
