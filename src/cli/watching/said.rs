//! What policies and protections say while they are watched: lines of the screen, or of standard error in a pipe.
//!
//! It is kept until the attempt is shown, because one that is not shown has said nothing.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cli::{Session, messages};
use crate::script::{Message, Sink};

/// Where it goes.
pub(super) struct Said<'a> {
    session: &'a Session,
    has_screen: bool,
    /// What was said during the attempt under way.
    kept: Arc<Mutex<Vec<Line>>>,
    told_before: Mutex<BTreeSet<String>>,
}

enum Line {
    Message(Message),
    Notice(String),
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Said<'a> {
    /// For a screen, or for standard error.
    pub(super) fn new(session: &'a Session, has_screen: bool) -> Self {
        Self { session, has_screen, kept: Arc::default(), told_before: Mutex::default() }
    }

    /// Who hears what scripts say.
    pub(super) fn sink(&self) -> Sink {
        let kept = Arc::clone(&self.kept);
        Arc::new(move |message: &Message| lock(&kept).push(Line::Message(message.clone())))
    }

    /// Takes a notice.
    pub(super) fn notice(&self, text: &str) {
        lock(&self.kept).push(Line::Notice(format!("warning: {text}")));
    }

    /// Forgets what was said since the last call.
    pub(super) fn drop_attempt(&self) {
        lock(&self.kept).clear();
    }

    /// The lines since the last call for a screen. In a pipe they are written now, and each notice once: it would hold
    /// for every save.
    pub(super) fn take(&self) -> Vec<String> {
        let lines = std::mem::take(&mut *lock(&self.kept));
        if self.has_screen {
            let text = |line: &Line| match line {
                Line::Message(message) => messages::line(message),
                Line::Notice(text) => text.clone(),
            };
            return lines.iter().map(text).collect();
        }
        let write = messages::to_stderr(self.session);
        for line in lines {
            match line {
                Line::Message(message) => write(&message),
                Line::Notice(text) => {
                    if lock(&self.told_before).insert(text.clone()) {
                        self.session.terminal.complain(&text);
                    }
                }
            }
        }
        Vec::new()
    }
}
