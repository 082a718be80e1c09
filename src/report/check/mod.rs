//! Findings about policies for people and for machines.

mod explain;
mod github;
mod json;
mod sarif;
#[cfg(test)]
mod tests;

pub use explain::{explain, explain_all};
pub use github::check_github;
pub use json::check_json;
pub use sarif::check_sarif;

use crate::model::{Diagnostic, Severity};

/// Where a finding begins and ends: lines and columns from 1, columns in characters, the end one past the last.
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> Place<'a> {
    /// The place of a finding; `None` when it is about no text.
    fn of(found: &'a Diagnostic) -> Option<Self> {
        let source = found.source.as_ref()?;
        let span = found.span.clone().unwrap_or(0..0);
        let (line, column) = source.position_of(span.start);
        let (end_line, end_column) = source.position_of(span.end.max(span.start));
        Some(Self { path: &source.name, line, column, end_line, end_column })
    }
}

/// The word for how serious a finding is.
const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    }
}
