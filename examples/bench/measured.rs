//! The figures of one client process.

use std::time::Instant;

use serde::{Deserialize, Serialize};

/// What a job asked for and found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) proposed: u64,
    pub(crate) entries: u64,
    pub(crate) calls: u64,
    pub(crate) received_bytes: u64,
}

/// What a job cost.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// What the policy, or the program in its place, would delete.
    pub(crate) proposed: u64,
    /// What is left of that in a plan: shields and protections take away.
    pub(crate) entries: u64,
    pub(crate) calls: u64,
    /// Bytes of the answers, without their headers.
    pub(crate) received_bytes: u64,
    pub(crate) wall_seconds: f64,
    /// Of all threads of the client, in user and kernel mode.
    pub(crate) cpu_seconds: f64,
    pub(crate) peak_memory_bytes: u64,
}

/// Measures from its start on.
pub(crate) struct Stopwatch {
    started: Instant,
    usage: Usage,
}

#[derive(Default)]
struct Usage {
    cpu_seconds: f64,
    peak_memory_bytes: u64,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self { usage: Usage::so_far(), started: Instant::now() }
    }

    pub(crate) fn stop(self, counts: Counts) -> Measured {
        let wall_seconds = self.started.elapsed().as_secs_f64();
        let usage = Usage::so_far();
        let Counts { proposed, entries, calls, received_bytes } = counts;
        Measured {
            proposed,
            entries,
            calls,
            received_bytes,
            wall_seconds,
            cpu_seconds: usage.cpu_seconds - self.usage.cpu_seconds,
            peak_memory_bytes: usage.peak_memory_bytes,
        }
    }
}

impl Usage {
    /// Of this process since its beginning, from the kernel; nothing where it does not say.
    #[cfg(unix)]
    fn so_far() -> Self {
        use nix::sys::resource::{UsageWho, getrusage};

        // Kilobytes everywhere but on Apple's systems.
        const UNIT_BYTES: u64 = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
        let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return Self::default() };
        let seconds = |time: nix::sys::time::TimeVal| {
            let seconds = u64::try_from(time.tv_sec()).unwrap_or_default();
            let micros = u64::try_from(time.tv_usec()).unwrap_or_default();
            std::time::Duration::from_micros(seconds * 1_000_000 + micros).as_secs_f64()
        };
        Self {
            cpu_seconds: seconds(usage.user_time()) + seconds(usage.system_time()),
            peak_memory_bytes: u64::try_from(usage.max_rss()).unwrap_or_default() * UNIT_BYTES,
        }
    }

    #[cfg(not(unix))]
    fn so_far() -> Self {
        Self::default()
    }
}
