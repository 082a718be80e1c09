//! Findings as workflow commands of GitHub Actions, which show them beside the lines of a change.

use std::fmt::Write as _;

use super::Place;
use crate::model::{Diagnostic, Severity};

/// One line a finding: `::error file=…,line=…,col=…,title=code::message`.
#[must_use]
pub fn check_github(found: &[Diagnostic]) -> String {
    let mut text = String::new();
    for found in found {
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        let _ = write!(text, "::{level} ");
        if let Some(place) = Place::of(found) {
            let Place { path, line, column, .. } = place;
            let _ = write!(text, "file={},line={line},col={column},", property(path));
        }
        let hint = found.hint.as_ref().map_or_else(String::new, |hint| format!("\nhelp: {hint}"));
        let _ = writeln!(text, "title={}::{}", property(found.code), data(&format!("{}{hint}", found.message)));
    }
    text
}

/// A message: a line feed would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property: a comma or a colon would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
