//! What `watch` shows: a screen of exactly the height that there is, and a block for a pipe.

mod block;
mod entries;
mod headline;
mod screen;
#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;

use crate::model::Diagnostic;
use crate::plan::{Explanation, Plan, PlanDiff};

pub use block::{watch_block, watch_block_broken};
pub use headline::headline;
pub use screen::watch_screen;

/// Everything that there is to show at one moment.
#[derive(Debug, Clone, Copy)]
pub struct WatchView<'a> {
    /// The scripts in words.
    pub scripts: &'a str,
    /// The library in words.
    pub account: &'a str,
    /// How the last attempt to plan went.
    pub state: WatchState<'a>,
    /// The last good plan.
    pub plan: Option<&'a Plan>,
    /// How it differs from the good plan before it.
    pub diff: Option<&'a PlanDiff>,
    /// What scripts and protections said during the last attempt.
    pub said: &'a [String],
    /// What a key led to, such as where the plan was saved.
    pub notes: &'a [String],
    /// What fills the screen.
    pub panel: WatchPanel<'a>,
    /// What was typed so far where an entry is asked for.
    pub typed: Option<&'a str>,
    /// When the library was read.
    pub read_at: Option<Timestamp>,
}

/// How the last attempt to plan went.
#[derive(Debug, Clone, Copy)]
pub enum WatchState<'a> {
    /// It is under way.
    Planning,
    /// There is a new plan.
    Planned {
        /// How long it took.
        took: Duration,
    },
    /// The policy did not compile or did not run.
    Broken {
        /// What is wrong with it.
        diagnostics: &'a [Diagnostic],
        /// How long it took to find out.
        took: Duration,
    },
}

/// What fills the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WatchPanel<'a> {
    /// What is different from the good plan before.
    Changes,
    /// The entries of the plan.
    Table {
        /// How many are scrolled past.
        first: usize,
    },
    /// Why a video is in the plan, or why it is not.
    Explained {
        /// What was found out, or in words why nothing was.
        what: Result<&'a Explanation, &'a str>,
        /// How many lines are scrolled past.
        first: usize,
    },
    /// What the keys do.
    Help {
        /// How many lines are scrolled past.
        first: usize,
    },
}
