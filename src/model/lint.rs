//! A kind of finding about a policy: what it is called, how serious it is, and what it means.

use super::Severity;

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lint {
    /// Its stable code, such as `unknown-field`.
    pub code: &'static str,
    /// How serious it is unless the caller says else.
    pub severity: Severity,
    /// What it means and why it matters, in sentences.
    pub meaning: &'static str,
    /// A policy that has it, and the same policy without; `None` where it is not the text that is wrong.
    pub example: Option<Example>,
}

/// A bad policy and a good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// A policy with the mistake.
    pub bad: &'static str,
    /// The same policy without.
    pub good: &'static str,
}
