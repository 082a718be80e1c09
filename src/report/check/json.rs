//! Findings as a JSON list.

use serde::Serialize;

use super::{Place, word};
use crate::model::Diagnostic;
use crate::report::json::pretty;

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    hint: Option<&'a str>,
}

/// The findings as a list of objects. Lines and columns count from 1, columns in characters; the end is one past the last.
///
/// # Errors
/// Fails when it cannot be written as JSON.
pub fn check_json(found: &[Diagnostic]) -> serde_json::Result<String> {
    let entries: Vec<Entry<'_>> = found.iter().map(entry).collect();
    pretty(&entries)
}

fn entry(found: &Diagnostic) -> Entry<'_> {
    let place = Place::of(found);
    let of = |read: fn(&Place<'_>) -> usize| place.as_ref().map(read);
    Entry {
        code: found.code,
        severity: word(found.severity),
        message: &found.message,
        path: place.as_ref().map(|place| place.path),
        line: of(|place| place.line),
        column: of(|place| place.column),
        end_line: of(|place| place.end_line),
        end_column: of(|place| place.end_column),
        hint: found.hint.as_deref(),
    }
}
