//! Values of native conditions, and how they compare.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Timestamp;
use rhai::Dynamic;

use super::term::{Comparison, Literal};
use crate::model::{FieldValue, Text};
use crate::script::values::{DurationValue, TimeValue};

/// How far apart fractions are, as a part of the larger one, that may be equal for the engine.
const NEARLY_EQUAL: f64 = 8.0 * f64::EPSILON;

/// A value that could be told.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    Unit,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Texts(&'a [Text]),
    Time(Timestamp),
    /// Milliseconds.
    Span(i64),
}

impl<'a> Value<'a> {
    /// The value of a field; `None` for a map, whose parts are asked for by name.
    pub(super) fn of_field(value: FieldValue<'a>) -> Option<Self> {
        Some(match value {
            FieldValue::Text(text) | FieldValue::Word(text) => Self::Text(Cow::Borrowed(text)),
            FieldValue::Tags(tags) => Self::Texts(tags),
            FieldValue::Bool(flag) => Self::Bool(flag),
            FieldValue::Time(time) => Self::Time(time),
            FieldValue::Duration(millis) => Self::Span(i64::try_from(millis).unwrap_or(i64::MAX)),
            FieldValue::Bytes(bytes) => Self::Int(i64::try_from(bytes).unwrap_or(i64::MAX)),
            FieldValue::Map(_) => return None,
        })
    }

    pub(super) fn of_literal(literal: &'a Literal) -> Self {
        match literal {
            Literal::Unit => Self::Unit,
            Literal::Bool(flag) => Self::Bool(*flag),
            Literal::Int(number) => Self::Int(*number),
            Literal::Real(number) => Self::Real(*number),
            Literal::Text(text) => Self::Text(Cow::Borrowed(text)),
            Literal::Texts(texts) => Self::Texts(texts),
            Literal::Time(time) => Self::Time(*time),
            Literal::Span(millis) => Self::Span(*millis),
        }
    }

    /// As a script shows it within a text; `None` where the interpreter does that.
    pub(super) fn shown(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Int(number) => Cow::Owned(number.to_string()),
            Self::Bool(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::Time(time) => Cow::Owned(time.to_string()),
            Self::Unit | Self::Real(_) | Self::Texts(_) | Self::Span(_) => return None,
        })
    }

    /// As the engine holds it; `None` for a list, which a script may change.
    pub(super) fn into_dynamic(self) -> Option<Dynamic> {
        Some(match self {
            Self::Unit => Dynamic::UNIT,
            Self::Bool(flag) => Dynamic::from_bool(flag),
            Self::Int(number) => Dynamic::from_int(number),
            Self::Real(number) => Dynamic::from_float(number),
            Self::Text(text) => Dynamic::from(text.into_owned()),
            Self::Time(time) => Dynamic::from(TimeValue(time)),
            Self::Span(millis) => Dynamic::from(DurationValue(millis)),
            Self::Texts(_) => return None,
        })
    }

    /// Whether two values compare so; `None` where the interpreter has something to say about it.
    pub(super) fn compare(&self, how: Comparison, other: &Self) -> Option<bool> {
        let order = match (self, other) {
            (Self::Bool(a), Self::Bool(b)) if how.is_equality() => a.cmp(b),
            (Self::Int(a), Self::Int(b)) | (Self::Span(a), Self::Span(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) if how.is_equality() => return Some((a == b) == (how == Comparison::Equal)),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Real(_) | Self::Int(_), Self::Real(_) | Self::Int(_)) => return reals(self, how, other),
            (Self::Unit, Self::Unit) => return None,
            (Self::Unit, other) | (other, Self::Unit) => {
                // A list beside `()` is left to the interpreter.
                let told = how.is_equality() && !matches!(other, Self::Texts(_));
                return told.then_some(how == Comparison::Unequal);
            }
            _ => return None,
        };
        Some(how.holds(order))
    }
}

/// The engine takes fractions for equal that differ by no more than their last bit, and finds nothing true of what is not
/// finite. Both are left to it.
fn reals(left: &Value<'_>, how: Comparison, right: &Value<'_>) -> Option<bool> {
    let (a, b) = (real(left)?, real(right)?);
    let scale = if a * b == 0.0 { 1.0 } else { a.abs().max(b.abs()) };
    let apart = ((a - b) / scale).abs();
    if !(a.is_finite() && b.is_finite() && apart > NEARLY_EQUAL) {
        return None;
    }
    a.partial_cmp(&b).map(|order| how.holds(order))
}

#[expect(clippy::cast_precision_loss, reason = "the engine compares a whole number with a fraction like this")]
fn real(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Real(number) => Some(*number),
        _ => None,
    }
}

impl Comparison {
    fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::Unequal)
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// What the engine holds, as a literal; `None` for what native conditions do not know.
pub(super) fn literal(value: &Dynamic) -> Option<Literal> {
    if let Ok(number) = value.as_int() {
        return Some(Literal::Int(number));
    }
    if let Ok(flag) = value.as_bool() {
        return Some(Literal::Bool(flag));
    }
    if let Ok(number) = value.as_float() {
        return Some(Literal::Real(number));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return Some(Literal::Text(text.as_str().into()));
    }
    if let Some(time) = value.read_lock::<TimeValue>() {
        return Some(Literal::Time(time.0));
    }
    value.read_lock::<DurationValue>().map(|span| Literal::Span(span.0))
}
