//! Tells the value of a native condition for one video.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rhai::Dynamic;

use super::function::Function;
use super::term::{Arithmetic, Literal, Term};
use super::value::{Value, literal};
use crate::model::{Known, Text, Video, VideoField};
use crate::script::functions::{midnight, whole_days};

/// Bytes that a text has room for beyond its first two parts, since most have three.
const ROOM: usize = 16;

/// What a condition is told for: one video, the clock of the run and what the closure holds.
pub(in crate::script) struct Case<'a> {
    /// The video.
    pub(in crate::script) video: &'a Video,
    /// The clock of the run.
    pub(in crate::script) now: Timestamp,
    /// What the closure captured.
    pub(in crate::script) captured: &'a [Dynamic],
    /// Bytes of the longest text that a script may make.
    pub(in crate::script) text_bytes: usize,
    /// Hears that a field was asked for whose parts can be missing.
    pub(in crate::script) asked: &'a dyn Fn(VideoField),
}

impl Term {
    /// Whether the condition holds; `None` where only the interpreter can tell.
    pub(in crate::script) fn holds(&self, case: &Case<'_>) -> Option<bool> {
        match self {
            Self::Interpreted => None,
            Self::Told(term) => term.value(case).map(|_| true),
            Self::Not(inner) => inner.holds(case).map(|holds| !holds),
            Self::All(parts) => {
                for part in parts {
                    if !part.holds(case)? {
                        return Some(false);
                    }
                }
                Some(true)
            }
            Self::Any(parts) => {
                for part in parts {
                    if part.holds(case)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            Self::Choose(parts) => if parts.0.holds(case)? { &parts.1 } else { &parts.2 }.holds(case),
            Self::Compare(how, sides) => {
                let (left, right) = (sides.0.value(case)?, sides.1.value(case)?);
                left.compare(*how, &right)
            }
            Self::Call(Function::HasTag, arguments) => match arguments.as_slice() {
                [tag] => has_tag(case, &tag.value(case)?),
                _ => None,
            },
            other => match other.value(case)? {
                Value::Bool(flag) => Some(flag),
                _ => None,
            },
        }
    }

    /// The value; `None` where only the interpreter can tell.
    pub(super) fn value<'a>(&'a self, case: &Case<'a>) -> Option<Value<'a>> {
        match self {
            Self::Literal(literal) => Some(Value::of_literal(literal)),
            Self::Field(field) => match field.of(case.video) {
                Known::Value(value) => Value::of_field(value),
                Known::Absent | Known::Unknown(_) => None,
            },
            Self::Custom(name) => custom(case, name),
            Self::Given(inner) => inner.value(case).filter(|value| !matches!(value, Value::Unit)),
            Self::Captured(place) => captured(case.captured.get(*place)?),
            Self::Choose(parts) => if parts.0.holds(case)? { &parts.1 } else { &parts.2 }.value(case),
            Self::Arithmetic(operator, sides) => computed(*operator, sides.0.value(case)?, sides.1.value(case)?, case),
            Self::Call(Function::HasTag, _)
            | Self::Told(_)
            | Self::Not(_)
            | Self::All(_)
            | Self::Any(_)
            | Self::Compare(..) => self.holds(case).map(Value::Bool),
            Self::Call(function, arguments) => called(*function, arguments, case),
            Self::Interpreted | Self::Param(_) => None,
        }
    }
}

fn captured<'a>(value: &Dynamic) -> Option<Value<'a>> {
    Some(match literal(&value.flatten_clone())? {
        Literal::Text(text) => Value::Text(Cow::Owned(text.as_ref().to_owned())),
        Literal::Unit => Value::Unit,
        Literal::Bool(flag) => Value::Bool(flag),
        Literal::Int(number) => Value::Int(number),
        Literal::Real(number) => Value::Real(number),
        Literal::Time(time) => Value::Time(time),
        Literal::Span(millis) => Value::Span(millis),
        Literal::Texts(_) => return None,
    })
}

/// A missing part of a field is a value that is none, and for the interpreter.
fn custom<'a>(case: &Case<'a>, name: &Text) -> Option<Value<'a>> {
    let Known::Value(fields) = &case.video.custom_fields else { return None };
    let value = fields.get(name)?;
    (case.asked)(VideoField::CustomFields);
    Some(Value::Text(Cow::Borrowed(value)))
}

fn has_tag(case: &Case<'_>, tag: &Value<'_>) -> Option<bool> {
    let Value::Text(tag) = tag else { return None };
    match case.video.has_tag(tag) {
        Known::Value(has) => Some(has),
        Known::Absent | Known::Unknown(_) => None,
    }
}

fn computed<'a>(operator: Arithmetic, left: Value<'a>, right: Value<'a>, case: &Case<'_>) -> Option<Value<'a>> {
    Some(match (left, operator, right) {
        (Value::Int(a), _, Value::Int(b)) => Value::Int(match operator {
            Arithmetic::Plus => a.checked_add(b)?,
            Arithmetic::Minus => a.checked_sub(b)?,
            Arithmetic::Times => a.checked_mul(b)?,
            Arithmetic::Divided => a.checked_div(b)?,
            Arithmetic::Modulo => a.checked_rem(b)?,
        }),
        (Value::Time(late), Arithmetic::Minus, Value::Time(early)) => {
            Value::Span(late.as_millisecond().saturating_sub(early.as_millisecond()))
        }
        (Value::Time(time), Arithmetic::Plus, Value::Span(by)) => moved(time, by)?,
        (Value::Time(time), Arithmetic::Minus, Value::Span(by)) => moved(time, by.saturating_neg())?,
        (Value::Span(a), Arithmetic::Plus, Value::Span(b)) => Value::Span(a.saturating_add(b)),
        (Value::Span(a), Arithmetic::Minus, Value::Span(b)) => Value::Span(a.saturating_sub(b)),
        (left @ Value::Text(_), Arithmetic::Plus, right) | (left, Arithmetic::Plus, right @ Value::Text(_)) => {
            joined(left, &right, case)?
        }
        _ => return None,
    })
}

/// A text and what follows it, as a script shows it.
fn joined<'a>(left: Value<'a>, right: &Value<'a>, case: &Case<'_>) -> Option<Value<'a>> {
    let end = right.shown()?;
    let mut text = match left {
        Value::Text(Cow::Owned(text)) => text,
        start => {
            let start = start.shown()?;
            let mut text = String::with_capacity(start.len() + end.len() + ROOM);
            text.push_str(&start);
            text
        }
    };
    text.push_str(&end);
    within(text, case)
}

/// A text that a script may make; a longer one is the interpreter's to refuse.
fn within<'a>(text: String, case: &Case<'_>) -> Option<Value<'a>> {
    (text.len() <= case.text_bytes).then_some(Value::Text(Cow::Owned(text)))
}

fn moved(time: Timestamp, millis: i64) -> Option<Value<'static>> {
    time.checked_add(SignedDuration::from_millis(millis)).ok().map(Value::Time)
}

fn called<'a>(function: Function, arguments: &'a [Term], case: &Case<'a>) -> Option<Value<'a>> {
    match arguments {
        [] if function == Function::Now => Some(Value::Time(case.now)),
        [] if function == Function::Today => midnight(case.now.to_zoned(TimeZone::UTC).date()).map(Value::Time),
        [only] => of_one(function, only.value(case)?, case),
        [left, right] => of_two(function, &left.value(case)?, &right.value(case)?),
        _ => None,
    }
}

fn of_one<'a>(function: Function, value: Value<'a>, case: &Case<'a>) -> Option<Value<'a>> {
    Some(match (function, value) {
        (Function::Ago(unit), Value::Int(count)) => moved(case.now, count.checked_mul(unit)?.checked_neg()?)?,
        (Function::DaysSince, Value::Time(time)) => Value::Int(whole_days(case.now, time)),
        (Function::Span(unit), Value::Int(count)) => Value::Span(count.saturating_mul(unit)),
        (Function::InUnits(unit), Value::Span(millis)) => Value::Real(in_units(millis, unit)),
        (Function::Known, Value::Text(field)) => Value::Bool(!VideoField::parse(&field)?.of(case.video).is_unknown()),
        (Function::ToLower, Value::Text(text)) => within(text.to_lowercase(), case)?,
        (Function::ToUpper, Value::Text(text)) => within(text.to_uppercase(), case)?,
        (Function::Len, Value::Text(text)) => Value::Int(i64::try_from(text.chars().count()).ok()?),
        (Function::Len, Value::Texts(list)) => Value::Int(i64::try_from(list.len()).ok()?),
        (Function::IsEmpty, Value::Text(text)) => Value::Bool(text.is_empty()),
        (Function::IsEmpty, Value::Texts(list)) => Value::Bool(list.is_empty()),
        _ => return None,
    })
}

#[expect(clippy::cast_precision_loss, reason = "as the interpreter does")]
fn in_units(millis: i64, unit: i64) -> f64 {
    millis as f64 / unit as f64
}

fn of_two<'a>(function: Function, whole: &Value<'a>, part: &Value<'a>) -> Option<Value<'a>> {
    let Value::Text(part) = part else { return None };
    Some(Value::Bool(match (function, whole) {
        (Function::Contains, Value::Text(text)) => text.contains(part.as_ref()),
        (Function::Contains, Value::Texts(list)) => list.iter().any(|item| item.as_ref() == part.as_ref()),
        (Function::StartsWith, Value::Text(text)) => text.starts_with(part.as_ref()),
        (Function::EndsWith, Value::Text(text)) => text.ends_with(part.as_ref()),
        _ => return None,
    }))
}
