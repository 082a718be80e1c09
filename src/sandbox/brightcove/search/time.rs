//! Times as the search languages write them, in milliseconds of the epoch.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A time with an offset, or a day; `end` makes a day mean its last moment.
pub(super) fn absolute(text: &str, end: bool) -> Option<i64> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_millisecond());
    }
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10)?;
    let start = day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
    Some(if end { start + 86_399_999 } else { start })
}

/// A time relative to now (`-2days`, `-14d`, `-4hours`, `-60minutes`, `NOW`), else an absolute one.
pub(super) fn relative(text: &str, end: bool, now: Timestamp) -> Option<i64> {
    if text == "NOW" {
        return Some(now.as_millisecond());
    }
    let Some(back) = text.strip_prefix('-') else { return absolute(text, end) };
    let digits = back.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = back.split_at(digits);
    let minutes = match unit {
        "d" | "day" | "days" => 1_440,
        "h" | "hour" | "hours" => 60,
        "m" | "minute" | "minutes" => 1,
        _ => return None,
    };
    let span = SignedDuration::from_mins(count.parse::<i64>().ok()?.checked_mul(minutes)?);
    now.checked_sub(span).ok().map(Timestamp::as_millisecond)
}
