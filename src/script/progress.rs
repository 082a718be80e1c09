//! Watches a running script: its operations, its time, and whether it should stop.
//!
//! The budget of operations is per video given to the script, so that a library of any size can be walked while a
//! loop that never ends is noticed within moments.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::error::Stop;
use super::limits::Limits;

const LOOK_EVERY: u64 = 256;

/// The meter of one run.
#[derive(Debug)]
pub(super) struct Progress {
    limits: Limits,
    cancel: Arc<AtomicBool>,
    started: Instant,
    waited_nanos: AtomicU64,
    used: AtomicU64,
    allowed: AtomicU64,
}

impl Progress {
    pub(super) fn new(limits: Limits, cancel: Arc<AtomicBool>) -> Self {
        Self {
            limits,
            cancel,
            started: Instant::now(),
            waited_nanos: AtomicU64::new(0),
            used: AtomicU64::new(0),
            allowed: AtomicU64::new(limits.operations),
        }
    }

    /// Counts one operation; says when the script must stop. A script runs on one thread, so no step is lost.
    pub(super) fn step(&self) -> Option<Stop> {
        let used = self.used.load(Ordering::Relaxed) + 1;
        self.used.store(used, Ordering::Relaxed);
        let allowed = self.allowed.load(Ordering::Relaxed);
        if used > allowed {
            return Some(Stop::Operations(allowed));
        }
        if used.is_multiple_of(LOOK_EVERY) { self.look() } else { None }
    }

    /// Looks at the clock and the flag.
    pub(super) fn look(&self) -> Option<Stop> {
        if self.cancel.load(Ordering::Relaxed) {
            return Some(Stop::Cancelled);
        }
        let waited = Duration::from_nanos(self.waited_nanos.load(Ordering::Relaxed));
        let own = self.started.elapsed().saturating_sub(waited);
        (own > self.limits.time).then_some(Stop::Time(self.limits.time))
    }

    /// The script was given a video: its budget is full again.
    pub(super) fn next_item(&self) {
        self.grant(1);
        self.used.store(0, Ordering::Relaxed);
    }

    /// The script was given this many things to walk over.
    pub(super) fn grant(&self, items: u64) {
        let more = items.saturating_mul(self.limits.operations_per_item);
        let allowed = self.allowed.load(Ordering::Relaxed).saturating_add(more);
        self.allowed.store(allowed, Ordering::Relaxed);
    }

    /// Does something that waits for the platform; that time is not the script's.
    pub(super) fn waiting<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = Instant::now();
        let result = work();
        let nanos = u64::try_from(before.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.waited_nanos.fetch_add(nanos, Ordering::Relaxed);
        result
    }
}
