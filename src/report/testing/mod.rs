//! Tests of policies as text: a line each, what failed in full, a summary, JSON and `JUnit` XML.

mod coverage;
mod difference;
mod failed;
mod json;
mod junit;
mod lines;
mod plan;
#[cfg(test)]
mod tests;

pub use coverage::{Covered, coverage_text};
pub use difference::{Difference, difference, snapshot_question};
pub use failed::{FailedTest, failed_test};
pub use json::tests_json;
pub use junit::junit;
pub use lines::{TestLine, test_line, tests_summary};
