//! The limits of the CMS API: fewer than ten requests in any second, no more than twenty at once.
//!
//! Pure bookkeeping; moments are arguments.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many arrivals within one second are one too many.
const PER_SECOND: usize = 10;
/// So many requests may run at once.
const AT_ONCE: usize = 20;

/// Counts the requests of one account.
#[derive(Debug, Default)]
pub(super) struct Limits(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    arrivals: VecDeque<Instant>,
    running: usize,
    refused: u64,
}

impl Limits {
    /// Lets a request in for as long as the pass lives, or refuses it. A refused one counts as an arrival too.
    pub(super) fn enter(self: &Arc<Self>, now: Instant) -> Option<Pass> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while counts.arrivals.front().is_some_and(|then| now.duration_since(*then) >= Duration::from_secs(1)) {
            counts.arrivals.pop_front();
        }
        counts.arrivals.push_back(now);
        if counts.arrivals.len() >= PER_SECOND || counts.running >= AT_ONCE {
            counts.refused += 1;
            return None;
        }
        counts.running += 1;
        Some(Pass(Arc::clone(self)))
    }

    /// How many requests were refused.
    pub(super) fn refused(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).refused
    }
}

/// A request that runs.
#[derive(Debug)]
pub(super) struct Pass(Arc<Limits>);

impl Drop for Pass {
    fn drop(&mut self) {
        let mut counts = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.running = counts.running.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::Limits;

    #[test]
    fn the_tenth_request_within_a_second_is_refused() {
        let limits = Arc::new(Limits::default());
        let start = Instant::now();
        for number in 0..9 {
            assert!(limits.enter(start + Duration::from_millis(number * 10)).is_some());
        }
        assert!(limits.enter(start + Duration::from_millis(999)).is_none());
        assert!(limits.enter(start + Duration::from_secs(2)).is_some());
        assert_eq!(limits.refused(), 1);
    }

    #[test]
    fn no_more_than_twenty_run_at_once() {
        let limits = Arc::new(Limits::default());
        let start = Instant::now();
        let moment = |number: u64| start + Duration::from_millis(number * 200);
        let mut passes: Vec<_> = (0..20).map(|number| limits.enter(moment(number))).collect();
        assert!(passes.iter().all(Option::is_some));
        assert!(limits.enter(moment(20)).is_none());
        passes.pop();
        assert!(limits.enter(moment(21)).is_some());
    }
}
