//! Whether a plan may be carried out: the checks before anything is asked or done.

use jiff::{SignedDuration, Timestamp};

use super::{Context, ExecuteError, Refusal};
use crate::model::{Account, Action};
use crate::plan::{Limits, Plan, SCHEMA};
use crate::store::{RunState, Store};

/// How far the clocks of the planning and the committing machine may differ.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

pub(super) const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What a plan is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance<'a> {
    /// The moment for the expiry check; `--now` may set it.
    pub now: Timestamp,
    /// The real moment, for what other runs deleted in the last 24 hours: the journal knows no other clock.
    pub today: Timestamp,
    /// Whether somebody vouches for `now`: then a journal that knows later moments is no objection.
    pub now_is_given: bool,
    /// The selected library.
    pub account: &'a Account,
    /// The journal.
    pub store: &'a Store,
}

/// A plan that passed every check. Only [`accept`] makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    plan: Plan,
    /// How far the moment of the expiry check is ahead of the real one.
    ahead: SignedDuration,
    now_is_given: bool,
    notices: Vec<String>,
}

impl Accepted {
    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What a person should know although it is no reason to refuse the plan, one sentence each.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Checks once more, under the account's lock: since the plan was accepted somebody may have taken hours to confirm
    /// it, and another run may have been at work.
    pub(super) fn check_again(&self, context: &Context) -> Result<(), ExecuteError> {
        let today = context.clock.now();
        let now = today.checked_add(self.ahead).unwrap_or(Timestamp::MAX);
        let account = context.platform.library.account();
        let check = Acceptance { now, today, now_is_given: self.now_is_given, account, store: &context.store };
        every_check(&self.plan, check).map(drop)
    }
}

/// Checks a plan whose digest was verified when it was loaded.
///
/// # Errors
/// Fails when the plan is refused, or when the journal cannot be read.
pub fn accept(plan: Plan, check: Acceptance<'_>) -> Result<Accepted, ExecuteError> {
    let notices = every_check(&plan, check)?;
    let ahead = check.now.duration_since(check.today);
    Ok(Accepted { plan, ahead, now_is_given: check.now_is_given, notices })
}

/// Every check; gives what a person should know all the same.
fn every_check(plan: &Plan, check: Acceptance<'_>) -> Result<Vec<String>, ExecuteError> {
    document(plan, check)?;
    let mut notices = Vec::new();
    notices.extend(clocks_of_machines(plan, check));
    notices.extend(clock_of_journal(plan, check)?);
    history(plan, check)?;
    // Undoing uses nothing of the day.
    let open = plan.entries.iter().filter(|entry| entry.action != Action::Release).count();
    let open = u64::try_from(open).unwrap_or(u64::MAX);
    let deleted = check.store.deleted_since(check.account, check.today - DAY)?;
    day_budget(plan, open, deleted)?;
    Ok(notices)
}

/// What the document itself says.
fn document(plan: &Plan, check: Acceptance<'_>) -> Result<(), Refusal> {
    if plan.schema != SCHEMA {
        return Err(Refusal::Schema(plan.schema.clone()));
    }
    if plan.account.is_recorded() {
        return Err(Refusal::Recorded(plan.account.account_id.clone()));
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

/// A plan that is a little younger than the present was made on another machine, or the clock moved.
fn clocks_of_machines(plan: &Plan, check: Acceptance<'_>) -> Option<String> {
    let ahead = plan.created_at.duration_since(check.now).as_secs();
    (ahead > 0).then(|| {
        format!(
            "the plan was made {ahead} seconds after what this clock says now; the clocks of the two machines differ"
        )
    })
}

/// Time was never earlier than the latest moment in the journal. Where this clock says otherwise, it must not make a
/// plan valid again that had expired by then.
fn clock_of_journal(plan: &Plan, check: Acceptance<'_>) -> Result<Option<String>, ExecuteError> {
    let latest = check.store.latest_moment()?;
    let Some(latest) = latest.filter(|latest| latest.duration_since(check.today) > CLOCK_SKEW) else {
        return Ok(None);
    };
    if !check.now_is_given && latest >= plan.expires_at {
        return Err(Refusal::ClockSetBack { latest, now: check.now }.into());
    }
    Ok(Some(format!("the journal holds a moment ({latest}) that is still to come by this clock; was it set back?")))
}

/// What earlier runs did with it.
fn history(plan: &Plan, check: Acceptance<'_>) -> Result<(), ExecuteError> {
    match check.store.run_of_plan(&plan.id)? {
        None => Ok(()),
        Some(run) if run.state == RunState::Finished => Err(Refusal::AlreadyCommitted(run.id).into()),
        Some(run) => Err(Refusal::Begun(run.id).into()),
    }
}

/// The one limit that other runs can use up between plan and commit, and between two sessions of a run.
pub(super) fn day_budget(plan: &Plan, planned: u64, deleted: u64) -> Result<(), Refusal> {
    let allowed = Limits::of_plan(plan).per_day();
    if planned > 0 && deleted.saturating_add(planned) > allowed {
        return Err(Refusal::DayBudget { planned, deleted, allowed });
    }
    Ok(())
}

/// A library is what the platform calls it: the name in the configuration may change.
pub(super) fn same_library(one: &Account, other: &Account) -> bool {
    one.platform == other.platform && one.account_id == other.account_id
}
