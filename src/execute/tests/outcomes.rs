//! How entries and runs end.

use std::sync::Arc;

use super::world::{Fault, Hanging, World, id};
use super::{Cancel, Ending, Event, ExecuteOptions, Stage, StillClock};
use crate::execute::{ExecuteError, MaxErrors, Phase, commit};
use crate::store::EntryState::{
    AlreadyGone, Deleted, Drifted, Failed, InDoubt, InFlight, NotAttempted, Pending, Protected,
};

fn stage(videos: u32) -> Stage {
    Stage::new(World::new(videos, 0, 1, 10))
}

#[tokio::test]
async fn an_unchanged_library_is_cleaned_in_plan_order() {
    let stage = stage(25);
    let (summary, events) = stage.commit(stage.plan_of_videos()).await;
    assert!(summary.is_clean());
    assert_eq!((summary.totals.of(Deleted), summary.totals.bytes_deleted), (25, 250));
    assert!(stage.world.held().videos.is_empty());
    let phases: Vec<Phase> =
        events.iter().filter_map(|event| if let Event::Phase(phase) = event { Some(*phase) } else { None }).collect();
    assert_eq!(phases, [Phase::FirstWave, Phase::Rest]);
    assert!(stage.resume().await.is_none(), "there is nothing to resume");
}

#[tokio::test]
async fn what_changed_since_the_plan_is_left_alone() {
    let stage = stage(4);
    let plan = stage.plan_of_videos();
    stage.world.tag(1, "new");
    stage.world.tag(2, "Keep");
    stage.world.vanish(3);
    let (summary, _) = stage.commit(plan).await;
    assert_eq!(summary.ending, Ending::Finished);
    assert!(!summary.is_clean());
    let (states, errors) = stage.journal();
    assert_eq!(states, [Drifted, Protected, AlreadyGone, Deleted]);
    assert_eq!(errors, ["changed since the plan: tags was [\"old\"] and is now [\"new\"]", "tagged keep"]);
    assert_eq!(stage.world.held().deleted, ["video v04"]);
}

#[tokio::test]
async fn already_gone_is_clean() {
    let stage = stage(2);
    let plan = stage.plan_of_videos();
    stage.world.vanish(1);
    assert!(stage.commit(plan).await.0.is_clean());
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_asking() {
    let stage = stage(3);
    stage.world.fail(1, &[Fault::LostAfterApplied]);
    stage.world.fail(2, &[Fault::LostBeforeApplied]);
    stage.world.fail(3, &[Fault::LostBeforeApplied, Fault::LostBeforeApplied, Fault::LostBeforeApplied]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    let (states, errors) = stage.journal();
    assert_eq!(states, [Deleted, Deleted, InDoubt]);
    assert_eq!(errors, ["the connection broke; it is still there after 3 attempts"]);
    let calls: Vec<u32> = stage.world.held().calls.values().copied().collect();
    assert_eq!(calls, [1, 2, 3]);
    assert_eq!(
        summary.ending,
        Ending::Stopped("1 of the deletions could not be settled: whether they happened is not known yet".into())
    );
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn a_lost_deletion_that_happens_late_is_ours() {
    let stage = stage(1);
    stage.world.fail(1, &[Fault::LostAndLate]);
    stage.commit(stage.plan_of_videos()).await;
    assert_eq!(stage.journal(), (vec![Deleted], Vec::new()), "not already gone: there was an intent");
    assert_eq!(stage.world.held().calls.values().copied().collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn a_refused_entry_fails_and_the_others_go_on() {
    let stage = stage(3);
    stage.world.fail(2, &[Fault::Refused]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!(summary.ending, Ending::Finished);
    assert_eq!(stage.journal(), (vec![Deleted, Failed, Deleted], vec!["it is in use".to_owned()]));
}

#[tokio::test]
async fn a_throttled_call_is_tried_again_after_growing_pauses() {
    let mut stage = stage(2);
    stage.options = ExecuteOptions { concurrency: 1, ..stage.options };
    stage.world.fail(1, &[Fault::Throttled, Fault::Throttled]);
    let clock = Arc::new(StillClock::default());
    let mut context = stage.context();
    context.clock = clock.clone();
    let (summary, _) = stage.commit_in(&context, stage.plan_of_videos()).await;
    assert!(summary.is_clean());
    let slept: Vec<u128> = clock.slept.lock().unwrap().iter().map(std::time::Duration::as_millis).collect();
    assert_eq!(slept, [500, 1000]);
}

#[tokio::test]
async fn a_platform_that_goes_on_throttling_ends_the_session_and_nothing_fails() {
    let stage = stage(1);
    stage.world.fail(1, &[Fault::Throttled; 8]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!((summary.ending, stage.journal().0), (Ending::Stopped("too many requests".into()), vec![NotAttempted]));
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn a_platform_that_asks_for_an_hour_is_obeyed() {
    let stage = stage(2);
    stage.world.fail(1, &[Fault::ThrottledForAnHour]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    let Ending::Stopped(why) = summary.ending else { panic!("it stops: {:?}", summary.ending) };
    assert!(why.starts_with("the platform wants no call before 2026-11-21 04:46:00 UTC"), "{why}");
    assert_eq!(stage.world.held().calls.get("video v01"), Some(&1), "it is asked once");
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn a_platform_that_denies_what_it_shows_is_not_believed() {
    let stage = stage(2);
    stage.world.fail(1, &[Fault::Denied]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert!(summary.is_clean(), "the second attempt deletes it");
    assert!(stage.world.held().videos.is_empty());
    let stage = self::stage(1);
    stage.world.fail(1, &[Fault::Denied; 3]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!((summary.totals.of(Deleted), stage.journal().0), (0, vec![InDoubt]));
    assert!(stage.journal().1[0].contains("still there after 3 attempts"), "{:?}", stage.journal().1);
}

#[tokio::test]
async fn every_video_of_a_batch_is_verified_and_not_only_the_first_wave() {
    let stage = Stage::new(World::new(60, 0, 20, 20));
    stage.world.fail(55, &[Fault::Ignored]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert!(matches!(summary.ending, Ending::Stopped(_)), "{:?}", summary.ending);
    assert!(stage.world.held().videos.contains_key(&id(55)));
    assert_eq!(stage.journal().0[54], InDoubt);
}

#[tokio::test]
async fn the_last_thing_that_plays_is_kept_by_the_fresh_reading_too() {
    let stage = Stage::new(World::new(1, 3, 1, 10));
    let plan = stage.plan_of_renditions();
    // Somebody deleted everything else meanwhile, and nothing of the video tells.
    stage.world.plays(1, &["r2", "r3"]);
    stage.commit(plan).await;
    assert_eq!(stage.journal().0, [Deleted, Protected, Protected]);
    let stage = Stage::new(World::new(1, 3, 1, 10));
    let plan = stage.plan_of_renditions();
    stage.world.plays(1, &["r2", "r3", "another"]);
    stage.commit(plan).await;
    assert_eq!(stage.journal().0, [Deleted, Deleted, Deleted]);
}

#[tokio::test]
async fn a_reading_that_hangs_does_not_hold_up_ctrl_c() {
    let stage = stage(1);
    let context = stage.context();
    stage.world.held().hanging = Some(Hanging::Readings);
    let cancel = context.cancel.clone();
    let (ended, ()) = tokio::join!(stage.commit_in(&context, stage.plan_of_videos()), async {
        tokio::task::yield_now().await;
        cancel.cancel();
    });
    assert_eq!((ended.0.ending, stage.journal().0), (Ending::Interrupted, vec![NotAttempted]));
}

#[tokio::test]
async fn ten_errors_in_a_row_stop_the_run_and_resume_goes_on_with_the_rest() {
    let mut stage = stage(30);
    stage.options = ExecuteOptions { concurrency: 1, ..stage.options };
    (1..=10).for_each(|n| stage.world.fail(n, &[Fault::Refused]));
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!(summary.ending, Ending::Stopped("there were 10 errors in a row; the last one: it is in use".into()));
    assert_eq!((summary.totals.of(Failed), summary.totals.of(NotAttempted)), (10, 20));
    let summary = stage.resume().await.unwrap();
    assert_eq!(summary.ending, Ending::Finished);
    assert_eq!((summary.totals.of(Failed), summary.totals.of(Deleted)), (10, 20));
}

#[tokio::test]
async fn a_missing_permission_stops_the_run_and_fails_nothing() {
    let mut stage = stage(3);
    stage.options = ExecuteOptions { concurrency: 1, ..stage.options };
    stage.world.fail(1, &[Fault::Forbidden]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!(summary.ending, Ending::Stopped("the credentials lack video-cloud/video/delete".into()));
    assert_eq!(stage.journal().0, [NotAttempted; 3]);
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn an_acknowledged_deletion_that_is_still_there_stops_the_first_wave() {
    let mut stage = stage(12);
    stage.options = ExecuteOptions { concurrency: 1, first_wave: 1, ..stage.options };
    stage.world.fail(1, &[Fault::Ignored]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!(
        summary.ending,
        Ending::Stopped("video v01: the platform acknowledged its deletion, but it is still there".into())
    );
    assert_eq!((summary.totals.of(InDoubt), summary.totals.of(NotAttempted)), (1, 11));
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn a_raised_stop_flag_begins_nothing_new() {
    let mut stage = stage(30);
    stage.options = ExecuteOptions { first_wave: 3, ..stage.options };
    let context = stage.context();
    let (mut done, cancel) = (0, context.cancel.clone());
    let summary = commit(&stage.accepted(stage.plan_of_videos()), &context, &mut |event| {
        if matches!(event, Event::Entry { .. }) {
            done += 1;
            if done == 3 {
                cancel.cancel();
            }
        }
    })
    .await
    .unwrap();
    assert_eq!(summary.ending, Ending::Interrupted);
    assert_eq!((summary.totals.of(Deleted), summary.totals.of(NotAttempted)), (3, 27));
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn a_pause_ends_when_the_stop_flag_is_raised() {
    let stage = stage(1);
    stage.world.fail(1, &[Fault::Throttled]);
    let mut context = stage.context();
    context.clock = Arc::new(StillClock { cancels: Some(context.cancel.clone()), ..StillClock::default() });
    let (summary, _) = stage.commit_in(&context, stage.plan_of_videos()).await;
    assert_eq!((summary.ending, stage.journal().0), (Ending::Interrupted, vec![NotAttempted]));
    assert!(!Cancel::new().is_cancelled());
}

#[tokio::test]
async fn our_own_deletions_are_no_drift_but_those_of_others_are() {
    let stage = Stage::new(World::new(2, 25, 1, 10));
    let plan = stage.plan_of_renditions();
    let context = stage.context();
    let world = stage.world.clone();
    commit(&stage.accepted(plan), &context, &mut |event| {
        if matches!(event, Event::Entry { seq: 12, .. }) {
            world.tag(1, "new");
        }
    })
    .await
    .unwrap();
    let (states, _) = stage.journal();
    assert!(states[25..].iter().all(|state| *state == Deleted), "{states:?}");
    assert!(states[..12].iter().all(|state| *state == Deleted), "{states:?}");
    assert_eq!(states[24], Drifted, "it is read again every few entries");
}

#[tokio::test]
async fn a_reading_that_fails_for_a_while_loses_nothing() {
    let stage = stage(3);
    stage.world.held().failing_reads = 2;
    assert!(stage.commit(stage.plan_of_videos()).await.0.is_clean());
}

#[tokio::test]
async fn a_video_that_cannot_be_read_again_is_not_deleted() {
    let stage = stage(3);
    stage.world.held().failing_reads = 4;
    stage.commit(stage.plan_of_videos()).await;
    let (states, errors) = stage.journal();
    assert_eq!(states, [Failed, Deleted, Deleted]);
    assert_eq!(errors, ["it could not be read again: the platform is down"]);
    assert!(stage.world.held().videos.contains_key(&id(1)));
}

#[tokio::test]
async fn a_doubt_that_cannot_be_looked_into_is_settled_by_resume() {
    let stage = stage(2);
    stage.world.fail(1, &[Fault::LostAfterApplied]);
    stage.world.held().failing_looks = 5;
    let mut context = stage.context();
    context.options.first_wave = 0;
    stage.commit_in(&context, stage.plan_of_videos()).await;
    assert_eq!(
        stage.journal(),
        (
            vec![InDoubt, Deleted],
            vec!["the connection broke; whether it is still there could not be read: the platform is down".to_owned()]
        )
    );
    assert!(stage.resume().await.unwrap().is_clean());
    assert_eq!(stage.world.held().calls.values().copied().collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_stops_the_run_at_once() {
    let mut stage = stage(5);
    stage.options = ExecuteOptions { concurrency: 1, max_errors: MaxErrors::of(1), ..stage.options };
    let context = stage.context();
    let store = context.store.clone();
    let result = commit(&stage.accepted(stage.plan_of_videos()), &context, &mut |event| {
        if matches!(event, Event::Entry { .. }) {
            store.refuse_writes();
        }
    })
    .await;
    assert!(matches!(result, Err(ExecuteError::Journal { .. })), "{result:?}");
    let deleted = stage.world.held().deleted.clone();
    assert_eq!(deleted, ["video v01", "video v02"], "the intent of the second was already durable");
    assert_eq!(stage.journal().0, [Deleted, InFlight, Pending, Pending, Pending]);
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn batches_are_as_large_as_the_platform_takes() {
    let mut stage = Stage::new(World::new(40, 0, 20, 20));
    stage.options = ExecuteOptions { first_wave: 0, ..stage.options };
    stage.commit(stage.plan_of_videos()).await;
    assert_eq!(stage.world.held().batches, [20, 20]);
}

#[tokio::test]
async fn what_plays_is_looked_up_where_the_reading_does_not_tell_and_unknown_means_keep() {
    let stage = Stage::new(World::new(2, 2, 1, 10));
    let mut plan = stage.plan_of_renditions();
    plan.entries.retain(|entry| entry.seq != 2);
    // The library's files are not told: what cannot be known is kept.
    stage.world.tells_nothing_of_what_plays();
    stage.commit(plan).await;
    assert_eq!(stage.journal().0, [Protected, Protected, Protected]);
    let stage = Stage::new(World::new(2, 2, 1, 10));
    let mut plan = stage.plan_of_renditions();
    plan.entries.retain(|entry| entry.seq != 2);
    stage.world.tells_nothing_of_what_plays();
    stage.world.held().tells_files = true;
    stage.commit(plan).await;
    // The second rendition of the first video stays; nothing of the second video would.
    assert_eq!(stage.journal().0, [Deleted, Protected, Protected]);
}

#[tokio::test]
async fn being_turned_away_for_the_rate_uses_up_no_other_attempt() {
    let stage = stage(1);
    stage.world.fail(1, &[Fault::Throttled, Fault::Throttled, Fault::Throttled, Fault::LostBeforeApplied]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert!(summary.is_clean(), "{summary:?}");
}

#[tokio::test]
async fn a_verification_that_hangs_is_left_to_resume_when_the_run_is_stopped() {
    let stage = stage(1);
    let context = stage.context();
    stage.world.held().hanging = Some(Hanging::Looks);
    let cancel = context.cancel.clone();
    let (ended, ()) = tokio::join!(stage.commit_in(&context, stage.plan_of_videos()), async {
        while stage.world.held().deleted.is_empty() {
            tokio::task::yield_now().await;
        }
        cancel.cancel();
    });
    assert_eq!((ended.0.ending, stage.journal().0), (Ending::Interrupted, vec![InFlight]), "it is not called deleted");
    stage.world.held().hanging = None;
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn a_wait_that_the_platform_asks_for_holds_everything_and_a_fresh_reading_comes_after_it() {
    let mut stage = stage(30);
    stage.options = ExecuteOptions { concurrency: 1, first_wave: 1, ..stage.options };
    stage.world.fail(3, &[Fault::ThrottledForFiveSeconds]);
    let world = stage.world.clone();
    let clock = Arc::new(StillClock::default());
    let mut context = stage.context();
    context.clock = clock.clone();
    stage.commit_in(&context, stage.plan_of_videos()).await;
    let held = world.held();
    assert!(held.videos.is_empty());
    let at_throttle = held.reads_at_throttle.expect("it was throttled");
    assert!(held.reads > at_throttle, "nothing goes on without a fresh reading");
    assert!(clock.slept.lock().unwrap().iter().any(|slept| slept.as_secs() == 5));
}

#[tokio::test]
async fn what_may_be_shown_for_days_is_not_called_deleted_because_the_platform_denies_it() {
    let stage = stage(2);
    stage.world.held().shows_for_days = true;
    stage.world.fail(1, &[Fault::Denied]);
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert_eq!((summary.ending, stage.journal().0), (Ending::Finished, vec![Failed, Deleted]));
    assert!(stage.journal().1[0].contains("still shows it"), "{:?}", stage.journal().1);
}
