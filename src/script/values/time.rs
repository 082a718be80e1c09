//! A moment. It has an order among moments only: comparing it with a text is an error, never quietly false.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rhai::{Dynamic, Engine, ImmutableString, NativeCallContext};

use super::DurationValue;
use super::absent::undecided;
use crate::script::error::{Fault, Outcome};

/// A moment in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimeValue(pub(crate) Timestamp);

impl TimeValue {
    fn moved(self, millis: i64) -> Outcome<Self> {
        let moved = self.0.checked_add(jiff::SignedDuration::from_millis(millis));
        moved.map(Self).map_err(|_| Fault::new("time-range", "the moment is beyond the years that can be told").into())
    }

    fn since(self, earlier: Self) -> DurationValue {
        DurationValue(self.0.as_millisecond().saturating_sub(earlier.0.as_millisecond()))
    }
}

type Compare = fn(Ordering) -> bool;

type Context<'a> = NativeCallContext<'a>;

const ORDERS: [(&str, Compare); 4] =
    [("<", Ordering::is_lt), ("<=", Ordering::is_le), (">", Ordering::is_gt), (">=", Ordering::is_ge)];

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<TimeValue>("Time");
    engine.register_fn("to_string", |time: &mut TimeValue| time.0.to_string());
    engine.register_fn("to_debug", |time: &mut TimeValue| time.0.to_string());
    engine.register_fn("+", |text: ImmutableString, time: TimeValue| format!("{text}{}", time.0));
    engine.register_fn("+", |time: TimeValue, text: ImmutableString| format!("{}{text}", time.0));
    engine.register_fn("-", |late: TimeValue, early: TimeValue| late.since(early));
    engine.register_fn("-", |time: TimeValue, by: DurationValue| time.moved(by.0.saturating_neg()));
    engine.register_fn("+", |time: TimeValue, by: DurationValue| time.moved(by.0));
    compare(engine);
    parts(engine);
}

fn compare(engine: &mut Engine) {
    for (operator, holds) in ORDERS {
        engine.register_fn(operator, move |a: TimeValue, b: TimeValue| holds(a.cmp(&b)));
        engine.register_fn(operator, |context: Context<'_>, _: TimeValue, b: Dynamic| unordered(&context, &b));
        engine.register_fn(operator, |context: Context<'_>, a: Dynamic, _: TimeValue| unordered(&context, &a));
    }
    engine.register_fn("==", |a: TimeValue, b: TimeValue| a == b);
    engine.register_fn("!=", |a: TimeValue, b: TimeValue| a != b);
    engine.register_fn("==", |_: TimeValue, b: Dynamic| mixed(&b));
    engine.register_fn("==", |a: Dynamic, _: TimeValue| mixed(&a));
    engine.register_fn("!=", |_: TimeValue, b: Dynamic| mixed(&b).map(|equal| !equal));
    engine.register_fn("!=", |a: Dynamic, _: TimeValue| mixed(&a).map(|equal| !equal));
}

fn unordered(context: &Context<'_>, other: &Dynamic) -> Outcome<bool> {
    if other.is_unit() { undecided(context) } else { mixed(other) }
}

/// Nothing is before, after or equal to an absent value; anything else is a mistake.
fn mixed(other: &Dynamic) -> Outcome<bool> {
    if other.is_unit() {
        return Ok(false);
    }
    let what = if other.is_string() { "text" } else { "something else" };
    let hint = match other.clone().into_immutable_string() {
        Ok(text) => format!("write date({text:?}), or days_ago(180)"),
        Err(_) => "compare it with date(\"2024-01-31\"), days_ago(180) or now()".to_owned(),
    };
    Err(Fault::new("mixed-comparison", format!("a Time cannot be compared with {what}")).hint(hint).into())
}

fn parts(engine: &mut Engine) {
    let zoned = |time: &TimeValue| time.0.to_zoned(TimeZone::UTC);
    engine.register_get("year", move |time: &mut TimeValue| i64::from(zoned(time).year()));
    engine.register_get("month", move |time: &mut TimeValue| i64::from(zoned(time).month()));
    engine.register_get("day", move |time: &mut TimeValue| i64::from(zoned(time).day()));
    engine.register_get("hour", move |time: &mut TimeValue| i64::from(zoned(time).hour()));
    engine.register_get("minute", move |time: &mut TimeValue| i64::from(zoned(time).minute()));
    engine.register_get("date", move |time: &mut TimeValue| zoned(time).date().to_string());
}
