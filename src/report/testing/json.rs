//! Tests as JSON.

use serde::Serialize;

use super::coverage::Covered;
use super::lines::TestLine;
use crate::model::Diagnostic;
use crate::report::json::pretty;

#[derive(Serialize)]
struct Document<'a> {
    tests: Vec<Ended<'a>>,
    passed: usize,
    failed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<&'a [Covered]>,
}

#[derive(Serialize)]
struct Ended<'a> {
    file: &'a str,
    name: &'a str,
    line: u32,
    status: &'static str,
    seconds: f64,
    failure: Option<Why<'a>>,
}

#[derive(Serialize)]
struct Why<'a> {
    #[serde(flatten)]
    what: Mistake<'a>,
    cause: Option<Mistake<'a>>,
    difference: Option<Change<'a>>,
    said: &'a [String],
}

#[derive(Serialize)]
struct Mistake<'a> {
    code: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    hint: Option<&'a str>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Change<'a> {
    old: Option<&'a str>,
    new: &'a str,
}

/// The tests as one JSON object.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn tests_json(tests: &[TestLine<'_>], coverage: Option<&[Covered]>) -> serde_json::Result<String> {
    let failed = tests.iter().filter(|test| test.failed.is_some()).count();
    let tests: Vec<Ended<'_>> = tests.iter().map(ended).collect();
    pretty(&Document { passed: tests.len() - failed, failed, tests, coverage })
}

fn ended<'a>(test: &'a TestLine<'_>) -> Ended<'a> {
    Ended {
        file: &test.path,
        name: test.name,
        line: test.line,
        status: if test.failed.is_some() { "failed" } else { "passed" },
        seconds: test.took.as_secs_f64(),
        failure: test.failed.as_ref().map(|failed| Why {
            what: mistake(failed.diagnostic),
            cause: failed.cause.map(mistake),
            difference: failed.difference.map(|change| Change { old: change.old, new: change.new }),
            said: &failed.said,
        }),
    }
}

fn mistake(diagnostic: &Diagnostic) -> Mistake<'_> {
    let place = diagnostic.source.as_ref().zip(diagnostic.span.as_ref());
    let position = place.map(|(source, span)| source.position_of(span.start));
    Mistake {
        code: diagnostic.code,
        message: &diagnostic.message,
        file: diagnostic.source.as_ref().map(|source| source.name.as_ref()),
        line: position.map(|(line, _)| line),
        column: position.map(|(_, column)| column),
        hint: diagnostic.hint.as_deref(),
        notes: &diagnostic.notes,
    }
}
