//! Quarantines and releases: carried out, verified, settled and survived like deletions, and never mixed up with them.

use super::crash::session;
use super::world::{Fault, World, id};
use super::{Ending, Stage, plan};
use crate::execute::ExecuteOptions;
use crate::model::{Action, Known, Quarantine, TargetOptions, VideoState};
use crate::plan::Plan;
use crate::provider::ErrorKind;
use crate::store::EntryState::{AlreadyGone, Deleted, Drifted, Failed, InDoubt, Protected, Quarantined, Released};

const DAY: &str = "2026-12-21";

fn stage(videos: u32) -> Stage {
    Stage::new(World::new(videos, 0, 1, 10))
}

/// Marks a video as if another run had put it into quarantine.
fn marked(stage: &Stage, n: u32, tags: &[&str]) {
    let mut held = stage.world.held();
    let video = held.videos.get_mut(&id(n)).unwrap();
    let tags = tags.iter().map(|tag| (*tag).into()).chain([format!("vodsweep-until-{DAY}").as_str().into()]);
    video.tags = Known::Value(tags.collect());
}

/// A plan that does this to each of these videos.
fn planned(stage: &Stage, wishes: &[(u32, Action)]) -> Plan {
    let held = stage.world.held();
    let mut plan = plan(wishes.iter().map(|(n, _)| (held.videos[&id(*n)].clone(), None)).collect());
    for (entry, (_, action)) in plan.entries.iter_mut().zip(wishes) {
        entry.action = *action;
        if *action == Action::Quarantine {
            entry.options = TargetOptions { until: Some(DAY.parse().unwrap()), ..TargetOptions::default() };
        }
        if !action.is_deletion() {
            entry.bytes = Some(0);
        }
    }
    plan
}

#[tokio::test]
async fn a_quarantine_hides_marks_and_frees_nothing() {
    let stage = stage(3);
    stage.world.held().videos.get_mut(&id(1)).unwrap().state = Known::Value(VideoState::Active);
    let plan = planned(&stage, &[(1, Action::Quarantine), (2, Action::Quarantine), (3, Action::DeleteVideo)]);
    let (summary, _) = stage.commit(plan).await;
    assert!(summary.is_clean());
    assert_eq!((summary.totals.of(Quarantined), summary.totals.of(Deleted)), (2, 1));
    assert_eq!(summary.totals.bytes_deleted, 10, "only what is deleted frees anything");
    let held = stage.world.held();
    let tags = |n| held.videos[&id(n)].tags.value().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(tags(1), ["old", "vodsweep-until-2026-12-21"]);
    assert_eq!(tags(2), ["old", "vodsweep-until-2026-12-21-hidden"]);
    assert_eq!(held.videos[&id(1)].state, Known::Value(VideoState::Inactive));
}

#[tokio::test]
async fn a_release_is_not_stopped_by_protection_and_other_changes_are_drift() {
    let stage = stage(3);
    (1..=3).for_each(|n| marked(&stage, n, &["keep"]));
    let plan = planned(&stage, &[(1, Action::Release), (2, Action::Release), (3, Action::Release)]);
    stage.world.tag(2, "new");
    stage.world.vanish(3);
    stage.commit(plan).await;
    let (states, errors) = stage.journal();
    assert_eq!(states, [Released, Drifted, Failed]);
    assert_eq!(errors[1], "the video is gone: there is nothing left to release");
    assert_eq!(stage.world.held().videos[&id(1)].tags, Known::Value(vec!["keep".into()]));
}

#[tokio::test]
async fn a_video_that_is_gone_after_its_call_failed_and_is_never_called_quarantined() {
    let stage = stage(2);
    stage.world.fail(1, &[Fault::Vanishes]);
    stage.commit(planned(&stage, &[(1, Action::Quarantine), (2, Action::Quarantine)])).await;
    let text = "the video is gone: whether its quarantine happened before cannot be told";
    assert_eq!(stage.journal(), (vec![Failed, Quarantined], vec![text.to_owned()]));
}

#[tokio::test]
async fn an_acknowledged_quarantine_that_does_not_show_stops_the_first_wave() {
    let mut stage = stage(2);
    stage.options = ExecuteOptions { concurrency: 1, ..stage.options };
    stage.world.fail(1, &[Fault::Ignored]);
    let (summary, _) = stage.commit(planned(&stage, &[(1, Action::Quarantine), (2, Action::Quarantine)])).await;
    let why = "quarantine of video v01: the platform acknowledged its quarantine, but does not show it";
    assert_eq!(summary.ending, Ending::Stopped(why.into()));
    assert_eq!(stage.journal().0[0], InDoubt);
    assert!(stage.resume().await.unwrap().is_clean(), "the next session asks, finds nothing and does it");
}

#[tokio::test]
async fn a_lost_mark_that_shows_late_is_ours_and_is_not_written_twice() {
    let mut stage = stage(1);
    stage.options = ExecuteOptions { readings: 1, ..stage.options };
    stage.world.fail(1, &[Fault::LostAndLate]);
    let (summary, _) = stage.commit(planned(&stage, &[(1, Action::Quarantine)])).await;
    assert!(summary.is_clean(), "{:?}", stage.journal());
    let held = stage.world.held();
    assert_eq!((held.marked.len(), held.calls.values().sum::<u32>()), (1, 1));
}

#[tokio::test]
async fn a_mark_in_doubt_is_told_as_one_and_not_as_a_deletion() {
    let stage = stage(1);
    stage.world.fail(1, &[Fault::LostBeforeApplied; 3]);
    stage.commit(planned(&stage, &[(1, Action::Quarantine)])).await;
    assert_eq!(
        stage.journal(),
        (vec![InDoubt], vec!["the connection broke; it does not show after 3 attempts".into()])
    );
    let stage = self::stage(1);
    stage.world.fail(1, &[Fault::LostBeforeApplied]);
    stage.world.held().read_errors = [vec![None], vec![Some(ErrorKind::Unavailable); 5]].concat().into();
    stage.commit(planned(&stage, &[(1, Action::Quarantine)])).await;
    let text = "the connection broke; whether it happened could not be read: the reading failed";
    assert_eq!(stage.journal(), (vec![InDoubt], vec![text.into()]));
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn after_a_mark_the_same_video_is_read_again_before_anything_else() {
    let stage = stage(1);
    stage.commit(planned(&stage, &[(1, Action::Quarantine), (1, Action::DeleteVideo)])).await;
    let grace = "in quarantine until 2026-12-21".to_owned();
    assert_eq!(stage.journal(), (vec![Quarantined, Protected], vec![grace]));
    assert!(stage.world.held().deleted.is_empty());
}

#[tokio::test]
async fn a_quarantine_that_comes_too_late_by_either_clock_is_not_begun() {
    for (until, policy_clock, states) in [
        ("2026-06-01", None, [Protected, Deleted]),
        (DAY, None, [Quarantined, Deleted]),
        (DAY, Some("2026-12-21T00:00:00Z"), [Protected, Deleted]),
    ] {
        let stage = stage(2);
        let mut plan = planned(&stage, &[(1, Action::Quarantine), (2, Action::DeleteVideo)]);
        plan.entries[0].options.until = Some(until.parse().unwrap());
        let mut context = stage.context();
        context.now = policy_clock.map(|now| now.parse().unwrap());
        stage.commit_in(&context, plan).await;
        assert_eq!(stage.journal().0, states, "{until} {policy_clock:?}");
        if states[0] == Protected {
            let told = format!("its grace ends {until}, less than a day from now; plan it again");
            assert_eq!(stage.journal().1, [told]);
        }
    }
}

#[tokio::test]
async fn no_option_and_no_other_clock_ends_a_grace() {
    let stage = stage(2);
    marked(&stage, 1, &[]);
    let mut plan = planned(&stage, &[(1, Action::DeleteVideo), (2, Action::DeleteVideo)]);
    plan.entries[0].options.force = true;
    let mut context = stage.context();
    context.now = Some("2027-01-01T00:00:00Z".parse().unwrap());
    stage.commit_in(&context, plan).await;
    assert_eq!(stage.journal(), (vec![Protected, Deleted], vec!["in quarantine until 2026-12-21".to_owned()]));
}

/// Quarantines, releases and deletions on one library in which much goes wrong.
fn troubled(batch: usize, read_batch: usize) -> (Stage, Plan) {
    let mut stage = Stage::new(World::new(13, 0, batch, read_batch));
    stage.options = ExecuteOptions { first_wave: 3, concurrency: 3, ..stage.options };
    stage.world.held().videos.get_mut(&id(6)).unwrap().state = Known::Value(VideoState::Active);
    for n in [8, 9, 10] {
        marked(&stage, n, &["keep"]);
    }
    let action = |n| match n {
        8..=10 => Action::Release,
        11 | 12 => Action::DeleteVideo,
        _ => Action::Quarantine,
    };
    let wishes: Vec<(u32, Action)> = (1..=13).map(|n| (n, action(n))).collect();
    let plan = planned(&stage, &wishes);
    stage.world.tag(1, "new");
    stage.world.tag(2, "keep");
    stage.world.vanish(3);
    for n in [4, 9, 11] {
        stage.world.fail(n, &[Fault::LostAfterApplied]);
    }
    for n in [5, 10] {
        stage.world.fail(n, &[Fault::LostBeforeApplied]);
    }
    stage.world.fail(13, &[Fault::LostAndLate]);
    (stage, plan)
}

fn check(stage: &Stage, plan: &Plan, what: &str) {
    let mut wanted = vec![Drifted, Protected, AlreadyGone];
    wanted.extend([Quarantined; 4]);
    wanted.extend([Released; 3]);
    wanted.extend([Deleted, Deleted, Quarantined]);
    assert_eq!(stage.journal().0, wanted, "{what}");
    let held = stage.world.held();
    let mut done = [held.deleted.clone(), held.marked.clone()].concat();
    done.sort();
    let entries = plan.entries.iter().skip(3);
    let mut planned: Vec<String> = entries.clone().map(|entry| entry.target().to_string()).collect();
    planned.sort();
    assert_eq!(done, planned, "{what}: everything once, and nothing else");
    for entry in entries.filter(|entry| !entry.action.is_deletion()) {
        assert!(Quarantine::shows(&entry.target(), &held.videos[&entry.video.id]), "{what}: {}", entry.target());
    }
    for (target, calls) in &held.calls {
        let allowed = if target.contains("v05") || target.contains("v10") { 2 } else { 1 };
        assert!(*calls <= allowed, "{what}: {calls} calls for {target}");
    }
}

#[tokio::test]
async fn a_run_that_mixes_all_survives_its_death_at_every_moment() {
    for (batch, read_batch) in [(1, 10), (3, 10), (20, 3)] {
        for first in 0.. {
            let (stage, plan) = troubled(batch, read_batch);
            let accepted = stage.accepted(plan.clone());
            let what = format!("batch {batch}, readings of {read_batch}, killed at moment {first}");
            let survived = session(&stage, &accepted, first).await;
            if !survived && !session(&stage, &accepted, first % 4).await {
                assert!(session(&stage, &accepted, i64::MAX).await, "{what}");
            }
            check(&stage, &plan, &what);
            if survived {
                assert!(first > 8, "{what}: it was killed at every moment");
                break;
            }
        }
    }
}
