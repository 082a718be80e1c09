//! What happens in a run, as a stream for whoever wants to show it.

use serde::Serialize;

use crate::model::Target;
use crate::store::{EntryState, RunId, RunTotals};

/// What a run is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Asking the platform about entries with an intent and no outcome.
    Settling,
    /// The first few entries, each verified by reading.
    FirstWave,
    /// The rest, paced.
    Rest,
    /// Asking the content network to drop the copies of what was deleted.
    Refreshing,
}

/// Why a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "why", content = "detail")]
pub enum Ending {
    /// Every entry has its outcome.
    Finished,
    /// Ctrl-C; `resume` continues.
    Interrupted,
    /// Too many errors, or a deletion that was acknowledged but is still there; the text says which.
    Stopped(String),
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A run was opened or taken up again.
    Started {
        /// The run.
        run: RunId,
        /// Entries of the plan.
        entries: u64,
        /// Entries that already have an outcome.
        done: u64,
    },
    /// The run went on to another phase.
    Phase(Phase),
    /// An entry got its outcome.
    Entry {
        /// Its number in the plan.
        seq: u32,
        /// What it is aimed at.
        target: Target,
        /// How it ended.
        state: EntryState,
        /// Why, when it was not carried out.
        error: Option<String>,
        /// Bytes that the plan expected of it.
        bytes: Option<u64>,
    },
    /// Something a person should know, without an effect on the run.
    Notice(String),
    /// The run ended.
    Ended(Summary),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The run.
    pub run: RunId,
    /// The plan's id.
    pub plan: String,
    /// Why it ended.
    pub ending: Ending,
    /// Sums over the whole run, earlier sessions included.
    pub totals: RunTotals,
    /// Addresses that the content network was asked to drop, and those at which it may keep copies.
    pub copies: CopyTotals,
}

/// How many copies of what a run deleted the content network was asked to drop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CopyTotals {
    /// Addresses that it agreed to drop.
    pub asked: u64,
    /// Addresses at which copies may be left.
    pub left: u64,
}

impl Summary {
    /// Whether the run finished and everything that the plan names is done, or was gone before.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let clean = |state: &EntryState| state.is_done() || *state == EntryState::AlreadyGone;
        self.ending == Ending::Finished && self.totals.by_state.iter().all(|(state, count)| *count == 0 || clean(state))
    }

    /// Whether `resume` can go on with the run.
    #[must_use]
    pub fn can_resume(&self) -> bool {
        self.ending != Ending::Finished
    }
}
