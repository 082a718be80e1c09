//! Whether a plan may be carried out: the checks before anything is asked or done.

use jiff::{SignedDuration, Timestamp};

use super::{ExecuteError, Refusal};
use crate::model::Account;
use crate::plan::{Plan, SCHEMA};
use crate::store::{RunState, Store};

/// How far the clocks of the planning and the committing machine may differ.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What a plan is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance<'a> {
    /// The moment for the expiry check; `--now` may set it.
    pub now: Timestamp,
    /// The real moment, for what other runs deleted in the last 24 hours: the journal knows no other clock.
    pub today: Timestamp,
    /// The selected library.
    pub account: &'a Account,
    /// The journal.
    pub store: &'a Store,
}

/// A plan that passed every check. Only [`accept`] makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    plan: Plan,
}

impl Accepted {
    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// Checks a plan whose digest was verified when it was loaded.
///
/// # Errors
/// Fails when the plan is refused, or when the journal cannot be read.
pub fn accept(plan: Plan, check: Acceptance<'_>) -> Result<Accepted, ExecuteError> {
    document(&plan, check)?;
    history(&plan, check)?;
    day_budget(&plan, check)?;
    Ok(Accepted { plan })
}

/// What the document itself says.
fn document(plan: &Plan, check: Acceptance<'_>) -> Result<(), Refusal> {
    if plan.schema != SCHEMA {
        return Err(Refusal::Schema(plan.schema.clone()));
    }
    if !same_library(&plan.account, check.account) {
        return Err(Refusal::OtherAccount { planned: plan.account.clone(), selected: check.account.clone() });
    }
    if plan.created_at.duration_since(check.now) > CLOCK_SKEW {
        return Err(Refusal::FromTheFuture { created_at: plan.created_at, now: check.now });
    }
    if check.now >= plan.expires_at {
        return Err(Refusal::Expired(plan.expires_at));
    }
    if plan.blocked || !plan.blocked_because.is_empty() {
        return Err(Refusal::Blocked(plan.blocked_because.iter().map(|cause| cause.0.clone()).collect()));
    }
    Ok(())
}

/// What earlier runs did with it.
fn history(plan: &Plan, check: Acceptance<'_>) -> Result<(), ExecuteError> {
    match check.store.run_of_plan(&plan.id)? {
        None => Ok(()),
        Some(run) if run.state == RunState::Finished => Err(Refusal::AlreadyCommitted(run.id).into()),
        Some(run) => Err(Refusal::Begun(run.id).into()),
    }
}

/// The one limit that other runs can use up between plan and commit.
fn day_budget(plan: &Plan, check: Acceptance<'_>) -> Result<(), ExecuteError> {
    let limit = plan.limits.iter().find(|limit| limit.name == "per_day").and_then(|limit| limit.allowed.as_u64());
    let Some(allowed) = limit else {
        return Ok(());
    };
    let planned = u64::try_from(plan.entries.len()).unwrap_or(u64::MAX);
    let deleted = check.store.deleted_since(check.account, check.today - DAY)?;
    if deleted.saturating_add(planned) > allowed {
        return Err(Refusal::DayBudget { planned, deleted, allowed }.into());
    }
    Ok(())
}

/// A library is what the platform calls it: the name in the configuration may change.
pub(super) fn same_library(one: &Account, other: &Account) -> bool {
    one.platform == other.platform && one.account_id == other.account_id
}
