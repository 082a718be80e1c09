//! How fast and how many at once: a turn is taken before a request and given back after its body was read.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, MutexGuard, OwnedSemaphorePermit, Semaphore};

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
    /// Of a part of the requests; nothing when this is the pace of all.
    part: Option<Arc<Mutex<Schedule>>>,
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
            part: None,
            schedule: config.requests_per_second.map(schedule),
            slots: Arc::new(Semaphore::new(concurrency)),
            concurrency,
        }
    }

    /// The pace of a part of the requests, such as those of one operation: it keeps to its own rate and to this pace.
    /// A complaint slows only the part.
    #[must_use]
    pub fn part(&self, requests_per_second: f64) -> Self {
        Self { part: Some(schedule(requests_per_second)), ..self.clone() }
    }

    /// How many requests may be under way at once.
    #[must_use]
    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// Waits for the next turn; turns are given in the order of asking.
    pub async fn turn(&self) -> Turn {
        // The part comes first: whoever waits for it must not hold the slot that another part needs.
        let part = reach(self.part.as_deref()).await;
        // The semaphore is never closed, so there always is a permit in the end.
        let slot = Arc::clone(&self.slots).acquire_owned().await.ok();
        let all = reach(self.schedule.as_deref()).await;
        let now = Instant::now();
        for (mut schedule, planned) in part.into_iter().chain(all) {
            schedule.started(planned, now);
        }
        Turn { _slot: slot }
    }

    /// The platform says that we are too fast; nothing starts for `wait`.
    pub async fn slow_down(&self, wait: Duration) {
        if let Some(schedule) = self.part.as_ref().or(self.schedule.as_ref()) {
            schedule.lock().await.slow_down(Instant::now() + wait);
        }
    }
}

fn schedule(requests_per_second: f64) -> Arc<Mutex<Schedule>> {
    Arc::new(Mutex::new(Schedule::new(requests_per_second, Instant::now())))
}

/// Waits for the moment of the next start. The schedule is held meanwhile: whoever comes later wants a later start
/// anyway.
async fn reach(schedule: Option<&Mutex<Schedule>>) -> Option<(MutexGuard<'_, Schedule>, Instant)> {
    let schedule = schedule?.lock().await;
    loop {
        let now = Instant::now();
        let planned = schedule.next(now);
        if planned <= now {
            return Some((schedule, planned));
        }
        tokio::time::sleep_until(planned.into()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_complaint_about_one_part_neither_slows_another_nor_takes_its_slot() {
        let all = Pace::new(PaceConfig { requests_per_second: None, concurrency: 1 });
        let (slow, quick) = (all.part(1_000.0), all.part(1_000.0));
        slow.slow_down(Duration::from_hours(1)).await;
        let others = async {
            for _ in 0..10 {
                drop(quick.turn().await);
            }
        };
        tokio::select! {
            biased;
            _ = slow.turn() => panic!("it was told to wait"),
            () = others => {}
        }
    }

    #[tokio::test]
    async fn parts_together_keep_to_the_pace_of_all() {
        let all = Pace::new(PaceConfig { requests_per_second: Some(100.0), concurrency: 8 });
        let parts = [all.part(10_000.0), all.part(10_000.0)];
        let begun = Instant::now();
        for _ in 0..5 {
            for part in &parts {
                drop(part.turn().await);
            }
        }
        assert!(begun.elapsed() >= Duration::from_millis(100), "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn a_part_keeps_to_its_own_rate() {
        let part = Pace::new(PaceConfig { requests_per_second: None, concurrency: 8 }).part(100.0);
        let begun = Instant::now();
        for _ in 0..10 {
            drop(part.turn().await);
        }
        assert!(begun.elapsed() >= Duration::from_millis(100), "{:?}", begun.elapsed());
    }
}
