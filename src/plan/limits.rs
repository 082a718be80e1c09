//! How much one plan may delete.
//!
//! Limits are all-or-nothing: a plan over one of them is blocked whole, never cut down to fit.

use std::collections::BTreeSet;

use serde_json::Number;

use super::{Entry, LimitCheck, LimitError, Plan};
use crate::model::{Action, ByteSize, VideoId, closest};

/// A share of the library in millionths, so that limits compare exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

/// The limits of an account or of one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Entries of a plan.
    pub entries: u64,
    /// Distinct videos touched, as a share of the library.
    pub share: Share,
    /// Bytes freed, as far as sizes are known.
    pub bytes: u64,
    /// Videos that must remain in the library.
    pub survivors: u64,
    /// Entries deleted in any 24 hours, over all plans; `None` for ten times `entries`, so that several plans in one day
    /// cannot do without end what one may not.
    pub per_day: Option<u64>,
    set_for_this_plan: BTreeSet<&'static str>,
}

/// What a plan would use of its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Entries of the plan.
    pub entries: u64,
    /// Distinct videos that an entry touches.
    pub videos_touched: u64,
    /// Videos that would be deleted whole.
    pub videos_deleted: u64,
    /// Videos of the library; `None` when the platform does not say.
    pub videos_total: Option<u64>,
    /// Bytes of the entries with known size.
    pub bytes: u64,
    /// Entries whose size is unknown, which are not in `bytes`.
    pub bytes_unknown: u64,
    /// Those of them that may be large: whole videos, masters and renditions.
    pub large_unknown: u64,
    /// The largest known size of an entry.
    pub largest: u64,
    /// Entries that the account's runs deleted in the last 24 hours.
    pub deleted_last_day: u64,
}

const NAMES: [&str; 5] = ["entries", "share", "bytes", "survivors", "per_day"];

/// What a whole video, a master or a rendition of unknown size is supposed to have at least: so much that as many as one
/// plan may hold by default are what it may delete by default.
const UNKNOWN_AS: u64 = 5_000_000_000;

/// How many times the entries of one plan may be deleted in a day, where no budget is configured.
const PLANS_PER_DAY: u64 = 10;

/// What people write to be rid of a limit. There is no such word: a limit is a number that somebody chose.
const OFF_WORDS: [&str; 10] = ["none", "off", "no", "never", "false", "null", "unlimited", "infinite", "inf", "-1"];

impl Share {
    /// Reads `10%`, `0.5%` or a fraction such as `0.1`. A bare `1` is none of them: it could mean one percent or
    /// everything.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (number, scale) = match text.strip_suffix('%') {
            Some(percent) => (percent.trim(), 10_000.0),
            None => (text, 1_000_000.0),
        };
        if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return None;
        }
        let value = number.parse::<f64>().ok()?;
        if number == text && value >= 1.0 {
            return None;
        }
        Self::of_millionths((value * scale).round())
    }

    /// The share of a fraction of 1, as a plan records it.
    fn of_fraction(fraction: f64) -> Option<Self> {
        Self::of_millionths((fraction * 1_000_000.0).round())
    }

    fn of_millionths(millionths: f64) -> Option<Self> {
        if !(0.0..=1_000_000.0).contains(&millionths) {
            return None;
        }
        // In range, so nothing is cut off.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in 0..=1,000,000")]
        Some(Self(millionths as u32))
    }

    /// The share as a fraction of 1.
    #[must_use]
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 1_000_000.0
    }
}

impl Default for Limits {
    /// 1,000 entries, 10 % of the library, 5 TB, one survivor, ten times the entries a day.
    fn default() -> Self {
        Self {
            entries: 1_000,
            share: Share(100_000),
            bytes: 5_000_000_000_000,
            survivors: 1,
            per_day: None,
            set_for_this_plan: BTreeSet::new(),
        }
    }
}

impl Limits {
    /// Sets one limit from text, as configuration and `--limit` write it.
    ///
    /// # Errors
    /// Fails on an unknown name, with a suggestion, and on a value that is not of the limit's form.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), LimitError> {
        let fail = |message: String| LimitError { name: name.to_owned(), message };
        let known = NAMES.contains(&name);
        if known && OFF_WORDS.contains(&value.trim().to_lowercase().as_str()) {
            return Err(fail(never_off(name)));
        }
        let count = || value.trim().replace('_', "").parse::<u64>();
        match name {
            "entries" => self.entries = count().map_err(|_| fail(not_a_count(value)))?,
            "survivors" => self.survivors = count().map_err(|_| fail(not_a_count(value)))?,
            "per_day" => self.per_day = Some(count().map_err(|_| fail(not_a_count(value)))?),
            "bytes" => self.bytes = ByteSize::parse(value).map_err(|error| fail(error.to_string()))?.0,
            "share" => {
                self.share = Share::parse(value).ok_or_else(|| {
                    fail(format!("{value:?} is not a share; write a percentage such as 10%, at most 100%"))
                })?;
            }
            _ => {
                let hint = match closest(name, NAMES) {
                    Some(near) => format!("there is no such limit; did you mean {near}?"),
                    None => format!("there is no such limit; there are {}", NAMES.join(", ")),
                };
                return Err(fail(hint));
            }
        }
        Ok(())
    }

    /// Sets one limit for this plan only; the plan records that it was.
    ///
    /// # Errors
    /// As [`Limits::set`].
    pub fn set_for_this_plan(&mut self, name: &str, value: &str) -> Result<(), LimitError> {
        self.set(name, value)?;
        self.set_for_this_plan.extend(NAMES.into_iter().filter(|known| *known == name));
        Ok(())
    }

    /// Entries that may be deleted in any 24 hours.
    #[must_use]
    pub const fn per_day(&self) -> u64 {
        match self.per_day {
            Some(per_day) => per_day,
            None => self.entries.saturating_mul(PLANS_PER_DAY),
        }
    }

    /// The limits that a plan was made under, raises included. One that the plan does not name is the default.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Self {
        let mut limits = Self::default();
        for row in &plan.limits {
            let count = row.allowed.as_u64();
            match row.name.as_str() {
                "entries" => limits.entries = count.unwrap_or(limits.entries),
                "survivors" => limits.survivors = count.unwrap_or(limits.survivors),
                "per_day" => limits.per_day = count,
                "bytes" => limits.bytes = count.unwrap_or(limits.bytes),
                "share" => {
                    limits.share = row.allowed.as_f64().and_then(Share::of_fraction).unwrap_or(limits.share);
                }
                _ => {}
            }
            if row.set_for_this_plan {
                limits.set_for_this_plan.extend(NAMES.into_iter().filter(|known| *known == row.name));
            }
        }
        limits
    }

    /// Holds a plan's usage against every limit. An actual value that cannot be known counts as exceeded.
    #[must_use]
    pub fn check(&self, usage: &Usage) -> Vec<LimitCheck> {
        let some = usage.entries > 0;
        let share = usage.videos_total.filter(|total| *total > 0).map(|total| ratio(usage.videos_touched, total));
        let survivors = usage.videos_total.map(|total| total.saturating_sub(usage.videos_deleted));
        let share_exceeded = match usage.videos_total {
            Some(total) => u128::from(usage.videos_touched) * 1_000_000 > u128::from(total) * u128::from(self.share.0),
            None => true,
        };
        let unknown_as = if usage.large_unknown > 0 { usage.largest.max(UNKNOWN_AS) } else { 0 };
        let supposed = usage.bytes.saturating_add(usage.large_unknown.saturating_mul(unknown_as));
        let bytes = self.row("bytes", self.bytes.into(), Some(usage.bytes.into()), supposed > self.bytes);
        let today = usage.deleted_last_day.saturating_add(usage.entries);
        let per_day = self.row("per_day", self.per_day().into(), Some(today.into()), some && today > self.per_day());
        let follows = self.per_day.is_none() && self.set_for_this_plan.contains("entries");
        vec![
            self.row("entries", self.entries.into(), Some(usage.entries.into()), usage.entries > self.entries),
            self.row("share", fraction(self.share.fraction()), share.map(fraction), some && share_exceeded),
            LimitCheck { unknown: usage.bytes_unknown, unknown_as, ..bytes },
            self.row(
                "survivors",
                self.survivors.into(),
                survivors.map(Number::from),
                usage.videos_deleted > 0 && survivors.is_none_or(|left| left < self.survivors),
            ),
            LimitCheck { set_for_this_plan: per_day.set_for_this_plan || follows, ..per_day },
        ]
    }

    fn row(&self, name: &'static str, allowed: Number, actual: Option<Number>, exceeded: bool) -> LimitCheck {
        let set_for_this_plan = self.set_for_this_plan.contains(name);
        LimitCheck { name: name.to_owned(), allowed, actual, unknown: 0, unknown_as: 0, exceeded, set_for_this_plan }
    }
}

const fn may_be_large(action: Action) -> bool {
    matches!(action, Action::DeleteVideo | Action::DeleteMaster | Action::DeleteRendition | Action::Quarantine)
}

impl Usage {
    /// What entries would use, in a library of so many videos, after so many deletions in the last 24 hours.
    #[must_use]
    pub fn of<'a>(
        entries: impl IntoIterator<Item = &'a Entry>,
        videos_total: Option<u64>,
        deleted_last_day: u64,
    ) -> Self {
        let mut usage = Self {
            entries: 0,
            videos_touched: 0,
            videos_deleted: 0,
            videos_total,
            bytes: 0,
            bytes_unknown: 0,
            large_unknown: 0,
            largest: 0,
            deleted_last_day,
        };
        let mut touched: BTreeSet<&VideoId> = BTreeSet::new();
        let mut deleted: BTreeSet<&VideoId> = BTreeSet::new();
        // No limit on destruction stands in the way of undoing.
        for entry in entries.into_iter().filter(|entry| entry.action != Action::Release) {
            usage.entries += 1;
            touched.insert(&entry.video.id);
            if entry.action == Action::DeleteVideo {
                deleted.insert(&entry.video.id);
            }
            if let Some(bytes) = entry.bytes {
                usage.bytes = usage.bytes.saturating_add(bytes);
                usage.largest = usage.largest.max(bytes);
            } else {
                usage.bytes_unknown += 1;
                usage.large_unknown += u64::from(may_be_large(entry.action));
            }
        }
        usage.videos_touched = touched.len() as u64;
        usage.videos_deleted = deleted.len() as u64;
        usage
    }
}

fn never_off(name: &str) -> String {
    let zero = match name {
        "survivors" => "0 lets the last video go",
        _ => "0 allows nothing",
    };
    format!("a limit cannot be switched off; write the number that you mean ({zero})")
}

fn not_a_count(value: &str) -> String {
    format!("{value:?} is not a whole number")
}

#[expect(clippy::cast_precision_loss, reason = "shown to people; the comparison itself is made in integers")]
fn ratio(part: u64, whole: u64) -> f64 {
    ((part as f64 / whole as f64) * 1_000_000.0).round() / 1_000_000.0
}

fn fraction(value: f64) -> Number {
    Number::from_f64(value).unwrap_or_else(|| Number::from(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage() -> Usage {
        Usage {
            entries: 10,
            videos_touched: 10,
            videos_deleted: 10,
            videos_total: Some(100),
            bytes: 1,
            bytes_unknown: 0,
            large_unknown: 0,
            largest: 0,
            deleted_last_day: 0,
        }
    }

    fn exceeded(limits: &Limits, usage: &Usage) -> Vec<String> {
        limits.check(usage).into_iter().filter(|check| check.exceeded).map(|check| check.name).collect()
    }

    #[test]
    fn a_plan_exactly_at_a_limit_passes_and_one_more_does_not() {
        let limits = Limits::default();
        assert!(exceeded(&limits, &usage()).is_empty());
        assert_eq!(exceeded(&limits, &Usage { videos_touched: 11, ..usage() }), ["share"]);
        let large = Usage { videos_total: Some(1_000_000), ..usage() };
        assert!(exceeded(&limits, &Usage { entries: 1_000, ..large }).is_empty());
        assert_eq!(exceeded(&limits, &Usage { entries: 1_001, ..large }), ["entries"]);
        assert!(exceeded(&limits, &Usage { bytes: 5_000_000_000_000, ..large }).is_empty());
        assert_eq!(exceeded(&limits, &Usage { bytes: 5_000_000_000_001, ..large }), ["bytes"]);
    }

    #[test]
    fn an_unknown_library_size_counts_as_exceeded_unless_nothing_is_deleted() {
        let limits = Limits::default();
        assert_eq!(exceeded(&limits, &Usage { videos_total: None, ..usage() }), ["share", "survivors"]);
        let nothing = Usage {
            entries: 0,
            videos_touched: 0,
            videos_deleted: 0,
            videos_total: None,
            bytes: 0,
            bytes_unknown: 0,
            large_unknown: 0,
            largest: 0,
            deleted_last_day: 0,
        };
        assert!(exceeded(&limits, &nothing).is_empty());
    }

    #[test]
    fn what_may_be_large_and_is_of_unknown_size_counts_as_large() {
        let mut limits = Limits::default();
        limits.set("bytes", "1").expect("a size");
        let unknown = |large_unknown, largest| Usage { bytes: 0, bytes_unknown: 3, large_unknown, largest, ..usage() };
        assert!(exceeded(&limits, &unknown(0, 0)).is_empty(), "pictures are small");
        assert_eq!(exceeded(&limits, &unknown(1, 0)), ["bytes"]);
        limits.set("bytes", "10GB").expect("a size");
        assert!(exceeded(&limits, &unknown(2, 0)).is_empty());
        assert_eq!(exceeded(&limits, &unknown(3, 0)), ["bytes"]);
        assert_eq!(exceeded(&limits, &unknown(2, 6_000_000_000)), ["bytes"], "as the largest that is known");
    }

    #[test]
    fn the_last_survivor_is_kept() {
        let mut limits = Limits::default();
        limits.set("share", "100%").expect("a share");
        let all = Usage { videos_touched: 100, videos_deleted: 100, ..usage() };
        assert_eq!(exceeded(&limits, &all), ["survivors"]);
        assert!(exceeded(&limits, &Usage { videos_deleted: 99, ..all }).is_empty());
    }

    #[test]
    fn the_daily_budget_counts_earlier_runs() {
        let mut limits = Limits::default();
        limits.set("per_day", "50").expect("a count");
        assert!(exceeded(&limits, &Usage { deleted_last_day: 40, ..usage() }).is_empty());
        assert_eq!(exceeded(&limits, &Usage { deleted_last_day: 41, ..usage() }), ["per_day"]);
    }

    #[test]
    fn limits_are_read_from_text_and_typos_are_named() {
        let mut limits = Limits::default();
        limits.set_for_this_plan("share", "0.25").expect("a fraction");
        assert!((limits.share.fraction() - 0.25).abs() < f64::EPSILON);
        assert!(limits.check(&usage()).iter().any(|check| check.name == "share" && check.set_for_this_plan));
        let error = limits.set("entires", "5").expect_err("a typo");
        assert_eq!(error.to_string(), "set the limit entires: there is no such limit; did you mean entries?");
        for (name, value) in [
            ("share", "110%"),
            ("share", "-1%"),
            ("share", "1"),
            ("share", "10"),
            ("entries", "many"),
            ("bytes", "5 apples"),
        ] {
            assert!(limits.set(name, value).is_err(), "{name}={value}");
        }
    }

    #[test]
    fn the_daily_budget_is_on_by_default_and_follows_the_entries_of_one_plan() {
        let row = |limits: &Limits, usage: &Usage| {
            let row = limits.check(usage).into_iter().find(|check| check.name == "per_day").expect("always there");
            (row.allowed.as_u64(), row.actual.and_then(|actual| actual.as_u64()), row.exceeded, row.set_for_this_plan)
        };
        let mut limits = Limits::default();
        let today = |deleted_last_day| Usage { deleted_last_day, ..usage() };
        assert_eq!(row(&limits, &today(9_990)), (Some(10_000), Some(10_000), false, false));
        assert_eq!(row(&limits, &today(9_991)), (Some(10_000), Some(10_001), true, false));
        limits.set_for_this_plan("entries", "20").expect("a count");
        assert_eq!(row(&limits, &today(191)), (Some(200), Some(201), true, true));
        limits.set("per_day", "50").expect("a count");
        assert_eq!(row(&limits, &today(40)), (Some(50), Some(50), false, false));
        limits.set("per_day", "0").expect("a count");
        assert_eq!(row(&limits, &today(0)), (Some(0), Some(10), true, false));
        assert_eq!(row(&limits, &Usage { entries: 0, ..today(7) }), (Some(0), Some(7), false, false));
        limits = Limits { entries: u64::MAX, per_day: None, ..limits };
        assert!(exceeded(&limits, &today(u64::MAX)).is_empty(), "a sum too large to count does not wrap");
    }

    #[test]
    fn no_word_switches_a_limit_off() {
        let mut limits = Limits::default();
        for name in NAMES {
            for word in ["none", "off", "Unlimited", "-1", "", "inf"] {
                let before = limits.clone();
                let error = limits.set(name, word).expect_err(word);
                assert!(!error.message.is_empty());
                assert_eq!(limits, before, "{name}={word}");
            }
        }
        assert_eq!(
            limits.set("per_day", "none").expect_err("no word").to_string(),
            "set the limit per_day: a limit cannot be switched off; write the number that you mean (0 allows nothing)"
        );
    }

    #[test]
    fn sizes_that_are_unknown_are_counted_beside_the_bytes() {
        let rows = Limits::default().check(&Usage { bytes_unknown: 3, large_unknown: 0, largest: 0, ..usage() });
        let bytes = rows.iter().find(|row| row.name == "bytes").expect("a row");
        assert_eq!((bytes.unknown, bytes.exceeded), (3, false));
        assert!(rows.iter().filter(|row| row.name != "bytes").all(|row| row.unknown == 0));
    }
}
