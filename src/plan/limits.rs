//! How much one plan may delete.
//!
//! Limits are all-or-nothing: a plan over one of them is blocked whole, never cut down to fit.

use std::collections::BTreeSet;

use serde_json::Number;

use super::{LimitCheck, LimitError};
use crate::model::{ByteSize, closest};

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
    /// Entries deleted in any 24 hours, over all plans; `None` for no such budget.
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
    /// Entries that the account's runs deleted in the last 24 hours.
    pub deleted_last_day: u64,
}

const NAMES: [&str; 5] = ["entries", "share", "bytes", "survivors", "per_day"];

impl Share {
    /// Reads `10%`, `0.5%` or a fraction such as `0.1`.
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
        let millionths = (number.parse::<f64>().ok()? * scale).round();
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
    /// 1,000 entries, 10 % of the library, 5 TB, one survivor, no daily budget.
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
        let count = || value.trim().replace('_', "").parse::<u64>();
        match name {
            "entries" => self.entries = count().map_err(|_| fail(not_a_count(value)))?,
            "survivors" => self.survivors = count().map_err(|_| fail(not_a_count(value)))?,
            "per_day" => self.per_day = Some(count().map_err(|_| fail(not_a_count(value)))?),
            "bytes" => self.bytes = ByteSize::parse(value).map_err(|error| fail(error.to_string()))?.0,
            "share" => {
                self.share = Share::parse(value)
                    .ok_or_else(|| fail(format!("{value:?} is not a share; write a percentage such as 10%")))?;
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
        let mut checks = vec![
            self.row("entries", self.entries.into(), Some(usage.entries.into()), usage.entries > self.entries),
            self.row("share", fraction(self.share.fraction()), share.map(fraction), some && share_exceeded),
            self.row("bytes", self.bytes.into(), Some(usage.bytes.into()), usage.bytes > self.bytes),
            self.row(
                "survivors",
                self.survivors.into(),
                survivors.map(Number::from),
                usage.videos_deleted > 0 && survivors.is_none_or(|left| left < self.survivors),
            ),
        ];
        if let Some(per_day) = self.per_day {
            let actual = usage.deleted_last_day.saturating_add(usage.entries);
            checks.push(self.row("per_day", per_day.into(), Some(actual.into()), some && actual > per_day));
        }
        checks
    }

    fn row(&self, name: &'static str, allowed: Number, actual: Option<Number>, exceeded: bool) -> LimitCheck {
        let set_for_this_plan = self.set_for_this_plan.contains(name);
        LimitCheck { name: name.to_owned(), allowed, actual, exceeded, set_for_this_plan }
    }
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
            deleted_last_day: 0,
        };
        assert!(exceeded(&limits, &nothing).is_empty());
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
        for (name, value) in [("share", "110%"), ("share", "-1%"), ("entries", "many"), ("bytes", "5 apples")] {
            assert!(limits.set(name, value).is_err(), "{name}={value}");
        }
    }
}
