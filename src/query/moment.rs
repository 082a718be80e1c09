//! Times as typed: RFC 3339, a whole day, or a distance back from now.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::Literal;

const FORMS: &str = "write `2024-01-31`, `2024-01-31T10:00:00Z`, `-180d`, `-36h` or `now`";

/// The time that was written, or a hint at what to write instead.
pub(super) fn read(text: &str, now: Timestamp) -> Result<Literal, String> {
    if text == "now" {
        return Ok(instant(now));
    }
    if let Some(date) = date(text) {
        return day(date).ok_or_else(|| "the date is out of range".to_owned());
    }
    if let Some(age) = text.strip_prefix('-').and_then(split_age) {
        let moment = seconds(age).and_then(|back| now.checked_sub(SignedDuration::from_secs(back)).ok());
        return moment.map(instant).ok_or_else(|| hint(text, now));
    }
    text.parse().map(instant).map_err(|_| hint(text, now))
}

/// Whether the text is an age or `now`: a single instant that nothing but a comparison or a range is about.
pub(super) fn is_relative(text: &str) -> bool {
    text == "now" || text.strip_prefix('-').and_then(split_age).is_some()
}

fn instant(at: Timestamp) -> Literal {
    Literal::Time { from: at, to: at }
}

/// The whole UTC day; `None` when it is beyond what a timestamp holds.
fn day(date: Date) -> Option<Literal> {
    let start = |date: Date| Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok();
    let next = date.tomorrow().ok().and_then(start);
    let to = next.and_then(|next| next.checked_sub(SignedDuration::from_nanos(1)).ok()).unwrap_or(Timestamp::MAX);
    Some(Literal::Time { from: start(date)?, to })
}

/// The day that these two instants are the ends of.
pub(super) fn as_day(literal: &Literal) -> Option<Date> {
    let Literal::Time { from, .. } = literal else { return None };
    let date = Offset::UTC.to_datetime(*from).date();
    (date.year() >= 0 && day(date).as_ref() == Some(literal)).then_some(date)
}

/// A calendar day in exactly the form `2024-01-31`.
fn date(text: &str) -> Option<Date> {
    let digits = |(index, byte): (usize, u8)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.bytes().enumerate().all(digits).then(|| text.parse().ok())?
}

/// Splits `180d` into its number and unit.
fn split_age(text: &str) -> Option<(&str, &str)> {
    let (number, unit) = text.split_at_checked(text.find(|c: char| !c.is_ascii_digit())?)?;
    (!number.is_empty() && unit.chars().all(char::is_alphabetic)).then_some((number, unit))
}

fn seconds((number, unit): (&str, &str)) -> Option<i64> {
    let factor = match unit {
        "w" => 7 * 86_400,
        "d" => 86_400,
        "h" => 3_600,
        "m" => 60,
        "s" => 1,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(factor)
}

fn hint(text: &str, now: Timestamp) -> String {
    let today = Offset::UTC.to_datetime(now).date();
    let meant = |text: String| format!("did you mean `{text}`?");
    match text.to_ascii_lowercase().as_str() {
        "today" => return format!("write the date: `{today}`"),
        "yesterday" => return format!("write the date: `{}`", today.yesterday().unwrap_or(today)),
        "now" => return meant("now".to_owned()),
        _ => {}
    }
    if let Some(age) = split_age(text) {
        return if seconds(age).is_some() { meant(format!("-{text}")) } else { age_hint(age.1) };
    }
    if let Some(age) = text.strip_prefix('-').and_then(split_age) {
        return age_hint(age.1);
    }
    if date(&text.replace(['/', '.'], "-")).is_some() {
        return meant(text.replace(['/', '.'], "-"));
    }
    if text.contains(['T', 't', ' ']) && text.parse::<DateTime>().is_ok() {
        return format!("add the time zone: `{text}Z`");
    }
    FORMS.to_owned()
}

fn age_hint(unit: &str) -> String {
    if matches!(unit, "w" | "d" | "h" | "m" | "s") {
        return "the time is out of range".to_owned();
    }
    "the units of an age are `w`, `d`, `h`, `m` (minutes) and `s`, such as `-180d`".to_owned()
}
