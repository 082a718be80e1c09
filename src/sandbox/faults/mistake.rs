//! What is wrong with a file of faults.

use crate::model::closest;

/// What is wrong with a file of faults, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct FaultMistake {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, with what was probably meant.
    pub message: String,
}

impl FaultMistake {
    pub(super) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }

    /// A word that is none of those that may stand in its place.
    pub(super) fn unknown<'a>(line: usize, what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let hint = match closest(word, known.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("there are {}", known.join(", ")),
        };
        Self::new(line, format!("{what} {word:?} is not known; {hint}"))
    }

    /// What the reader of TOML found.
    pub(super) fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        Self::new(line, error.message().trim().replace('\n', ", "))
    }
}

/// The line of a place in a text, counted from 1.
pub(super) fn line_of(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}
