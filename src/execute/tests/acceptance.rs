//! Which plans are carried out, and which are refused.

use super::world::World;
use super::{Acceptance, Event, ExecuteError, Plan, Stage, accept, account, at, commit, resume};
use crate::execute::Refusal;
use crate::model::VideoId;
use crate::plan::{Blocked, LimitCheck};
use crate::store::{AccountLock, EntryState, Intent, Outcome};

fn stage() -> Stage {
    Stage::new(World::new(2, 0, 1, 10))
}

fn refusal(stage: &Stage, change: impl FnOnce(&mut Plan)) -> String {
    let mut plan = stage.plan_of_videos();
    change(&mut plan);
    let store = stage.store();
    let check = Acceptance { now: at(0), today: at(0), now_is_given: false, account: &account(), store: &store };
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
    second.limits.iter_mut().filter(|row| row.name == "per_day").for_each(|row| row.allowed = 3.into());
    let store = stage.store();
    let check = Acceptance { now: at(0), today: at(0), now_is_given: false, account: &account(), store: &store };
    assert!(matches!(
        accept(second.clone(), check),
        Err(ExecuteError::Refused(Refusal::DayBudget { planned: 2, deleted: 2, allowed: 3 }))
    ));
    assert!(accept(second.clone(), Acceptance { today: at(86_401), ..check }).is_ok());
    let per_day = |plan: &mut Plan, allowed: u64| {
        plan.limits.iter_mut().filter(|row| row.name == "per_day").for_each(|row| row.allowed = allowed.into());
    };
    per_day(&mut second, 4);
    assert!(accept(second.clone(), check).is_ok(), "exactly the budget");
    per_day(&mut second, 1);
    second.entries.clear();
    assert!(accept(second, check).is_ok(), "a plan that deletes nothing needs no budget");
}

#[tokio::test]
async fn pictures_count_as_entries_and_bytes_and_not_as_videos_of_the_library() {
    let stage = stage();
    let with = |rows: [(&str, u64); 4]| {
        let mut plan = stage.plan_of_videos();
        for entry in &mut plan.entries {
            entry.video.id = VideoId::new(format!("image:{}", entry.video.id)).unwrap();
        }
        let row = plan.limits.swap_remove(0);
        plan.limits =
            rows.map(|(name, allowed)| LimitCheck { name: name.into(), allowed: allowed.into(), ..row.clone() }).into();
        stage.accepted(plan)
    };
    let context = stage.context();
    for (name, rows) in [
        ("entries", [("entries", 1), ("bytes", 20), ("share", 0), ("survivors", 2)]),
        ("bytes", [("entries", 2), ("bytes", 19), ("share", 0), ("survivors", 2)]),
    ] {
        let message = refused(commit(&with(rows), &context, &mut |_| {}).await);
        assert!(message.contains(&format!("the limit {name} is exceeded;")), "{message}");
    }
    let enough = with([("entries", 2), ("bytes", 20), ("share", 0), ("survivors", 2)]);
    assert!(commit(&enough, &context, &mut |_| {}).await.is_ok(), "both videos remain");
}

#[tokio::test]
async fn what_may_be_large_weighs_as_the_largest_known_under_the_lock_too() {
    let stage = stage();
    let with = |bytes: u64| {
        let mut plan = stage.plan_of_videos();
        // Pictures, which are no videos of the library.
        for entry in &mut plan.entries {
            entry.video.id = VideoId::new(format!("image:{}", entry.video.id)).unwrap();
        }
        plan.entries[0].bytes = Some(20_000_000_000);
        plan.entries[1].bytes = None;
        let row = plan.limits.swap_remove(0);
        plan.limits.push(LimitCheck { name: "bytes".into(), allowed: bytes.into(), ..row });
        stage.accepted(plan)
    };
    let context = stage.context();
    let message = refused(commit(&with(39_999_999_999), &context, &mut |_| {}).await);
    assert!(message.contains("the limit bytes is exceeded"), "{message}");
    assert!(commit(&with(40_000_000_000), &context, &mut |_| {}).await.is_ok());
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

fn refused(result: Result<impl std::fmt::Debug, ExecuteError>) -> String {
    match result {
        Err(ExecuteError::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_plan_without_a_daily_limit_has_the_budget_of_ten_plans() {
    let stage = stage();
    let message = refusal(&stage, |plan| {
        plan.limits.retain(|row| row.name != "per_day");
        plan.limits.iter_mut().filter(|row| row.name == "entries").for_each(|row| row.allowed = 0.into());
    });
    assert!(
        message.contains("its 2 open entries and the 0 deletions of the last 24 hours are more than 0"),
        "{message}"
    );
}

#[tokio::test]
async fn a_budget_that_was_used_up_after_the_plan_was_accepted_refuses_it_under_the_lock() {
    let stage = Stage::new(World::new(4, 0, 1, 10));
    let mut plans: Vec<Plan> = (0..2).map(|_| stage.plan_of_videos()).collect();
    plans[0].entries.truncate(2);
    plans[1].entries.drain(..2);
    plans[1].id = "sha256:ffff".into();
    for row in plans.iter_mut().flat_map(|plan| &mut plan.limits).filter(|row| row.name == "per_day") {
        row.allowed = 3.into();
    }
    let second = stage.accepted(plans.pop().unwrap());
    let first = stage.accepted(plans.pop().unwrap());
    let context = stage.context();
    commit(&first, &context, &mut |_| {}).await.unwrap();
    let message = refused(commit(&second, &context, &mut |_| {}).await);
    assert!(message.contains("2 open entries and the 2 deletions of the last 24 hours are more than 3"), "{message}");
    assert_eq!(stage.world.held().videos.len(), 2);
    assert_eq!(stage.store().runs().unwrap().len(), 1, "no run was opened");
}

#[tokio::test]
async fn a_plan_that_expired_while_somebody_was_asked_is_refused() {
    let stage = stage();
    let mut plan = stage.plan_of_videos();
    plan.expires_at = at(60);
    let accepted = stage.accepted(plan);
    let context = stage.context();
    context.clock.sleep(std::time::Duration::from_mins(2)).await;
    assert!(refused(commit(&accepted, &context, &mut |_| {}).await).starts_with("the plan expired"));
    assert_eq!(stage.world.held().videos.len(), 2);
}

#[tokio::test]
async fn the_library_as_it_is_now_decides_about_survivors_and_share() {
    let stage = stage();
    let with = |name: &'static str, allowed: serde_json::Number| {
        let mut plan = stage.plan_of_videos();
        plan.limits.iter_mut().filter(|row| row.name == name).for_each(|row| row.allowed = allowed.clone());
        stage.accepted(plan)
    };
    let context = stage.context();
    let survivors = with("survivors", 1.into());
    assert_eq!(
        refused(commit(&survivors, &context, &mut |_| {}).await),
        "the plan is blocked by the library as it is now: the limit survivors is exceeded: of its 2 videos 0 would \
         remain, and 1 must; plan again and review what changed"
    );
    let share = with("share", serde_json::Number::from_f64(0.5).unwrap());
    let message = refused(commit(&share, &context, &mut |_| {}).await);
    assert!(message.contains("the limit share is exceeded: 2 of its 2 videos are more than 50 %"), "{message}");
    stage.world.held().uncounted = true;
    let message = refused(commit(&survivors, &context, &mut |_| {}).await);
    assert!(
        message.contains("the limit survivors is exceeded, because how many videos it has is unknown"),
        "{message}"
    );
    assert!(stage.store().runs().unwrap().is_empty());
    assert_eq!(stage.world.held().videos.len(), 2);
    stage.world.held().uncounted = false;
    stage.world.held().others = 2;
    commit(&share, &context, &mut |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_resumed_run_is_refused_when_others_used_up_the_day_and_settles_what_is_in_doubt() {
    let stage = Stage::new(World::new(3, 0, 1, 10));
    let mut plan = stage.plan_of_videos();
    plan.limits.iter_mut().filter(|row| row.name == "per_day").for_each(|row| row.allowed = 4.into());
    let store = stage.store();
    let run = store.open_run(&plan, at(-3600)).unwrap();
    store.intents(&run, &[Intent { seq: 1, evidence: None }], at(-3600)).unwrap();
    stage.world.vanish(1);
    let mut other = plan.clone();
    other.id = "sha256:ffff".into();
    let used = store.open_run(&other, at(-60)).unwrap();
    for seq in [1, 2] {
        store.intents(&used, &[Intent { seq, evidence: None }], at(-60)).unwrap();
        let outcome = Outcome { seq, state: EntryState::Deleted, error: None };
        store.outcomes(&used, &[outcome], at(-60)).unwrap();
    }
    let message = refused(resume(&run, &stage.context(), &mut |_| {}).await);
    assert!(message.contains("2 open entries and the 3 deletions of the last 24 hours are more than 4"), "{message}");
    let states = |run| {
        let record = store.find_run(crate::store::RunId::as_str(run)).unwrap();
        store.entries(&record).unwrap().into_iter().map(|entry| entry.state).collect::<Vec<_>>()
    };
    assert_eq!(states(&run), [EntryState::Deleted, EntryState::NotAttempted, EntryState::NotAttempted]);
    assert!(stage.world.held().calls.is_empty(), "nothing was deleted");
    let context = stage.context();
    context.clock.sleep(std::time::Duration::from_hours(24)).await;
    let summary = resume(&run, &context, &mut |_| {}).await.unwrap().unwrap();
    assert_eq!(summary.totals.of(EntryState::Deleted), 3);
}

#[tokio::test]
async fn a_resumed_run_is_refused_when_the_library_shrank_below_its_survivors() {
    let stage = Stage::new(World::new(3, 0, 1, 10));
    stage.world.held().others = 1;
    let mut plan = stage.plan_of_videos();
    plan.limits.iter_mut().filter(|row| row.name == "survivors").for_each(|row| row.allowed = 1.into());
    let run = stage.store().open_run(&plan, at(-60)).unwrap();
    stage.world.held().others = 0;
    let message = refused(resume(&run, &stage.context(), &mut |_| {}).await);
    assert!(message.contains("of its 3 videos 0 would remain, and 1 must"), "{message}");
    assert!(stage.world.held().calls.is_empty());
    assert_eq!(
        stage.store().find_run(run.as_str()).unwrap().state,
        crate::store::RunState::Open,
        "nothing was written"
    );
}

#[test]
fn a_clock_set_back_revives_no_plan_unless_somebody_vouches_for_it() {
    let stage = stage();
    let store = stage.store();
    let mut earlier = stage.plan_of_videos();
    earlier.id = "sha256:ffff".into();
    store.open_run(&earlier, at(86_400)).unwrap();
    assert_eq!(
        refusal(&stage, |_| {}),
        "the journal holds a moment (2026-11-22T03:46:00Z) at which the plan had expired, but the clock says \
         2026-11-21T03:46:00Z: it was set back; plan again, or if this clock is right, say so with `--now \
         2026-11-21T03:46:00Z`"
    );
    let check = Acceptance { now: at(0), today: at(0), now_is_given: true, account: &account(), store: &store };
    let vouched = accept(stage.plan_of_videos(), check).unwrap();
    assert!(vouched.notices()[0].contains("was it set back?"), "{:?}", vouched.notices());
    let mut lasting = stage.plan_of_videos();
    lasting.expires_at = at(90_000);
    let check = Acceptance { now_is_given: false, ..check };
    assert_eq!(accept(lasting, check).unwrap().notices().len(), 1, "it had not expired then, so it is only said");
    for (ahead, notices) in [(300, 0), (301, 1)] {
        let stage = self::stage();
        let store = stage.store();
        store.open_run(&earlier, at(ahead)).unwrap();
        let accepted = accept(stage.plan_of_videos(), Acceptance { store: &store, ..check }).unwrap();
        assert_eq!(accepted.notices().len(), notices, "{ahead} seconds ahead");
    }
}

#[test]
fn a_plan_from_a_clock_that_is_a_little_ahead_is_accepted_with_a_notice() {
    let stage = stage();
    let store = stage.store();
    let mut plan = stage.plan_of_videos();
    plan.created_at = at(200);
    let check = Acceptance { now: at(0), today: at(0), now_is_given: false, account: &account(), store: &store };
    assert_eq!(
        accept(plan, check).unwrap().notices(),
        ["the plan was made 200 seconds after what this clock says now; the clocks of the two machines differ"]
    );
    assert!(accept(stage.plan_of_videos(), check).unwrap().notices().is_empty());
    let made_at = |seconds| {
        let mut plan = stage.plan_of_videos();
        plan.created_at = at(seconds);
        accept(plan, check).map(|accepted| accepted.notices().len())
    };
    assert!(matches!(made_at(0), Ok(0)), "made at this moment");
    assert!(matches!((made_at(1), made_at(300)), (Ok(1), Ok(1))), "up to five minutes");
    assert!(made_at(301).is_err());
}

#[tokio::test]
async fn a_platform_with_another_clock_is_told_of() {
    for (skew, said) in [(-61, Some("61 seconds ahead of")), (75, Some("75 seconds behind")), (60, None)] {
        let stage = stage();
        stage.world.held().skew_seconds = Some(skew);
        let mut notices = Vec::new();
        let mut listen = |event| {
            if let Event::Notice(text) = event {
                notices.push(text);
            }
        };
        commit(&stage.accepted(stage.plan_of_videos()), &stage.context(), &mut listen).await.unwrap();
        assert_eq!(notices.len(), usize::from(said.is_some()), "{notices:?}");
        assert!(said.is_none_or(|said| notices[0].contains(said)), "{notices:?}");
    }
}

#[tokio::test]
async fn what_is_in_doubt_and_gone_does_not_count_against_a_resumed_run() {
    let stage = Stage::new(World::new(2, 0, 1, 10));
    stage.world.held().others = 2;
    let mut plan = stage.plan_of_videos();
    let half = serde_json::Number::from_f64(0.5).unwrap();
    plan.limits.iter_mut().filter(|row| row.name == "share").for_each(|row| row.allowed = half.clone());
    let store = stage.store();
    let run = store.open_run(&plan, at(-60)).unwrap();
    store.intents(&run, &[Intent { seq: 1, evidence: None }], at(-60)).unwrap();
    stage.world.vanish(1);
    let summary = resume(&run, &stage.context(), &mut |_| {}).await.unwrap().unwrap();
    assert_eq!(summary.totals.of(EntryState::Deleted), 2, "one of three videos is left to do, and no longer two");
}

#[tokio::test]
async fn what_was_begun_counts_for_its_own_day_and_what_may_happen_now_for_this_one() {
    const DAY: i64 = 86_400;
    let resumed = async |begun: i64, state: Option<EntryState>, per_day: u64| {
        let stage = Stage::new(World::new(2, 0, 1, 10));
        let mut plan = stage.plan_of_videos();
        plan.limits.iter_mut().filter(|row| row.name == "per_day").for_each(|row| row.allowed = per_day.into());
        let store = stage.store();
        let run = store.open_run(&plan, at(begun)).unwrap();
        store.intents(&run, &[Intent { seq: 1, evidence: None }], at(begun)).unwrap();
        if let Some(state) = state {
            store.outcomes(&run, &[Outcome { seq: 1, state, error: None }], at(begun)).unwrap();
        }
        resume(&run, &stage.context(), &mut |_| {}).await.is_ok()
    };
    assert!(!resumed(-DAY - 1, None, 1).await, "a call of yesterday that is made again is one of today");
    assert!(resumed(-DAY - 1, None, 2).await);
    assert!(resumed(-DAY, None, 2).await, "one of the last 24 hours counts once");
    assert!(!resumed(-DAY, None, 1).await);
    assert!(resumed(-DAY - 1, Some(EntryState::Deleted), 1).await, "what yesterday deleted is done");
    assert!(!resumed(-DAY, Some(EntryState::Deleted), 1).await);
}
