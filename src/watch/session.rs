//! What to show after each attempt to plan. Pure: it compares and remembers, it does not plan.

use std::sync::Arc;
use std::time::Duration;

use crate::model::Diagnostic;
use crate::plan::{Plan, PlanDiff};

/// What there is to show after an attempt.
#[derive(Debug, Clone)]
pub enum Update {
    /// The policy ran.
    Planned {
        /// The new plan.
        plan: Arc<Plan>,
        /// How it differs from the last good one; `None` for the first.
        diff: Option<PlanDiff>,
        /// How long it took.
        took: Duration,
    },
    /// The policy did not compile or did not run.
    Broken {
        /// What is wrong with it.
        diagnostics: Vec<Diagnostic>,
        /// The last good plan, which is still what the library was seen with.
        last_good: Option<Arc<Plan>>,
        /// How long it took to find out.
        took: Duration,
    },
}

/// Remembers the last good plan over any number of attempts.
#[derive(Debug, Default)]
pub struct Session {
    last_good: Option<Arc<Plan>>,
}

impl Session {
    /// A session without a plan yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in the end of an attempt and says what to show. A broken attempt changes nothing that is remembered,
    /// so the next good plan is compared with the last good one.
    pub fn take(&mut self, attempt: Result<Plan, Vec<Diagnostic>>, took: Duration) -> Update {
        match attempt {
            Ok(plan) => {
                let plan = Arc::new(plan);
                let diff = self.last_good.as_deref().map(|before| PlanDiff::between(before, &plan));
                self.last_good = Some(Arc::clone(&plan));
                Update::Planned { plan, diff, took }
            }
            Err(diagnostics) => Update::Broken { diagnostics, last_good: self.last_good.clone(), took },
        }
    }

    /// The last plan that could be made.
    #[must_use]
    pub fn last_good(&self) -> Option<&Arc<Plan>> {
        self.last_good.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(id: &str) -> Plan {
        let text = format!(
            r#"{{"schema":"vodsweep.plan/1","id":"{id}","created_at":"2026-06-01T11:00:00Z",
                "expires_at":"2026-06-02T11:00:00Z","tool":{{"name":"vodsweep","version":"0.1.0"}},
                "account":{{"name":"main","platform":"brightcove","account_id":"1"}},"policies":[],
                "library":{{"videos_total":0,"videos_seen":0,"complete":true,"inventory_age_seconds":null}},
                "limits":[],"blocked":false,"blocked_because":[],"entries":[],"kept":[],"unknown":[],"totals":{{}}}}"#
        );
        serde_json::from_str(&text).expect("a valid plan")
    }

    #[test]
    fn a_broken_attempt_keeps_the_last_good_plan_and_the_next_is_compared_with_it() {
        let mut session = Session::new();
        let took = Duration::from_millis(3);
        let first = session.take(Ok(plan("a")), took);
        assert!(matches!(first, Update::Planned { diff: None, .. }));
        let broken = session.take(Err(vec![Diagnostic::error("syntax", "unexpected end")]), took);
        let Update::Broken { diagnostics, last_good, .. } = broken else { panic!("it was broken") };
        assert_eq!((diagnostics.len(), last_good.map(|plan| plan.id.clone())), (1, Some("a".to_owned())));
        let Update::Planned { diff: Some(diff), .. } = session.take(Ok(plan("b")), took) else { panic!("a diff") };
        assert_eq!((diff.before.as_str(), diff.after.as_str()), ("a", "b"));
    }

    #[test]
    fn nothing_good_yet_means_nothing_to_fall_back_on() {
        let update = Session::new().take(Err(Vec::new()), Duration::ZERO);
        assert!(matches!(update, Update::Broken { last_good: None, .. }));
    }
}
