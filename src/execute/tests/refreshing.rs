//! What the content network is asked to drop, and how full requests are.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;

use super::world::{World, id};
use super::{Ending, Event, ExecuteOptions, Stage, commit, resume};
use crate::execute::{CopyTotals, Phase, Probe, Step};
use crate::plan::Plan;

/// A library and a plan for all of it, in which each video has two addresses.
fn stage(videos: u32, quota: usize) -> (Stage, Plan) {
    let stage = Stage::new(World::new(videos, 0, 20, 20));
    stage.world.held().refresh_quota = quota;
    let mut plan = stage.plan_of_videos();
    for entry in &mut plan.entries {
        entry.copies = ["a.mp4", "b.jpg"].map(|file| format!("https://cdn.invalid/{}/{file}", entry.video.id)).into();
    }
    (stage, plan)
}

fn notices(events: &[Event]) -> Vec<&str> {
    events.iter().filter_map(|event| if let Event::Notice(text) = event { Some(text.as_str()) } else { None }).collect()
}

#[tokio::test]
async fn only_the_copies_of_what_was_deleted_are_dropped() {
    let (stage, plan) = stage(3, 100);
    stage.world.tag(1, "new");
    stage.world.vanish(2);
    let (summary, events) = stage.commit(plan).await;
    assert_eq!(summary.copies, CopyTotals { asked: 2, left: 0 });
    assert_eq!(stage.world.held().refreshed, ["https://cdn.invalid/v03/a.mp4", "https://cdn.invalid/v03/b.jpg"]);
    assert!(events.iter().any(|event| matches!(event, Event::Phase(Phase::Refreshing))));
    assert!(notices(&events).is_empty(), "nothing is left");
}

#[tokio::test]
async fn what_the_allowance_does_not_cover_is_listed_in_the_run() {
    let (stage, plan) = stage(2, 3);
    let (summary, events) = stage.commit(plan).await;
    assert_eq!((summary.ending, summary.copies), (Ending::Finished, CopyTotals { asked: 3, left: 1 }));
    assert_eq!(notices(&events), ["the content network may keep copies of some of what was deleted"]);
    let left: Vec<_> = stage.store().copies(&summary.run).unwrap().into_iter().filter(|copy| !copy.asked).collect();
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].video.clone(), left[0].address.as_str()), (id(2), "https://cdn.invalid/v02/b.jpg"));
    assert_eq!(left[0].reason.as_deref(), Some("the day's allowance is used up"));
}

#[tokio::test]
async fn a_finished_run_can_be_resumed_for_the_copies_that_were_left() {
    let (stage, plan) = stage(2, 3);
    stage.commit(plan).await;
    stage.world.held().refresh_quota = 10;
    let summary = stage.resume().await.expect("a copy is left");
    assert_eq!((summary.ending, summary.copies), (Ending::Finished, CopyTotals { asked: 4, left: 0 }));
    assert_eq!(stage.world.held().refreshed.len(), 4, "what was agreed to is not asked again");
    assert!(stage.resume().await.is_none(), "now there is nothing to resume");
}

/// Unwinds when the content network has answered.
struct DiesThere;

impl Probe for DiesThere {
    fn at(&self, step: Step<'_>) {
        if step == Step::Refreshed {
            std::panic::resume_unwind(Box::new("killed"));
        }
    }
}

#[tokio::test]
async fn a_run_that_dies_before_it_wrote_that_down_asks_again() {
    let (stage, plan) = stage(2, 100);
    let accepted = stage.accepted(plan);
    let mut context = stage.context();
    context.probe = Arc::new(DiesThere);
    let died = AssertUnwindSafe(commit(&accepted, &context, &mut |_| {})).catch_unwind().await;
    assert!(died.is_err());
    let run = stage.store().runs().unwrap().remove(0).id;
    let summary = resume(&run, &stage.context(), &mut |_| {}).await.unwrap().unwrap();
    assert_eq!((summary.ending, summary.copies), (Ending::Finished, CopyTotals { asked: 4, left: 0 }));
    assert_eq!(stage.world.held().refreshed.len(), 8, "to ask twice does no harm");
}

#[tokio::test]
async fn an_interrupted_run_asks_when_it_is_resumed() {
    let (stage, plan) = stage(2, 100);
    let context = stage.context();
    context.cancel.cancel();
    let (summary, _) = stage.commit_in(&context, plan).await;
    assert_eq!((summary.ending, summary.copies.asked), (Ending::Interrupted, 0));
    assert!(stage.world.held().refreshed.is_empty());
    assert_eq!(stage.resume().await.expect("there is something left").copies.asked, 4);
}

#[tokio::test]
async fn two_thousand_videos_take_a_hundred_full_requests() {
    let stage = Stage::new(World::new(2_000, 0, 20, 20));
    let (summary, _) = stage.commit(stage.plan_of_videos()).await;
    assert!(summary.is_clean());
    assert_eq!(stage.world.held().batches, [20; 100]);
}

#[tokio::test]
async fn the_first_wave_is_not_filled_up_beyond_twice_its_size() {
    let mut stage = Stage::new(World::new(30, 0, 25, 25));
    stage.options = ExecuteOptions { concurrency: 1, ..stage.options };
    stage.commit(stage.plan_of_videos()).await;
    assert_eq!(stage.world.held().batches, [10, 20]);
}

/// Takes the journal away when the content network has answered.
struct LosesTheDisk(Arc<crate::store::Store>);

impl Probe for LosesTheDisk {
    fn at(&self, step: Step<'_>) {
        if step == Step::Refreshed {
            self.0.refuse_writes();
        }
    }
}

#[tokio::test]
async fn a_journal_that_cannot_take_the_answer_is_an_error_and_resume_asks_again() {
    let (stage, plan) = stage(2, 100);
    let accepted = stage.accepted(plan);
    let mut context = stage.context();
    context.probe = Arc::new(LosesTheDisk(Arc::clone(&context.store)));
    let error = commit(&accepted, &context, &mut |_| {}).await.expect_err("the disk is lost");
    assert!(matches!(error, crate::execute::ExecuteError::Journal { .. }), "{error}");
    assert_eq!(stage.resume().await.expect("it goes on").copies, CopyTotals { asked: 4, left: 0 });
}
