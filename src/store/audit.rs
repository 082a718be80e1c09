//! Whether the journal of a run is what was written: the chain holds, and everything else in the database follows from it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use serde::Serialize;

use super::chain::{Opened, Record, digest_of, link};
use super::fold::{Fold, SessionRecord};
use super::log::earlier;
use super::{CopyRecord, EntryState, RunId, Store, StoreError};
use crate::plan::{Entry, Plan};

/// What an examination of a run's journal found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// The run.
    pub run: RunId,
    /// Records of the chain; 0 for a run that an older version wrote.
    pub records: u64,
    /// The digest of the last record.
    pub head: Option<String>,
    /// Objects of videos that are kept as evidence.
    pub evidence: u64,
    /// Steps that an older version wrote before there was a chain.
    pub unchained_steps: u64,
    /// What does not fit, each with its place; empty when the journal is intact.
    pub broken: Vec<String>,
    /// What the first record binds.
    #[serde(skip)]
    pub opened: Option<Opened>,
    /// The sessions of the run, in order.
    #[serde(skip)]
    pub sessions: Vec<SessionRecord>,
}

impl Audit {
    /// Whether everything fits.
    #[must_use]
    pub const fn is_intact(&self) -> bool {
        self.broken.is_empty()
    }

    /// Whether an older version wrote the run, so that no chain protects it.
    #[must_use]
    pub const fn predates_chain(&self) -> bool {
        self.records == 0
    }

    /// Refuses a journal that is not intact.
    ///
    /// # Errors
    /// Fails with the first thing that does not fit.
    pub fn require_intact(&self) -> Result<(), StoreError> {
        match self.broken.first() {
            None => Ok(()),
            Some(first) => Err(StoreError::Tampered { run: self.run.clone(), what: first.clone() }),
        }
    }

    fn new(run: &RunId) -> Self {
        Self {
            run: run.clone(),
            records: 0,
            head: None,
            evidence: 0,
            unchained_steps: 0,
            broken: Vec::new(),
            opened: None,
            sessions: Vec::new(),
        }
    }
}

/// The row of a run, words not understood.
struct RunRow {
    plan: String,
    plan_text: String,
    account: [String; 3],
    state: String,
    started_at: i64,
    finished_at: Option<i64>,
}

/// The row of an entry, words not understood.
#[derive(PartialEq)]
struct EntryRow {
    action: String,
    video: String,
    asset: Option<String>,
    bytes: Option<i64>,
    state: String,
    error: Option<String>,
    at: Option<i64>,
}

impl Store {
    /// The names of all runs that begin with this text, oldest first. Nothing else of them is looked at.
    pub fn run_ids(&self, prefix: &str) -> Result<Vec<RunId>, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached("SELECT id FROM runs WHERE substr(id, 1, length(?1)) = ?1 ORDER BY started_at, id")
            .map_err(|e| self.failed(e))?;
        let rows = select.query_map([prefix], |row| Ok(RunId(row.get(0)?))).map_err(|e| self.failed(e))?;
        rows.collect::<Result<_, _>>().map_err(|e| self.failed(e))
    }

    /// Examines the journal of a run: the chain, what it adds up to, the plan, the evidence.
    ///
    /// # Errors
    /// Fails when there is no such run or the database cannot be read. What does not fit is no error but a finding.
    pub fn audit(&self, run: &RunId) -> Result<Audit, StoreError> {
        let mut connection = self.connection();
        // One view of everything, even when another process is writing.
        let view = connection.transaction_with_behavior(TransactionBehavior::Deferred).map_err(|e| self.failed(e))?;
        let row = run_row(&view, run).map_err(|e| self.failed(e))?;
        let row = row.ok_or_else(|| StoreError::NoSuchRun(run.to_string()))?;
        let mut audit = Audit::new(run);
        examine(&view, &row, &mut audit).map_err(|e| self.failed(e))?;
        Ok(audit)
    }
}

fn examine(view: &Connection, row: &RunRow, audit: &mut Audit) -> rusqlite::Result<()> {
    let Ok(plan) = serde_json::from_str::<Plan>(&row.plan_text) else {
        audit.broken.push("the stored plan cannot be read".to_owned());
        return Ok(());
    };
    let mut fold = Fold::new(plan.entries.iter().map(|entry| entry.seq));
    let steps = earlier(view, &audit.run)?;
    audit.unchained_steps = steps.steps;
    old_steps(view, audit, &mut fold)?;
    let named = follow(view, audit, &mut fold)?;
    if let Some(opened) = &audit.opened {
        let found = against_opened(row, opened);
        audit.broken.extend(found.into_iter().map(|what| format!("record 0: {what}")));
        match &opened.earlier {
            Some(bound) if *bound != steps => {
                audit.broken.push("record 0: the steps from before the chain are not those that it binds".to_owned());
            }
            None if steps.steps > 0 => {
                audit.broken.push("there are steps from before the chain, of which the chain does not know".to_owned());
            }
            _ => {}
        }
    } else if audit.records == 0 && !plan.is_intact() {
        audit.broken.push("the stored plan does not have the digest that its id says".to_owned());
    }
    objects(view, audit, &named)?;
    entries(view, &plan, &fold, audit)?;
    copies(view, &fold, audit)?;
    if audit.records > 0 {
        let finished_at = fold.finished_at.map(Timestamp::as_microsecond);
        if row.state != fold.state.as_str() || row.finished_at != finished_at {
            let (stored, written) = (&row.state, fold.state.as_str());
            audit.broken.push(format!("the run is {stored}, but by the log it is {written}, or ended at another time"));
        }
    }
    audit.sessions = fold.sessions;
    Ok(())
}

/// Follows the chain; gives the digests of the objects that it names, each with the first record that does.
fn follow(view: &Connection, audit: &mut Audit, fold: &mut Fold) -> rusqlite::Result<BTreeSet<(String, u64)>> {
    let mut named = BTreeSet::new();
    let mut select = view.prepare("SELECT n, record, digest FROM log WHERE run = ?1 ORDER BY n")?;
    let mut rows = select.query([audit.run.as_str()])?;
    let mut before = String::new();
    while let Some(row) = rows.next()? {
        let (n, text, digest): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let place = u64::try_from(n).unwrap_or(u64::MAX);
        if place != audit.records {
            audit.broken.push(format!("record {}: it is missing; the next one is record {n}", audit.records));
        }
        if link(&before, &text) != digest {
            audit.broken.push(format!("record {n}: its digest does not fit its text and the record before it"));
        }
        match serde_json::from_str::<Record>(&text) {
            Err(_) => audit.broken.push(format!("record {n}: it cannot be understood")),
            Ok(record) => {
                if matches!(record, Record::Opened(_)) != (n == 0) {
                    audit.broken.push(format!("record {n}: a log is opened by its first record and by no other"));
                }
                if let Record::Intent { evidence: Some(digest), .. } = &record {
                    named.insert((digest.clone(), place));
                }
                if let (Record::Opened(opened), 0) = (&record, n) {
                    audit.opened = Some(Opened::clone(opened));
                }
                if let Err(what) = fold.add(record) {
                    audit.broken.push(format!("record {n}: {what}"));
                }
            }
        }
        audit.records = place.saturating_add(1);
        before = digest;
    }
    audit.head = (audit.records > 0).then_some(before);
    Ok(named)
}

/// Adds what an older version wrote, which no chain binds.
fn old_steps(view: &Connection, audit: &mut Audit, fold: &mut Fold) -> rusqlite::Result<()> {
    let mut select = view.prepare("SELECT id, seq, state, error, at FROM steps WHERE run = ?1 ORDER BY id")?;
    let mut rows = select.query([audit.run.as_str()])?;
    while let Some(row) = rows.next()? {
        let (id, seq, word): (i64, u32, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (error, at): (Option<String>, i64) = (row.get(3)?, row.get(4)?);
        let added = match (EntryState::parse(&word), Timestamp::from_microsecond(at)) {
            (Some(state), Ok(at)) => fold.step(seq, state, error, at),
            _ => Err("it cannot be understood".to_owned()),
        };
        if let Err(what) = added {
            audit.broken.push(format!("unchained step {id}: {what}"));
        }
    }
    Ok(())
}

/// What of the run's row is not as its first record says.
fn against_opened(row: &RunRow, opened: &Opened) -> Vec<String> {
    let [name, platform, account_id] = &row.account;
    let account = &opened.account;
    let same_account =
        account.name == *name && account.platform.as_str() == platform && account.account_id == *account_id;
    let checks = [
        (opened.plan == row.plan, "the run's plan has another id than the record says"),
        (
            opened.plan_text == digest_of(&row.plan_text),
            "the stored plan does not have the digest that the record says",
        ),
        (same_account, "the run's account is another than the record says"),
        (opened.started_at.as_microsecond() == row.started_at, "the run began at another time than the record says"),
    ];
    checks.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| what.to_owned()).collect()
}

/// Compares the kept objects with the digests that the log names.
fn objects(view: &Connection, audit: &mut Audit, named: &BTreeSet<(String, u64)>) -> rusqlite::Result<()> {
    let mut select = view.prepare("SELECT object FROM evidence WHERE run = ?1 AND digest = ?2")?;
    let mut seen: Option<&str> = None;
    for (digest, n) in named {
        if seen.replace(digest) == Some(digest) {
            continue;
        }
        audit.evidence += 1;
        let object: Option<String> =
            select.query_row(params![audit.run.as_str(), digest], |row| row.get(0)).optional()?;
        match object {
            None => audit.broken.push(format!("record {n}: its evidence is missing")),
            Some(object) if digest_of(&object) != *digest => {
                audit.broken.push(format!("record {n}: its evidence does not have the digest that the record says"));
            }
            Some(_) => {}
        }
    }
    let kept: i64 =
        view.query_row("SELECT count(*) FROM evidence WHERE run = ?1", [audit.run.as_str()], |row| row.get(0))?;
    if u64::try_from(kept).unwrap_or(0) > audit.evidence {
        audit.broken.push("there is evidence that no record names".to_owned());
    }
    Ok(())
}

/// Compares the present state of every entry with what the plan says of it and what the log adds up to.
fn entries(view: &Connection, plan: &Plan, fold: &Fold, audit: &mut Audit) -> rusqlite::Result<()> {
    let mut select =
        view.prepare("SELECT action, video, asset, bytes, state, error, at FROM entries WHERE run = ?1 AND seq = ?2")?;
    for entry in &plan.entries {
        let found = select
            .query_row(params![audit.run.as_str(), entry.seq], |row| {
                Ok(EntryRow {
                    action: row.get(0)?,
                    video: row.get(1)?,
                    asset: row.get(2)?,
                    bytes: row.get(3)?,
                    state: row.get(4)?,
                    error: row.get(5)?,
                    at: row.get(6)?,
                })
            })
            .optional()?;
        let expected = expected(entry, fold);
        match found {
            None => audit.broken.push(format!("entry {}: it is missing", entry.seq)),
            Some(found) if found.state != expected.state => audit
                .broken
                .push(format!("entry {}: it is {}, but by the log it is {}", entry.seq, found.state, expected.state)),
            Some(found) if found != expected => {
                audit.broken.push(format!("entry {}: it is not as the plan and the log have it", entry.seq));
            }
            Some(_) => {}
        }
    }
    let rows: i64 =
        view.query_row("SELECT count(*) FROM entries WHERE run = ?1", [audit.run.as_str()], |row| row.get(0))?;
    if usize::try_from(rows).unwrap_or(0) > plan.entries.len() {
        audit.broken.push("there are entries that the plan does not have".to_owned());
    }
    Ok(())
}

fn expected(entry: &Entry, fold: &Fold) -> EntryRow {
    let standing = fold.entries.get(&entry.seq);
    EntryRow {
        action: entry.action.as_str().to_owned(),
        video: entry.video.id.to_string(),
        asset: entry.asset.as_ref().map(|asset| asset.id.to_string()),
        bytes: entry.bytes.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX)),
        state: standing.map_or("", |standing| standing.state.as_str()).to_owned(),
        error: standing.and_then(|standing| standing.error.clone()),
        at: standing.and_then(|standing| standing.at).map(Timestamp::as_microsecond),
    }
}

/// Compares what is stored of copies with the log. What was written before there was a chain is not in it.
fn copies(view: &Connection, fold: &Fold, audit: &mut Audit) -> rusqlite::Result<()> {
    let chained_from_the_start = audit.opened.as_ref().is_some_and(|opened| opened.earlier.is_none());
    let mut select = view.prepare("SELECT address, video, asked, reason FROM copies WHERE run = ?1")?;
    let mut rows = select.query([audit.run.as_str()])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let (address, video): (String, String) = (row.get(0)?, row.get(1)?);
        let (asked, reason): (bool, Option<String>) = (row.get(2)?, row.get(3)?);
        let same =
            |copy: &CopyRecord| (copy.video.as_str(), copy.asked, &copy.reason) == (video.as_str(), asked, &reason);
        match fold.copies.get(&address) {
            Some(copy) => {
                found += 1;
                if !same(copy) {
                    audit.broken.push(format!("copy {address}: it is not as the log has it"));
                }
            }
            None if chained_from_the_start => audit.broken.push(format!("copy {address}: the log does not have it")),
            None => {}
        }
    }
    if found < fold.copies.len() {
        audit.broken.push("there are copies missing that the log has".to_owned());
    }
    Ok(())
}

fn run_row(view: &Connection, run: &RunId) -> rusqlite::Result<Option<RunRow>> {
    view.query_row(
        "SELECT plan, plan_text, account, platform, account_id, state, started_at, finished_at FROM runs WHERE id = ?1",
        [run.as_str()],
        |row| {
            Ok(RunRow {
                plan: row.get(0)?,
                plan_text: row.get(1)?,
                account: [row.get(2)?, row.get(3)?, row.get(4)?],
                state: row.get(5)?,
                started_at: row.get(6)?,
                finished_at: row.get(7)?,
            })
        },
    )
    .optional()
}
