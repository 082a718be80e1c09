//! Progress of long work on a terminal.
//!
//! The draw target is given: a hidden one makes everything here silent. Nothing here decides whether there is a
//! terminal, and nothing a person must know is said only here.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::number::grouped;
use super::text::clean;
use crate::execute::{Event, Phase};
use crate::store::EntryState;

/// Shows the events of a run as a bar.
#[derive(Debug)]
pub struct RunProgress {
    bar: ProgressBar,
    trouble: u64,
    phase: &'static str,
}

impl RunProgress {
    /// A bar that is drawn on the target once the run starts.
    #[must_use]
    pub fn new(target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), target);
        bar.set_style(style("{wide_bar} {pos}/{len}  {msg}  {eta}"));
        Self { bar, trouble: 0, phase: "" }
    }

    /// Takes in one event.
    pub fn on(&mut self, event: &Event) {
        match event {
            Event::Started { entries, done, .. } => {
                self.bar.set_length(*entries);
                self.bar.set_position(*done);
                self.bar.reset_eta();
            }
            Event::Phase(phase) => {
                self.phase = match phase {
                    Phase::Settling => "settling what is in doubt",
                    Phase::FirstWave => "first wave",
                    Phase::Rest => "the rest",
                    Phase::Refreshing => "clearing the content network",
                };
                self.say();
            }
            Event::Entry { state, .. } => {
                if !state.is_done() && *state != EntryState::AlreadyGone {
                    self.trouble += 1;
                }
                self.bar.inc(1);
                self.say();
            }
            Event::Notice(text) => self.bar.println(clean(text)),
            Event::Ended(_) => self.bar.finish_and_clear(),
        }
    }

    fn say(&self) {
        let trouble = match self.trouble {
            0 => String::new(),
            count => format!(", {} not done", grouped(count)),
        };
        self.bar.set_message(format!("{}{trouble}", self.phase));
    }
}

/// Shows how far the walk through a library came.
#[derive(Debug)]
pub struct WalkProgress {
    bar: ProgressBar,
}

impl WalkProgress {
    /// A count, or a bar as soon as the size of the library is known.
    #[must_use]
    pub fn new(target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(style("{spinner} {human_pos} videos read  {msg}"));
        Self { bar }
    }

    /// Says how many videos were read, and how many there are when that is known.
    pub fn seen(&self, seen: u64, counted: Option<u64>) {
        if let Some(counted) = counted.filter(|counted| Some(*counted) != self.bar.length()) {
            self.bar.set_length(counted);
            self.bar.set_style(style("{wide_bar} {human_pos}/{human_len} videos read  {msg}  {eta}"));
        }
        self.bar.set_position(seen);
    }

    /// Says what is going on beside the reading, such as how many files were looked up.
    pub fn note(&self, text: &str) {
        self.bar.set_message(clean(text));
    }

    /// Takes the progress off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for WalkProgress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A template that is wrong falls back to the plain bar; a test checks every one of them.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, Target, TargetOptions};
    use crate::store::RunId;

    fn entry(state: EntryState) -> Event {
        let target = Target {
            action: Action::DeleteVideo,
            video: "1".try_into().expect("an id"),
            asset: None,
            options: TargetOptions::default(),
        };
        Event::Entry { seq: 1, target, state, error: None, bytes: None }
    }

    #[test]
    fn every_outcome_moves_the_bar_and_trouble_is_counted() {
        let mut progress = RunProgress::new(ProgressDrawTarget::hidden());
        progress.on(&Event::Started { run: RunId("r".to_owned()), entries: 10, done: 4 });
        progress.on(&Event::Phase(Phase::Rest));
        progress.on(&entry(EntryState::Deleted));
        progress.on(&entry(EntryState::Failed));
        assert_eq!((progress.bar.position(), progress.bar.length()), (6, Some(10)));
        assert_eq!(progress.bar.message(), "the rest, 1 not done");
    }

    #[test]
    fn a_walk_becomes_a_bar_when_the_count_is_known() {
        let progress = WalkProgress::new(ProgressDrawTarget::hidden());
        progress.seen(100, None);
        assert_eq!((progress.bar.position(), progress.bar.length()), (100, None));
        progress.seen(200, Some(1_000));
        assert_eq!((progress.bar.position(), progress.bar.length()), (200, Some(1_000)));
    }

    #[test]
    fn every_template_is_valid() {
        for template in [
            "{wide_bar} {pos}/{len}  {msg}  {eta}",
            "{spinner} {human_pos} videos read  {msg}",
            "{wide_bar} {human_pos}/{human_len} videos read  {msg}  {eta}",
        ] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
