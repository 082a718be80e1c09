//! How fast and how many at once: a turn is taken before a request and given back after its body was read.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

use super::Schedule;

/// What an account may ask of its platform.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaceConfig {
    /// Request starts in any sliding second; `None` for no limit.
    pub requests_per_second: Option<f64>,
    /// Requests at once; at least one.
    pub concurrency: usize,
}

/// The pace of one account; clones share it.
#[derive(Debug, Clone)]
pub struct Pace {
    schedule: Option<Arc<Mutex<Schedule>>>,
    slots: Arc<Semaphore>,
    concurrency: usize,
}

/// The right to one request. Hold it until the body is read.
#[derive(Debug)]
#[must_use]
pub struct Turn {
    _slot: Option<OwnedSemaphorePermit>,
}

impl Pace {
    /// A pace that assumes that the last second was fully used.
    #[must_use]
    pub fn new(config: PaceConfig) -> Self {
        let concurrency = config.concurrency.clamp(1, 10_000);
        Self {
            schedule: config.requests_per_second.map(|rate| Arc::new(Mutex::new(Schedule::new(rate, Instant::now())))),
            slots: Arc::new(Semaphore::new(concurrency)),
            concurrency,
        }
    }

    /// How many requests may be under way at once.
    #[must_use]
    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// Waits for the next turn; turns are given in the order of asking.
    pub async fn turn(&self) -> Turn {
        // The semaphore is never closed, so there always is a permit in the end.
        let slot = Arc::clone(&self.slots).acquire_owned().await.ok();
        if let Some(schedule) = &self.schedule {
            // Held while asleep: whoever comes later wants a later start anyway.
            let mut schedule = schedule.lock().await;
            let planned = loop {
                let now = Instant::now();
                let planned = schedule.next(now);
                if planned <= now {
                    break planned;
                }
                tokio::time::sleep_until(planned.into()).await;
            };
            schedule.started(planned, Instant::now());
        }
        Turn { _slot: slot }
    }

    /// The platform says that we are too fast; nothing starts for `wait`.
    pub async fn slow_down(&self, wait: Duration) {
        if let Some(schedule) = &self.schedule {
            schedule.lock().await.slow_down(Instant::now() + wait);
        }
    }
}
