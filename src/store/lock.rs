//! One commit per account at a time, across processes.
//!
//! The lock is one of the operating system: it dies with its process, however that ends, so there is never a stale
//! lock to remove by hand. Who holds it is written beside it, only to be named to the one who has to wait.

use std::fmt;
use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::files::{private_file, private_folder};
use super::{RunId, StoreError, write_atomically};
use crate::model::Account;

/// Who holds an account's lock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holder {
    /// The process id; `None` when it could not be read.
    pub pid: Option<u32>,
    /// The run that it carries out.
    pub run: Option<RunId>,
    /// Since when.
    pub since: Option<Timestamp>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "process {pid}")?,
            None => f.write_str("another process")?,
        }
        match (&self.run, self.since) {
            (Some(run), Some(since)) => write!(f, " (run {run}, since {since})"),
            (Some(run), None) => write!(f, " (run {run})"),
            (None, Some(since)) => write!(f, " (since {since})"),
            (None, None) => Ok(()),
        }
    }
}

/// The exclusive right to commit to an account, held until it is dropped.
#[derive(Debug)]
#[must_use]
pub struct AccountLock {
    file: File,
}

/// Closing the file is not enough: a child process that another thread starts at this moment has the file open too, until
/// it runs its own program, and the lock would outlive its owner by that much.
impl Drop for AccountLock {
    fn drop(&mut self) {
        // What cannot be unlocked is freed when the last one closes it.
        let _ = self.file.unlock();
    }
}

impl AccountLock {
    /// Takes the lock of an account for a run, without waiting.
    ///
    /// # Errors
    /// Fails when another process holds it, naming that process, or when the lock cannot be written.
    pub fn acquire(state_folder: &Path, account: &Account, run: &RunId, since: Timestamp) -> Result<Self, StoreError> {
        let folder = state_folder.join("locks");
        private_folder(&folder)?;
        let path = folder.join(format!("{}.lock", key(account)));
        let file = private_file(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked { account: account.name.clone(), holder: read_holder(&path) });
            }
            Err(TryLockError::Error(source)) => return Err(StoreError::io("lock", &path, source)),
        }
        let holder = Holder { pid: Some(std::process::id()), run: Some(run.clone()), since: Some(since) };
        let text = serde_json::to_string(&holder).unwrap_or_default();
        write_atomically(&holder_path(&path), &text)?;
        Ok(Self { file })
    }
}

/// The lock file itself cannot be read on Windows while it is locked, so the holder's name has its own file.
fn holder_path(lock: &Path) -> PathBuf {
    lock.with_extension("holder.json")
}

fn read_holder(lock: &Path) -> Holder {
    std::fs::read_to_string(holder_path(lock))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// A file name for the library itself: two configured names of one library share a lock.
fn key(account: &Account) -> String {
    let digest = Sha256::digest(format!("{}\0{}", account.platform, account.account_id));
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Platform;

    #[test]
    fn a_lock_ends_with_its_owner_even_if_a_child_process_has_its_file_open() {
        let folder = tempfile::tempdir().unwrap();
        let account = Account { name: "main".into(), platform: Platform::Brightcove, account_id: "1".into() };
        let acquire = || AccountLock::acquire(folder.path(), &account, &RunId("r".into()), Timestamp::UNIX_EPOCH);
        let lock = acquire().unwrap();
        // What a child has between its birth and its program: the same open file.
        let in_a_child = lock.file.try_clone().unwrap();
        assert!(acquire().is_err());
        drop(lock);
        assert!(acquire().is_ok());
        drop(in_a_child);
    }
}
