//! What happens to the library while a run waits, or while a call of it takes long.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::world::{Fault, World, id};
use super::{Cancel, Clock, Stage, at};
use crate::execute::{Context, Probe, Step};
use crate::model::{Action, Known, TargetOptions};
use crate::plan::Plan;
use crate::store::EntryState::{Deleted, Drifted, Failed, NotAttempted, Quarantined};

/// A clock that never waits, and lets something happen at its n-th wait.
struct Meanwhile<F> {
    slept: Mutex<Vec<Duration>>,
    happens: F,
}

impl<F: Fn(usize)> Meanwhile<F> {
    fn new(happens: F) -> Self {
        Self { slept: Mutex::default(), happens }
    }

    fn pass(&self, time: Duration) -> usize {
        let mut slept = self.slept.lock().unwrap();
        slept.push(time);
        slept.len()
    }
}

#[async_trait]
impl<F: Fn(usize) + Send + Sync> Clock for Meanwhile<F> {
    fn now(&self) -> Timestamp {
        let slept: Duration = self.slept.lock().unwrap().iter().sum();
        at(0) + SignedDuration::try_from(slept).unwrap()
    }

    async fn sleep(&self, time: Duration) {
        (self.happens)(self.pass(time));
    }
}

fn quarantines(stage: &Stage) -> Plan {
    let mut plan = stage.plan_of_videos();
    for entry in &mut plan.entries {
        entry.action = Action::Quarantine;
        entry.options = TargetOptions { until: Some("2026-12-21".parse().unwrap()), ..TargetOptions::default() };
        entry.bytes = Some(0);
    }
    plan
}

/// A stage whose first call for video 1 is lost, and a context that lets something happen at each wait.
fn with_a_lost_call(happens: impl Fn(&World, usize) + Send + Sync + 'static) -> (Stage, Context) {
    let stage = Stage::new(World::new(1, 0, 1, 10));
    stage.world.fail(1, &[Fault::LostBeforeApplied]);
    let (world, mut context) = (stage.world.clone(), stage.context());
    context.clock = Arc::new(Meanwhile::new(move |wait| happens(&world, wait)));
    (stage, context)
}

#[tokio::test]
async fn a_mark_that_does_not_show_is_looked_for_as_often_as_the_options_say() {
    let waits = Arc::new(Mutex::new(Vec::new()));
    let noted = waits.clone();
    let (stage, context) = with_a_lost_call(move |world, _| noted.lock().unwrap().push(world.held().reads));
    let readings = context.options.readings;
    stage.commit_in(&context, quarantines(&stage)).await;
    assert_eq!(stage.journal().0, [Quarantined]);
    let waits = waits.lock().unwrap();
    // One reading before the call, and the looks after it with a wait between each two.
    assert_eq!(waits.as_slice(), (2..=readings).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_video_that_goes_before_its_quarantine_is_tried_again_is_not_called_gone_by_itself() {
    let (stage, context) = with_a_lost_call(|_, _| {});
    // One reading before the call and all looks after it; the next is the one before the second attempt.
    stage.world.held().vanishing = Some((context.options.readings + 1, id(1)));
    stage.commit_in(&context, quarantines(&stage)).await;
    let text = "the video is gone: whether its quarantine happened before cannot be told";
    assert_eq!(stage.journal(), (vec![Failed], vec![text.to_owned()]));
}

/// Stops a run as soon as the end of an entry is written down.
struct StopsAfterOne(Cancel);

impl Probe for StopsAfterOne {
    fn at(&self, step: Step<'_>) {
        if matches!(step, Step::Recorded(_)) {
            self.0.cancel();
        }
    }
}

#[tokio::test]
async fn a_resumed_run_tells_a_change_of_its_own_from_one_that_came_later() {
    for (minutes, state) in [(4, Deleted), (6, Drifted)] {
        let stage = Stage::new(World::new(1, 2, 1, 10));
        let mut plan = stage.plan_of_renditions();
        plan.entries.iter_mut().for_each(|entry| entry.options.force = true);
        let mut context = stage.context();
        context.probe = Arc::new(StopsAfterOne(context.cancel.clone()));
        stage.commit_in(&context, plan).await;
        assert_eq!(stage.journal().0, [Deleted, NotAttempted]);
        let later = context.clock.now() + SignedDuration::from_mins(minutes);
        stage.world.held().videos.values_mut().for_each(|video| video.updated_at = Known::Value(later));
        stage.resume().await;
        assert_eq!(stage.journal().0, [Deleted, state], "{minutes} minutes later: {:?}", stage.journal().1);
    }
}

/// Lets time pass in each call, and the videos change after it.
struct Slow<F> {
    clock: Arc<Meanwhile<F>>,
    world: Arc<World>,
}

impl<F: Fn(usize) + Send + Sync> Probe for Slow<F> {
    fn at(&self, step: Step<'_>) {
        if matches!(step, Step::Called(_)) && self.clock.slept.lock().unwrap().is_empty() {
            self.clock.pass(Duration::from_mins(10));
            let later = self.clock.now() + SignedDuration::from_mins(2);
            self.world.held().videos.values_mut().for_each(|video| video.updated_at = Known::Value(later));
        }
    }
}

#[tokio::test]
async fn a_change_is_ours_by_the_end_of_a_call_that_took_long() {
    let stage = Stage::new(World::new(1, 2, 2, 10));
    stage.world.fail(1, &[Fault::Busy]);
    let mut plan = stage.plan_of_renditions();
    plan.entries.iter_mut().for_each(|entry| entry.options.force = true);
    let mut context = stage.context();
    let clock = Arc::new(Meanwhile::new(|_| {}));
    context.probe = Arc::new(Slow { clock: clock.clone(), world: stage.world.clone() });
    context.clock = clock;
    stage.commit_in(&context, plan).await;
    assert_eq!(stage.journal(), (vec![Deleted, Deleted], vec![]));
    assert_eq!(stage.world.held().batches, [2, 1], "one call for both, and one more for the one that was busy");
}
