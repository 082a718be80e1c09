//! Notices that files were saved, however an editor saves.
//!
//! Editors write in place, write beside and rename over, or delete and create. So folders are watched and not files,
//! and an event only means "look": a change is reported when the content of a file is different from what it was.
//! A file that is missing is waited for; nothing here reads a script for any other purpose than its digest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::wanted::{Fingerprint, fingerprint};
use super::{Error, Wanted, folders};

/// Events this close together are one save. Editors are done within 5 ms even on a busy machine.
const QUIET: Duration = Duration::from_millis(20);
/// A folder that never becomes quiet is looked at this often all the same.
const PATIENCE: Duration = Duration::from_secs(1);
/// A file that is gone for so long was deleted; before, it is on its way back.
const GONE_AFTER: Duration = Duration::from_millis(400);

/// Files whose content is different now, or that are gone.
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
    /// Something happened.
    Look(Happened),
    Broken(String),
    Cancel,
}

/// An event, or nothing but a reason to look.
#[derive(Debug, Default)]
struct Happened {
    /// When an event came.
    at: Option<Instant>,
    /// What was removed or renamed.
    gone: Vec<PathBuf>,
}

/// What a look at the files found.
enum Looked {
    Same,
    Different(Vec<PathBuf>),
    Cancelled,
}

/// Watches a few files for changes of their content.
#[derive(Debug)]
pub struct Watcher {
    system: RecommendedWatcher,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    folders: BTreeSet<PathBuf>,
    files: BTreeMap<PathBuf, Fingerprint>,
    /// When the last event came.
    latest: Option<Instant>,
}

impl Watcher {
    /// Starts watching. Make the watcher before the files are read, so that no save falls between.
    ///
    /// # Errors
    /// Fails when a folder does not exist or the system allows no more watches. The files may be missing.
    pub fn new(paths: &[PathBuf]) -> Result<Self, Error> {
        let (sender, signals) = channel();
        let events = sender.clone();
        let on_event = move |event: notify::Result<Event>| {
            if let Some(signal) = signal(event) {
                // The receiver is gone only when the watcher is being dropped.
                let _ = events.send(signal);
            }
        };
        let system = notify::recommended_watcher(on_event).map_err(Error::Start)?;
        let mut this = Self { system, signals, sender, folders: BTreeSet::new(), files: BTreeMap::new(), latest: None };
        for folder in paths.iter().map(|path| folders::named(path)) {
            if let Err(error) = fs::canonicalize(&folder) {
                return Err(Error::Folder { folder, source: notify::Error::io(error) });
            }
        }
        let wanted = Wanted::default();
        for path in paths {
            wanted.note(path);
        }
        this.follow(&wanted)?;
        Ok(this)
    }

    /// Watches these files from now on and no others: what a script imports and reads changes with its text. A file
    /// that is not any more as it was when it was asked for is a change that comes at once.
    ///
    /// # Errors
    /// Fails like [`Watcher::new`].
    pub fn follow(&mut self, wanted: &Wanted) -> Result<(), Error> {
        self.files = wanted.files();
        self.watch_folders()?;
        self.look_again();
        Ok(())
    }

    /// The same, beside the files that are watched already: a script that failed may not have come to all of them.
    ///
    /// # Errors
    /// Fails like [`Watcher::new`].
    pub fn follow_also(&mut self, wanted: &Wanted) -> Result<(), Error> {
        self.files.extend(wanted.files());
        self.watch_folders()?;
        self.look_again();
        Ok(())
    }

    /// What ends a waiting [`Watcher::next`].
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        Canceller(self.sender.clone())
    }

    /// Waits for the next change of content. Without `timeout` it waits for ever. `None` means that the time is over or
    /// that it was cancelled; a save that was under way then is not lost.
    ///
    /// The change may be the first of a burst, or half of a save: whoever uses what the files hold now waits with
    /// [`Watcher::settle`] before showing it.
    ///
    /// # Errors
    /// Fails when the system says that watching broke.
    pub fn next(&mut self, timeout: Option<Duration>) -> Result<Option<Change>, Error> {
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        loop {
            match self.receive(deadline) {
                Some(Signal::Look(happened)) => self.take_in(happened),
                Some(Signal::Broken(why)) => return Err(Error::Broken(why)),
                Some(Signal::Cancel) | None => return Ok(None),
            }
            match self.look()? {
                Looked::Same => {}
                Looked::Different(paths) => return Ok(Some(Change { paths })),
                Looked::Cancelled => {
                    // What was seen before is looked at the next time.
                    self.look_again();
                    return Ok(None);
                }
            }
        }
    }

    /// Waits until it is quiet after the last event, and says what is different from what the files held before.
    ///
    /// # Errors
    /// Fails when the system says that watching broke.
    pub fn settle(&mut self) -> Result<Option<Change>, Error> {
        let patience = Instant::now() + PATIENCE;
        while Instant::now() < patience {
            let quiet_at = self.latest.map_or_else(Instant::now, |latest| latest + QUIET);
            match self.receive(Some(quiet_at.min(patience))) {
                Some(Signal::Look(happened)) => self.take_in(happened),
                Some(Signal::Broken(why)) => return Err(Error::Broken(why)),
                Some(Signal::Cancel) => {
                    // It is meant for the next waiting.
                    self.canceller().cancel();
                    break;
                }
                None => break,
            }
        }
        self.watch_folders()?;
        let paths = self.changed(false);
        if self.misses_any() {
            self.look_again();
        }
        Ok((!paths.is_empty()).then_some(Change { paths }))
    }

    /// Whether anything happened in the folders since that moment, as far as it was taken in.
    #[must_use]
    pub fn has_heard_since(&self, moment: Instant) -> bool {
        self.latest.is_some_and(|latest| latest >= moment)
    }

    /// Compares the files, and waits for those that are gone.
    fn look(&mut self) -> Result<Looked, Error> {
        let gone_at = Instant::now() + GONE_AFTER;
        loop {
            // What came together is looked at once.
            while let Ok(signal) = self.signals.try_recv() {
                match signal {
                    Signal::Look(happened) => self.take_in(happened),
                    Signal::Broken(why) => return Err(Error::Broken(why)),
                    Signal::Cancel => return Ok(Looked::Cancelled),
                }
            }
            self.watch_folders()?;
            let is_late = Instant::now() >= gone_at;
            let paths = self.changed(is_late);
            if !paths.is_empty() {
                return Ok(Looked::Different(paths));
            }
            if !self.misses_any() {
                return Ok(Looked::Same);
            }
            match self.receive(Some(gone_at)) {
                Some(Signal::Look(happened)) => self.take_in(happened),
                Some(Signal::Broken(why)) => return Err(Error::Broken(why)),
                Some(Signal::Cancel) => return Ok(Looked::Cancelled),
                None => {}
            }
        }
    }

    fn receive(&self, deadline: Option<Instant>) -> Option<Signal> {
        let Some(deadline) = deadline else { return self.signals.recv().ok() };
        self.signals.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    }

    fn take_in(&mut self, happened: Happened) {
        self.latest = self.latest.max(happened.at);
        self.unwatch(happened.gone);
    }

    fn look_again(&self) {
        // This end of the channel is held by the watcher itself.
        let _ = self.sender.send(Signal::Look(Happened::default()));
    }

    fn watch(&mut self, folder: PathBuf) -> Result<(), Error> {
        let watched = self.system.watch(&folder, RecursiveMode::NonRecursive);
        watched.map_err(|source| Error::Folder { folder: folder.clone(), source })?;
        self.folders.insert(folder);
        Ok(())
    }

    /// A folder that was removed or renamed took its watch with it, even when there is one of its name again.
    fn unwatch(&mut self, gone: Vec<PathBuf>) {
        for folder in gone {
            if self.folders.remove(&folder) {
                let _ = self.system.unwatch(&folder);
            }
        }
    }

    fn watch_folders(&mut self) -> Result<(), Error> {
        let wanted = folders::of(self.files.keys());
        let new: Vec<PathBuf> = wanted.difference(&self.folders).cloned().collect();
        for folder in new {
            match self.watch(folder) {
                // It went away again: the event of that is on its way.
                Err(Error::Folder { folder, .. }) if !folder.is_dir() => {}
                watched => watched?,
            }
        }
        let old: Vec<PathBuf> = self.folders.difference(&wanted).cloned().collect();
        self.unwatch(old);
        Ok(())
    }

    /// Whether a file is gone that was there.
    fn misses_any(&self) -> bool {
        self.files.iter().any(|(path, known)| known.is_some() && fingerprint(path).is_none())
    }

    /// The files that are different now; those that are gone only when that is asked for.
    fn changed(&mut self, with_gone: bool) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for (path, known) in &mut self.files {
            let found = fingerprint(path);
            if found != *known && (found.is_some() || with_gone) {
                *known = found;
                paths.push(path.clone());
            }
        }
        paths
    }
}

/// What an event means; reading a file is one too, and looking is reading: it must not cause another look.
fn signal(event: notify::Result<Event>) -> Option<Signal> {
    match event {
        Ok(event) if event.kind.is_access() => None,
        Ok(event) => {
            let moved = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
            let gone = if moved { event.paths } else { Vec::new() };
            Some(Signal::Look(Happened { at: Some(Instant::now()), gone }))
        }
        Err(error) => Some(Signal::Broken(error.to_string())),
    }
}

#[cfg(test)]
mod tests;
