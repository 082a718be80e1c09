//! Something to tell a person about a text that they wrote, with the place in it.

use std::ops::Range;
use std::sync::Arc;

/// A byte range of a source text.
pub type Span = Range<usize>;

/// A named source text: a policy, a query, a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// What to call it: a path as the user wrote it, or `query`.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

impl SourceText {
    /// Names a text.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The byte offset of a 1-based line and 1-based column counted in characters; clamped to the text.
    #[must_use]
    pub fn offset_of(&self, line: usize, column: usize) -> usize {
        let mut start = 0;
        for (index, row) in self.text.split_inclusive('\n').enumerate() {
            if index + 1 == line {
                let chars = row.char_indices().map(|(at, _)| at).nth(column.saturating_sub(1));
                return start + chars.unwrap_or(row.trim_end_matches(['\n', '\r']).len());
            }
            start += row.len();
        }
        self.text.len()
    }

    /// The 1-based line and 1-based column (in characters) of a byte offset.
    #[must_use]
    pub fn position_of(&self, offset: usize) -> (usize, usize) {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.text.get(..end).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |row| row.chars().count()) + 1;
        (line, column)
    }
}

/// How serious a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Advice,
    /// Likely a mistake.
    Warning,
    /// Cannot go on.
    Error,
}

/// A message about a place in a source text, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How serious it is.
    pub severity: Severity,
    /// A stable code such as `unknown-function`.
    pub code: &'static str,
    /// What is wrong, as a lower-case fragment.
    pub message: String,
    /// The text it is about; `None` when no text is at hand.
    pub source: Option<SourceText>,
    /// The place in the text.
    pub span: Option<Span>,
    /// A few words at the place.
    pub label: Option<String>,
    /// What to do, in words that can be typed.
    pub hint: Option<String>,
    /// Further facts, one a line: the video concerned, where it was called from.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            source: None,
            span: None,
            label: None,
            hint: None,
            notes: Vec::new(),
        }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// The same as an advice.
    #[must_use]
    pub fn advice(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Advice, ..Self::error(code, message) }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, source: &SourceText, span: Span) -> Self {
        self.source = Some(source.clone());
        self.span = Some(span);
        self
    }

    /// Adds a few words at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a further fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}
