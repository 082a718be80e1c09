//! Ages, spans of time and moments for people.

use jiff::Timestamp;

use crate::model::Millis;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long ago something was, in one unit: `3 y`, `14 mo`, `12 d`, `5 h`, `3 min`. A moment to come is `0 min`.
#[must_use]
pub fn age(from: Timestamp, now: Timestamp) -> String {
    span(now.as_second().saturating_sub(from.as_second()))
}

/// A number of seconds in one unit, rounded down. Months have 30 days; years begin after 24 months.
#[must_use]
pub fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let days = seconds / DAY;
    match days {
        730.. => format!("{} y", days / 365),
        90.. => format!("{} mo", days / 30),
        2.. => format!("{days} d"),
        _ if seconds >= 2 * HOUR => format!("{} h", seconds / HOUR),
        _ => format!("{} min", seconds / MINUTE),
    }
}

/// A moment to the minute, in UTC: `2024-01-31 08:15 UTC`.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A day in UTC: `2024-01-31`.
#[must_use]
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// A running time: `1:02:03` or `4:05`.
#[must_use]
pub fn running_time(millis: Millis) -> String {
    let seconds = millis / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_one_unit() {
        let shown = |seconds| span(seconds);
        assert_eq!(shown(-5), "0 min");
        assert_eq!(shown(90), "1 min");
        assert_eq!(shown(5 * HOUR), "5 h");
        assert_eq!(shown(47 * HOUR), "47 h");
        assert_eq!(shown(48 * HOUR), "2 d");
        assert_eq!(shown(89 * DAY), "89 d");
        assert_eq!(shown(400 * DAY), "13 mo");
        assert_eq!(shown(1_100 * DAY), "3 y");
    }

    #[test]
    fn a_running_time_has_hours_only_when_it_needs_them() {
        assert_eq!(running_time(65_000), "1:05");
        assert_eq!(running_time(3_723_000), "1:02:03");
    }
}
