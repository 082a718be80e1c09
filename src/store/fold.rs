//! What the log of a run adds up to, without a database: the state of every entry and of the run itself.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::chain::Record;
use super::{CopyRecord, EntryState, Operator, RunState};

/// One stay of a process at a run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SessionRecord {
    /// When it began.
    pub begun_at: Timestamp,
    /// Who began it, and where.
    pub by: Operator,
    /// When it ended; `null` while it is at work, and for one that was killed.
    pub ended_at: Option<Timestamp>,
    /// How far the run had come then.
    pub state: Option<RunState>,
}

/// How far an entry came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) state: EntryState,
    pub(super) error: Option<String>,
    pub(super) at: Option<Timestamp>,
}

/// What the records so far lead to.
#[derive(Debug)]
pub(super) struct Fold {
    pub(super) entries: BTreeMap<u32, Standing>,
    pub(super) state: RunState,
    pub(super) finished_at: Option<Timestamp>,
    pub(super) copies: BTreeMap<String, CopyRecord>,
    pub(super) sessions: Vec<SessionRecord>,
}

impl Fold {
    /// A run with these entries, all pending.
    pub(super) fn new(entries: impl Iterator<Item = u32>) -> Self {
        let pending = Standing { state: EntryState::Pending, error: None, at: None };
        Self {
            entries: entries.map(|seq| (seq, pending.clone())).collect(),
            state: RunState::Open,
            finished_at: None,
            copies: BTreeMap::new(),
            sessions: Vec::new(),
        }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// Says why it cannot follow what was before; it is added all the same where that makes sense.
    pub(super) fn add(&mut self, record: Record) -> Result<(), String> {
        match record {
            Record::Opened(opened) => self.begin(opened.started_at, opened.by),
            Record::Begun { at, by } => {
                (self.state, self.finished_at) = (RunState::Open, None);
                self.begin(at, by);
            }
            Record::Ended { at, state } => {
                (self.state, self.finished_at) = (state, Some(at));
                if let Some(session) = self.sessions.last_mut() {
                    (session.ended_at, session.state) = (Some(at), Some(state));
                }
            }
            Record::Intent { at, seq, .. } => return self.step(seq, EntryState::InFlight, None, at),
            Record::Outcome { at, seq, state, error } => return self.step(seq, state, error, at),
            Record::Copies { copies, .. } => {
                self.copies.extend(copies.into_iter().map(|copy| (copy.address.clone(), copy)));
            }
        }
        Ok(())
    }

    fn begin(&mut self, begun_at: Timestamp, by: Operator) {
        self.sessions.push(SessionRecord { begun_at, by, ended_at: None, state: None });
    }

    /// Brings an entry to another state.
    pub(super) fn step(
        &mut self,
        seq: u32,
        state: EntryState,
        error: Option<String>,
        at: Timestamp,
    ) -> Result<(), String> {
        let Some(standing) = self.entries.get_mut(&seq) else {
            return Err(format!("the plan has no entry {seq}"));
        };
        let before = std::mem::replace(standing, Standing { state, error, at: Some(at) }).state;
        if before.may_become(state) {
            Ok(())
        } else {
            Err(format!("entry {seq} cannot become {state}, because it was {before}"))
        }
    }
}
