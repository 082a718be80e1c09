//! Why a plan is not carried out, or a run could not go on.

use jiff::Timestamp;

use crate::model::Account;
use crate::provider::Error;
use crate::store::{RunId, StoreError};

/// Why a plan is refused before anything is done. The message says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is another version of the document.
    #[error("the plan has the schema `{0}`, which this version cannot carry out; plan again")]
    Schema(String),
    /// It is too old.
    #[error("the plan expired at {0}; plan again and review what changed")]
    Expired(Timestamp),
    /// It was made in the future.
    #[error("the plan was made at {created_at}, but the clock says {now}; set the clock right and plan again")]
    FromTheFuture {
        /// When it says that it was made.
        created_at: Timestamp,
        /// The moment of the check.
        now: Timestamp,
    },
    /// It is for another library.
    #[error("the plan is for {planned}, not for {selected}; choose its account with --account")]
    OtherAccount {
        /// The plan's library.
        planned: Account,
        /// The library that was selected.
        selected: Account,
    },
    /// It was made from a recording.
    #[error(
        "the plan was made from a recording ({0}), which is no library that anything can be deleted from; plan again \
         with the account itself"
    )]
    Recorded(String),
    /// It may not be carried out at all.
    #[error("the plan is blocked: {}", .0.join("; "))]
    Blocked(Vec<String>),
    /// Other runs used up the day's budget since it was made.
    #[error(
        "the plan is blocked: its {planned} open entries and the {deleted} deletions of the last 24 hours are more than \
         {allowed} per day; go on later, or plan again with a higher per_day limit"
    )]
    DayBudget {
        /// Entries of the plan that are still to be done.
        planned: u64,
        /// Deletions of the last 24 hours.
        deleted: u64,
        /// The limit.
        allowed: u64,
    },
    /// The library is another one than it was for the plan, and what is left of the plan is over a limit now.
    #[error("the plan is blocked by the library as it is now: {}; plan again and review what changed", .0.join("; "))]
    Outgrown(Vec<String>),
    /// The journal knows a later moment than this clock, at which the plan had expired.
    #[error(
        "the journal holds a moment ({latest}) at which the plan had expired, but the clock says {now}: it was set \
         back; plan again, or if this clock is right, say so with `--now {now}`"
    )]
    ClockSetBack {
        /// The latest moment in the journal.
        latest: Timestamp,
        /// The moment of the check.
        now: Timestamp,
    },
    /// A run of it was opened and can go on.
    #[error("the plan was begun by run {0}, which did not finish; continue it with `vodsweep resume {0}`")]
    Begun(RunId),
    /// A run of it is finished.
    #[error("the plan was already committed by run {0}; `vodsweep runs {0}` shows what it did")]
    AlreadyCommitted(RunId),
}

impl Refusal {
    /// Whether it is a limit that stands in the way, and not the plan itself.
    #[must_use]
    pub const fn is_limit(&self) -> bool {
        matches!(self, Self::Blocked(_) | Self::DayBudget { .. } | Self::Outgrown(_))
    }
}

/// Why a run could not begin or go on. What it had begun is in the journal, for `resume`.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The plan is refused; nothing was done.
    #[error("carry out the plan: {0}")]
    Refused(#[from] Refusal),
    /// The lock or the journal could not be used before anything was done.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The limits could not be held against the library as it is now; nothing was done.
    #[error("count the library before anything is deleted; nothing was done")]
    Uncounted(#[source] Error),
    /// The journal could not be written in the middle of the run: nothing more was begun.
    #[error(
        "go on with run {run}: the journal could not be written; `vodsweep resume {run}` settles what was under way"
    )]
    Journal {
        /// The run.
        run: RunId,
        /// The cause.
        #[source]
        source: StoreError,
    },
}
