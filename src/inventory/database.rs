//! The file of an inventory, and how it is opened. It is never repaired and never brought up to date: whatever is wrong
//! with it, the platform can be listed again.

use std::fmt::Write as _;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use sha2::{Digest as _, Sha256};

use super::InventoryError;
use crate::model::Account;

/// The format of the file. A file of another format is refused.
const FORMAT: i64 = 1;

/// Pieces of some kilobytes lie side by side on a page of this size; on a smaller one each would waste a part of its own.
const PAGE_BYTES: u32 = 32_768;

/// How long a write waits for another process to finish its own.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

const TABLES: &str = "
CREATE TABLE synced (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    record BLOB NOT NULL            -- packed JSON of `Synced`
) STRICT;
CREATE TABLE blocks (
    id    INTEGER PRIMARY KEY,
    draft INTEGER NOT NULL,         -- 1 until the sync that writes it has ended
    rows  INTEGER NOT NULL,
    dead  BLOB                      -- packed bits of the rows that hold no longer
) STRICT;
-- Columns of a block and, from 256 on, its native objects; the id is that of the block times 65,536 plus the number.
CREATE TABLE parts (
    id   INTEGER PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;
-- What was looked up of the files of one version of a video.
CREATE TABLE files (
    video      TEXT PRIMARY KEY,
    updated_at TEXT NOT NULL,
    data       BLOB NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What a library was seen to hold, in a file of its own below the state folder.
#[derive(Debug)]
pub struct Inventory {
    path: PathBuf,
    account: Account,
    connection: Mutex<Connection>,
}

impl Inventory {
    /// Opens the inventory of an account; `None` when there is none.
    ///
    /// # Errors
    /// Fails on a file that is damaged or of another format.
    pub fn open(state_folder: &Path, account: &Account) -> Result<Option<Self>, InventoryError> {
        let path = path_of(state_folder, account);
        if !path.exists() {
            return Ok(None);
        }
        let connection = connect(&path)?;
        let made = is_made(&connection, &path)?;
        Ok(made.then(|| Self { path, account: account.clone(), connection: Mutex::new(connection) }))
    }

    /// Opens the inventory of an account, making it when there is none; it is for its owner only.
    ///
    /// # Errors
    /// Fails as [`Inventory::open`], and when it cannot be made.
    pub fn make(state_folder: &Path, account: &Account) -> Result<Self, InventoryError> {
        let path = path_of(state_folder, account);
        private_folder(path.parent().unwrap_or(state_folder))
            .and_then(|()| private_file(&path).map(drop))
            .map_err(|source| InventoryError::unusable("make", &path, source))?;
        let mut connection = connect(&path)?;
        if !is_made(&connection, &path)? {
            let failed = |source| InventoryError::database("make", &path, source);
            // The write lock comes first: of two processes that make it at once, the second finds it made.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
            if !is_made(&transaction, &path)? {
                transaction.execute_batch(TABLES).map_err(failed)?;
                transaction.pragma_update(None, "user_version", FORMAT).map_err(failed)?;
            }
            transaction.commit().map_err(failed)?;
        }
        Ok(Self { path, account: account.clone(), connection: Mutex::new(connection) })
    }

    /// Throws the inventory of an account away, whatever is in it.
    ///
    /// # Errors
    /// Fails when a file is there and cannot be removed.
    pub fn remove(state_folder: &Path, account: &Account) -> Result<(), InventoryError> {
        let path = path_of(state_folder, account);
        for rest in ["-wal", "-shm", ""] {
            let mut name = path.clone().into_os_string();
            name.push(rest);
            match std::fs::remove_file(&name) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(InventoryError::unusable("remove", &path, source));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Looks through the whole file for damage of its structure.
    ///
    /// # Errors
    /// Fails when it is damaged.
    pub fn check(&self) -> Result<(), InventoryError> {
        let said: String = self
            .connection()
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|source| self.unread(source))?;
        if said == "ok" { Ok(()) } else { Err(InventoryError::damaged(&self.path, "its structure is broken")) }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whose library it is.
    #[must_use]
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// The connection that writes. A panic of another holder cannot have left a transaction open: dropping it rolls it
    /// back.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Names this file in an error of reading.
    pub(super) fn unread(&self, source: rusqlite::Error) -> InventoryError {
        InventoryError::database("read", &self.path, source)
    }

    /// Names this file in an error of writing.
    pub(super) fn unwritten(&self, source: rusqlite::Error) -> InventoryError {
        InventoryError::database("write", &self.path, source)
    }

    /// The right to sync, for one process at a time.
    pub(super) fn lock(&self) -> Result<SyncLock, InventoryError> {
        let path = self.path.with_extension("lock");
        let file = private_file(&path).map_err(|source| InventoryError::unusable("lock", &self.path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(SyncLock(file)),
            Err(TryLockError::WouldBlock) => Err(InventoryError::Syncing { path: self.path.clone() }),
            Err(TryLockError::Error(source)) => Err(InventoryError::unusable("lock", &self.path, source)),
        }
    }
}

/// The right to sync; it ends with its process, however that ends.
#[derive(Debug)]
pub(super) struct SyncLock(File);

impl Drop for SyncLock {
    fn drop(&mut self) {
        // A child process may have the file open too; what cannot be unlocked is freed when the last one closes it.
        let _ = self.0.unlock();
    }
}

/// Opens the file for this program's use.
pub(super) fn connect(path: &Path) -> Result<Connection, InventoryError> {
    let failed = |source| InventoryError::database("open", path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    // These two count for a file that is empty yet.
    connection.pragma_update(None, "page_size", PAGE_BYTES).map_err(failed)?;
    connection.pragma_update(None, "auto_vacuum", "incremental").map_err(failed)?;
    connection.pragma_update(None, "journal_mode", "wal").map_err(failed)?;
    // A power cut may lose the last sync, and never damages the one before.
    connection.pragma_update(None, "synchronous", "normal").map_err(failed)?;
    Ok(connection)
}

/// Whether the tables are there, in the format of this program.
fn is_made(connection: &Connection, path: &Path) -> Result<bool, InventoryError> {
    let failed = |source| InventoryError::database("open", path, source);
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
    match found {
        FORMAT => Ok(true),
        0 => {
            let tables: i64 =
                connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
            if tables == 0 {
                Ok(false)
            } else {
                Err(InventoryError::damaged(path, "it is a database of something else"))
            }
        }
        _ => Err(InventoryError::OtherFormat { path: path.to_path_buf(), found, known: FORMAT }),
    }
}

/// A file for the library itself: two configured names of one library share an inventory.
fn path_of(state_folder: &Path, account: &Account) -> PathBuf {
    let digest = Sha256::digest(format!("{}\0{}", account.platform, account.account_id));
    let key = digest.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    state_folder.join("inventory").join(format!("{key}.db"))
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// SQLite would make the file readable for everybody; its side files take over the mode.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
