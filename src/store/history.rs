//! Reading the journal: which runs there are and how far their entries came.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{EntryRecord, EntryState, RunId, RunRecord, RunState, RunTotals, Store, StoreError};
use crate::model::{Account, Platform};
use crate::plan::Plan;

const RUN_COLUMNS: &str = "id, plan, account, platform, account_id, state, started_at, finished_at";

/// A run as its row has it, words not yet understood.
struct RawRun {
    id: RunId,
    plan: String,
    account: String,
    platform: String,
    account_id: String,
    state: String,
    started_at: i64,
    finished_at: Option<i64>,
}

impl Store {
    /// Every run, newest first.
    pub fn runs(&self) -> Result<Vec<RunRecord>, StoreError> {
        self.select_runs("1 = 1", &[])
    }

    /// The runs of an account that `resume` can go on with, newest first.
    pub fn resumable_runs(&self, account: &Account) -> Result<Vec<RunRecord>, StoreError> {
        self.select_runs(
            "platform = ?1 AND account_id = ?2 AND state <> 'finished'",
            &[account.platform.as_str(), &account.account_id],
        )
    }

    /// The run of a plan, if one was opened.
    pub fn run_of_plan(&self, plan: &str) -> Result<Option<RunRecord>, StoreError> {
        Ok(self.select_runs("plan = ?1", &[plan])?.into_iter().next())
    }

    /// The run whose name begins with this text.
    ///
    /// # Errors
    /// Fails when there is none, or when several could be meant and none is named exactly so.
    pub fn find_run(&self, prefix: &str) -> Result<RunRecord, StoreError> {
        let mut found = self.select_runs("substr(id, 1, length(?1)) = ?1", &[prefix])?;
        if let Some(exact) = found.iter().position(|run| run.id.as_str() == prefix) {
            return Ok(found.swap_remove(exact));
        }
        match found.pop() {
            None => Err(StoreError::NoSuchRun(prefix.to_owned())),
            Some(only) if found.is_empty() => Ok(only),
            Some(last) => {
                let candidates = found.into_iter().chain([last]).map(|run| run.id).collect();
                Err(StoreError::AmbiguousRun { prefix: prefix.to_owned(), candidates })
            }
        }
    }

    /// The entries of a run in the order of the plan.
    ///
    /// What a stopped or interrupted run left pending is shown as not attempted; a resumed run goes on with it.
    pub fn entries(&self, run: &RunRecord) -> Result<Vec<EntryRecord>, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached("SELECT seq, state, error, at FROM entries WHERE run = ?1 ORDER BY seq")
            .map_err(|e| self.failed(e))?;
        let rows = select
            .query_map([run.id.as_str()], |row| {
                Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get::<_, Option<i64>>(3)?))
            })
            .map_err(|e| self.failed(e))?;
        rows.map(|row| {
            let (seq, word, error, at) = row.map_err(|e| self.failed(e))?;
            let state = self.entry_state(&run.id, &word)?;
            let at = at.map(|at| self.moment(&run.id, at)).transpose()?;
            Ok(EntryRecord { seq, state: shown(state, run.state), error, at })
        })
        .collect()
    }

    /// The plan that a run carries out, as it was when the run was opened.
    pub fn plan_of_run(&self, run: &RunId) -> Result<Plan, StoreError> {
        let text: String = self
            .connection()
            .query_row("SELECT plan_text FROM runs WHERE id = ?1", [run.as_str()], |row| row.get(0))
            .map_err(|e| self.failed(e))?;
        serde_json::from_str(&text).map_err(|_| self.unreadable(run, "its plan"))
    }

    /// How many deletions and quarantines in an account were begun since a moment. One that is not settled counts: it may
    /// have happened.
    pub fn deleted_since(&self, account: &Account, since: Timestamp) -> Result<u64, StoreError> {
        self.connection()
            .query_row(
                "SELECT count(*) FROM entries e JOIN runs r ON r.id = e.run
                 WHERE r.platform = ?1 AND r.account_id = ?2 AND e.at >= ?3
                   AND e.state IN ('deleted', 'quarantined', 'in_flight', 'in_doubt') AND e.action <> 'release'",
                params![account.platform.as_str(), account.account_id, since.as_microsecond()],
                |row| unsigned(row, 0),
            )
            .map_err(|e| self.failed(e))
    }

    /// The latest moment that the journal knows of; `None` when it is empty. Time was never earlier since.
    pub fn latest_moment(&self) -> Result<Option<Timestamp>, StoreError> {
        let micros: Option<i64> = self
            .connection()
            .query_row(
                "SELECT max(at) FROM (SELECT at FROM steps UNION ALL SELECT at FROM entries
                 UNION ALL SELECT started_at FROM runs UNION ALL SELECT finished_at FROM runs)",
                [],
                |row| row.get(0),
            )
            .map_err(|e| self.failed(e))?;
        Ok(micros.and_then(|micros| Timestamp::from_microsecond(micros).ok()))
    }

    fn select_runs(&self, condition: &str, values: &[&str]) -> Result<Vec<RunRecord>, StoreError> {
        let sql = format!("SELECT {RUN_COLUMNS} FROM runs WHERE {condition} ORDER BY started_at DESC, id DESC");
        let raw: Vec<RawRun> = {
            let connection = self.connection();
            let mut select = connection.prepare_cached(&sql).map_err(|e| self.failed(e))?;
            let rows =
                select.query_map(rusqlite::params_from_iter(values), RawRun::read).map_err(|e| self.failed(e))?;
            rows.collect::<Result<_, _>>().map_err(|e| self.failed(e))?
        };
        raw.into_iter().map(|raw| self.understand(raw)).collect()
    }

    fn understand(&self, raw: RawRun) -> Result<RunRecord, StoreError> {
        let platform = [Platform::Brightcove, Platform::Apsara]
            .into_iter()
            .find(|platform| platform.as_str() == raw.platform)
            .ok_or_else(|| self.unreadable(&raw.id, &format!("platform `{}`", raw.platform)))?;
        let state =
            RunState::parse(&raw.state).ok_or_else(|| self.unreadable(&raw.id, &format!("state `{}`", raw.state)))?;
        Ok(RunRecord {
            totals: self.totals(&raw.id, state)?,
            plan: raw.plan,
            account: Account { name: raw.account, platform, account_id: raw.account_id },
            state,
            started_at: self.moment(&raw.id, raw.started_at)?,
            finished_at: raw.finished_at.map(|at| self.moment(&raw.id, at)).transpose()?,
            id: raw.id,
        })
    }

    fn totals(&self, run: &RunId, run_state: RunState) -> Result<RunTotals, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached(
                "SELECT state, count(*), coalesce(sum(bytes), 0), count(*) - count(bytes)
                 FROM entries WHERE run = ?1 GROUP BY state",
            )
            .map_err(|e| self.failed(e))?;
        let rows = select
            .query_map([run.as_str()], |row| {
                Ok((row.get::<_, String>(0)?, unsigned(row, 1)?, unsigned(row, 2)?, unsigned(row, 3)?))
            })
            .map_err(|e| self.failed(e))?;
        let mut totals = RunTotals::default();
        for row in rows {
            let (word, count, bytes, unknown) = row.map_err(|e| self.failed(e))?;
            let state = self.entry_state(run, &word)?;
            *totals.by_state.entry(shown(state, run_state)).or_default() += count;
            if state == EntryState::Deleted {
                totals.bytes_deleted = bytes;
                totals.bytes_unknown = unknown;
            }
        }
        Ok(totals)
    }

    fn entry_state(&self, run: &RunId, word: &str) -> Result<EntryState, StoreError> {
        EntryState::parse(word).ok_or_else(|| self.unreadable(run, &format!("state `{word}` of an entry")))
    }

    fn moment(&self, run: &RunId, micros: i64) -> Result<Timestamp, StoreError> {
        Timestamp::from_microsecond(micros).map_err(|_| self.unreadable(run, &format!("moment {micros}")))
    }

    fn unreadable(&self, run: &RunId, what: &str) -> StoreError {
        StoreError::Unreadable { path: self.path().to_path_buf(), run: run.clone(), what: what.to_owned() }
    }
}

/// A count or sum, which the database knows only with a sign.
fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

/// The state that people see: what an ended run left pending was not attempted.
const fn shown(state: EntryState, run: RunState) -> EntryState {
    match (state, run) {
        (EntryState::Pending, RunState::Interrupted | RunState::Stopped) => EntryState::NotAttempted,
        _ => state,
    }
}

impl RawRun {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: RunId(row.get(0)?),
            plan: row.get(1)?,
            account: row.get(2)?,
            platform: row.get(3)?,
            account_id: row.get(4)?,
            state: row.get(5)?,
            started_at: row.get(6)?,
            finished_at: row.get(7)?,
        })
    }
}
