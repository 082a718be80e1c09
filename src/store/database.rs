//! The one database file of the state folder, and how it is opened.
//!
//! Every write is durable when the call returns: the file is in write-ahead mode with full synchronisation.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::files::{private_file, private_folder};
use super::{Operator, StoreError, schema};

const FILE_NAME: &str = "vodsweep.db";

/// How long a write waits for another process to finish its own.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The durable state of all accounts of one state folder.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    path: PathBuf,
    connection: Mutex<Connection>,
    operator: Operator,
}

impl Store {
    /// Opens the state folder, making it and its database when they are not there.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        private_folder(folder)?;
        let path = folder.join(FILE_NAME);
        // SQLite would make the file readable for everybody; its side files take over the mode.
        drop(private_file(&path)?);
        let failed = |source| StoreError::database(&path, source);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags).map_err(failed)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
        connection.pragma_update(None, "journal_mode", "wal").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "full").map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(failed)?;
        schema::migrate(&mut connection, &path)?;
        let operator = Operator::new(None, None);
        Ok(Self { folder: folder.to_path_buf(), path, connection: Mutex::new(connection), operator })
    }

    /// Says on whose behalf runs are opened and taken up from now on.
    #[must_use]
    pub fn on_behalf_of(self, operator: Operator) -> Self {
        Self { operator, ..self }
    }

    /// On whose behalf runs are opened and taken up.
    pub(super) const fn operator(&self) -> &Operator {
        &self.operator
    }

    /// The state folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection. A panic of another holder cannot have left a transaction open: dropping it rolls it back.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses every further write of this handle, as a full disk or a lost volume would.
    #[cfg(test)]
    pub(crate) fn refuse_writes(&self) {
        self.connection().pragma_update(None, "query_only", true).unwrap();
    }

    /// Leaves it to the system when writes reach the disk: for tests in which the process dies and the machine does not.
    #[cfg(test)]
    pub(crate) fn skip_syncing(&self) {
        self.connection().pragma_update(None, "synchronous", "off").unwrap();
    }

    /// Names this database in an error.
    pub(super) fn failed(&self, source: rusqlite::Error) -> StoreError {
        StoreError::database(&self.path, source)
    }
}
