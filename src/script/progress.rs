//! Watches a running script: its operations, its memory, its time, its questions, and whether it should stop.
//!
//! The budget of operations is per video given to the script, so that a library of any size can be walked while a
//! loop that never ends is noticed within moments.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::error::Stop;
use super::heap::held_bytes;
use super::limits::Limits;

/// Operations between two looks at the clock: some built-in functions take milliseconds for one operation.
const LOOK_EVERY: u64 = 8;

/// The meter of one run.
#[derive(Debug)]
pub(super) struct Progress {
    limits: Limits,
    cancel: Arc<AtomicBool>,
    started: Instant,
    /// When the present text began, after the start.
    began_nanos: AtomicU64,
    waited_nanos: AtomicU64,
    used: AtomicU64,
    total: AtomicU64,
    allowed: AtomicU64,
    asked: AtomicU64,
    may_ask: AtomicU64,
    /// What was held when the script began, and what it may use.
    may_hold: AtomicUsize,
    may_use: AtomicUsize,
    /// Candidates of listings that may still be read; the largest number is without bound.
    may_read: AtomicU64,
    /// Whether a listing ended because no further candidate could be read.
    cut_short: AtomicBool,
}

impl Progress {
    pub(super) fn new(limits: Limits, cancel: Arc<AtomicBool>) -> Self {
        Self {
            limits,
            cancel,
            started: Instant::now(),
            began_nanos: AtomicU64::new(0),
            waited_nanos: AtomicU64::new(0),
            used: AtomicU64::new(0),
            total: AtomicU64::new(0),
            allowed: AtomicU64::new(limits.operations),
            asked: AtomicU64::new(0),
            may_ask: AtomicU64::new(limits.questions),
            may_hold: AtomicUsize::new(held_bytes().saturating_add(limits.memory_bytes)),
            may_use: AtomicUsize::new(limits.memory_bytes),
            may_read: AtomicU64::new(u64::MAX),
            cut_short: AtomicBool::new(false),
        }
    }

    /// Begins anew for the next text of a session: every budget is full, and no time has passed.
    pub(super) fn restart(&self) {
        let nanos = u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.began_nanos.store(nanos, Ordering::Relaxed);
        for used in [&self.waited_nanos, &self.used, &self.asked] {
            used.store(0, Ordering::Relaxed);
        }
        self.allowed.store(self.limits.operations, Ordering::Relaxed);
        self.may_ask.store(self.limits.questions, Ordering::Relaxed);
        self.may_hold.store(held_bytes().saturating_add(self.limits.memory_bytes), Ordering::Relaxed);
        self.may_use.store(self.limits.memory_bytes, Ordering::Relaxed);
        self.read_at_most(u64::MAX);
    }

    /// Lets listings end after this many candidates, for whoever only wants to look at the first of them.
    pub(super) fn read_at_most(&self, candidates: u64) {
        self.may_read.store(candidates, Ordering::Relaxed);
        self.cut_short.store(false, Ordering::Relaxed);
    }

    /// Whether a further candidate may be read.
    pub(super) fn may_read(&self) -> bool {
        match self.may_read.load(Ordering::Relaxed) {
            u64::MAX => true,
            0 => {
                self.cut_short.store(true, Ordering::Relaxed);
                false
            }
            left => {
                self.may_read.store(left - 1, Ordering::Relaxed);
                true
            }
        }
    }

    /// Whether a listing ended early because of [`Progress::read_at_most`].
    pub(super) fn is_cut_short(&self) -> bool {
        self.cut_short.load(Ordering::Relaxed)
    }

    /// Counts one operation; says when the script must stop. A script runs on one thread, so no step is lost.
    pub(super) fn step(&self) -> Option<Stop> {
        let total = self.total() + 1;
        self.total.store(total, Ordering::Relaxed);
        let used = self.used.load(Ordering::Relaxed) + 1;
        self.used.store(used, Ordering::Relaxed);
        let allowed = self.allowed.load(Ordering::Relaxed);
        if used > allowed {
            return Some(Stop::Operations(allowed));
        }
        // By the total: a loop that is given a video every few operations must be looked at as well.
        if total.is_multiple_of(LOOK_EVERY) { self.look() } else { self.glance() }
    }

    /// Every operation so far.
    pub(super) fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Looks at everything but the operations.
    pub(super) fn look(&self) -> Option<Stop> {
        let waited = Duration::from_nanos(self.waited_nanos.load(Ordering::Relaxed));
        let began = Duration::from_nanos(self.began_nanos.load(Ordering::Relaxed));
        let own = self.started.elapsed().saturating_sub(began).saturating_sub(waited);
        if own > self.limits.time {
            return Some(Stop::Time(self.limits.time));
        }
        let may_ask = self.may_ask.load(Ordering::Relaxed);
        if self.asked.load(Ordering::Relaxed) > may_ask {
            return Some(Stop::Questions(may_ask));
        }
        self.glance()
    }

    /// Looks at what costs nothing: the flag and the memory. One operation can take much memory.
    pub(super) fn glance(&self) -> Option<Stop> {
        if self.cancel.load(Ordering::Relaxed) {
            return Some(Stop::Cancelled);
        }
        let may_use = || self.may_use.load(Ordering::Relaxed);
        (held_bytes() > self.may_hold.load(Ordering::Relaxed)).then(|| Stop::Memory(may_use()))
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

    /// A video was read that was not read before.
    pub(super) fn met_video(&self) {
        for sum in [&self.may_hold, &self.may_use] {
            let more = sum.load(Ordering::Relaxed).saturating_add(self.limits.memory_bytes_per_item);
            sum.store(more, Ordering::Relaxed);
        }
        self.may_ask_about(1);
    }

    /// There are this many more things to ask about.
    pub(super) fn may_ask_about(&self, items: u64) {
        let more = items.saturating_mul(self.limits.questions_per_item);
        self.may_ask.store(self.may_ask.load(Ordering::Relaxed).saturating_add(more), Ordering::Relaxed);
    }

    /// Asks the platform something and waits; that time is not the script's, so the questions are counted.
    pub(super) fn asking<T>(&self, work: impl FnOnce() -> T) -> T {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.waiting(work)
    }

    /// Waits for an answer.
    pub(super) fn waiting<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = Instant::now();
        let result = work();
        let nanos = u64::try_from(before.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.waited_nanos.fetch_add(nanos, Ordering::Relaxed);
        result
    }
}
