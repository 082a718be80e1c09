//! The tables, and how an older file is brought up to date. A newer file is refused, never guessed at.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// One step a version; a released step is never edited, only followed by another.
pub(super) const STEPS: &[&str] = &[
    "
CREATE TABLE runs (
    id          TEXT PRIMARY KEY,
    plan        TEXT NOT NULL UNIQUE,   -- a plan has one run: it is resumed, never committed twice
    plan_text   TEXT NOT NULL,          -- the whole document, so that a run outlives its file
    account     TEXT NOT NULL,
    platform    TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    state       TEXT NOT NULL,
    started_at  INTEGER NOT NULL,       -- microseconds since 1970, as every moment here
    finished_at INTEGER
) STRICT;
CREATE INDEX runs_by_account ON runs (platform, account_id, started_at);

-- The present state of each entry: what `steps` folds to.
CREATE TABLE entries (
    run    TEXT NOT NULL REFERENCES runs (id),
    seq    INTEGER NOT NULL,
    action TEXT NOT NULL,
    video  TEXT NOT NULL,
    asset  TEXT,
    bytes  INTEGER,
    state  TEXT NOT NULL,
    error  TEXT,
    at     INTEGER,
    PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_by_state ON entries (state, at);

-- Everything that was ever written of an entry, in order; only appended to.
CREATE TABLE steps (
    id       INTEGER PRIMARY KEY,
    run      TEXT NOT NULL REFERENCES runs (id),
    seq      INTEGER NOT NULL,
    state    TEXT NOT NULL,
    error    TEXT,
    at       INTEGER NOT NULL,
    evidence TEXT                       -- the platform's own object as read right before the call
) STRICT;
CREATE INDEX steps_by_run ON steps (run, seq);
",
    "
-- Addresses at which the content network may keep copies of what a run deleted, and whether it was asked to drop them.
CREATE TABLE copies (
    run     TEXT NOT NULL REFERENCES runs (id),
    address TEXT NOT NULL,
    video   TEXT NOT NULL,
    asked   INTEGER NOT NULL,           -- 1: it agreed; 0: the copy may be there still
    reason  TEXT,                       -- why it was not asked or did not agree
    at      INTEGER NOT NULL,
    PRIMARY KEY (run, address)
) STRICT, WITHOUT ROWID;
",
    "
-- Everything that is written of a run, each record bound to the one before it (see `chain`); only appended to. It takes
-- the place of `steps`, which holds what older versions wrote.
CREATE TABLE log (
    run    TEXT NOT NULL REFERENCES runs (id),
    n      INTEGER NOT NULL,            -- from 0, without a gap
    record TEXT NOT NULL,               -- JSON, exactly as it was digested
    digest TEXT NOT NULL,
    PRIMARY KEY (run, n)
) STRICT, WITHOUT ROWID;

-- The platform's own objects as read right before the calls, each once; records of intents name them by digest.
CREATE TABLE evidence (
    run    TEXT NOT NULL REFERENCES runs (id),
    digest TEXT NOT NULL,
    object TEXT NOT NULL,
    PRIMARY KEY (run, digest)
) STRICT;
",
];

/// Brings the tables to this program's version.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if version(connection, path)? == known {
        return Ok(());
    }
    let failed = |source| StoreError::database(path, source);
    // The write lock comes first: of two processes that open a new file at once, the second finds the tables made.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let found = version(&transaction, path)?;
    if found > known {
        return Err(StoreError::Newer { path: path.to_path_buf(), found, known });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "user_version", known).map_err(failed)?;
    transaction.commit().map_err(failed)
}

fn version(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|source| StoreError::database(path, source))
}
