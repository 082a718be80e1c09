//! What is wrong with a query text, before it is joined with the text for showing.

use crate::model::{Diagnostic, SourceText, Span};

/// The kinds of mistakes in a query; each has a stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The text is not made of conditions and operators.
    Syntax,
    /// A field that does not exist.
    Field,
    /// A value that does not fit its field.
    Value,
    /// The text is too long or too deeply nested.
    TooLarge,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "query-syntax",
            Self::Field => "query-field",
            Self::Value => "query-value",
            Self::TooLarge => "query-too-large",
        }
    }
}

/// One mistake with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(super) struct Fault {
    kind: Kind,
    message: String,
    span: Span,
    label: Option<String>,
    hint: Option<String>,
}

impl Fault {
    pub(super) fn new(kind: Kind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span, label: None, hint: None }
    }

    pub(super) fn syntax(span: Span, message: impl Into<String>) -> Self {
        Self::new(Kind::Syntax, span, message)
    }

    pub(super) fn value(span: Span, message: impl Into<String>) -> Self {
        Self::new(Kind::Value, span, message)
    }

    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Joins the mistake with the text that it is in.
    pub(super) fn in_text(self, source: &SourceText) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.kind.code(), self.message).at(source, self.span);
        diagnostic.label = self.label;
        diagnostic.hint = self.hint;
        diagnostic
    }
}
