//! The pieces that a query text is cut into. Nothing here knows fields or types.

use crate::model::Span;

use super::Comparison;

/// A token with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spanned {
    pub(super) token: Token,
    pub(super) span: Span,
}

/// The smallest parts of a query that carry a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    And,
    Or,
    /// `NOT`, or `-` directly before a term.
    Not,
    /// `+` directly before a term.
    Plus,
    Word(Part),
    Condition(Condition),
}

/// `name:value` as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) name: Name,
    pub(super) comparison: Option<Comparison>,
    /// Never empty, and no item is empty.
    pub(super) items: Vec<Item>,
    /// The value with its operator.
    pub(super) span: Span,
}

/// The text before the colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The name with quotes resolved.
    pub(super) text: String,
    pub(super) span: Span,
}

/// One of the values between commas: quoted and bare parts side by side, as in `*"two words"*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) parts: Vec<Part>,
    pub(super) span: Span,
}

/// A run of text that is either inside or outside quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The text with escapes resolved.
    pub(super) text: String,
    /// Inside quotes every character stands for itself.
    pub(super) quoted: bool,
    pub(super) span: Span,
}

impl Item {
    /// The whole text without quotes.
    pub(super) fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }

    /// Whether it holds a `*` outside quotes.
    pub(super) fn has_wildcard(&self) -> bool {
        self.parts.iter().any(|part| !part.quoted && part.text.contains('*'))
    }

    /// Whether it is nothing but `*` outside quotes. Quotes with nothing in them add nothing.
    pub(super) fn is_wildcard(&self) -> bool {
        let adds_nothing =
            |part: &Part| if part.quoted { part.text.is_empty() } else { part.text.chars().all(|c| c == '*') };
        self.parts.iter().all(adds_nothing)
    }

    /// Whether it holds `..` outside quotes.
    pub(super) fn has_range(&self) -> bool {
        self.parts.iter().any(|part| !part.quoted && part.text.contains(".."))
    }

    /// Splits at the first `..` outside quotes; an open side is `None`.
    pub(super) fn split_range(self) -> Option<(Option<Item>, Option<Item>)> {
        let index = self.parts.iter().position(|part| !part.quoted && part.text.contains(".."))?;
        let mut before = self.parts;
        let mut after = before.split_off(index);
        let middle = after.remove(0);
        // Bare text has no escapes, so offsets in it are offsets in the source.
        let (left, right) = middle.text.split_once("..")?;
        let start = middle.span.start;
        if !left.is_empty() {
            before.push(Part { text: left.to_owned(), quoted: false, span: start..start + left.len() });
        }
        if !right.is_empty() {
            let span = middle.span.end - right.len()..middle.span.end;
            after.insert(0, Part { text: right.to_owned(), quoted: false, span });
        }
        Some((Item::from_parts(before), Item::from_parts(after)))
    }

    /// Joins parts; `None` when there are none.
    pub(super) fn from_parts(parts: Vec<Part>) -> Option<Self> {
        let span = parts.first()?.span.start..parts.last()?.span.end;
        Some(Self { parts, span })
    }
}
