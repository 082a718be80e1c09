//! Values that a test gives to fields: a value of the field's kind, `()` for none, or `unknown("why")`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rhai::{Array, Dynamic, Engine, Map};

use crate::model::{ByteSize, Known, Millis, Missing, Text};
use crate::script::error::{Fault, Outcome};
use crate::script::functions::{date, described};
use crate::script::values::{DurationValue, TimeValue};

/// The mark of a value that the platform did not give.
#[derive(Debug, Clone)]
pub(super) struct UnknownMark(Missing);

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<UnknownMark>("Unknown");
    engine.register_fn("unknown", |why: &str| UnknownMark(why.into()));
    engine.register_fn("to_string", |mark: &mut UnknownMark| format!("unknown: {}", mark.0));
    engine.register_fn("to_debug", |mark: &mut UnknownMark| format!("unknown({:?})", mark.0));
}

/// One value of a map of fields, with the name that it was given under.
pub(super) struct Given<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a Dynamic,
}

impl Given<'_> {
    /// What the value says, read by `read`, which tells what it takes where it cannot.
    pub(super) fn known<T>(&self, read: impl FnOnce(&Self) -> Result<T, Fault>) -> Outcome<Known<T>> {
        if self.value.is_unit() {
            return Ok(Known::Absent);
        }
        if let Some(mark) = self.value.read_lock::<UnknownMark>() {
            return Ok(Known::Unknown(mark.0.clone()));
        }
        Ok(Known::Value(read(self)?))
    }

    pub(super) fn wrong(&self, wanted: &str) -> Fault {
        Fault::new("wrong-type", format!("`{}` takes {wanted}, not {}", self.name, described(self.value)))
    }

    pub(super) fn text(&self) -> Result<Text, Fault> {
        let text = self.value.as_immutable_string_ref().map_err(|_| self.wrong("text"))?;
        Ok(text.as_str().into())
    }

    pub(super) fn flag(&self) -> Result<bool, Fault> {
        self.value.as_bool().map_err(|_| self.wrong("true or false"))
    }

    pub(super) fn word<T>(&self, parse: impl Fn(&str) -> Option<T>, all: &[&'static str]) -> Result<T, Fault> {
        super::words::word(self.name, &self.text()?, parse, all)
    }

    pub(super) fn time(&self) -> Result<Timestamp, Fault> {
        if let Some(time) = self.value.clone().try_cast::<TimeValue>() {
            return Ok(time.0);
        }
        let wanted = "a Time or a date such as \"2024-01-31\"";
        let text = self.value.as_immutable_string_ref().map_err(|_| self.wrong(wanted).hint("write days_ago(400)"))?;
        date(text.as_str()).map(|time| time.0)
    }

    pub(super) fn duration(&self) -> Result<Millis, Fault> {
        let span = self.value.clone().try_cast::<DurationValue>();
        let millis = span.and_then(|span| Millis::try_from(span.0).ok());
        millis.ok_or_else(|| self.wrong("a Duration").hint("write seconds(90), minutes(10) or hours(2)"))
    }

    pub(super) fn count(&self) -> Result<u64, Fault> {
        let count = self.value.as_int().ok().and_then(|count| u64::try_from(count).ok());
        count.ok_or_else(|| self.wrong("a whole number from 0"))
    }

    pub(super) fn pixels(&self) -> Result<u32, Fault> {
        u32::try_from(self.count()?).map_err(|_| self.wrong("a number of pixels"))
    }

    pub(super) fn bytes(&self) -> Result<u64, Fault> {
        match self.value.as_immutable_string_ref() {
            Ok(text) => ByteSize::parse(&text)
                .map(|size| size.0)
                .map_err(|error| Fault::new("bad-size", format!("`{}`: {error}", self.name))),
            Err(_) => self.count().map_err(|_| self.wrong("a number of bytes").hint("write 300 * MB or \"300MB\"")),
        }
    }

    pub(super) fn tags(&self) -> Result<Vec<Text>, Fault> {
        let wrong = || self.wrong("a list of texts").hint("write [\"news\", \"keep\"]");
        let list = self.value.clone().try_cast::<Array>().ok_or_else(wrong)?;
        let text = |item: Dynamic| item.into_immutable_string().ok().map(|text| text.as_str().into());
        list.into_iter().map(text).collect::<Option<Vec<Text>>>().ok_or_else(wrong)
    }

    pub(super) fn map(&self) -> Result<BTreeMap<Text, Text>, Fault> {
        let wrong = || self.wrong("a map of texts").hint("write #{ subject: \"sport\" }");
        let map = self.value.clone().try_cast::<Map>().ok_or_else(wrong)?;
        let pair = |(name, value): (_, Dynamic)| -> Option<(Text, Text)> {
            let name: rhai::Identifier = name;
            Some((name.as_str().into(), value.into_immutable_string().ok()?.as_str().into()))
        };
        map.into_iter().map(pair).collect::<Option<_>>().ok_or_else(wrong)
    }

    /// The platform's own object as JSON text.
    pub(super) fn native(&self) -> Result<Text, Fault> {
        if !self.value.is_map() {
            return Err(self.wrong("a map"));
        }
        let text = serde_json::to_string(self.value)
            .map_err(|error| Fault::new("wrong-type", format!("`native` cannot be written as JSON: {error}")))?;
        Ok(text.into())
    }
}
