//! Writing the journal: what is about to be done, and how it ended.
//!
//! Nothing is written here that cannot follow what the journal holds: a deletion without its intent, or a second
//! outcome, is an error of the caller and changes nothing.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::chain::{Opened, Record};
use super::log::Tail;
use super::{EntryState, RunId, RunState, Store, StoreError};
use crate::plan::Plan;

/// A call that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The entry's number in the plan.
    pub seq: u32,
    /// The platform's own object of the video as read right before the call. A deletion cannot be undone; this is
    /// all that remains. Equal objects of a run are stored once.
    pub evidence: Option<Arc<str>>,
}

/// How an entry ended, or that it is open again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The entry's number in the plan.
    pub seq: u32,
    /// Its new state.
    pub state: EntryState,
    /// Why, when it did not end in a deletion.
    pub error: Option<String>,
}

/// One state of one entry on its way into the journal.
struct Step<'a> {
    seq: u32,
    state: EntryState,
    error: Option<&'a str>,
    evidence: Option<&'a str>,
}

impl Store {
    /// Opens the run of a plan, with every entry pending.
    ///
    /// # Errors
    /// Fails when a run of this plan was opened before, or when it cannot be made durable.
    pub fn open_run(&self, plan: &Plan, at: Timestamp) -> Result<RunId, StoreError> {
        let run = RunId::new(&plan.id, at);
        let text = serde_json::to_string(plan)
            .map_err(|source| StoreError::Database { path: self.path().to_path_buf(), source: Box::new(source) })?;
        let mut connection = self.connection();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.failed(e))?;
        let earlier: Option<String> = transaction
            .query_row("SELECT id FROM runs WHERE plan = ?1", [&plan.id], |row| row.get(0))
            .optional()
            .map_err(|e| self.failed(e))?;
        if let Some(earlier) = earlier {
            return Err(StoreError::PlanHasRun { plan: plan.id.clone(), run: RunId(earlier) });
        }
        insert_run(&transaction, &run, plan, &text, at).map_err(|e| self.failed(e))?;
        let opened = Opened::of(plan, &run, &text, at, self.operator());
        Tail::of(&transaction, &run)
            .and_then(|mut tail| tail.append(&Record::Opened(Box::new(opened))))
            .map_err(|e| self.failed(e))?;
        transaction.commit().map_err(|e| self.failed(e))?;
        Ok(run)
    }

    /// Takes a run up again that was interrupted, stopped or killed. The chain of one that an older version opened begins
    /// here.
    pub fn reopen_run(&self, run: &RunId, at: Timestamp) -> Result<(), StoreError> {
        let record = Record::Begun { at, by: self.operator().clone() };
        self.set_state(run, RunState::Open, None, &record)
    }

    /// Writes down that these calls are about to be made, all of them or none. Durable when it returns.
    pub fn intents(&self, run: &RunId, intents: &[Intent], at: Timestamp) -> Result<(), StoreError> {
        let steps = intents.iter().map(|intent| Step {
            seq: intent.seq,
            state: EntryState::InFlight,
            error: None,
            evidence: intent.evidence.as_deref(),
        });
        self.append(run, steps, at)
    }

    /// Writes down how entries ended, all of them or none. Durable when it returns.
    pub fn outcomes(&self, run: &RunId, outcomes: &[Outcome], at: Timestamp) -> Result<(), StoreError> {
        let steps = outcomes.iter().map(|outcome| Step {
            seq: outcome.seq,
            state: outcome.state,
            error: outcome.error.as_deref(),
            evidence: None,
        });
        self.append(run, steps, at)
    }

    /// Writes down how the run ended.
    pub fn finish_run(&self, run: &RunId, state: RunState, at: Timestamp) -> Result<(), StoreError> {
        self.set_state(run, state, Some(at), &Record::Ended { at, state })
    }

    fn set_state(
        &self,
        run: &RunId,
        state: RunState,
        ended_at: Option<Timestamp>,
        record: &Record,
    ) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.failed(e))?;
        let changed = transaction
            .execute(
                "UPDATE runs SET state = ?2, finished_at = ?3 WHERE id = ?1",
                params![run.as_str(), state.as_str(), ended_at.map(Timestamp::as_microsecond)],
            )
            .map_err(|e| self.failed(e))?;
        if changed == 0 {
            return Err(StoreError::NoSuchRun(run.to_string()));
        }
        let chained = Tail::of(&transaction, run).and_then(|mut tail| {
            if tail.is_empty() {
                tail.adopt(self.operator())?;
            }
            tail.append(record)
        });
        chained.map_err(|e| self.failed(e))?;
        transaction.commit().map_err(|e| self.failed(e))
    }

    fn append<'a>(&self, run: &RunId, steps: impl Iterator<Item = Step<'a>>, at: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.failed(e))?;
        let mut tail = Tail::of(&transaction, run).map_err(|e| self.failed(e))?;
        for step in steps {
            let held = held_state(&transaction, run, step.seq).map_err(|e| self.failed(e))?;
            if !held.is_some_and(|held| held.may_become(step.state)) {
                return Err(StoreError::OutOfOrder { run: run.clone(), seq: step.seq, held, next: step.state });
            }
            write_step(&transaction, run, &step, at)
                .and_then(|()| log_step(&mut tail, &step, at))
                .map_err(|e| self.failed(e))?;
        }
        transaction.commit().map_err(|e| self.failed(e))
    }
}

fn insert_run(
    transaction: &Transaction<'_>,
    run: &RunId,
    plan: &Plan,
    text: &str,
    at: Timestamp,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO runs (id, plan, plan_text, account, platform, account_id, state, started_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            run.as_str(),
            plan.id,
            text,
            plan.account.name,
            plan.account.platform.as_str(),
            plan.account.account_id,
            RunState::Open.as_str(),
            at.as_microsecond(),
        ],
    )?;
    let mut insert = transaction.prepare(
        "INSERT INTO entries (run, seq, action, video, asset, bytes, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for entry in &plan.entries {
        insert.execute(params![
            run.as_str(),
            entry.seq,
            entry.action.as_str(),
            entry.video.id.as_str(),
            entry.asset.as_ref().map(|asset| asset.id.as_str()),
            entry.bytes.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX)),
            EntryState::Pending.as_str(),
        ])?;
    }
    Ok(())
}

fn held_state(transaction: &Transaction<'_>, run: &RunId, seq: u32) -> rusqlite::Result<Option<EntryState>> {
    let word: Option<String> = transaction
        .prepare_cached("SELECT state FROM entries WHERE run = ?1 AND seq = ?2")?
        .query_row(params![run.as_str(), seq], |row| row.get(0))
        .optional()?;
    Ok(word.as_deref().and_then(EntryState::parse))
}

fn write_step(transaction: &Transaction<'_>, run: &RunId, step: &Step<'_>, at: Timestamp) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE entries SET state = ?3, error = ?4, at = ?5 WHERE run = ?1 AND seq = ?2")?
        .execute(params![run.as_str(), step.seq, step.state.as_str(), step.error, at.as_microsecond()])?;
    Ok(())
}

fn log_step(tail: &mut Tail<'_>, step: &Step<'_>, at: Timestamp) -> rusqlite::Result<()> {
    let Step { seq, state, error, evidence } = *step;
    let record = match state {
        EntryState::InFlight if error.is_none() => {
            let evidence = evidence.map(|object| tail.keep(object)).transpose()?;
            Record::Intent { at, seq, evidence }
        }
        state => Record::Outcome { at, seq, state, error: error.map(str::to_owned) },
    };
    tail.append(&record)
}
