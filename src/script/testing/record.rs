//! What remains of a test when it has ended.

use std::sync::Arc;

use super::snapshot::Taken;
use crate::model::Diagnostic;
use crate::plan::Plan;
use crate::script::message::Message;
use crate::script::policy::Policy;
use crate::script::trace::{Site, SiteNote};

/// One run of a policy within a test.
#[derive(Clone)]
pub struct PolicyRun {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The plan that it came to; `None` when the policy failed.
    pub plan: Option<Arc<Plan>>,
    /// What it said.
    pub messages: Vec<Message>,
    /// How its conditions came out, where that was asked for.
    pub conditions: Vec<(Site, SiteNote)>,
}

/// Why a test failed.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What is wrong, with the place in the test.
    pub diagnostic: Diagnostic,
    /// What is wrong in the policy, where that made the test fail.
    pub cause: Option<Diagnostic>,
    /// The plan that was looked at.
    pub plan: Option<Arc<Plan>>,
    /// The text that was there and the text that came out, where they should be the same. The first is `None` for a
    /// snapshot that was not there.
    pub difference: Option<(Option<String>, String)>,
}

impl Failure {
    /// A failure that is told by a message alone.
    pub(super) fn of(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, cause: None, plan: None, difference: None }
    }
}

/// How a test ended, and what happened in it.
pub struct TestResult {
    /// Why it failed; `None` when it passed.
    pub failure: Option<Box<Failure>>,
    /// Every run of a policy, in order.
    pub runs: Vec<PolicyRun>,
    /// Every snapshot that it compared, in order.
    pub snapshots: Vec<Taken>,
    /// What the test itself said.
    pub messages: Vec<Message>,
}
