//! The clock of the emulated platforms: starts at a given moment and runs from there.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// A clock that was set once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    set_to: Timestamp,
    set_at: Instant,
}

impl Clock {
    /// Sets a clock.
    pub(crate) fn starting_at(now: Timestamp) -> Self {
        Self { set_to: now, set_at: Instant::now() }
    }

    /// What it shows.
    pub(crate) fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.set_at.elapsed()).unwrap_or(SignedDuration::MAX);
        self.set_to.checked_add(passed).unwrap_or(Timestamp::MAX)
    }
}
