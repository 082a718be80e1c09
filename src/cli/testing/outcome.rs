//! Tests that have ended, as they are shown.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::coverage::covered;
use super::runner::ChosenTest;
use crate::cli::args::{TestArgs, TestFormat};
use crate::cli::{Exit, Failure, Terminal};
use crate::report::{self, Difference, FailedTest, TestLine};
use crate::script::Message;
use crate::script::testing::{Compared, TestResult};

/// A test that has ended.
pub(in crate::cli) struct EndedTest<'a> {
    pub(super) test: ChosenTest<'a>,
    pub(super) result: TestResult,
    pub(super) took: Duration,
}

impl EndedTest<'_> {
    /// What to show of it.
    pub(super) fn line(&self) -> TestLine<'_> {
        TestLine {
            file: self.test.file.title(),
            path: self.test.file.path().display().to_string(),
            name: &self.test.test.name,
            line: self.test.test.line,
            took: self.took,
            failed: self.result.failure.as_deref().map(|failure| FailedTest {
                diagnostic: &failure.diagnostic,
                cause: failure.cause.as_ref(),
                plan: failure.plan.as_deref(),
                difference: failure
                    .difference
                    .as_ref()
                    .map(|(old, new)| Difference { old: old.as_deref(), new: new.as_str() }),
                said: self.said(),
            }),
        }
    }

    /// What the policies and then the test said.
    fn said(&self) -> Vec<String> {
        let show = |message: &Message| format!("{}:{}: {}", message.policy, message.line, message.text);
        let policies = self.result.runs.iter().flat_map(|run| &run.messages);
        policies.chain(&self.result.messages).map(show).collect()
    }

    /// Whether it failed for a snapshot that somebody has accepted since.
    fn is_settled(&self, accepted: &BTreeSet<PathBuf>) -> bool {
        let for_snapshot = self.result.failure.as_ref().is_some_and(|failure| failure.difference.is_some());
        let last = self.result.snapshots.last().filter(|taken| taken.compared != Compared::Same);
        for_snapshot && last.is_some_and(|taken| accepted.contains(&taken.path))
    }
}

/// All tests that were run.
pub(in crate::cli) struct Ended<'a> {
    pub(super) tests: Vec<EndedTest<'a>>,
    pub(super) left_out: usize,
    pub(super) took: Duration,
}

impl Ended<'_> {
    fn lines(&self) -> Vec<TestLine<'_>> {
        self.tests.iter().map(EndedTest::line).collect()
    }

    /// The results as `JUnit` XML.
    pub(in crate::cli) fn junit(&self) -> String {
        report::junit(&self.lines(), self.took)
    }

    /// Whether every test passed, or failed only for a snapshot that was accepted afterwards.
    pub(in crate::cli) fn all_passed(&self, accepted: &BTreeSet<PathBuf>) -> bool {
        self.tests.iter().all(|test| test.result.failure.is_none() || test.is_settled(accepted))
    }
}

/// Shows what failed and the sum, after the lines of the tests.
///
/// # Errors
/// Fails when the result cannot be written.
pub(in crate::cli) fn show(terminal: &Terminal, args: &TestArgs, ended: &Ended<'_>) -> Result<(), Failure> {
    let lines = ended.lines();
    let coverage = args.coverage.then(|| covered(ended));
    if args.format == TestFormat::Json {
        let text = report::tests_json(&lines, coverage.as_deref())
            .map_err(|error| Failure::from_error(Exit::Failed, &error))?;
        return terminal.result(&text);
    }
    let mut text: String = lines.iter().map(|line| report::failed_test(line, &terminal.out)).collect();
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&report::tests_summary(&lines, ended.left_out, ended.took, &terminal.out));
    if let Some(conditions) = &coverage {
        text.push('\n');
        text.push_str(&report::coverage_text(conditions, &terminal.out));
    }
    terminal.result(&text)
}
