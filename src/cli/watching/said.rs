//! What policies and protections say while they are watched: lines of the screen, or of standard error in a pipe.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cli::{Session, messages};
use crate::script::{Message, Sink};

/// Where it goes.
pub(super) struct Said<'a> {
    session: &'a Session,
    /// The lines of the attempt under way, where there is a screen.
    kept: Option<Arc<Mutex<Vec<String>>>>,
    told_before: Mutex<BTreeSet<String>>,
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Said<'a> {
    /// For a screen, or for standard error.
    pub(super) fn new(session: &'a Session, has_screen: bool) -> Self {
        Self { session, kept: has_screen.then(Arc::default), told_before: Mutex::default() }
    }

    /// Who hears what scripts say.
    pub(super) fn sink(&self) -> Sink {
        let Some(kept) = self.kept.clone() else { return messages::to_stderr(self.session) };
        Arc::new(move |message: &Message| lock(&kept).push(messages::line(message)))
    }

    /// Takes a notice. In a pipe each is told once: it would hold for every save.
    pub(super) fn notice(&self, text: &str) {
        let line = format!("warning: {text}");
        if let Some(kept) = &self.kept {
            lock(kept).push(line);
        } else if lock(&self.told_before).insert(line.clone()) {
            self.session.terminal.complain(&line);
        }
    }

    /// The lines since the last call.
    pub(super) fn take(&self) -> Vec<String> {
        self.kept.as_ref().map(|kept| std::mem::take(&mut *lock(kept))).unwrap_or_default()
    }
}
