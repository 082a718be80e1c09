//! What is known of a run, in memory.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{Account, Action};

/// The name of a run: sortable by time, short enough to type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub String);

impl RunId {
    /// Names the run of a plan that is opened at this moment: `20261121T034600Z-1a2b3c4d`.
    #[must_use]
    pub fn new(plan: &str, at: Timestamp) -> Self {
        let digest: String = plan.trim_start_matches("sha256:").chars().take(8).collect();
        Self(format!("{}-{digest}", at.strftime("%Y%m%dT%H%M%SZ")))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// How far an entry of a run came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Not started.
    Pending,
    /// Its intent is written; the call may be under way.
    InFlight,
    /// Deleted by this run.
    Deleted,
    /// Put into quarantine by this run.
    Quarantined,
    /// Taken out of quarantine by this run.
    Released,
    /// The re-check found it missing before any intent.
    AlreadyGone,
    /// The video changed since the plan.
    Drifted,
    /// The video became protected since the plan.
    Protected,
    /// The platform refused or kept failing.
    Failed,
    /// An intent without an outcome that could not be settled yet.
    InDoubt,
    /// The run ended before its turn.
    NotAttempted,
}

impl EntryState {
    /// Every state, in the order of summaries.
    pub const ALL: [Self; 11] = [
        Self::Pending,
        Self::InFlight,
        Self::Deleted,
        Self::Quarantined,
        Self::Released,
        Self::AlreadyGone,
        Self::Drifted,
        Self::Protected,
        Self::Failed,
        Self::InDoubt,
        Self::NotAttempted,
    ];

    /// The word that the journal and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InFlight => "in_flight",
            Self::Deleted => "deleted",
            Self::Quarantined => "quarantined",
            Self::Released => "released",
            Self::AlreadyGone => "already_gone",
            Self::Drifted => "drifted",
            Self::Protected => "protected",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
            Self::NotAttempted => "not_attempted",
        }
    }

    /// Finds a state by its word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The state of an entry whose action was carried out.
    #[must_use]
    pub const fn done(action: Action) -> Self {
        match action {
            Action::Quarantine => Self::Quarantined,
            Action::Release => Self::Released,
            _ => Self::Deleted,
        }
    }

    /// Whether this run carried the entry's action out.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Deleted | Self::Quarantined | Self::Released)
    }

    /// Whether nothing is left to do for an entry in this state, by this session or a later one.
    #[must_use]
    pub const fn is_final(self) -> bool {
        self.is_done() || matches!(self, Self::AlreadyGone | Self::Drifted | Self::Protected | Self::Failed)
    }

    /// Whether a call was, or may have been, made for which no outcome is written.
    #[must_use]
    pub const fn is_unsettled(self) -> bool {
        matches!(self, Self::InFlight | Self::InDoubt)
    }

    /// Whether the journal may write `next` after this state.
    ///
    /// A deletion is never recorded without its intent, and nothing follows a final state. An unsettled entry goes
    /// back to pending when the platform shows that nothing was deleted.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Pending | Self::NotAttempted => {
                matches!(next, Self::InFlight | Self::AlreadyGone | Self::Drifted | Self::Protected | Self::Failed)
            }
            Self::InFlight | Self::InDoubt => {
                next.is_done() || matches!(next, Self::InFlight | Self::InDoubt | Self::Failed | Self::Pending)
            }
            Self::Deleted
            | Self::Quarantined
            | Self::Released
            | Self::AlreadyGone
            | Self::Drifted
            | Self::Protected
            | Self::Failed => false,
        }
    }
}

impl fmt::Display for EntryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How far a run came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Opened and neither finished nor stopped: it is at work, or its process was killed.
    Open,
    /// Stopped by Ctrl-C; can be resumed.
    Interrupted,
    /// Stopped because of too many errors; can be resumed.
    Stopped,
    /// Every entry has its outcome.
    Finished,
}

impl RunState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Interrupted, Self::Stopped, Self::Finished];

    /// The word that the journal and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Interrupted => "interrupted",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
        }
    }

    /// Finds a state by its word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether `resume` can go on with it.
    #[must_use]
    pub const fn can_resume(self) -> bool {
        !matches!(self, Self::Finished)
    }
}

/// Sums of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RunTotals {
    /// Entries by state; only states that occur.
    pub by_state: BTreeMap<EntryState, u64>,
    /// Bytes of deleted entries whose size is known.
    pub bytes_deleted: u64,
    /// Deleted entries whose size is unknown.
    pub bytes_unknown: u64,
}

impl RunTotals {
    /// Adds one entry in its state, with the bytes that the plan expected of it.
    pub fn add(&mut self, state: EntryState, bytes: Option<u64>) {
        *self.by_state.entry(state).or_default() += 1;
        if state == EntryState::Deleted {
            match bytes {
                Some(bytes) => self.bytes_deleted = self.bytes_deleted.saturating_add(bytes),
                None => self.bytes_unknown += 1,
            }
        }
    }

    /// How many entries are in a state.
    #[must_use]
    pub fn of(&self, state: EntryState) -> u64 {
        self.by_state.get(&state).copied().unwrap_or(0)
    }
}

/// One run as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Its name.
    pub id: RunId,
    /// The plan's id.
    pub plan: String,
    /// The library.
    pub account: Account,
    /// How far it came.
    pub state: RunState,
    /// When it was opened.
    pub started_at: Timestamp,
    /// When it last ended, for whatever reason; `null` while it is at work.
    pub finished_at: Option<Timestamp>,
    /// Sums.
    pub totals: RunTotals,
}

/// One entry of a run as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRecord {
    /// Its number in the plan.
    pub seq: u32,
    /// How far it came.
    pub state: EntryState,
    /// Why it failed, drifted or is protected; `null` otherwise.
    pub error: Option<String>,
    /// When it got its state; `null` while pending.
    pub at: Option<Timestamp>,
}
