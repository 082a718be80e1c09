//! The log of a run in the database: appending to its chain, and reading it page by page.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::chain::{Earlier, Opened, Record, digest_of, link};
use super::{Operator, RunId, Store, StoreError};
use crate::plan::Plan;

/// One record of a log as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRecord {
    /// Its place in the log, from 0.
    pub n: u64,
    /// The text that was digested: a [`Record`] as JSON.
    pub record: String,
    /// Its digest, which the next record builds on.
    pub digest: String,
    /// The object that an intent names by its digest.
    pub evidence: Option<String>,
}

/// A step as an older version wrote it, without a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnchainedStep {
    /// The entry's number in the plan.
    pub seq: u32,
    /// The word for its state.
    pub state: String,
    /// Why, when it did not end in a deletion.
    pub error: Option<String>,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// The platform's own object of the video.
    pub evidence: Option<String>,
}

/// The end of a chain, to which records are appended in one transaction.
pub(super) struct Tail<'a> {
    transaction: &'a Transaction<'a>,
    run: &'a RunId,
    /// The place and the digest of the last record.
    last: Option<(i64, String)>,
}

impl<'a> Tail<'a> {
    pub(super) fn of(transaction: &'a Transaction<'_>, run: &'a RunId) -> rusqlite::Result<Self> {
        let last = transaction
            .prepare_cached("SELECT n, digest FROM log WHERE run = ?1 ORDER BY n DESC LIMIT 1")?
            .query_row([run.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(Self { transaction, run, last })
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    /// Appends a record.
    pub(super) fn append(&mut self, record: &Record) -> rusqlite::Result<()> {
        let text = serde_json::to_string(record).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
        let (n, before) = match &self.last {
            Some((n, digest)) => (n + 1, digest.as_str()),
            None => (0, ""),
        };
        let digest = link(before, &text);
        self.transaction
            .prepare_cached("INSERT INTO log (run, n, record, digest) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.run.as_str(), n, text, digest])?;
        self.last = Some((n, digest));
        Ok(())
    }

    /// Keeps an object, once however often it is named, and gives its digest.
    pub(super) fn keep(&self, object: &str) -> rusqlite::Result<String> {
        let digest = digest_of(object);
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO evidence (run, digest, object) VALUES (?1, ?2, ?3)")?
            .execute(params![self.run.as_str(), digest, object])?;
        Ok(digest)
    }

    /// Begins the chain of a run that an older version opened: what was written until now is bound by its digest.
    pub(super) fn adopt(&mut self, by: &Operator) -> rusqlite::Result<()> {
        let (text, started_at): (String, i64) = self.transaction.query_row(
            "SELECT plan_text, started_at FROM runs WHERE id = ?1",
            [self.run.as_str()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        // A plan or a moment that cannot be read is refused before anything is taken up; here it binds nothing.
        let (Ok(plan), Ok(started_at)) = (serde_json::from_str::<Plan>(&text), Timestamp::from_microsecond(started_at))
        else {
            return Ok(());
        };
        let earlier = earlier(self.transaction, self.run)?;
        let opened = Opened::of(&plan, self.run, &text, started_at, by);
        self.append(&Record::Opened(Box::new(Opened { earlier: Some(earlier), ..opened })))
    }
}

const UNCHAINED: &str = "SELECT seq, state, error, at, evidence FROM steps WHERE run = ?1 ORDER BY id";

/// How many unchained steps a run has, and their digest: each is a line of JSON, as an export shows it.
pub(super) fn earlier(connection: &Connection, run: &RunId) -> rusqlite::Result<Earlier> {
    let mut select = connection.prepare(UNCHAINED)?;
    let rows = select.query_map([run.as_str()], UnchainedStep::read)?;
    let (mut steps, mut digest) = (0, Sha256::new());
    for row in rows {
        let step = row?;
        let line = serde_json::to_string(&step).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
        digest.update(line);
        digest.update("\n");
        steps += 1;
    }
    Ok(Earlier { steps, digest: super::chain::named(digest.finalize().as_slice()) })
}

impl Store {
    /// Up to so many records of a run's log, from a place on. What is appended meanwhile comes after them.
    pub fn log(&self, run: &RunId, from: u64, count: usize) -> Result<Vec<LogRecord>, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached(
                "SELECT n, record, digest,
                        (SELECT object FROM evidence e WHERE e.run = log.run
                           AND e.digest = CASE WHEN json_valid(record) THEN json_extract(record, '$.evidence') END)
                 FROM log WHERE run = ?1 AND n >= ?2 ORDER BY n LIMIT ?3",
            )
            .map_err(|e| self.failed(e))?;
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let rows = select.query_map(params![run.as_str(), from, count], LogRecord::read).map_err(|e| self.failed(e))?;
        rows.collect::<Result<_, _>>().map_err(|e| self.failed(e))
    }

    /// The steps of a run from before it had a chain; none when it was opened with one.
    pub fn unchained_steps(&self, run: &RunId) -> Result<Vec<UnchainedStep>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(UNCHAINED).map_err(|e| self.failed(e))?;
        let rows = select.query_map([run.as_str()], UnchainedStep::read).map_err(|e| self.failed(e))?;
        rows.collect::<Result<_, _>>().map_err(|e| self.failed(e))
    }

    /// The place of the record with this digest in a run's log.
    pub fn record_with_digest(&self, run: &RunId, digest: &str) -> Result<Option<u64>, StoreError> {
        let found: Option<i64> = self
            .connection()
            .query_row("SELECT n FROM log WHERE run = ?1 AND digest = ?2", [run.as_str(), digest], |row| row.get(0))
            .optional()
            .map_err(|e| self.failed(e))?;
        Ok(found.and_then(|n| u64::try_from(n).ok()))
    }

    /// The digest of the last record of a run's log; `None` for a run that an older version wrote.
    pub fn head(&self, run: &RunId) -> Result<Option<String>, StoreError> {
        self.connection()
            .query_row("SELECT digest FROM log WHERE run = ?1 ORDER BY n DESC LIMIT 1", [run.as_str()], |row| {
                row.get(0)
            })
            .optional()
            .map_err(|e| self.failed(e))
    }

    /// The text of the plan that a run carries out, exactly as its log binds it.
    pub fn plan_text(&self, run: &RunId) -> Result<String, StoreError> {
        self.connection()
            .query_row("SELECT plan_text FROM runs WHERE id = ?1", [run.as_str()], |row| row.get(0))
            .map_err(|e| self.failed(e))
    }
}

impl UnchainedStep {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { seq: row.get(0)?, state: row.get(1)?, error: row.get(2)?, at: row.get(3)?, evidence: row.get(4)? })
    }
}

impl LogRecord {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let n = u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
        Ok(Self { n, record: row.get(1)?, digest: row.get(2)?, evidence: row.get(3)? })
    }
}
