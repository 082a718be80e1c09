//! A span of time, such as a video's running time. It has an order among spans only.

use std::cmp::Ordering;
use std::fmt;

use rhai::{Dynamic, Engine, FLOAT, INT, ImmutableString, NativeCallContext};

use super::absent;
use crate::script::error::{Fault, Outcome};

/// Milliseconds, negative when an earlier moment follows a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DurationValue(pub(crate) i64);

impl fmt::Display for DurationValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let millis = self.0.unsigned_abs();
        let (seconds, rest) = (millis / 1_000, millis % 1_000);
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
        let seconds = seconds % 60;
        match (days, hours, minutes) {
            (0, 0, 0) if rest > 0 => write!(f, "{sign}{seconds}.{rest:03}s"),
            (0, 0, 0) => write!(f, "{sign}{seconds}s"),
            (0, 0, _) => write!(f, "{sign}{minutes}m {seconds}s"),
            (0, _, _) => write!(f, "{sign}{hours}h {minutes}m {seconds}s"),
            _ => write!(f, "{sign}{days}d {hours}h {minutes}m"),
        }
    }
}

/// A unit with its milliseconds.
const UNITS: [(&str, i64); 3] = [("seconds", 1_000), ("minutes", 60_000), ("hours", 3_600_000)];

type Compare = fn(Ordering) -> bool;

type Context<'a> = NativeCallContext<'a>;

const ORDERS: [(&str, Compare); 6] = [
    ("<", Ordering::is_lt),
    ("<=", Ordering::is_le),
    (">", Ordering::is_gt),
    (">=", Ordering::is_ge),
    ("==", Ordering::is_eq),
    ("!=", Ordering::is_ne),
];

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<DurationValue>("Duration");
    engine.register_fn("to_string", |span: &mut DurationValue| span.to_string());
    engine.register_fn("to_debug", |span: &mut DurationValue| span.to_string());
    engine.register_fn("+", |text: ImmutableString, span: DurationValue| format!("{text}{span}"));
    engine.register_fn("+", |span: DurationValue, text: ImmutableString| format!("{span}{text}"));
    engine.register_fn("+", |a: DurationValue, b: DurationValue| DurationValue(a.0.saturating_add(b.0)));
    engine.register_fn("-", |a: DurationValue, b: DurationValue| DurationValue(a.0.saturating_sub(b.0)));
    for (operator, holds) in ORDERS {
        engine.register_fn(operator, move |a: DurationValue, b: DurationValue| holds(a.cmp(&b)));
    }
    for operator in absent::ORDERS {
        engine.register_fn(operator, |context: Context<'_>, _: DurationValue, b: Dynamic| unordered(&context, &b));
        engine.register_fn(operator, |context: Context<'_>, a: Dynamic, _: DurationValue| unordered(&context, &a));
    }
    for (operator, differs) in [("==", false), ("!=", true)] {
        engine.register_fn(operator, move |_: DurationValue, b: Dynamic| mixed(&b).map(|()| differs));
        engine.register_fn(operator, move |a: Dynamic, _: DurationValue| mixed(&a).map(|()| differs));
    }
    for (unit, millis) in UNITS {
        engine.register_fn(unit, move |count: INT| DurationValue(count.saturating_mul(millis)));
        engine.register_fn(unit, move |count: FLOAT| of_float(count, millis));
        engine.register_get(unit, move |span: &mut DurationValue| in_unit(*span, millis));
    }
}

fn unordered(context: &Context<'_>, other: &Dynamic) -> Outcome<bool> {
    if other.is_unit() { absent::undecided(context) } else { mixed(other).map(|()| false) }
}

/// Nothing is longer, shorter or equal to an absent value; anything else is a mistake.
fn mixed(other: &Dynamic) -> Outcome<()> {
    if other.is_unit() {
        return Ok(());
    }
    Err(Fault::new("mixed-comparison", "a Duration can only be compared with a Duration")
        .hint("write seconds(90), minutes(10) or hours(2), or ask for its `.seconds`")
        .into())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "checked to fit just before")]
fn of_float(count: FLOAT, millis: i64) -> Outcome<DurationValue> {
    let total = count * millis as FLOAT;
    if total.abs() < 9.0e15 {
        Ok(DurationValue(total as i64))
    } else {
        Err(Fault::new("time-range", format!("{count} is not a length of time")).into())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a running time of 2^53 ms is 285,000 years")]
fn in_unit(span: DurationValue, millis: i64) -> FLOAT {
    span.0 as FLOAT / millis as FLOAT
}
