//! One field of a JSON object: missing, null, readable or not.

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::Timestamp;
use serde::de::Error as _;
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
    pub(super) fn required<T: Read<'a>>(self, name: &str) -> Known<T> {
        match self.0 {
            Some("null") => Known::unknown(format!("Brightcove gave null for {name}")),
            _ => self.nullable(name),
        }
    }

    /// The value; null means that there is none.
    pub(super) fn nullable<T: Read<'a>>(self, name: &str) -> Known<T> {
        match self.0 {
            None => Known::unknown(format!("Brightcove did not give {name}")),
            Some("null") => Known::Absent,
            Some(raw) => match T::read(raw) {
                Some(value) => Known::Value(value),
                None => Known::unknown(format!("Brightcove gave a {name} that cannot be read")),
            },
        }
    }

    /// The value; null and missing mean that there is none.
    pub(super) fn optional<T: Read<'a>>(self, name: &str) -> Known<T> {
        if self.is_missing() { Known::Absent } else { self.nullable(name) }
    }
}

/// Reads an object. An array is refused, of which the fields would be taken by their places.
pub(super) fn object<'a, T: Deserialize<'a>>(raw: &'a str) -> serde_json::Result<T> {
    if raw.trim_start().starts_with('{') {
        serde_json::from_str(raw)
    } else {
        Err(serde_json::Error::custom("it is not an object"))
    }
}

/// Text, with empty text as none: assets write `""` for what they do not have.
pub(super) fn text(value: Known<Word<'_>>) -> Known<Text> {
    match value {
        Known::Value(word) if word.0.is_empty() => Known::Absent,
        other => other.map(Into::into),
    }
}

/// Reads the value of a field from its JSON text, which is whole and valid.
pub(super) trait Read<'a>: Sized {
    /// The value; `None` where it is of another kind.
    fn read(raw: &'a str) -> Option<Self>;
}

/// What serde reads.
pub(super) struct Json<T>(pub(super) T);

impl<'a, T: Deserialize<'a>> Read<'a> for Json<T> {
    fn read(raw: &'a str) -> Option<Self> {
        serde_json::from_str(raw).ok().map(Self)
    }
}

impl Read<'_> for bool {
    fn read(raw: &str) -> Option<Self> {
        raw.parse().ok()
    }
}

impl Read<'_> for u64 {
    fn read(raw: &str) -> Option<Self> {
        serde_json::from_str(raw).ok()
    }
}

impl Read<'_> for u32 {
    fn read(raw: &str) -> Option<Self> {
        serde_json::from_str(raw).ok()
    }
}

/// Text that is copied only where it has escapes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word<'a>(pub(super) Cow<'a, str>);

impl<'a> Read<'a> for Word<'a> {
    fn read(raw: &'a str) -> Option<Self> {
        let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
        if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
            return Some(Self(Cow::Borrowed(inner)));
        }
        serde_json::from_str(raw).ok().map(|text: String| Self(Cow::Owned(text)))
    }
}

impl From<Word<'_>> for Text {
    fn from(word: Word<'_>) -> Self {
        word.0.as_ref().into()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Word<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        Self::read(raw).ok_or_else(|| D::Error::custom("it is no text"))
    }
}

/// Texts of one page, of which each is held once: tags, words and names of fields come again from video to video.
#[derive(Debug, Default)]
pub(super) struct Texts(HashSet<Text>);

impl Texts {
    /// As [`text`], held once.
    pub(super) fn text(&mut self, value: Known<Word<'_>>) -> Known<Text> {
        match value {
            Known::Value(word) if word.0.is_empty() => Known::Absent,
            other => other.map(|word| self.held(&word)),
        }
    }

    /// The text, as it was held before where it was.
    pub(super) fn held(&mut self, word: &Word<'_>) -> Text {
        let text = word.0.as_ref();
        if let Some(held) = self.0.get(text) {
            return Text::clone(held);
        }
        let held = Text::from(text);
        self.0.insert(Text::clone(&held));
        held
    }
}

/// An id: text, or a number whose digits are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Id(pub(in super::super) String);

impl Read<'_> for Id {
    fn read(raw: &str) -> Option<Self> {
        if let Some(word) = Word::read(raw) {
            return Some(Self(word.0.into_owned()));
        }
        let is_whole = !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit());
        is_whole.then(|| Self(raw.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        Self::read(raw).ok_or_else(|| D::Error::custom("an id must be text or a whole number"))
    }
}

/// A moment: ISO 8601 with any number of fraction digits, or milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(pub(super) Timestamp);

impl Read<'_> for Moment {
    fn read(raw: &str) -> Option<Self> {
        let moment = match Word::read(raw) {
            Some(text) => text.0.parse().ok()?,
            None => Timestamp::from_millisecond(serde_json::from_str(raw).ok()?).ok()?,
        };
        Some(Self(moment))
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Id, Moment, Read as _, Word};

    #[test]
    fn text_is_read_as_json_reads_it_and_copied_only_for_its_escapes() {
        for raw in [r#""""#, r#""a name""#, r#""a \"b\" \\ \u00e9""#, r#""é""#, "7", "true", "[]", r#""\ud800""#] {
            let read = Word::read(raw);
            assert_eq!(read.as_ref().map(|word| word.0.as_ref()), serde_json::from_str::<String>(raw).ok().as_deref());
            assert_eq!(read.is_some_and(|word| matches!(word.0, Cow::Owned(_))), raw.contains(r"\u00e9"), "{raw}");
        }
    }

    #[test]
    fn ids_are_texts_or_whole_numbers_and_moments_are_texts_or_milliseconds() {
        let id = |raw| Id::read(raw).map(|id| id.0);
        assert_eq!(id(r#""a\u0062""#).as_deref(), Some("ab"));
        assert_eq!(id("123456789012345678901234567890").as_deref(), Some("123456789012345678901234567890"));
        assert_eq!([id("1.5"), id("-1"), id("1e3"), id("true"), id("{}")], [const { None }; 5]);
        let moment = |raw| Moment::read(raw).map(|moment| moment.0.as_millisecond());
        assert_eq!(moment(r#""1970-01-01T00:00:01.5Z""#), Some(1_500));
        assert_eq!([moment("1500"), moment("-1")], [Some(1_500), Some(-1)]);
        assert_eq!([moment("1.5"), moment("18446744073709551615"), moment(r#""soon""#), moment("true")], [None; 4]);
    }
}
