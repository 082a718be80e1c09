//! How many requests were made, for reports and benches.

use std::sync::atomic::{AtomicU64, Ordering};

/// Running counts of requests; shared and cheap.
#[derive(Debug, Default)]
pub struct Tally {
    reads: AtomicU64,
    changes: AtomicU64,
    tokens: AtomicU64,
    throttled: AtomicU64,
    repeated: AtomicU64,
    received_bytes: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TallyCounts {
    /// Requests that only read, repetitions included.
    pub reads: u64,
    /// Requests that change something, repetitions included.
    pub changes: u64,
    /// Requests for an access token.
    pub tokens: u64,
    /// Answers that told us to slow down.
    pub throttled: u64,
    /// Requests that were made again after a failure.
    pub repeated: u64,
    /// Bytes of the bodies of all answers that were read to their end, tokens included.
    pub received_bytes: u64,
}

impl Tally {
    pub(crate) fn request(&self, reading: bool) {
        if reading { &self.reads } else { &self.changes }.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn token(&self) {
        self.tokens.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn throttled(&self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn repeated(&self) {
        self.repeated.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn received(&self, bytes: usize) {
        self.received_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// The counts so far.
    #[must_use]
    pub fn counts(&self) -> TallyCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        TallyCounts {
            reads: read(&self.reads),
            changes: read(&self.changes),
            tokens: read(&self.tokens),
            throttled: read(&self.throttled),
            repeated: read(&self.repeated),
            received_bytes: read(&self.received_bytes),
        }
    }
}
