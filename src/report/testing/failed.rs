//! Why a test failed: the place in the test, the mistake in the policy, what changed, the plan, and what was said.

use std::fmt::Write as _;

use super::difference::{Difference, difference};
use super::lines::TestLine;
use super::plan;
use crate::model::Diagnostic;
use crate::plan::Plan;
use crate::report::text::clean;
use crate::report::{Style, Tone, diagnostic};

/// What there is to show of a failed test.
#[derive(Debug, Clone)]
pub struct FailedTest<'a> {
    /// What is wrong, with the place in the test.
    pub diagnostic: &'a Diagnostic,
    /// What is wrong in the policy.
    pub cause: Option<&'a Diagnostic>,
    /// The plan that was looked at.
    pub plan: Option<&'a Plan>,
    /// What changed of a text that should be the same.
    pub difference: Option<Difference<'a>>,
    /// What the test and its policies said, each with its place.
    pub said: Vec<String>,
}

/// Everything about a failed test; empty for one that passed.
#[must_use]
pub fn failed_test(test: &TestLine<'_>, style: &Style) -> String {
    let Some(failed) = &test.failed else { return String::new() };
    let mut out = format!("\n{} {}\n", style.paint("FAIL", Tone::Danger), clean(&test.full_name()));
    out.push_str(&diagnostic(failed.diagnostic, style));
    if let Some(cause) = failed.cause {
        out.push_str(&diagnostic(cause, style));
    }
    if let Some(change) = &failed.difference {
        out.push('\n');
        out.push_str(&difference(change, style));
    }
    if let Some(plan) = failed.plan {
        out.push('\n');
        out.push_str(&plan::small(plan, style));
    }
    if !failed.said.is_empty() {
        out.push_str("\n  said:\n");
        for text in &failed.said {
            let _ = writeln!(out, "    {}", clean(text));
        }
    }
    out
}
