//! What can go wrong with the state folder.

use std::io;
use std::path::{Path, PathBuf};

use super::{EntryState, Holder, RunId};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A failure of the state folder. Each message names the path and, where there is one, the next step.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or a file in it cannot be written.
    #[error("write {}: it is read-only; make it writable or choose another folder with --state-dir", path.display())]
    ReadOnly {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Cause,
    },
    /// The disk is full.
    #[error("write {}: the disk is full; free some space and try again", path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Cause,
    },
    /// The file is not a database, or is damaged.
    #[error(
        "read {}: the file is damaged; restore it from a copy, or move it away to start a new journal \
         (runs that were interrupted can then not be resumed)",
        path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Cause,
    },
    /// The database was written by a newer version of this program.
    #[error(
        "open {}: it was written by a newer version of vodsweep (schema {found}, this version knows {known}); \
         update vodsweep",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest schema version that this program knows.
        known: i64,
    },
    /// Another process kept the database locked.
    #[error("write {}: another process keeps it locked; try again when it is done", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Cause,
    },
    /// Another failure of the database.
    #[error("use {}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Cause,
    },
    /// A file or folder of the state folder cannot be used.
    #[error("{doing} {}", path.display())]
    Io {
        /// What was tried: `create`, `read`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The account is being committed to by another process.
    #[error(
        "lock account {account}: {holder} is committing to it; wait until it is done, or stop it and resume its run"
    )]
    Locked {
        /// The account's name.
        account: String,
        /// Who holds the lock, as far as it can be read.
        holder: Holder,
    },
    /// No run has this name.
    #[error("find run `{0}`: there is no run with this name; `vodsweep runs` lists them")]
    NoSuchRun(String),
    /// Several runs begin with this text.
    #[error("find run `{prefix}`: it could be {}", names(candidates))]
    AmbiguousRun {
        /// What was asked for.
        prefix: String,
        /// The runs that begin with it, newest first.
        candidates: Vec<RunId>,
    },
    /// A run of this plan was opened before.
    #[error("open a run of plan {plan}: run {run} of it was opened before")]
    PlanHasRun {
        /// The plan's id.
        plan: String,
        /// Its run.
        run: RunId,
    },
    /// The journal was asked to write a state that cannot follow the one it holds.
    #[error("write `{next}` for entry {seq} of run {run}: the journal holds {}", held.map_or("no such entry", EntryState::as_str))]
    OutOfOrder {
        /// The run.
        run: RunId,
        /// The entry's number.
        seq: u32,
        /// What the journal holds; `None` when it has no such entry.
        held: Option<EntryState>,
        /// What was to be written.
        next: EntryState,
    },
    /// The journal of a run is not as it was written.
    #[error(
        "trust the journal of run {run}: it was changed after it was written ({what}), so nothing was deleted; \
         `vodsweep runs verify {run}` shows everything that does not fit"
    )]
    Tampered {
        /// The run.
        run: RunId,
        /// The first thing that does not fit.
        what: String,
    },
    /// A row of the journal holds something that this version cannot read.
    #[error("read run {run} in {}: {what} cannot be understood", path.display())]
    Unreadable {
        /// The database.
        path: PathBuf,
        /// The run.
        run: RunId,
        /// The part.
        what: String,
    },
}

impl StoreError {
    /// Tells a failure of the database apart by what a person can do about it.
    pub(super) fn database(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_path_buf();
        let code = source.sqlite_error_code();
        let source = Box::new(source);
        match code {
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly { path, source }
            }
            Some(ErrorCode::DiskFull) => Self::Full { path, source },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt { path, source },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path, source },
            _ => Self::Database { path, source },
        }
    }

    /// Tells a failure of a file apart by what a person can do about it.
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, source: Box::new(source) }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path, source: Box::new(source) },
            _ => Self::Io { doing, path, source },
        }
    }
}

fn names(runs: &[RunId]) -> String {
    runs.iter().map(|run| format!("`{run}`")).collect::<Vec<_>>().join(" or ")
}
