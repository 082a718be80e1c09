//! The process dies at every moment of a run, and the next one finishes it: each planned, unchanged target is deleted
//! exactly once, nothing else is touched, and the journal says so.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::FutureExt as _;

use super::world::{Fault, World};
use super::{Accepted, Stage, commit, resume};
use crate::execute::{ExecuteOptions, Probe, Step};
use crate::plan::Plan;
use crate::store::EntryState::{self, AlreadyGone, Deleted, Drifted, Protected};

/// Unwinds at the n-th moment, as if the process died there: nothing after it is done or written.
pub(super) struct DiesAt(AtomicI64);

impl DiesAt {
    pub(super) const fn new(moment: i64) -> Self {
        Self(AtomicI64::new(moment))
    }
}

impl Probe for DiesAt {
    fn at(&self, _step: Step<'_>) {
        if self.0.fetch_sub(1, Ordering::SeqCst) == 0 {
            resume_unwind(Box::new("killed"));
        }
    }
}

/// One session that dies at its n-th moment; true when it came to its end before.
pub(super) async fn session(stage: &Stage, accepted: &Accepted, dies_at: i64) -> bool {
    let mut context = stage.context();
    context.probe = Arc::new(DiesAt::new(dies_at));
    let run = stage.store().run_of_plan(&accepted.plan().id).unwrap();
    let mut listener = |_| {};
    let finished = match run {
        None => AssertUnwindSafe(commit(accepted, &context, &mut listener)).catch_unwind().await.map(|r| r.is_ok()),
        Some(run) => AssertUnwindSafe(resume(&run.id, &context, &mut listener)).catch_unwind().await.map(|r| r.is_ok()),
    };
    finished.unwrap_or(false)
}

/// A library in which the first videos are troublesome, and its plan.
fn troubled(renditions: u32, batch: usize, read_batch: usize) -> (Stage, Plan) {
    let world = World::new(7, renditions, batch, read_batch);
    let mut stage = Stage::new(world);
    stage.options = ExecuteOptions { first_wave: 3, concurrency: 3, ..stage.options };
    let plan = if renditions == 0 { stage.plan_of_videos() } else { stage.plan_of_renditions() };
    stage.world.tag(1, "new");
    stage.world.tag(2, "keep");
    stage.world.vanish(3);
    stage.world.fail(4, &[Fault::LostAfterApplied]);
    stage.world.fail(5, &[Fault::LostBeforeApplied]);
    (stage, plan)
}

fn expected(video: &str) -> EntryState {
    match video {
        "v01" => Drifted,
        "v02" => Protected,
        "v03" => AlreadyGone,
        _ => Deleted,
    }
}

fn check(stage: &Stage, plan: &Plan, what: &str) {
    let states = stage.journal().0;
    let wanted: Vec<EntryState> = plan.entries.iter().map(|entry| expected(entry.video.id.as_str())).collect();
    assert_eq!(states, wanted, "{what}");
    let held = stage.world.held();
    let mut deleted = held.deleted.clone();
    deleted.sort();
    let mut planned: Vec<String> = plan
        .entries
        .iter()
        .filter(|entry| expected(entry.video.id.as_str()) == Deleted)
        .map(|entry| entry.target().to_string())
        .collect();
    planned.sort();
    assert_eq!(deleted, planned, "{what}");
    for (target, calls) in &held.calls {
        let allowed = if target.contains("v05") { 2 } else { 1 };
        assert!(*calls <= allowed, "{what}: {calls} calls for {target}");
    }
}

async fn dies_everywhere(renditions: u32, batch: usize, read_batch: usize) {
    for first in 0.. {
        let (stage, plan) = troubled(renditions, batch, read_batch);
        let accepted = stage.accepted(plan.clone());
        let what =
            format!("{renditions} renditions, batch {batch}, readings of {read_batch}, killed at moment {first}");
        let survived = session(&stage, &accepted, first).await;
        if !survived && !session(&stage, &accepted, first % 4).await {
            assert!(session(&stage, &accepted, i64::MAX).await, "{what}");
        }
        check(&stage, &plan, &what);
        if survived {
            assert!(first > 8, "{what}: it was killed at every moment");
            return;
        }
    }
}

#[tokio::test]
async fn a_run_of_single_calls_survives_its_death_at_every_moment() {
    dies_everywhere(0, 1, 2).await;
    dies_everywhere(0, 1, 10).await;
}

#[tokio::test]
async fn a_run_of_batches_survives_its_death_at_every_moment() {
    dies_everywhere(0, 3, 10).await;
    dies_everywhere(0, 20, 3).await;
}

#[tokio::test]
async fn a_run_of_several_files_a_video_survives_its_death_at_every_moment() {
    dies_everywhere(3, 1, 10).await;
}

#[tokio::test]
async fn a_run_of_several_files_a_call_survives_its_death_at_every_moment() {
    dies_everywhere(3, 2, 2).await;
}
