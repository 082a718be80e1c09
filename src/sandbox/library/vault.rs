//! A library on disk, shared by every process that has it open.
//!
//! `library.json` says how it was made, `changes.jsonl` what happened since. Reads first take in what other processes
//! appended; a write holds the lock while it reads, checks its rule and appends. A change survives the death of the
//! process that made it; it is not synced to the medium, as a power cut may cost an emulation its last seconds.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;

use jiff::Timestamp;

use super::change::{Change, Entry};
use super::header::{FORMAT, Header};
use super::log::{Log, failed};
use super::shelf::Shelf;
use crate::sandbox::error::Error;

/// A library on disk.
#[derive(Debug)]
pub(crate) struct Vault {
    folder: PathBuf,
    state: RwLock<State>,
}

#[derive(Debug)]
struct State {
    header: Header,
    stamp: Stamp,
    log: Log,
    shelf: Shelf,
}

/// Tells one `library.json` from the next.
type Stamp = (Option<SystemTime>, u64);

impl Vault {
    /// Opens the library in a folder; `None` when there is none.
    pub(crate) fn open(folder: &Path) -> Result<Option<Self>, Error> {
        let Some(state) = State::load(folder)? else { return Ok(None) };
        Ok(Some(Self { folder: folder.to_owned(), state: RwLock::new(state) }))
    }

    /// Puts a new library into a folder. With `keep`, one that another process made meanwhile stays.
    pub(crate) fn create(folder: &Path, header: &Header, keep: bool) -> Result<(), Error> {
        std::fs::create_dir_all(folder).map_err(failed("make folder", folder))?;
        let _lock = lock(folder)?;
        let path = header_path(folder);
        if keep && path.exists() {
            return Ok(());
        }
        let log = log_path(folder);
        File::create(&log).map_err(failed("write", &log))?;
        let mut text = serde_json::to_string_pretty(header)
            .map_err(|cause| Error::Damaged { path: path.clone(), reason: cause.to_string() })?;
        text.push('\n');
        // Renamed into place, so that nobody reads half of it.
        let new = folder.join("library.json.new");
        File::create(&new).and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed("write", &new))?;
        std::fs::rename(&new, &path).map_err(failed("write", &path))
    }

    /// The folder of the library.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets `look` see the library as it is now.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Header, &Shelf) -> T) -> Result<T, Error> {
        {
            let state = self.shared();
            if state.is_current(&self.folder) {
                return Ok(look(&state.header, &state.shelf));
            }
        }
        let mut state = self.exclusive();
        state.refresh(&self.folder)?;
        Ok(look(&state.header, &state.shelf))
    }

    /// Lets `decide` see the library as it is now and applies the change that it asks for, if any, before any other
    /// process can.
    pub(crate) fn write<T>(
        &self,
        now: Timestamp,
        decide: impl FnOnce(&Shelf) -> (T, Option<Change>),
    ) -> Result<T, Error> {
        self.append(now, false, decide)
    }

    /// The same for what no request asked for.
    pub(crate) fn happen(&self, now: Timestamp, decide: impl FnOnce(&Shelf) -> Option<Change>) -> Result<(), Error> {
        self.append(now, true, |shelf| ((), decide(shelf)))
    }

    /// Everything that happened since the library was made.
    pub(crate) fn history(&self) -> Result<Vec<Entry>, Error> {
        Log::new(log_path(&self.folder)).read_tail()
    }

    fn append<T>(
        &self,
        now: Timestamp,
        by_event: bool,
        decide: impl FnOnce(&Shelf) -> (T, Option<Change>),
    ) -> Result<T, Error> {
        let mut state = self.exclusive();
        let _lock = lock(&self.folder)?;
        state.refresh(&self.folder)?;
        let (answer, change) = decide(&state.shelf);
        if let Some(change) = change {
            let entry = Entry { at: now, change, by_event };
            state.log.append(&entry)?;
            state.shelf.apply(entry);
        }
        Ok(answer)
    }

    // A panic cannot leave the state half changed: the log is read again from where it was last applied.
    fn shared(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn exclusive(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn load(folder: &Path) -> Result<Option<Self>, Error> {
        let path = header_path(folder);
        let stamp = stamp(&path);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(failed("read", &path)(cause)),
        };
        let damaged = |reason: String| Error::Damaged { path: path.clone(), reason };
        let header: Header = serde_json::from_slice(&text).map_err(|cause| damaged(cause.to_string()))?;
        if header.format != FORMAT {
            return Err(damaged(format!("it has format {}, this program knows {FORMAT}", header.format)));
        }
        let mut state = Self { stamp, log: Log::new(log_path(folder)), shelf: Shelf::generate(header.plan()), header };
        state.take_in()?;
        Ok(Some(state))
    }

    fn is_current(&self, folder: &Path) -> bool {
        self.log.is_read() && self.stamp == stamp(&header_path(folder))
    }

    fn refresh(&mut self, folder: &Path) -> Result<(), Error> {
        if self.log.was_replaced() || self.stamp != stamp(&header_path(folder)) {
            if let Some(new) = Self::load(folder)? {
                *self = new;
            }
            return Ok(());
        }
        if self.log.is_read() { Ok(()) } else { self.take_in() }
    }

    fn take_in(&mut self) -> Result<(), Error> {
        for entry in self.log.read_tail()? {
            self.shelf.apply(entry);
        }
        Ok(())
    }
}

fn header_path(folder: &Path) -> PathBuf {
    folder.join("library.json")
}

fn log_path(folder: &Path) -> PathBuf {
    folder.join("changes.jsonl")
}

fn stamp(path: &Path) -> Stamp {
    std::fs::metadata(path).map_or((None, 0), |metadata| (metadata.modified().ok(), metadata.len()))
}

/// Waits until no other process changes the library; the lock ends with the returned file, or with the process.
fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("lock");
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed("open", &path))?;
    file.lock().map_err(failed("lock", &path))?;
    Ok(file)
}
