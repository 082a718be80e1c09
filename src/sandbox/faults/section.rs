//! One section of a file of faults: takes its fields one by one, and whatever is left over is a mistake.

use std::collections::BTreeMap;
use std::time::Duration;

use toml::{Spanned, Value};

use super::mistake::{FaultMistake, line_of};

/// A section as it is written.
pub(super) type SectionText = Spanned<BTreeMap<String, Spanned<Value>>>;

/// The fields that any section may have.
const FIELDS: [&str; 21] = [
    "on",
    "dialect",
    "ids",
    "after",
    "times",
    "chance",
    "does",
    "retry_after_seconds",
    "status",
    "code",
    "message",
    "shape",
    "milliseconds",
    "applied",
    "requests",
    "pieces",
    "cut",
    "items",
    "target",
    "videos",
    "tag",
];

/// A section of which some fields were taken.
#[derive(Debug)]
pub(super) struct Section {
    line: usize,
    fields: BTreeMap<String, (usize, Value)>,
}

impl Section {
    pub(super) fn new(text: &str, section: SectionText) -> Self {
        let line = line_of(text, section.span().start);
        let field =
            |(name, value): (String, Spanned<Value>)| (name, (line_of(text, value.span().start), value.into_inner()));
        Self { line, fields: section.into_inner().into_iter().map(field).collect() }
    }

    /// The line of a field that is still there, else of the section.
    pub(super) fn line(&self, name: &str) -> usize {
        self.fields.get(name).map_or(self.line, |(line, _)| *line)
    }

    /// A mistake about the section as a whole.
    pub(super) fn wrong(&self, message: impl Into<String>) -> FaultMistake {
        FaultMistake::new(self.line, message)
    }

    fn take<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, FaultMistake> {
        let Some((line, value)) = self.fields.remove(name) else { return Ok(None) };
        match read(&value) {
            Some(found) => Ok(Some(found)),
            None => Err(FaultMistake::new(line, format!("{name} = {value}: write {expected}"))),
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, FaultMistake> {
        self.take(name, "a text", |value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
    }

    pub(super) fn number(&mut self, name: &str, default: u64) -> Result<u64, FaultMistake> {
        Ok(self.optional_number(name)?.unwrap_or(default))
    }

    pub(super) fn optional_number(&mut self, name: &str) -> Result<Option<u64>, FaultMistake> {
        self.take(name, "a whole number from 0 on", |value| u64::try_from(value.as_integer()?).ok())
    }

    pub(super) fn size(&mut self, name: &str, default: usize) -> Result<usize, FaultMistake> {
        let found = self.take(name, "a whole number from 0 on", |value| usize::try_from(value.as_integer()?).ok())?;
        Ok(found.unwrap_or(default))
    }

    /// A number of times: a number from 1 on, or `"always"`.
    pub(super) fn times(&mut self) -> Result<Option<u64>, FaultMistake> {
        self.take("times", "a whole number from 1 on, or \"always\"", |value| match value.as_str() {
            Some("always") => Some(u64::MAX),
            _ => u64::try_from(value.as_integer()?).ok().filter(|times| *times > 0),
        })
    }

    pub(super) fn chance(&mut self) -> Result<Option<f64>, FaultMistake> {
        let whole = |value: &Value| match value.as_integer() {
            Some(0) => Some(0.0),
            Some(1) => Some(1.0),
            _ => None,
        };
        self.take("chance", "a number from 0 to 1", |value| {
            value.as_float().or_else(|| whole(value)).filter(|chance| (0.0..=1.0).contains(chance))
        })
    }

    pub(super) fn seconds(&mut self, name: &str) -> Result<Option<Duration>, FaultMistake> {
        self.take(name, "a number of seconds from 0 on", |value| match value.as_float() {
            Some(seconds) => Duration::try_from_secs_f64(seconds).ok(),
            None => u64::try_from(value.as_integer()?).ok().map(Duration::from_secs),
        })
    }

    pub(super) fn milliseconds(&mut self) -> Result<Option<Duration>, FaultMistake> {
        Ok(self.optional_number("milliseconds")?.map(Duration::from_millis))
    }

    pub(super) fn status(&mut self, default: u16) -> Result<u16, FaultMistake> {
        let found = self.take("status", "an HTTP status from 200 to 599", |value| {
            u16::try_from(value.as_integer()?).ok().filter(|status| (200..600).contains(status))
        })?;
        Ok(found.unwrap_or(default))
    }

    pub(super) fn flag(&mut self, name: &str) -> Result<bool, FaultMistake> {
        Ok(self.take(name, "true or false", Value::as_bool)?.unwrap_or(false))
    }

    pub(super) fn ids(&mut self) -> Result<Vec<String>, FaultMistake> {
        let texts = |value: &Value| value.as_array()?.iter().map(|id| id.as_str().map(str::to_owned)).collect();
        let found: Option<Vec<String>> = self.take("ids", "a list of ids in quotes", texts)?;
        match found {
            Some(ids) if ids.is_empty() => Err(self.wrong("ids is empty; leave it out, or name some")),
            found => Ok(found.unwrap_or_default()),
        }
    }

    /// One of the words that belong in a field.
    pub(super) fn word<T: Copy>(&mut self, name: &str, known: &[(&str, T)]) -> Result<Option<T>, FaultMistake> {
        let line = self.line(name);
        let Some(word) = self.text(name)? else { return Ok(None) };
        let found = known.iter().find(|(one, _)| *one == word).map(|(_, meant)| *meant);
        found.map(Some).ok_or_else(|| FaultMistake::unknown(line, name, &word, known.iter().map(|(one, _)| *one)))
    }

    /// Fails when a field was not taken.
    pub(super) fn done(self, does: &str) -> Result<(), FaultMistake> {
        let Some((name, (line, _))) = self.fields.into_iter().min_by_key(|(_, (line, _))| *line) else {
            return Ok(());
        };
        if FIELDS.contains(&name.as_str()) || name == "name" {
            return Err(FaultMistake::new(line, format!("{name} means nothing to does = {does:?}")));
        }
        Err(FaultMistake::unknown(line, "the field", &name, FIELDS))
    }
}
