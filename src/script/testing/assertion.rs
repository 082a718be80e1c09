//! What ends a test: an assertion that does not hold, and a policy that failed.

use std::sync::Arc;

use rhai::{Dynamic, Engine, EvalAltResult, NativeCallContext, Position};

use super::record::Failure;
use super::world::World;
use crate::model::Diagnostic;
use crate::plan::Plan;
use crate::script::diagnose::{callers, located, place, run_error};
use crate::script::error::{Fault, innermost};
use crate::script::source::PolicySource;

/// An assertion that does not hold. The first one of a test ends it, even where a `try` caught it.
#[derive(Debug, Clone)]
pub(super) struct Unmet {
    message: String,
    hint: Option<String>,
    notes: Vec<String>,
    plan: Option<Arc<Plan>>,
    difference: Option<(Option<String>, String)>,
    place: (Position, Option<String>),
}

impl Unmet {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            notes: Vec::new(),
            plan: None,
            difference: None,
            place: (Position::NONE, None),
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The plan to show with it.
    pub(super) fn plan(mut self, plan: &Arc<Plan>) -> Self {
        self.plan = Some(Arc::clone(plan));
        self
    }

    /// What was there and what came out.
    pub(super) fn difference(mut self, old: Option<String>, new: String) -> Self {
        self.difference = Some((old, new));
        self
    }

    /// The error that ends the test where a function was called.
    #[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed everywhere")]
    pub(super) fn at(mut self, context: &NativeCallContext<'_>) -> Box<EvalAltResult> {
        self.place = (context.call_position(), context.call_source().map(str::to_owned));
        if let Ok(world) = World::of(context) {
            world.state().unmet.get_or_insert_with(|| self.clone());
        }
        EvalAltResult::ErrorRuntime(Dynamic::from(self), context.call_position()).into()
    }

    /// What to show of it, at its place.
    pub(super) fn into_failure(self, test: &PolicySource) -> Failure {
        let (at, source) = self.place;
        let mut diagnostic =
            place(Diagnostic::error("assertion", self.message), test.named(source.as_deref().unwrap_or_default()), at);
        diagnostic.hint = self.hint;
        diagnostic.notes = self.notes;
        Failure { diagnostic, cause: None, plan: self.plan, difference: self.difference }
    }
}

/// A policy that failed while a test ran it: an ordinary error, which `assert_fails` and `try` may catch.
#[derive(Debug, Clone)]
pub(super) struct PolicyFailed(pub(super) Arc<Diagnostic>);

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<PolicyFailed>("Error");
    engine.register_fn("to_string", |failed: &mut PolicyFailed| failed.0.message.clone());
    engine.register_get("message", |failed: &mut PolicyFailed| failed.0.message.clone());
}

/// What an error of a call says, where a test may expect it; `None` for what ends a test in any case.
pub(super) fn message_of(error: &EvalAltResult) -> Option<String> {
    match innermost(error) {
        EvalAltResult::ErrorTerminated(..) => None,
        EvalAltResult::ErrorRuntime(value, _) if value.is::<Unmet>() => None,
        EvalAltResult::ErrorRuntime(value, _) => Some(if let Some(failed) = value.read_lock::<PolicyFailed>() {
            failed.0.message.clone()
        } else if let Some(fault) = value.read_lock::<Fault>() {
            fault.message.clone()
        } else {
            value.to_string()
        }),
        other => Some(other.to_string()),
    }
}

/// What to show of an error that ended a test.
pub(super) fn failure(test: &PolicySource, error: &EvalAltResult) -> Failure {
    match innermost(error) {
        EvalAltResult::ErrorRuntime(value, _) if value.is::<Unmet>() => {
            let Some(unmet) = value.clone().try_cast::<Unmet>() else {
                return Failure::of(run_error(test, error, None));
            };
            let mut failure = unmet.into_failure(test);
            failure.diagnostic.notes.extend(callers(error));
            failure
        }
        EvalAltResult::ErrorRuntime(value, _) if value.is::<PolicyFailed>() => {
            let cause = value.read_lock::<PolicyFailed>().map(|failed| failed.0.as_ref().clone());
            let diagnostic = Diagnostic::error("policy-failed", "the policy failed")
                .hint("where that is what you expect: assert_fails(|| run_policy(), \"part of the message\")");
            let mut diagnostic = located(diagnostic, test, error);
            diagnostic.notes.extend(callers(error));
            Failure { cause, ..Failure::of(diagnostic) }
        }
        _ => Failure::of(run_error(test, error, None)),
    }
}
