//! What is known of the last sync of an inventory.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::model::Account;

/// How far before the latest known change a sync asks for changes again. How late a change may come to a platform's
/// search is not documented.
pub const MARGIN: SignedDuration = SignedDuration::from_hours(1);

/// What a sync knows at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// When it began, by this machine's clock.
    pub at: Timestamp,
    /// How far the platform's clock is ahead; zero where it does not tell.
    pub skew: SignedDuration,
    /// How many videos the platform counts; `None` when it gives no count.
    pub counted: Option<u64>,
    /// Whether videos were deleted meanwhile.
    pub moved: bool,
}

impl Ending {
    /// When the sync began, by the platform's clock.
    fn began(&self) -> Timestamp {
        self.at.checked_add(self.skew).unwrap_or(self.at)
    }
}

/// What an inventory says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synced {
    /// The library.
    pub account: Account,
    /// When the last sync began, by this machine's clock: nothing in the inventory is known to be younger.
    pub at: Timestamp,
    /// When the whole library was listed last.
    pub listed_at: Timestamp,
    /// The time of the latest change that was seen, not later than the sync by the platform's clock.
    pub newest: Timestamp,
    /// How many videos the platform counted; `None` when it gives no count.
    pub counted: Option<u64>,
    /// How many videos are held.
    pub held: u64,
    /// Whether these are all: a listing that gave fewer videos than were counted is not complete.
    pub complete: bool,
    /// Whether videos were deleted while everything was listed: others may then have been passed over.
    pub moved: bool,
}

impl Synced {
    /// The time from which on the next sync has to ask for changes. It goes by the changes that were seen, so that no
    /// clock of this machine can make it too late.
    #[must_use]
    pub fn changes_from(&self) -> Timestamp {
        self.newest.checked_sub(MARGIN).unwrap_or(Timestamp::MIN)
    }

    /// Its age in whole seconds.
    #[must_use]
    pub fn age_seconds(&self, now: Timestamp) -> u64 {
        u64::try_from(now.duration_since(self.at).as_secs()).unwrap_or(0)
    }

    /// How many videos the library had: what was counted where that is more.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counted.unwrap_or(0).max(self.held)
    }
}

/// The latest change that may be believed: a time to come is none.
pub(super) fn newest(seen: Option<Timestamp>, ending: &Ending) -> Timestamp {
    seen.map_or(ending.began(), |seen| seen.min(ending.began()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_change_that_is_seen_late_and_a_clock_that_is_wrong_lose_nothing() {
        let skew = SignedDuration::from_mins(-10);
        let ending = Ending { at: at("2026-06-01T12:00:00Z"), skew, counted: None, moved: false };
        assert_eq!(newest(None, &ending), at("2026-06-01T11:50:00Z"));
        assert_eq!(newest(Some(at("2026-05-30T08:00:00Z")), &ending), at("2026-05-30T08:00:00Z"));
        assert_eq!(newest(Some(at("2031-01-01T00:00:00Z")), &ending), at("2026-06-01T11:50:00Z"));
    }
}
