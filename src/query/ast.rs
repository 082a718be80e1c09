//! A parsed query.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Millis, Text, VideoField};

/// A parsed query together with the text it was parsed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The text as written.
    pub text: Arc<str>,
    /// What it means; relative times are already resolved against the clock of the run.
    pub root: Expr,
}

/// A node of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// All must hold; an empty list always holds.
    And(Vec<Expr>),
    /// At least one must hold.
    Or(Vec<Expr>),
    /// Must not hold. An unknown value holds in neither polarity.
    Not(Box<Expr>),
    /// One condition.
    Term(Term),
}

/// A field that a term tests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// A field of the video.
    Video(VideoField),
    /// One custom field by name: `custom_fields.subject`.
    Custom(Text),
}

/// One condition on a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A bare word: case-insensitive substring of name, description, tags, id or reference id.
    Word(Text),
    /// A test of one field.
    Field {
        /// The field.
        field: Field,
        /// The test.
        test: Test,
    },
}

/// A test of a field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// `field:*`: there is a value. An empty text, list or map counts as none.
    Present,
    /// `field:a,b`: equal to any of these. For tags: has any of these.
    AnyOf(Vec<Literal>),
    /// `field:*word*`: matches any of these patterns, ignoring case; `*` stands for any text.
    Like(Vec<Text>),
    /// `field:<x`.
    Compare(Comparison, Literal),
    /// `field:a..b`, bounds included; `None` is an open end. Not both are open.
    Range(Option<Literal>, Option<Literal>),
}

/// How a comparison orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// A value in a query, typed by its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// For text, tags and words.
    Text(Text),
    /// For flags.
    Bool(bool),
    /// For moments. A date without a time of day spans its whole day in UTC.
    Time {
        /// The first instant meant.
        from: Timestamp,
        /// The last instant meant; equal to `from` unless a whole day was written.
        to: Timestamp,
    },
    /// For running times.
    Duration(Millis),
    /// For sizes in bytes.
    Bytes(u64),
}
