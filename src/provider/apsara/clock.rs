//! The platform's clock, as far as its answers tell. Requests are dated by it once it has refused a date of ours.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// How far this machine's clock is from the platform's.
#[derive(Debug, Default)]
pub(super) struct Clock {
    state: Mutex<State>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    /// Server minus ours, from the last answer that had a date.
    seen: Option<SignedDuration>,
    /// What is added to our clock when a request is dated.
    correction: SignedDuration,
}

impl Clock {
    /// Notes the date of an answer that just came.
    pub(super) fn saw(&self, server: Option<Timestamp>, ours: Timestamp) {
        if let Some(server) = server {
            self.lock().seen = Some(server.duration_since(ours));
        }
    }

    /// The platform refused a date: from now on its own clock counts. `false` when no answer had a date.
    pub(super) fn correct(&self) -> bool {
        let mut state = self.lock();
        let Some(seen) = state.seen else { return false };
        // Calls that run at the same time are refused together, and one word about it is enough.
        if state.correction.as_secs().abs_diff(seen.as_secs()) > 1 {
            tracing::warn!(
                skew_seconds = seen.as_secs(),
                "this machine's clock is not the platform's; requests are dated by the platform's"
            );
        }
        state.correction = seen;
        true
    }

    /// The date of a request that is sent at `ours`.
    pub(super) fn now(&self, ours: Timestamp) -> Timestamp {
        ours.checked_add(self.lock().correction).unwrap_or(ours)
    }

    /// Server minus ours, as last seen.
    pub(super) fn skew(&self) -> Option<SignedDuration> {
        self.lock().seen
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn our_own_clock_counts_until_a_date_is_refused() {
        let (clock, ours) = (Clock::default(), at("2026-01-01T00:00:00Z"));
        assert!(!clock.correct(), "nothing is known of the platform's clock");
        clock.saw(Some(at("2026-01-01T01:00:00Z")), ours);
        assert_eq!(clock.now(ours), ours);
        assert!(clock.correct());
        assert_eq!(clock.now(at("2026-01-01T00:10:00Z")), at("2026-01-01T01:10:00Z"));
        clock.saw(None, ours);
        assert_eq!(clock.skew(), Some(SignedDuration::from_hours(1)));
    }

    #[test]
    fn a_date_beyond_the_calendar_changes_nothing() {
        let clock = Clock::default();
        clock.saw(Some(Timestamp::MAX), Timestamp::MIN);
        assert!(clock.correct());
        assert_eq!(clock.now(Timestamp::MAX), Timestamp::MAX);
    }
}
