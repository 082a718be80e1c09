//! What was refreshed of late, and how much of the day's quota that took.

use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::paths::{Paths, domain};
use super::tasks::Task;
use crate::sandbox::apsara::fault::Fault;

/// For so long tasks can be asked for.
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How much of the copies in the `ApsaraVideo` dialect's content network may be refreshed a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshAllowance {
    /// How many addresses.
    pub urls: u64,
    /// How many directories.
    pub directories: u64,
}

impl Default for RefreshAllowance {
    /// What a new account has.
    fn default() -> Self {
        Self { urls: 2000, directories: 100 }
    }
}

/// The quota of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quota {
    pub(super) allowed: RefreshAllowance,
    pub(super) left: RefreshAllowance,
}

/// All that was refreshed since the server started.
#[derive(Debug, Default)]
pub(in crate::sandbox::apsara) struct Refreshes {
    allowed: RefreshAllowance,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    day: Option<Date>,
    used: Used,
    tasks: Vec<Task>,
    last_id: u64,
}

#[derive(Debug, Default, Clone, Copy)]
struct Used {
    urls: u64,
    directories: u64,
}

/// The ids of the platform's tasks have eleven digits.
const FIRST_ID: u64 = 15_000_000_000;

impl Refreshes {
    pub(in crate::sandbox::apsara) fn new(allowed: RefreshAllowance) -> Self {
        Self { allowed, book: Mutex::default() }
    }

    /// What is left of the day's quota.
    pub(super) fn quota(&self, now: Timestamp) -> Quota {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        Quota { allowed: self.allowed, left: book.left(self.allowed, now) }
    }

    /// Takes all of a refresh in, or nothing when it is more than what is left. Gives the ids of its tasks, one a domain.
    pub(super) fn submit(&self, paths: &Paths, now: Timestamp) -> Result<Vec<String>, Fault> {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let left = book.left(self.allowed, now);
        let count = u64::try_from(paths.paths.len()).unwrap_or(u64::MAX);
        let as_directories = paths.kind.counts_as_directory();
        if count > if as_directories { left.directories } else { left.urls } {
            let message = "Your refresh quota of today has been exceeded.";
            return Err(Fault::new(400, "QuotaExceeded.Refresh", message));
        }
        let used = if as_directories { &mut book.used.directories } else { &mut book.used.urls };
        *used += count;
        book.tasks.retain(|task| now.duration_since(task.created_at) <= KEPT);
        let mut ids: Vec<(&str, String)> = Vec::new();
        for path in &paths.paths {
            let known = ids.iter().find(|(known, _)| *known == domain(path)).map(|(_, id)| id.clone());
            let id = known.unwrap_or_else(|| {
                book.last_id += 1;
                let id = (FIRST_ID + book.last_id).to_string();
                ids.push((domain(path), id.clone()));
                id
            });
            book.tasks.push(Task { id, path: path.clone(), kind: paths.kind, created_at: now });
        }
        Ok(ids.into_iter().map(|(_, id)| id).collect())
    }

    /// The tasks of the last days, oldest first.
    pub(super) fn tasks(&self, now: Timestamp) -> Vec<Task> {
        let book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        book.tasks.iter().filter(|task| now.duration_since(task.created_at) <= KEPT).cloned().collect()
    }
}

impl Book {
    fn left(&mut self, allowed: RefreshAllowance, now: Timestamp) -> RefreshAllowance {
        let today = day(now);
        if self.day != Some(today) {
            self.day = Some(today);
            self.used = Used::default();
        }
        RefreshAllowance {
            urls: allowed.urls.saturating_sub(self.used.urls),
            directories: allowed.directories.saturating_sub(self.used.directories),
        }
    }
}

/// The day of a quota. That it is one of Chinese time, like those of other jobs of the platform, is not documented.
fn day(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::fixed(Offset::constant(8))).date()
}

#[cfg(test)]
mod tests {
    use super::{Quota, RefreshAllowance, Refreshes};
    use crate::sandbox::apsara::refresh::paths::{Kind, Paths};

    fn paths(kind: Kind, paths: &[&str]) -> Paths {
        Paths { kind, paths: paths.iter().map(|&path| path.to_owned()).collect() }
    }

    #[test]
    fn the_quota_is_used_up_and_is_whole_again_at_midnight_in_china() {
        let allowed = RefreshAllowance { urls: 3, directories: 1 };
        let refreshes = Refreshes::new(allowed);
        let evening = "2026-01-02T15:59:59Z".parse().unwrap();
        let files = paths(Kind::IgnoreParams, &["a.example.com/1", "a.example.com/2"]);
        assert_eq!(refreshes.submit(&files, evening).unwrap().len(), 1);
        assert_eq!(refreshes.quota(evening), Quota { allowed, left: RefreshAllowance { urls: 1, directories: 1 } });
        assert_eq!(refreshes.submit(&files, evening).unwrap_err().code, "QuotaExceeded.Refresh");
        assert_eq!(refreshes.quota(evening).left.urls, 1, "nothing of a refused one is taken in");
        assert_eq!(refreshes.tasks(evening).len(), 2);
        let folder = paths(Kind::Directory, &["a.example.com/x/"]);
        assert!(refreshes.submit(&folder, evening).is_ok());
        assert_eq!(refreshes.submit(&folder, evening).unwrap_err().code, "QuotaExceeded.Refresh");
        let night = "2026-01-02T16:00:00Z".parse().unwrap();
        assert_eq!(refreshes.quota(night).left, allowed);
    }

    #[test]
    fn each_domain_is_a_task() {
        let refreshes = Refreshes::new(RefreshAllowance::default());
        let now = "2026-01-02T03:04:05Z".parse().unwrap();
        let files = paths(Kind::File, &["a.example.com/1", "https://b.example.com/2", "http://a.example.com/3"]);
        assert_eq!(refreshes.submit(&files, now).unwrap(), ["15000000001", "15000000002"]);
        let ids: Vec<String> = refreshes.tasks(now).into_iter().map(|task| task.id).collect();
        assert_eq!(ids, ["15000000001", "15000000002", "15000000001"]);
        assert!(refreshes.tasks("2026-01-05T03:04:06Z".parse().unwrap()).is_empty());
    }
}
