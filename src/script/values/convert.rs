//! Our values in the engine's shapes.

use jiff::Timestamp;
use rhai::{Array, Dynamic, ImmutableString, Map};

use super::{DurationValue, TimeValue};
use crate::model::FieldValue;

/// A count or a size; beyond 2^63 it is as large as the engine can say.
pub(crate) fn int(value: u64) -> Dynamic {
    Dynamic::from_int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A text.
pub(crate) fn text(value: &str) -> Dynamic {
    Dynamic::from(ImmutableString::from(value))
}

pub(super) fn time(value: Timestamp) -> Dynamic {
    Dynamic::from(TimeValue(value))
}

/// The value of a video's field.
pub(crate) fn field_value(value: FieldValue<'_>) -> Dynamic {
    match value {
        FieldValue::Text(value) | FieldValue::Word(value) => text(value),
        FieldValue::Tags(tags) => Dynamic::from_array(tags.iter().map(|tag| text(tag)).collect::<Array>()),
        FieldValue::Bool(value) => Dynamic::from_bool(value),
        FieldValue::Time(value) => time(value),
        FieldValue::Duration(millis) => Dynamic::from(DurationValue(i64::try_from(millis).unwrap_or(i64::MAX))),
        FieldValue::Bytes(value) => int(value),
        FieldValue::Map(fields) => {
            let map: Map = fields.iter().map(|(name, value)| (name.as_ref().into(), text(value))).collect();
            Dynamic::from_map(map)
        }
    }
}
