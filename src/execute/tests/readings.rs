//! What a run reads before it deletes, and how it takes a reading that fails or makes no sense.

use super::world::{Fault, World, id};
use super::{Ending, ExecuteOptions, Stage, commit};
use crate::model::{Action, AssetKind};
use crate::plan::Plan;
use crate::provider::ErrorKind;
use crate::store::EntryState::{Deleted, Drifted, Failed, InDoubt, NotAttempted, Protected};

fn stage(videos: u32) -> Stage {
    Stage::new(World::new(videos, 0, 1, 10))
}

/// A plan that deletes the masters instead of the renditions that stand for them in this library.
fn plan_of_masters(stage: &Stage) -> Plan {
    let mut plan = stage.plan_of_renditions();
    for entry in &mut plan.entries {
        entry.action = Action::DeleteMaster;
        entry.asset.as_mut().unwrap().kind = AssetKind::Master;
    }
    plan
}

#[tokio::test]
async fn a_video_that_somebody_saved_since_the_plan_has_drifted() {
    let stage = stage(2);
    let plan = stage.plan_of_videos();
    stage.world.touch(1);
    stage.commit(plan).await;
    let (states, errors) = stage.journal();
    assert_eq!(states, [Drifted, Deleted]);
    assert!(errors[0].starts_with("changed since the plan: updated_at was "), "{errors:?}");
}

#[tokio::test]
async fn a_call_that_was_not_applied_hides_no_change_of_the_whole_video() {
    let stage = stage(1);
    stage.world.fail(1, &[Fault::LostBeforeApplied]);
    let world = stage.world.clone();
    let mut context = stage.context();
    context.probe = std::sync::Arc::new(OnCall(move || world.touch(1)));
    stage.commit_in(&context, stage.plan_of_videos()).await;
    assert_eq!(stage.journal().0, [Drifted], "a video that is deleted whole was not changed by us");
}

/// Does something when a call has returned.
struct OnCall<F>(F);

impl<F: Fn() + Send + Sync> crate::execute::Probe for OnCall<F> {
    fn at(&self, step: crate::execute::Step<'_>) {
        if matches!(step, crate::execute::Step::Called(_)) {
            (self.0)();
        }
    }
}

#[tokio::test]
async fn a_master_goes_only_while_something_else_is_shown_to_play() {
    for (playable, state) in [(&["r9"][..], Deleted), (&[][..], Protected)] {
        let stage = Stage::new(World::new(1, 1, 1, 10));
        let plan = plan_of_masters(&stage);
        stage.world.plays(1, playable);
        stage.commit(plan).await;
        assert_eq!(stage.journal().0, [state], "{playable:?}");
    }
}

#[tokio::test]
async fn files_are_looked_up_only_where_a_source_goes_and_the_reading_does_not_tell() {
    let looked_up = async |stage: &Stage, plan: Plan| {
        stage.commit(plan).await;
        assert!(stage.journal().0.iter().all(|state| *state == Deleted), "{:?}", stage.journal());
        stage.world.held().file_reads
    };
    let whole = stage(2);
    whole.world.tells_nothing_of_what_plays();
    assert_eq!(looked_up(&whole, whole.plan_of_videos()).await, 0, "a video that goes whole need not play");
    let told = Stage::new(World::new(1, 1, 1, 10));
    told.world.plays(1, &["r1", "r2"]);
    assert_eq!(looked_up(&told, told.plan_of_renditions()).await, 0, "the reading tells");
    let forced = Stage::new(World::new(1, 1, 1, 10));
    forced.world.tells_nothing_of_what_plays();
    let mut plan = forced.plan_of_renditions();
    plan.entries[0].options.force = true;
    assert_eq!(looked_up(&forced, plan).await, 0, "it goes in any case");
    let open = Stage::new(World::new(1, 2, 1, 10));
    open.world.tells_nothing_of_what_plays();
    open.world.held().tells_files = true;
    let mut plan = open.plan_of_renditions();
    plan.entries.truncate(1);
    assert_eq!(looked_up(&open, plan).await, 1);
}

#[tokio::test]
async fn a_reading_that_answers_with_another_video_or_too_few_deletes_nothing() {
    let mixed_up = stage(2);
    mixed_up.world.held().always_answers = Some(id(2));
    let mut plan = mixed_up.plan_of_videos();
    plan.entries.truncate(1);
    let short = stage(2);
    short.world.held().left_out = 1;
    for (stage, plan) in [(&mixed_up, plan), (&short, short.plan_of_videos())] {
        stage.commit(plan).await;
        let (states, errors) = stage.journal();
        assert!(states.iter().all(|state| *state == Failed), "{states:?}");
        let text = "it could not be read again: the answer holds other videos than were asked for";
        assert!(errors.iter().all(|error| error == text), "{errors:?}");
        assert_eq!(stage.world.held().videos.len(), 2);
    }
}

#[tokio::test]
async fn a_single_video_is_read_as_often_as_the_options_say_and_not_once_more() {
    let stage = stage(1);
    stage.world.held().read_errors =
        [Some(ErrorKind::Unavailable), Some(ErrorKind::Busy), Some(ErrorKind::Busy)].into();
    stage.commit(stage.plan_of_videos()).await;
    assert_eq!((stage.journal().0, stage.world.held().reads), (vec![Failed], 3));
}

#[tokio::test]
async fn an_error_that_every_reading_would_meet_stops_the_run_and_fails_nothing() {
    let forbidden = || Some(ErrorKind::MissingPermission("video-cloud/video/read".into()));
    let down = || Some(ErrorKind::Unavailable);
    let nobody = || Some(ErrorKind::Unreachable);
    let cases = [
        vec![Some(ErrorKind::Credentials)],
        vec![nobody(), nobody(), nobody()],
        vec![down(), down(), down(), forbidden()],
        vec![down(), down(), down(), None, nobody()],
    ];
    for errors in cases {
        let stage = stage(3);
        stage.world.held().read_errors = errors.clone().into();
        let (summary, _) = stage.commit(stage.plan_of_videos()).await;
        assert_eq!(summary.ending, Ending::Stopped("the reading failed".into()), "{errors:?}");
        assert!(summary.can_resume());
        assert_eq!(stage.journal().0, [NotAttempted; 3], "{errors:?}");
        assert!(stage.resume().await.unwrap().is_clean(), "{errors:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_again_after_a_call_of_unknown_effect_stays_in_doubt() {
    let stage = stage(1);
    stage.world.fail(1, &[Fault::LostBeforeApplied]);
    let down = || Some(ErrorKind::Unavailable);
    stage.world.held().read_errors = [None, down(), down(), down()].into();
    stage.commit(stage.plan_of_videos()).await;
    assert_eq!(stage.journal().0, [InDoubt], "nobody knows that it failed");
    assert!(stage.resume().await.unwrap().is_clean());
}

#[tokio::test]
async fn one_reading_is_for_ten_files_of_a_video() {
    for (renditions, reads) in [(10, 1), (11, 2)] {
        let mut stage = Stage::new(World::new(1, renditions, 1, 10));
        stage.options = ExecuteOptions { first_wave: 0, ..stage.options };
        assert!(stage.commit(stage.plan_of_renditions()).await.0.is_clean());
        assert_eq!(stage.world.held().reads, reads, "{renditions} renditions");
    }
}

#[tokio::test]
async fn the_next_videos_are_read_while_a_call_is_under_way() {
    let mut stage = Stage::new(World::new(5, 0, 1, 1));
    stage.options = ExecuteOptions { first_wave: 0, concurrency: 1, ..stage.options };
    commit(&stage.accepted(stage.plan_of_videos()), &stage.context(), &mut |_| {}).await.unwrap();
    assert_eq!(stage.world.held().reads_at_calls.first(), Some(&2));
}
