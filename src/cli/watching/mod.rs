//! What a person sees and presses while policies are watched. It shows and saves plans, and holds no deleting type.

mod keys;
mod said;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use self::keys::{Panels, Wish};
use self::said::Said;
use super::commands::save;
use super::screen::{self, Key, Screen};
use super::{Failure, Session};
use crate::model::Diagnostic;
use crate::plan::Plan;
use crate::report::{self, Style, WatchState, WatchView};
use crate::script::{Coverage, Sink};
use crate::watch::{self, Canceller, Update};

/// How often the count of videos read is shown anew.
const COUNT_EVERY: Duration = Duration::from_millis(100);
/// Lines of a screen that are no rows of a table.
const AROUND: usize = 8;

/// What to do after the keys that were pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// To wait for the next save or key.
    Wait,
    /// To read the library again and plan.
    Refresh,
    /// To end.
    Quit,
}

/// The front of a watched plan: a screen, or blocks in a pipe.
pub(super) struct Watching<'a> {
    session: &'a Session,
    scripts: &'a [PathBuf],
    account: String,
    screen: Option<Screen>,
    said: Said<'a>,
    lines: Vec<String>,
    memory: watch::Session,
    update: Option<Update>,
    panels: Panels,
    notes: Vec<String>,
    saved: Vec<String>,
    read_at: Option<Timestamp>,
}

impl<'a> Watching<'a> {
    /// Takes the terminal where there is one; `canceller` is what a key wakes.
    ///
    /// # Errors
    /// Fails when the terminal refuses.
    pub(super) fn open(
        session: &'a Session,
        scripts: &'a [PathBuf],
        account: String,
        canceller: Canceller,
    ) -> Result<Self, Failure> {
        let has_screen = session.terminal.fills_screen();
        let screen =
            if has_screen { Some(Screen::open(&session.interrupt, move || canceller.cancel())?) } else { None };
        Ok(Self {
            session,
            scripts,
            account,
            screen,
            said: Said::new(session, has_screen),
            lines: Vec::new(),
            memory: watch::Session::new(),
            update: None,
            panels: Panels::default(),
            notes: Vec::new(),
            saved: Vec::new(),
            read_at: None,
        })
    }

    /// Who hears what scripts say.
    pub(super) fn sink(&self) -> Sink {
        self.said.sink()
    }

    /// Takes a notice.
    pub(super) fn notice(&self, text: &str) {
        self.said.notice(text);
    }

    /// Says that the library is being read.
    pub(super) fn reading(&mut self, now: Timestamp) {
        self.read_at = Some(now);
        self.update = None;
        self.draw();
    }

    /// Takes in the end of an attempt and shows it.
    ///
    /// # Errors
    /// Fails when standard output cannot be written.
    pub(super) fn take(&mut self, attempt: Result<Plan, Vec<Diagnostic>>, took: Duration) -> Result<(), Failure> {
        let update = self.memory.take(attempt, took);
        self.lines = self.said.take();
        self.notes.clear();
        if self.screen.is_none() {
            self.session.terminal.result(&block(&update, &self.session.terminal.out))?;
        }
        self.update = Some(update);
        self.draw();
        Ok(())
    }

    /// Takes in the keys that were pressed.
    pub(super) fn keys(&mut self) -> Next {
        while let Some(key) = self.screen.as_ref().and_then(Screen::key) {
            let wish = self.press(key);
            match wish {
                Wish::Nothing => {}
                Wish::Save => self.save(),
                Wish::Refresh => return Next::Refresh,
                Wish::Quit => return Next::Quit,
            }
            self.draw();
        }
        Next::Wait
    }

    /// Gives the terminal back, and repeats there what must not be lost with the screen.
    ///
    /// # Errors
    /// Fails when standard output cannot be written.
    pub(super) fn close(self) -> Result<(), Failure> {
        drop(self.screen);
        let text: String = self.saved.iter().map(|line| format!("{line}\n")).collect();
        self.session.terminal.result(&text)
    }

    fn press(&mut self, key: Key) -> Wish {
        let page = Screen::size().1.saturating_sub(AROUND).max(1);
        let entries = self.memory.last_good().map_or(0, |plan| plan.entries.len());
        let last = entries.saturating_sub(1);
        self.panels.press(key, page, last)
    }

    fn save(&mut self) {
        let Some(plan) = self.memory.last_good() else {
            self.notes = vec!["there is no plan yet, so nothing was saved".to_owned()];
            return;
        };
        let script = self.scripts.first().cloned().unwrap_or_default();
        self.notes = match save(self.session, None, &script, plan) {
            Ok(path) => {
                let mut notes = vec![format!("saved {}", path.display())];
                if plan.blocked {
                    notes.push("BLOCKED: this plan cannot be committed".to_owned());
                } else if !plan.entries.is_empty() {
                    notes.push(report::commit_command(&path));
                }
                self.saved.clone_from(&notes);
                notes
            }
            Err(failure) => failure
                .render(&Style { color: false, ..self.session.terminal.out })
                .lines()
                .map(str::to_owned)
                .collect(),
        };
    }

    fn draw(&self) {
        if self.screen.is_none() {
            return;
        }
        let (columns, lines) = Screen::size();
        let style = Style { width: columns, ..self.session.terminal.out };
        let scripts: Vec<String> = self.scripts.iter().map(|path| path.display().to_string()).collect();
        let state = match &self.update {
            None => WatchState::Planning,
            Some(Update::Planned { took, .. }) => WatchState::Planned { took: *took },
            Some(Update::Broken { diagnostics, took, .. }) => WatchState::Broken { diagnostics, took: *took },
        };
        let diff = match &self.update {
            Some(Update::Planned { diff, .. }) => diff.as_ref(),
            _ => None,
        };
        let view = WatchView {
            scripts: &scripts.join(", "),
            account: &self.account,
            state,
            plan: self.memory.last_good().map(std::convert::AsRef::as_ref),
            diff,
            said: &self.lines,
            notes: &self.notes,
            panel: self.panels.panel(),
            typed: self.panels.typed(),
            read_at: self.read_at,
            now: self.session.now,
        };
        Screen::draw(&report::watch_screen(&view, &style, lines));
    }
}

/// Shows how many videos were read, on the last line of the screen and not too often.
pub(super) fn count() -> impl Fn(Coverage) + Send + Sync {
    let shown = Mutex::new(Instant::now());
    move |coverage: Coverage| {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.elapsed() < COUNT_EVERY {
            return;
        }
        *shown = Instant::now();
        let of = coverage.counted.map(|counted| format!(" of {}", report::grouped(counted))).unwrap_or_default();
        screen::bottom(&format!("reading the library: {}{of} videos; Ctrl-C ends", report::grouped(coverage.seen)));
    }
}

/// One run for a pipe.
fn block(update: &Update, style: &Style) -> String {
    match update {
        Update::Planned { plan, diff, took } => report::watch_block(plan, diff.as_ref(), *took),
        Update::Broken { diagnostics, last_good, .. } => {
            report::watch_block_broken(diagnostics, last_good.is_some(), style)
        }
    }
}
