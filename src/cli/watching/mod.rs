//! What a person sees and presses while policies are watched. It shows and saves plans, and holds no deleting type.

mod keys;
mod said;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use self::keys::{Panels, Shown, Wish};
use self::said::Said;
use super::commands::save;
use super::screen::{self, Key, Screen};
use super::{Failure, Session};
use crate::model::{Diagnostic, VideoId};
use crate::plan::{Answer, Explanation, Plan};
use crate::report::{self, Style, WatchPanel, WatchState, WatchView};
use crate::script::{Coverage, Sink};
use crate::watch::{self, Canceller, Update};

/// How often the count of videos read is shown anew.
const COUNT_EVERY: Duration = Duration::from_millis(100);
/// How far the help can be scrolled on a terminal of a few lines.
const HELP_LINES: usize = 20;
/// Lines of a screen that are no rows of a table.
const AROUND: usize = 8;

/// What to do after the keys that were pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// To wait for the next save or key.
    Wait,
    /// To read the library again and plan.
    Refresh,
    /// To find out why this video is in the plan or not.
    Explain(VideoId),
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
    /// Which video is explained, and why it is in the plan or not.
    explained: Option<(VideoId, Result<Explanation, String>)>,
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
            explained: None,
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

    /// Forgets what was said during an attempt that is not shown.
    pub(super) fn drop_attempt(&self) {
        self.said.drop_attempt();
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
                Wish::Explain(name) => match self.named(&name) {
                    Ok(video) => {
                        self.explained = None;
                        self.draw();
                        return Next::Explain(video);
                    }
                    Err(why) => self.notes = vec![why],
                },
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
        match self.saved.as_slice() {
            [] => Ok(()),
            saved => self.session.terminal.result(&format!("{}\n", saved.join("\n"))),
        }
    }

    /// The video that is explained at the moment, for which a new plan may have another answer.
    pub(super) fn explaining(&self) -> Option<VideoId> {
        let shown = matches!(self.panels.shown(), Shown::Explained(_));
        self.explained.as_ref().filter(|_| shown).map(|(video, _)| video.clone())
    }

    /// Shows why a video is in the plan or not. Where the policy cannot tell, the last good plan does.
    pub(super) fn explain(&mut self, video: VideoId, found: Result<Explanation, Failure>) {
        // What the scripts said was said for the plan before.
        self.said.take();
        let found = found.map_err(|failure| failure.render(&Style { color: false, ..self.session.terminal.out }));
        let planned = || self.memory.last_good().map(|plan| Explanation::from_plan(&video, plan));
        let found = found.or_else(|why| planned().filter(|told| told.answer != Answer::NotInPlan).ok_or(why));
        self.explained = Some((video, found));
        self.draw();
    }

    /// The video of this id, or of the entry of this number where the plan names no video so.
    fn named(&self, name: &str) -> Result<VideoId, String> {
        let entries = || self.memory.last_good().into_iter().flat_map(|plan| &plan.entries);
        let number = name.trim_start_matches('#').parse::<u32>().ok();
        let is_id = entries().any(|entry| entry.video.id.as_str() == name);
        match entries().find(|entry| !is_id && Some(entry.seq) == number) {
            Some(entry) => Ok(entry.video.id.clone()),
            None => VideoId::new(name).map_err(|error| format!("{name:?} is no id of a video: {error}")),
        }
    }

    fn press(&mut self, key: Key) -> Wish {
        let page = Screen::size().1.saturating_sub(AROUND).max(1);
        let last = match (self.panels.shown(), &self.explained) {
            (Shown::Explained(_), Some((_, Ok(explanation)))) => {
                report::explanation_text(explanation, &self.style()).lines().count().saturating_sub(page)
            }
            (Shown::Explained(_), _) => 0,
            (Shown::Help(_), _) => HELP_LINES,
            _ if self.mistakes() > 0 => self.mistakes(),
            _ => self.memory.last_good().map_or(0, |plan| plan.entries.len()).saturating_sub(1),
        };
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

    /// How many lines the mistakes of the last attempt take, or entries of the good plan below them.
    fn mistakes(&self) -> usize {
        let Some(Update::Broken { diagnostics, .. }) = &self.update else { return 0 };
        let style = self.style();
        let lines: usize = diagnostics.iter().map(|found| report::diagnostic(found, &style).lines().count()).sum();
        lines.max(self.memory.last_good().map_or(0, |plan| plan.entries.len()))
    }

    fn style(&self) -> Style {
        Style { width: Screen::size().0, ..self.session.terminal.out }
    }

    fn panel(&self) -> WatchPanel<'_> {
        match self.panels.shown() {
            Shown::Changes => WatchPanel::Changes,
            Shown::Table(first) => WatchPanel::Table { first },
            Shown::Help(first) => WatchPanel::Help { first },
            Shown::Explained(first) => {
                let what = match &self.explained {
                    Some((_, found)) => found.as_ref().map_err(String::as_str),
                    None => Err("planning once more, with every condition noted …"),
                };
                WatchPanel::Explained { what, first }
            }
        }
    }

    fn draw(&self) {
        if self.screen.is_none() {
            return;
        }
        let (style, lines) = (self.style(), Screen::size().1);
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
            panel: self.panel(),
            typed: self.panels.typed(),
            read_at: self.read_at,
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
