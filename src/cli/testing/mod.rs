//! Running tests of policies: side by side, shown in a fixed order, and what becomes of their snapshots.

mod coverage;
mod outcome;
mod runner;
mod snapshots;

pub(super) use outcome::show;
pub(super) use runner::{Chosen, ChosenTest, run};
pub(super) use snapshots::Snapshots;
