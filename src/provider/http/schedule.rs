//! When the next request may start: pure arithmetic on moments.
//!
//! A cell-rate limiter such as `governor` charges every late wake-up to the rate (one or two percent at nine requests
//! a second), and after a late start it lets the next ones come too soon for a server that counts a sliding second.
//! This schedule keeps to a fixed grid and looks at the starts that really happened.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How much longer than exact the spacing is, so that a server that counts exactly sees no burst.
const MARGIN: f64 = 1.015;
const WINDOW: Duration = Duration::from_millis(1_010);
const SLOWEST: f64 = 8.0;
/// Starts without a complaint after which a slowed schedule becomes faster again.
const RECOVERY: u32 = 50;

/// The grid of starts of one account.
#[derive(Debug)]
pub struct Schedule {
    spacing: Duration,
    per_window: usize,
    slow: f64,
    calm: u32,
    planned: Instant,
    held_until: Option<Instant>,
    starts: VecDeque<Instant>,
}

impl Schedule {
    /// A grid for so many starts a second. The second before `now` counts as fully used: the first start comes one
    /// interval later.
    #[must_use]
    pub fn new(per_second: f64, now: Instant) -> Self {
        let rate = if per_second.is_finite() { per_second.clamp(0.001, 100_000.0) } else { 1.0 };
        let mut per_window = 1_usize;
        // Rates are small; counting up avoids a lossy cast.
        let mut whole = 1.0;
        while whole + 1.0 <= rate.ceil() {
            whole += 1.0;
            per_window += 1;
        }
        Self {
            spacing: Duration::from_secs_f64(MARGIN / rate),
            per_window,
            slow: 1.0,
            calm: 0,
            planned: now,
            held_until: None,
            starts: VecDeque::with_capacity(per_window + 1),
        }
    }

    /// When the next start may happen; call [`Schedule::started`] when it does.
    #[must_use]
    pub fn next(&self, now: Instant) -> Instant {
        let spacing = self.spacing.mul_f64(self.slow);
        let on_grid = self.planned + spacing;
        // Less than one interval late is a late wake-up, and the grid stays; more is idleness, and nothing is owed.
        let planned = if now > on_grid + spacing { now } else { on_grid };
        let free = match self.starts.front() {
            Some(oldest) if self.starts.len() >= self.per_window => planned.max(*oldest + WINDOW),
            _ => planned,
        };
        self.held_until.map_or(free, |until| free.max(until))
    }

    /// Records a start that was planned for `planned` and happened at `now`.
    pub fn started(&mut self, planned: Instant, now: Instant) {
        self.planned = planned;
        self.starts.push_back(now);
        while self.starts.len() > self.per_window {
            self.starts.pop_front();
        }
        if self.slow > 1.0 {
            self.calm += 1;
            if self.calm >= RECOVERY {
                self.calm = 0;
                self.slow = (self.slow / 1.5).max(1.0);
            }
        }
    }

    /// The platform says that we are too fast: halves the rate, and lets nothing start before `until`.
    pub fn slow_down(&mut self, until: Instant) {
        self.calm = 0;
        self.slow = (self.slow * 2.0).min(SLOWEST);
        self.held_until = Some(self.held_until.map_or(until, |held| held.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Runs the schedule with callers always waiting, each waking late by the next of `delays` milliseconds.
    fn run(rate: f64, delays: &[u64]) -> Vec<Instant> {
        let begin = Instant::now();
        let mut schedule = Schedule::new(rate, begin);
        let mut now = begin;
        let mut starts = Vec::new();
        for late in delays {
            let planned = schedule.next(now);
            now = planned.max(now) + Duration::from_millis(*late);
            schedule.started(planned, now);
            starts.push(now);
        }
        starts
    }

    #[test]
    fn the_first_start_comes_one_interval_after_the_beginning() {
        let begin = Instant::now();
        let first = Schedule::new(10.0, begin).next(begin) - begin;
        assert_eq!(first, Duration::from_micros(101_500));
    }

    #[test]
    fn at_least_98_percent_of_the_rate_is_reached_when_wake_ups_are_late() {
        let starts = run(9.0, &[1; 901]);
        let (first, last) = (starts[0], starts[900]);
        let rate = 900.0 / (last - first).as_secs_f64();
        assert!((9.0 * 0.98..=9.0).contains(&rate), "{rate}");
    }

    #[test]
    fn idleness_earns_no_burst() {
        let begin = Instant::now();
        let mut schedule = Schedule::new(10.0, begin);
        let now = begin + Duration::from_mins(1);
        let planned = schedule.next(now);
        assert_eq!(planned, now);
        schedule.started(planned, now);
        assert!(schedule.next(now) >= now + Duration::from_millis(100));
    }

    #[test]
    fn a_complaint_holds_everything_and_halves_the_rate_until_it_stays_quiet() {
        let begin = Instant::now();
        let mut schedule = Schedule::new(10.0, begin);
        schedule.slow_down(begin + Duration::from_secs(5));
        let mut now = schedule.next(begin);
        assert_eq!(now, begin + Duration::from_secs(5));
        schedule.started(now, now);
        assert_eq!(schedule.next(now) - now, Duration::from_millis(203));
        for _ in 0..200 {
            now = schedule.next(now);
            schedule.started(now, now);
        }
        assert_eq!(schedule.next(now) - now, Duration::from_micros(101_500));
    }

    proptest! {
        #[test]
        fn no_sliding_second_holds_more_starts_than_allowed(
            rate in 1_u32..60,
            delays in proptest::collection::vec(prop_oneof![8 => 0_u64..4, 1 => 0_u64..2_000], 200),
        ) {
            let starts = run(f64::from(rate), &delays);
            for (index, start) in starts.iter().enumerate() {
                let inside = starts[index..].iter().take_while(|later| **later - *start < Duration::from_secs(1)).count();
                prop_assert!(inside <= rate as usize, "{inside} starts at {rate}/s");
            }
        }
    }
}
