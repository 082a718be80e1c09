//! One search as it is sent: the sort of item, and its `Match` text.

use std::fmt;

use jiff::Timestamp;

use crate::model::MediaType;

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    Number(u64),
    /// A whole second.
    Time(Timestamp),
}

/// A range of one field, its ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) field: &'static str,
    pub(super) low: Option<Bound>,
    pub(super) high: Option<Bound>,
}

/// What `SearchMedia` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search {
    pub(super) kind: MediaType,
    /// The platform's own text, sent as it is.
    pub(super) native: Option<String>,
    /// Conditions that must all hold.
    pub(super) conditions: Vec<String>,
    /// Ranges that must all hold, one a field: what two conditions on one field mean together is not documented.
    pub(super) ranges: Vec<Range>,
}

impl Search {
    /// Everything of one sort.
    pub(super) fn all(kind: MediaType) -> Self {
        Self { kind, native: None, conditions: Vec::new(), ranges: Vec::new() }
    }

    /// The `Match` text; `None` when there is nothing to ask.
    pub(super) fn text(&self) -> Option<String> {
        if self.native.is_some() {
            return self.native.clone();
        }
        let parts: Vec<String> =
            self.conditions.iter().cloned().chain(self.ranges.iter().map(ToString::to_string)).collect();
        (!parts.is_empty()).then(|| parts.join(" and "))
    }

    /// Narrows the search by a range. A range that contradicts another one of its field is left out: it is tested
    /// elsewhere, and what the platform makes of an empty range is not documented.
    pub(super) fn narrow(&mut self, range: Range) {
        let Some(own) = self.ranges.iter_mut().find(|own| own.field == range.field) else {
            self.ranges.push(range);
            return;
        };
        let low = own.low.max(range.low);
        let high = match (own.high, range.high) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        if !matches!((low, high), (Some(low), Some(high)) if low > high) {
            (own.low, own.high) = (low, high);
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Time(time) => write!(f, "'{}'", time.strftime("%Y-%m-%dT%H:%M:%SZ")),
        }
    }
}

impl fmt::Display for Range {
    /// Square brackets include an end, round ones stand at an open one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = ", self.field)?;
        match self.low {
            Some(low) => write!(f, "[{low},")?,
            None => f.write_str("(,")?,
        }
        match self.high {
            Some(high) => write!(f, "{high}]"),
            None => f.write_str(")"),
        }
    }
}
