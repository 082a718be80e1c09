//! One test of one field, prepared for many videos.
//!
//! A value that is absent is not equal to anything and matches no pattern, so `folder:x` is false and `-folder:x`
//! is true of a video without a folder. An order needs a value on both sides: `updated_at:<-180d` and its negation
//! are both undecided without one, because a value that the platform did not give must never satisfy a rule.
//! A value that is unknown leaves every test undecided, `field:*` included.

use std::ops::{Bound, RangeBounds};

use jiff::Timestamp;

use crate::model::{FieldType, FieldValue, Known, Text, Video};

use super::pattern::{Folded, Pattern};
use super::verdict::{Cause, Undecided, Verdict};
use super::{Comparison, Field, Literal, Test};

/// A prepared test of a field.
#[derive(Debug, Clone)]
pub(super) struct Check {
    field: Field,
    rule: Rule,
    /// Whether the rule asks for an order, which an absent value does not have.
    orders: bool,
}

type Bounds<T> = (Bound<T>, Bound<T>);

#[derive(Debug, Clone)]
enum Rule {
    Present,
    /// Exact texts, sorted.
    Exact(Vec<Text>),
    /// Tags and words.
    Folded(Vec<Folded>),
    Like(Vec<Pattern>),
    Flags(Vec<bool>),
    Times(Vec<Bounds<Timestamp>>),
    Numbers(Vec<Bounds<u64>>),
    /// Literals that do not fit the field or each other, which no query text gives.
    Unfit,
}

impl Check {
    pub(super) fn new(field: &Field, test: &Test) -> Self {
        let orders = matches!(test, Test::Compare(..) | Test::Range(..));
        Self { field: field.clone(), rule: Rule::new(field, test), orders }
    }

    /// How long the test takes beside others; only the order of the numbers matters.
    pub(super) fn cost(&self) -> usize {
        match &self.rule {
            Rule::Present | Rule::Flags(_) | Rule::Unfit => 1,
            Rule::Times(list) => list.len(),
            Rule::Numbers(list) => list.len(),
            Rule::Exact(_) => 3,
            Rule::Folded(list) => 2 + 4 * list.len(),
            Rule::Like(list) => 20 * list.len(),
        }
    }

    /// Whether the video passes.
    pub(super) fn test(&self, video: &Video) -> Verdict {
        let value = match &self.field {
            Field::Video(field) => field.of(video),
            Field::Custom(name) => custom(video, name),
        };
        match value {
            Known::Value(value) => self.rule.holds(value).map_or_else(|| self.unfit(), Verdict::from),
            Known::Absent if self.orders => self.undecided(Cause::Absent),
            Known::Absent => Verdict::False,
            Known::Unknown(reason) => self.undecided(Cause::Unknown(reason)),
        }
    }

    fn undecided(&self, cause: Cause) -> Verdict {
        Verdict::Undecided(Undecided { field: self.field.clone(), cause })
    }

    fn unfit(&self) -> Verdict {
        self.undecided(Cause::Unknown("the test does not fit the field".into()))
    }
}

fn custom<'a>(video: &'a Video, name: &Text) -> Known<FieldValue<'a>> {
    match &video.custom_fields {
        Known::Value(fields) => fields.get(name).map(|text| FieldValue::Text(text)).into(),
        Known::Absent => Known::Absent,
        Known::Unknown(reason) => Known::Unknown(reason.clone()),
    }
}

impl Rule {
    fn new(field: &Field, test: &Test) -> Self {
        let rule = match test {
            Test::Present => Some(Self::Present),
            Test::Like(patterns) => Some(Self::Like(patterns.iter().map(|text| Pattern::new(text)).collect())),
            Test::AnyOf(values) => Self::any_of(field, values),
            Test::Compare(comparison, value) => Self::compare(*comparison, value),
            Test::Range(from, to) => Self::between(from.as_ref(), to.as_ref()),
        };
        rule.unwrap_or(Self::Unfit)
    }

    fn any_of(field: &Field, values: &[Literal]) -> Option<Self> {
        Some(match field.kind() {
            FieldType::Text => {
                let mut texts = read_all(values, |value| text(value).cloned())?;
                texts.sort_unstable();
                Self::Exact(texts)
            }
            FieldType::Tags | FieldType::Word => {
                Self::Folded(read_all(values, |value| text(value).map(|text| Folded::new(text)))?)
            }
            FieldType::Bool => Self::Flags(read_all(values, flag)?),
            FieldType::Time => Self::Times(read_all(values, |value| span(value).map(closed))?),
            FieldType::Duration | FieldType::Bytes => {
                Self::Numbers(read_all(values, |value| number(value).map(|number| closed((number, number))))?)
            }
            FieldType::Map => return None,
        })
    }

    /// A day is below what comes after it and above what comes before it; `<=` and `>=` include all of it.
    fn compare(comparison: Comparison, value: &Literal) -> Option<Self> {
        if let Some((from, to)) = span(value) {
            return Some(Self::Times(vec![bounds(comparison, from, to)]));
        }
        let number = number(value)?;
        Some(Self::Numbers(vec![bounds(comparison, number, number)]))
    }

    fn between(from: Option<&Literal>, to: Option<&Literal>) -> Option<Self> {
        if from.or(to).and_then(span).is_some() {
            let low = end(from, |from| span(from).map(|(from, _)| from))?;
            let high = end(to, |to| span(to).map(|(_, to)| to))?;
            return Some(Self::Times(vec![(low, high)]));
        }
        Some(Self::Numbers(vec![(end(from, number)?, end(to, number)?)]))
    }

    /// Whether the value passes; `None` when the rule is for another kind of value.
    fn holds(&self, value: FieldValue<'_>) -> Option<bool> {
        Some(match (self, value) {
            (Self::Present, value) => is_something(value),
            (Self::Exact(texts), FieldValue::Text(text)) => match texts.as_slice() {
                [only] => **only == *text,
                texts => texts.binary_search_by(|wanted| (**wanted).cmp(text)).is_ok(),
            },
            (Self::Folded(wanted), FieldValue::Tags(tags)) => {
                tags.iter().any(|tag| wanted.iter().any(|wanted| wanted.equals(tag)))
            }
            (Self::Folded(wanted), FieldValue::Word(word)) => wanted.iter().any(|wanted| wanted.equals(word)),
            (Self::Like(patterns), FieldValue::Text(text)) => patterns.iter().any(|pattern| pattern.matches(text)),
            (Self::Like(patterns), FieldValue::Word(word)) => patterns.iter().any(|pattern| pattern.matches(word)),
            (Self::Like(patterns), FieldValue::Tags(tags)) => {
                tags.iter().any(|tag| patterns.iter().any(|pattern| pattern.matches(tag)))
            }
            (Self::Flags(flags), FieldValue::Bool(flag)) => flags.contains(&flag),
            (Self::Times(list), FieldValue::Time(time)) => list.iter().any(|bounds| bounds.contains(&time)),
            (Self::Numbers(list), FieldValue::Duration(number) | FieldValue::Bytes(number)) => {
                list.iter().any(|bounds| bounds.contains(&number))
            }
            _ => return None,
        })
    }
}

/// An empty text, list or map is no value.
fn is_something(value: FieldValue<'_>) -> bool {
    match value {
        FieldValue::Text(text) => !text.is_empty(),
        FieldValue::Tags(tags) => !tags.is_empty(),
        FieldValue::Map(map) => !map.is_empty(),
        FieldValue::Word(_)
        | FieldValue::Bool(_)
        | FieldValue::Time(_)
        | FieldValue::Duration(_)
        | FieldValue::Bytes(_) => true,
    }
}

fn bounds<T>(comparison: Comparison, from: T, to: T) -> Bounds<T> {
    match comparison {
        Comparison::Less => (Bound::Unbounded, Bound::Excluded(from)),
        Comparison::AtMost => (Bound::Unbounded, Bound::Included(to)),
        Comparison::Greater => (Bound::Excluded(to), Bound::Unbounded),
        Comparison::AtLeast => (Bound::Included(from), Bound::Unbounded),
    }
}

fn closed<T>((from, to): (T, T)) -> Bounds<T> {
    (Bound::Included(from), Bound::Included(to))
}

/// An end of a range: open when nothing was written, `None` when what was written does not fit.
fn end<T>(written: Option<&Literal>, read: impl Fn(&Literal) -> Option<T>) -> Option<Bound<T>> {
    match written {
        None => Some(Bound::Unbounded),
        Some(value) => read(value).map(Bound::Included),
    }
}

/// All values read; `None` when one does not fit.
fn read_all<T>(values: &[Literal], read: impl Fn(&Literal) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(read).collect()
}

fn text(value: &Literal) -> Option<&Text> {
    if let Literal::Text(text) = value { Some(text) } else { None }
}

fn flag(value: &Literal) -> Option<bool> {
    if let Literal::Bool(flag) = value { Some(*flag) } else { None }
}

fn span(value: &Literal) -> Option<(Timestamp, Timestamp)> {
    if let Literal::Time { from, to } = value { Some((*from, *to)) } else { None }
}

fn number(value: &Literal) -> Option<u64> {
    if let Literal::Duration(number) | Literal::Bytes(number) = value { Some(*number) } else { None }
}
