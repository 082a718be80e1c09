//! One line a test as it ends, and the sum of all.

use std::time::Duration;

use super::failed::FailedTest;
use crate::report::text::clean;
use crate::report::{Style, Tone};

/// A test that has ended.
#[derive(Debug, Clone)]
pub struct TestLine<'a> {
    /// The file of tests, as it is called.
    pub file: String,
    /// The path of the file.
    pub path: String,
    /// The name of the test.
    pub name: &'a str,
    /// The line of the test in its file.
    pub line: u32,
    /// How long it took.
    pub took: Duration,
    /// Why it failed; `None` when it passed.
    pub failed: Option<FailedTest<'a>>,
}

impl TestLine<'_> {
    /// File and name, as `--filter` sees them.
    pub(super) fn full_name(&self) -> String {
        format!("{}::{}", self.file, self.name)
    }
}

/// The line of a test that has ended.
#[must_use]
pub fn test_line(test: &TestLine<'_>, style: &Style) -> String {
    let (word, tone) = if test.failed.is_some() { ("FAIL", Tone::Danger) } else { ("PASS", Tone::Good) };
    let word = style.paint(word, tone);
    format!("{word} [{}] {}\n", seconds(test.took), clean(&test.full_name()))
}

/// A duration of a fixed width.
fn seconds(took: Duration) -> String {
    format!("{:>7.3}s", took.as_secs_f64())
}

/// How many tests passed and failed.
#[must_use]
pub fn tests_summary(tests: &[TestLine<'_>], left_out: usize, took: Duration, style: &Style) -> String {
    let failed = tests.iter().filter(|test| test.failed.is_some()).count();
    let word = if tests.len() == 1 { "test" } else { "tests" };
    let passed = format!("{} passed", tests.len() - failed);
    let mut parts = vec![style.paint(&passed, Tone::Good)];
    if failed > 0 {
        parts.push(style.paint(&format!("{failed} failed"), Tone::Danger));
    }
    if left_out > 0 {
        parts.push(format!("{left_out} left out"));
    }
    format!(
        "{} [{}] {} {word} run: {}\n",
        style.paint("----", Tone::Strong),
        seconds(took),
        tests.len(),
        parts.join(", ")
    )
}
