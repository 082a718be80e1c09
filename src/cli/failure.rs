//! An error as the person at the terminal meets it: what, why, what to do, and the exit code.

use std::error::Error;
use std::fmt::Write as _;

use super::Exit;
use super::config::ConfigError;
use crate::model::Diagnostic;
use crate::report::{self, Style};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    message: String,
    causes: Vec<String>,
    hint: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// A failure with its message.
    #[must_use]
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), causes: Vec::new(), hint: None, diagnostics: Vec::new() }
    }

    /// A failure from an error with all its causes; reads as "failed to …".
    #[must_use]
    pub fn from_error(exit: Exit, error: &dyn Error) -> Self {
        let mut failure = Self::new(exit, format!("failed to {error}"));
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            // Some errors are told by their cause alone.
            if !failure.message.contains(&text) {
                failure.causes.push(text);
            }
            cause = error.source();
        }
        failure
    }

    /// A failure that is told by diagnostics alone.
    #[must_use]
    pub fn from_diagnostics(exit: Exit, diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, ..Self::new(exit, String::new()) }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names the file that it is about.
    pub fn concerning(&mut self, name: &str) {
        self.message = format!("{name}: {}", self.message);
    }

    /// The same as diagnostics, for whoever goes on after it.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics;
        if !self.message.is_empty() {
            let mut diagnostic = Diagnostic::error("failed", self.message);
            diagnostic.notes = self.causes;
            diagnostic.hint = self.hint;
            diagnostics.push(diagnostic);
        }
        diagnostics
    }

    /// The whole text for standard error.
    #[must_use]
    pub fn render(&self, style: &Style) -> String {
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            text.push_str(&report::diagnostic(diagnostic, style));
        }
        if !self.message.is_empty() {
            // A platform's words may hold anything.
            let _ = writeln!(text, "error: {}", report::clean(&self.message));
            for cause in &self.causes {
                let _ = writeln!(text, "  because: {}", report::clean(cause));
            }
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(text, "  hint: {hint}");
        }
        text
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        match &error {
            ConfigError::Text(diagnostic) => Self::from_diagnostics(Exit::Usage, vec![diagnostic.as_ref().clone()]),
            ConfigError::Value { .. } => Self::new(Exit::Usage, error.to_string()),
            ConfigError::UnknownAccount { hint, .. } => {
                let hint = hint.clone();
                Self::from_error(Exit::Usage, &error).hint(hint)
            }
            ConfigError::Read { .. } => {
                Self::from_error(Exit::Usage, &error).hint("check the path given by --config or VODSWEEP_CONFIG")
            }
        }
    }
}
