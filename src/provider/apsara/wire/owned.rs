//! A list that outlives the answer it came in.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::list::elements;
use crate::provider::apsara::client::Raw;

/// The elements of a list in any of its forms. One that is missing or null (`None`) is kept apart from an empty one:
/// whether the platform writes empty lists at all is not documented.
#[derive(Debug, Default)]
pub(in super::super) struct List(pub(in super::super) Option<Vec<Raw>>);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Raw::deserialize(deserializer).map(|raw| Self(owned(raw)))
    }
}

impl List {
    /// The elements of a list that was read as raw JSON before.
    pub(in super::super) fn of(raw: Option<&str>) -> Self {
        Self(raw.and_then(|raw| RawValue::from_string(raw.to_owned()).ok()).and_then(owned))
    }
}

fn owned(raw: Raw) -> Option<Vec<Raw>> {
    if raw.get() == "null" {
        return None;
    }
    // Nulls in an array are no elements to leave out here: what they stand for is not known.
    if raw.get().starts_with('[') {
        return serde_json::from_str(raw.get()).ok();
    }
    match elements(raw.get()) {
        Some(list) => list.into_iter().map(|one| RawValue::from_string(one.to_owned()).ok()).collect(),
        // No list, but not nothing either: an element that nobody will be able to read.
        None => Some(vec![raw]),
    }
}
