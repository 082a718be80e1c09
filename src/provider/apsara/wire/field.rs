//! One field of a JSON object: missing, null, readable or not.
//!
//! The platform's own SDKs disagree about what is a number and what is text, so both are read as either.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::list::elements;
use crate::model::{Known, Millis, Text};

/// A field as it came; reading its value is a second step, so that one odd field spoils nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Field<'a>(Option<&'a str>);

impl<'de: 'a, 'a> Deserialize<'de> for Field<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'de RawValue>::deserialize(deserializer).map(|raw| Self(Some(raw.get())))
    }
}

impl<'a> Field<'a> {
    /// The raw JSON; `None` when the field is missing or null.
    pub(in super::super) fn raw(self) -> Option<&'a str> {
        self.0.filter(|raw| *raw != "null")
    }

    /// Whether there is nothing: missing, null or empty text.
    pub(in super::super) fn is_empty(self) -> bool {
        self.raw().is_none_or(|raw| raw == "\"\"")
    }

    /// This field, or the other one where this is empty.
    pub(in super::super) fn or(self, other: Self) -> Self {
        if self.is_empty() { other } else { self }
    }

    /// Text, or the digits of a number; an empty one is none.
    pub(in super::super) fn text(self, name: &str) -> Known<Text> {
        self.read(name, |raw| scalar(raw).map(Into::into))
    }

    /// A whole number that is not negative.
    pub(in super::super) fn number(self, name: &str) -> Known<u64> {
        self.read(name, |raw| whole(&scalar(raw)?))
    }

    /// Seconds, possibly with a fraction.
    pub(in super::super) fn seconds(self, name: &str) -> Known<Millis> {
        self.read(name, |raw| {
            let seconds: f64 = scalar(raw)?.trim().parse().ok()?;
            u64::try_from(Duration::try_from_secs_f64(seconds).ok()?.as_millis()).ok()
        })
    }

    /// A moment, `2017-11-14T09:15:50Z`.
    pub(in super::super) fn time(self, name: &str) -> Known<Timestamp> {
        self.read(name, |raw| scalar(raw)?.trim().parse().ok())
    }

    /// The elements of a list, see [`elements`]; none at all is an empty list.
    pub(in super::super) fn list(self, name: &str) -> Known<Vec<&'a str>> {
        match self.raw() {
            None => Known::Value(Vec::new()),
            Some(raw) => elements(raw).map_or_else(|| unreadable(name), Known::Value),
        }
    }

    /// The texts of a list; none at all is an empty list.
    pub(in super::super) fn texts(self, name: &str) -> Known<Vec<String>> {
        match self.list(name) {
            Known::Value(list) => {
                list.into_iter().map(scalar).collect::<Option<_>>().map_or_else(|| unreadable(name), Known::Value)
            }
            Known::Absent => Known::Absent,
            Known::Unknown(reason) => Known::Unknown(reason),
        }
    }

    /// Tags, comma-joined or as a list; none at all is an empty list.
    pub(in super::super) fn tags(self) -> Known<Vec<Text>> {
        self.texts("Tags").map(|texts| {
            texts
                .iter()
                .flat_map(|text| text.split(','))
                .map(str::trim)
                .filter(|tag| !tag.is_empty())
                .map(Into::into)
                .collect()
        })
    }

    fn read<T>(self, name: &str, read: impl FnOnce(&'a str) -> Option<T>) -> Known<T> {
        match self.raw() {
            _ if self.is_empty() => Known::Absent,
            Some(raw) => read(raw).map_or_else(|| unreadable(name), Known::Value),
            None => Known::Absent,
        }
    }
}

/// What is absent of a field that always has a value becomes unknown: then it was withheld, and is not none.
pub(in super::super) fn required<T>(value: Known<T>, name: &str) -> Known<T> {
    match value {
        Known::Absent => Known::unknown(format!("ApsaraVideo did not give {name}")),
        other => other,
    }
}

fn unreadable<T>(name: &str) -> Known<T> {
    Known::unknown(format!("ApsaraVideo gave a {name} that cannot be read"))
}

/// The text of a JSON text, number or flag.
fn scalar(raw: &str) -> Option<String> {
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok(),
        b'{' | b'[' | b'n' => None,
        _ => Some(raw.to_owned()),
    }
}

/// `12`, and `12.0` as it is written where a number went through a floating point type.
fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    let (digits, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (!fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0')).then(|| digits.parse().ok())?
}
