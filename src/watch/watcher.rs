//! Notices that files were saved, however an editor saves.
//!
//! Editors write in place, write beside and rename over, or delete and create. So folders are watched and not files,
//! and an event only means "look": a change is reported when the content of a file is different from what it was.
//! A file that is missing is waited for; nothing here reads a script for any other purpose than its digest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};
use sha2::{Digest, Sha256};

use super::Error;

/// Events this close together are one save.
const QUIET: Duration = Duration::from_millis(60);
/// A folder that never becomes quiet is looked at this often all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// Files whose content is different now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The files, as they were named when watching began.
    pub paths: Vec<PathBuf>,
}

/// Ends a [`Watcher::next`] that waits, from any thread.
#[derive(Debug, Clone)]
pub struct Canceller(Sender<Signal>);

impl Canceller {
    /// Makes the waiting call, or the next one, return without a change.
    pub fn cancel(&self) {
        // A watcher that is gone waits for nothing.
        let _ = self.0.send(Signal::Cancel);
    }
}

#[derive(Debug)]
enum Signal {
    Look,
    Broken(String),
    Cancel,
}

type Fingerprint = [u8; 32];

/// Watches a few files for changes of their content.
#[derive(Debug)]
pub struct Watcher {
    debouncer: Debouncer<RecommendedWatcher, NoCache>,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    folders: BTreeSet<PathBuf>,
    files: BTreeMap<PathBuf, Option<Fingerprint>>,
}

impl Watcher {
    /// Starts watching. Make the watcher before the files are read, so that no save falls between.
    ///
    /// # Errors
    /// Fails when a folder does not exist or the system allows no more watches. The files may be missing.
    pub fn new(paths: &[PathBuf]) -> Result<Self, Error> {
        let (sender, signals) = channel();
        let events = sender.clone();
        let on_events = move |result: DebounceEventResult| {
            let signal = match result {
                // Reading a file is an event too, and looking is reading: it must not cause another look.
                Ok(batch) if batch.iter().all(|event| event.kind.is_access()) => return,
                Ok(_) => Signal::Look,
                Err(errors) => Signal::Broken(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
            };
            // The receiver is gone only when the watcher is being dropped.
            let _ = events.send(signal);
        };
        let debouncer = new_debouncer_opt(QUIET, None, on_events, NoCache, notify::Config::default());
        let debouncer = debouncer.map_err(Error::Start)?;
        let mut watcher = Self { debouncer, signals, sender, folders: BTreeSet::new(), files: BTreeMap::new() };
        watcher.follow(paths)?;
        Ok(watcher)
    }

    /// Watches these files from now on and no others: a script's imports change with its text. What is known of files
    /// that were already watched stays, so a save in between is still reported.
    ///
    /// # Errors
    /// Fails like [`Watcher::new`]; the files watched before are then still watched.
    pub fn follow(&mut self, paths: &[PathBuf]) -> Result<(), Error> {
        let wanted: BTreeSet<PathBuf> = paths.iter().flat_map(|path| folders_of(path)).collect();
        for folder in wanted.difference(&self.folders.clone()) {
            let watched = self.debouncer.watch(folder, RecursiveMode::NonRecursive);
            watched.map_err(|source| Error::Folder { folder: folder.clone(), source })?;
            self.folders.insert(folder.clone());
        }
        for folder in self.folders.difference(&wanted) {
            // The folder may have been removed, and its watch with it.
            let _ = self.debouncer.unwatch(folder);
        }
        self.folders = wanted;
        let known = std::mem::take(&mut self.files);
        self.files = paths
            .iter()
            .map(|path| (path.clone(), known.get(path).copied().unwrap_or_else(|| fingerprint(path))))
            .collect();
        Ok(())
    }

    /// What ends a waiting [`Watcher::next`].
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        Canceller(self.sender.clone())
    }

    /// Waits for the next change of content; a burst of saves is one change. Without `timeout` it waits for ever.
    /// `None` means that the time is over or that it was cancelled.
    ///
    /// # Errors
    /// Fails when the system says that watching broke.
    pub fn next(&mut self, timeout: Option<Duration>) -> Result<Option<Change>, Error> {
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        loop {
            match self.receive(deadline) {
                Some(Signal::Look) => {}
                Some(Signal::Broken(why)) => return Err(Error::Broken(why)),
                Some(Signal::Cancel) | None => return Ok(None),
            }
            let patience = Instant::now() + PATIENCE;
            while Instant::now() < patience {
                match self.signals.recv_timeout(QUIET) {
                    Ok(Signal::Look) => {}
                    Ok(Signal::Broken(why)) => return Err(Error::Broken(why)),
                    Ok(Signal::Cancel) => return Ok(None),
                    Err(_) => break,
                }
            }
            let paths = self.changed();
            if !paths.is_empty() {
                return Ok(Some(Change { paths }));
            }
        }
    }

    fn receive(&self, deadline: Option<Instant>) -> Option<Signal> {
        let Some(deadline) = deadline else { return self.signals.recv().ok() };
        self.signals.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    }

    fn changed(&mut self) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for (path, known) in &mut self.files {
            let found = fingerprint(path);
            if found.is_some() && found != *known {
                *known = found;
                paths.push(path.clone());
            }
        }
        paths
    }
}

/// The folder that the path names, and the one that its target lies in when it is a link.
fn folders_of(path: &Path) -> Vec<PathBuf> {
    let parent = |path: &Path| match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let named = parent(path);
    let mut folders = vec![fs::canonicalize(&named).unwrap_or(named)];
    if let Ok(target) = fs::canonicalize(path) {
        folders.push(parent(&target));
    }
    folders
}

/// The digest of a file's content; `None` while it cannot be read.
fn fingerprint(path: &Path) -> Option<Fingerprint> {
    fs::read(path).ok().map(|content| Sha256::digest(content).into())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const GENEROUS: Option<Duration> = Some(Duration::from_secs(20));

    fn watched() -> (TempDir, PathBuf, Watcher) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("policy.rhai");
        fs::write(&path, "one").expect("written");
        let watcher = Watcher::new(std::slice::from_ref(&path)).expect("watching");
        (folder, path, watcher)
    }

    fn next(watcher: &mut Watcher) -> Vec<PathBuf> {
        watcher.next(GENEROUS).expect("still watching").expect("a change in time").paths
    }

    #[test]
    fn a_write_in_place_is_noticed() {
        let (_folder, path, mut watcher) = watched();
        fs::write(&path, "two").expect("written");
        assert_eq!(next(&mut watcher), [path]);
    }

    #[test]
    fn a_rename_over_the_file_is_noticed_every_time() {
        let (folder, path, mut watcher) = watched();
        for text in ["two", "three"] {
            let beside = folder.path().join(".policy.rhai.tmp");
            fs::write(&beside, text).expect("written");
            fs::rename(&beside, &path).expect("renamed");
            assert_eq!(next(&mut watcher), std::slice::from_ref(&path), "{text}");
        }
    }

    #[test]
    fn a_file_that_is_deleted_and_created_is_noticed() {
        let (_folder, path, mut watcher) = watched();
        fs::remove_file(&path).expect("removed");
        fs::write(&path, "two").expect("written");
        assert_eq!(next(&mut watcher), std::slice::from_ref(&path));
        fs::write(&path, "three").expect("written");
        assert_eq!(next(&mut watcher), [path]);
    }

    #[test]
    fn only_a_different_content_is_a_change() {
        let (folder, path, mut watcher) = watched();
        let marker = folder.path().join("marker.rhai");
        watcher.follow(&[path.clone(), marker.clone()]).expect("followed");
        fs::write(folder.path().join("other.txt"), "noise").expect("written");
        fs::write(&path, "one").expect("written");
        fs::write(&marker, "end").expect("written");
        assert_eq!(next(&mut watcher), [marker]);
    }

    #[test]
    fn a_burst_is_one_change() {
        let (_folder, path, mut watcher) = watched();
        for number in 0..200 {
            fs::write(&path, format!("burst {number}")).expect("written");
        }
        assert_eq!(next(&mut watcher), [path]);
        watcher.canceller().cancel();
        assert_eq!(watcher.next(GENEROUS).expect("still watching"), None);
    }

    #[test]
    fn waiting_ends_when_it_is_cancelled_or_the_time_is_over() {
        let (_folder, _path, mut watcher) = watched();
        watcher.canceller().cancel();
        assert_eq!(watcher.next(None).expect("still watching"), None);
        assert_eq!(watcher.next(Some(Duration::ZERO)).expect("still watching"), None);
    }

    #[test]
    fn a_missing_folder_is_an_error_that_names_it() {
        let error = Watcher::new(&[PathBuf::from("/nowhere/at/all/p.rhai")]).expect_err("no folder");
        assert_eq!(error.to_string(), "watch the folder /nowhere/at/all");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_to_the_file_that_is_edited() {
        let (folder, path, _) = watched();
        let elsewhere = tempfile::tempdir().expect("a folder");
        let link = elsewhere.path().join("link.rhai");
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        let mut watcher = Watcher::new(std::slice::from_ref(&link)).expect("watching");
        fs::write(folder.path().join("policy.rhai"), "two").expect("written");
        assert_eq!(next(&mut watcher), [link]);
    }
}
