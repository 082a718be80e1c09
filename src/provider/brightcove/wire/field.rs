//! One field of a JSON object: missing, null, readable or not.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::model::{Known, Text};

/// A field as it came; reading its value is a second step, so that one odd field spoils nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Field<'a>(Option<&'a str>);

impl<'de: 'a, 'a> Deserialize<'de> for Field<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'de RawValue>::deserialize(deserializer).map(|raw| Self(Some(raw.get())))
    }
}

impl<'a> Field<'a> {
    /// The raw text; `None` when the field is missing or null.
    pub(super) fn raw(self) -> Option<&'a str> {
        self.0.filter(|raw| *raw != "null")
    }

    pub(super) fn is_missing(self) -> bool {
        self.0.is_none()
    }

    /// The value; missing, null and unreadable are all unknown.
    pub(super) fn required<T: DeserializeOwned>(self, name: &str) -> Known<T> {
        match self.0 {
            Some("null") => Known::unknown(format!("Brightcove gave null for {name}")),
            _ => self.nullable(name),
        }
    }

    /// The value; null means that there is none.
    pub(super) fn nullable<T: DeserializeOwned>(self, name: &str) -> Known<T> {
        match self.0 {
            None => Known::unknown(format!("Brightcove did not give {name}")),
            Some("null") => Known::Absent,
            Some(raw) => match serde_json::from_str(raw) {
                Ok(value) => Known::Value(value),
                Err(_) => Known::unknown(format!("Brightcove gave a {name} that cannot be read")),
            },
        }
    }

    /// The value; null and missing mean that there is none.
    pub(super) fn optional<T: DeserializeOwned>(self, name: &str) -> Known<T> {
        if self.is_missing() { Known::Absent } else { self.nullable(name) }
    }
}

/// Reads an object. An array is refused, of which the fields would be taken by their places.
pub(super) fn object<'a, T: Deserialize<'a>>(raw: &'a str) -> serde_json::Result<T> {
    if raw.trim_start().starts_with('{') {
        serde_json::from_str(raw)
    } else {
        Err(serde::de::Error::custom("it is not an object"))
    }
}

/// Text, with empty text as none: assets write `""` for what they do not have.
pub(super) fn text(value: Known<String>) -> Known<Text> {
    match value {
        Known::Value(text) if text.is_empty() => Known::Absent,
        other => other.map(Into::into),
    }
}

/// An id: text, or a number whose digits are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Id(pub(in super::super) String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('"') {
            return serde_json::from_str(raw).map(Self).map_err(serde::de::Error::custom);
        }
        if !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self(raw.to_owned()));
        }
        Err(serde::de::Error::custom("an id must be text or a whole number"))
    }
}

/// A moment: ISO 8601 with any number of fraction digits, or milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(pub(super) Timestamp);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Millis(i64),
        }
        match Written::deserialize(deserializer)? {
            Written::Text(text) => text.parse().map(Self).map_err(serde::de::Error::custom),
            Written::Millis(millis) => Timestamp::from_millisecond(millis).map(Self).map_err(serde::de::Error::custom),
        }
    }
}
