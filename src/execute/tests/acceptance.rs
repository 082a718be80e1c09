//! Which plans are carried out, and which are refused.

use super::world::World;
use super::{Acceptance, ExecuteError, Plan, Stage, accept, account, at, commit};
use crate::execute::Refusal;
use crate::plan::{Blocked, LimitCheck};
use crate::store::AccountLock;

fn stage() -> Stage {
    Stage::new(World::new(2, 0, 1, 10))
}

fn refusal(stage: &Stage, change: impl FnOnce(&mut Plan)) -> String {
    let mut plan = stage.plan_of_videos();
    change(&mut plan);
    let store = stage.store();
    let check = Acceptance { now: at(0), today: at(0), account: &account(), store: &store };
    match accept(plan, check) {
        Err(ExecuteError::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_plan_that_does_not_fit_is_refused_with_the_next_step() {
    let stage = stage();
    assert_eq!(
        refusal(&stage, |plan| plan.expires_at = at(0)),
        "the plan expired at 2026-11-21T03:46:00Z; plan again and review what changed"
    );
    assert_eq!(
        refusal(&stage, |plan| plan.created_at = at(301)),
        "the plan was made at 2026-11-21T03:51:01Z, but the clock says 2026-11-21T03:46:00Z; set the clock right and \
         plan again"
    );
    assert_eq!(
        refusal(&stage, |plan| plan.account.account_id = "7".into()),
        "the plan is for main (Brightcove Video Cloud, 7), not for main (Brightcove Video Cloud, 57838016001); \
         choose its account with --account"
    );
    assert_eq!(
        refusal(&stage, |plan| {
            plan.blocked = true;
            plan.blocked_because = vec![Blocked("too many entries".into())];
        }),
        "the plan is blocked: too many entries"
    );
    assert_eq!(
        refusal(&stage, |plan| plan.schema = "vodsweep.plan/9".into()),
        "the plan has the schema `vodsweep.plan/9`, which this version cannot carry out; plan again"
    );
}

#[test]
fn a_renamed_account_is_the_same_library() {
    let stage = stage();
    let mut plan = stage.plan_of_videos();
    plan.account.name = "before".into();
    stage.accepted(plan);
}

#[tokio::test]
async fn a_committed_plan_is_refused_and_an_open_one_can_only_be_resumed() {
    let stage = stage();
    let context = stage.context();
    context.cancel.cancel();
    stage.commit_in(&context, stage.plan_of_videos()).await;
    let begun = refusal(&stage, |_| {});
    assert_eq!(
        begun,
        "the plan was begun by run 20261121T034600Z-1a2b3c4d, which did not finish; continue it with `vodsweep resume \
         20261121T034600Z-1a2b3c4d`"
    );
    assert!(stage.resume().await.is_some());
    assert_eq!(
        refusal(&stage, |_| {}),
        "the plan was already committed by run 20261121T034600Z-1a2b3c4d; `vodsweep runs 20261121T034600Z-1a2b3c4d` \
         shows what it did"
    );
}

#[tokio::test]
async fn deletions_of_other_runs_count_for_the_day() {
    let stage = stage();
    let first = stage.plan_of_videos();
    stage.commit(first.clone()).await;
    let mut second = first;
    second.id = "sha256:ffff".into();
    second.limits.push(LimitCheck {
        name: "per_day".into(),
        allowed: 3.into(),
        actual: Some(2.into()),
        exceeded: false,
        set_for_this_plan: false,
    });
    let store = stage.store();
    let check = Acceptance { now: at(0), today: at(0), account: &account(), store: &store };
    assert!(matches!(
        accept(second.clone(), check),
        Err(ExecuteError::Refused(Refusal::DayBudget { planned: 2, deleted: 2, allowed: 3 }))
    ));
    assert!(accept(second, Acceptance { today: at(86_401), ..check }).is_ok());
}

#[tokio::test]
async fn a_plan_accepted_twice_is_carried_out_once() {
    let stage = stage();
    let (one, two) = (stage.accepted(stage.plan_of_videos()), stage.accepted(stage.plan_of_videos()));
    let context = stage.context();
    commit(&one, &context, &mut |_| {}).await.unwrap();
    let refused = commit(&two, &context, &mut |_| {}).await;
    assert!(matches!(refused, Err(ExecuteError::Refused(Refusal::AlreadyCommitted(_)))), "{refused:?}");
}

#[tokio::test]
async fn a_locked_account_is_left_alone() {
    let stage = stage();
    let accepted = stage.accepted(stage.plan_of_videos());
    let run = crate::store::RunId("other".into());
    let lock = AccountLock::acquire(stage.folder.path(), &account(), &run, at(-5)).unwrap();
    let context = stage.context();
    let error = commit(&accepted, &context, &mut |_| {}).await.unwrap_err().to_string();
    assert!(error.contains("(run other, since 2026-11-21T03:45:55Z) is committing to it"), "{error}");
    assert!(stage.store().runs().unwrap().is_empty());
    drop(lock);
    assert!(commit(&accepted, &context, &mut |_| {}).await.is_ok());
}
