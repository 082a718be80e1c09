//! Tests as `JUnit` XML, which build servers read.

use std::fmt::Write as _;
use std::time::Duration;

use super::failed::failed_test;
use super::lines::TestLine;
use crate::report::Style;

/// The width of what is told of a failure.
const WIDTH: usize = 100;

/// The tests as a document: one suite a file, in the order of the tests.
#[must_use]
pub fn junit(tests: &[TestLine<'_>], took: Duration) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"vodsweep\" {}>", sums(tests, took));
    let mut rest = tests;
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|test| test.path == first.path).count();
        let (suite, later) = rest.split_at(count);
        rest = later;
        let took = suite.iter().map(|test| test.took).sum();
        let _ = writeln!(out, "  <testsuite name=\"{}\" {}>", escaped(&first.file), sums(suite, took));
        for test in suite {
            case(&mut out, test);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn sums(tests: &[TestLine<'_>], took: Duration) -> String {
    let failed = tests.iter().filter(|test| test.failed.is_some()).count();
    format!("tests=\"{}\" failures=\"{failed}\" errors=\"0\" time=\"{:.3}\"", tests.len(), took.as_secs_f64())
}

fn case(out: &mut String, test: &TestLine<'_>) {
    let _ = write!(
        out,
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\" time=\"{:.3}\"",
        escaped(test.name),
        escaped(&test.file),
        escaped(&test.path),
        test.line,
        test.took.as_secs_f64()
    );
    let Some(failed) = &test.failed else { return out.push_str("/>\n") };
    let shown = failed_test(test, &Style { unicode: true, ..Style::plain(WIDTH) });
    let _ = writeln!(
        out,
        ">\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>",
        escaped(&failed.diagnostic.message),
        escaped(failed.diagnostic.code),
        escaped(&shown)
    );
}

/// Text that is safe in a value and between tags. What XML cannot hold at all is replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
