//! The clock of the run. It stands still, so that a policy decides the same for its first and its last video.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rhai::{Dynamic, Engine, FLOAT, INT, NativeCallContext};

use super::wrong_type;
use crate::script::error::{Fault, Outcome};
use crate::script::session::Session;
use crate::script::values::TimeValue;

type Context<'a> = NativeCallContext<'a>;

const DAY_MILLIS: i64 = 86_400_000;
const HOUR_MILLIS: i64 = 3_600_000;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("now", |context: Context<'_>| now(&context).map(TimeValue));
    engine.register_fn("today", |context: Context<'_>| -> Outcome<TimeValue> {
        let date = now(&context)?.to_zoned(TimeZone::UTC).date();
        midnight(date).map(TimeValue).ok_or_else(|| out_of_range().into())
    });
    engine.register_fn("date", |text: &str| -> Outcome<TimeValue> { Ok(date(text)?) });
    for (name, millis) in [("days_ago", DAY_MILLIS), ("hours_ago", HOUR_MILLIS)] {
        engine.register_fn(name, move |context: Context<'_>, count: INT| ago(&context, count.checked_mul(millis)));
        engine.register_fn(name, move |context: Context<'_>, count: FLOAT| ago(&context, whole(count, millis)));
    }
    engine.register_fn("days_since", |context: Context<'_>, since: Dynamic| days_since(&context, &since));
}

fn now(context: &Context<'_>) -> Outcome<Timestamp> {
    Ok(Session::of(context)?.now())
}

/// When a day begins.
pub(in crate::script) fn midnight(date: Date) -> Option<Timestamp> {
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// The moment that a text names.
pub(in crate::script) fn date(text: &str) -> Result<TimeValue, Fault> {
    let trimmed = text.trim();
    let moment = trimmed.parse::<Timestamp>().ok();
    let day = || trimmed.parse::<Date>().ok().filter(|_| trimmed.len() == 10).and_then(midnight);
    moment.or_else(day).map(TimeValue).ok_or_else(|| {
        Fault::new("bad-date", format!("{text:?} is not a date")).hint("write 2024-01-31 or 2024-01-31T12:00:00Z")
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "checked to fit just before")]
fn whole(count: FLOAT, millis: i64) -> Option<i64> {
    let total = count * millis as FLOAT;
    (total.abs() < 9.0e15).then_some(total as i64)
}

fn ago(context: &Context<'_>, millis: Option<i64>) -> Outcome<TimeValue> {
    let now = now(context)?;
    let back = millis.and_then(|millis| now.checked_sub(SignedDuration::from_millis(millis)).ok());
    back.map(TimeValue).ok_or_else(|| out_of_range().into())
}

fn out_of_range() -> Fault {
    Fault::new("time-range", "the moment is beyond the years that can be told")
}

/// Whole days; nothing is known to have passed since a moment that is absent.
fn days_since(context: &Context<'_>, since: &Dynamic) -> Outcome<Dynamic> {
    if since.is_unit() {
        return Ok(Dynamic::UNIT);
    }
    let Some(time) = since.clone().try_cast::<TimeValue>() else {
        let fault = wrong_type("days_since", "a Time", since);
        return Err(if since.is_string() { fault.hint("make it one with date(text)") } else { fault }.into());
    };
    Ok(Dynamic::from_int(whole_days(now(context)?, time.0)))
}

/// The whole days between two moments, rounded down.
pub(in crate::script) fn whole_days(now: Timestamp, since: Timestamp) -> i64 {
    now.as_millisecond().saturating_sub(since.as_millisecond()).div_euclid(DAY_MILLIS)
}
