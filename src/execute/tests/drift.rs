//! What changed since the plan, beside what every reading shows.

use std::sync::Arc;

use super::world::World;
use super::{Stage, plan};
use crate::execute::recheck::{Verdict, judge};
use crate::model::{Action, AssetId, AssetKind, Known, Video};
use crate::plan::{Entry, Plan};
use crate::provider::Lookup;
use crate::store::EntryState;

fn one_rendition_of_two() -> (Stage, Plan) {
    let stage = Stage::new(World::new(1, 2, 1, 10));
    stage.world.tells_nothing_of_what_plays();
    stage.world.held().tells_files = true;
    let mut plan = stage.plan_of_renditions();
    plan.entries.truncate(1);
    (stage, plan)
}

#[tokio::test]
async fn a_file_that_was_replaced_is_not_deleted() {
    let (stage, plan) = one_rendition_of_two();
    stage.world.held().rendition_bytes = Some(11);
    stage.commit(plan).await;
    let (states, errors) = stage.journal();
    assert_eq!(states, [EntryState::Drifted]);
    assert_eq!(errors, ["changed since the plan: bytes of the file was 10 and is now 11"]);
}

#[tokio::test]
async fn a_file_is_deleted_although_another_one_of_its_video_was_replaced() {
    let (stage, plan) = one_rendition_of_two();
    stage.world.held().rendition_bytes = Some(11);
    stage.world.held().resized = Some(AssetId::new("r2").unwrap());
    stage.commit(plan).await;
    assert_eq!(stage.journal().0, [EntryState::Deleted]);
}

#[tokio::test]
async fn a_file_whose_size_became_known_or_unknown_is_not_deleted() {
    let (stage, mut plan) = one_rendition_of_two();
    plan.entries[0].asset.as_mut().unwrap().bytes = None;
    stage.commit(plan).await;
    assert_eq!(stage.journal().1, ["changed since the plan: bytes of the file was unknown and is now 10"]);
    let (stage, plan) = one_rendition_of_two();
    stage.commit(plan).await;
    assert_eq!(stage.journal().0, [EntryState::Deleted], "the same file is");
}

#[tokio::test]
async fn a_master_that_a_listing_did_not_tell_of_and_that_is_gone_is_noticed() {
    for (found, state) in [(Known::Value(false), EntryState::Drifted), (Known::Value(true), EntryState::Deleted)] {
        let stage = Stage::new(World::new(1, 1, 1, 10));
        let video = stage.world.held().videos.values().next().unwrap().clone();
        let mut unseen = video.clone();
        unseen.has_master = Known::unknown("no listing tells");
        let mut plan = plan(vec![(unseen, Some(AssetId::new("r1").unwrap()))]);
        plan.entries[0].action = Action::DeleteMaster;
        plan.entries[0].asset.as_mut().unwrap().kind = AssetKind::Master;
        plan.entries[0].options.force = true;
        stage.world.held().videos.get_mut(&video.id).unwrap().has_master = found;
        stage.commit(plan).await;
        assert_eq!(stage.journal().0, [state], "{:?}", stage.journal().1);
    }
}

#[tokio::test]
async fn a_value_that_could_not_be_read_any_more_keeps_the_video() {
    let stage = Stage::new(World::new(2, 0, 1, 10));
    for video in stage.world.held().videos.values_mut() {
        video.folder = Known::Absent;
    }
    let plan = stage.plan_of_videos();
    let first = plan.entries[0].video.id.clone();
    stage.world.held().videos.get_mut(&first).unwrap().folder = Known::unknown("the answer broke off");
    stage.commit(plan).await;
    assert_eq!(stage.journal().0, [EntryState::Drifted, EntryState::Deleted]);
    assert_eq!(stage.journal().1, ["changed since the plan: folder was none and is now unknown"]);
}

#[test]
fn a_change_by_others_long_after_an_own_one_is_noticed() {
    let (stage, plan) = one_rendition_of_two();
    let video = stage.world.held().videos.values().next().unwrap().clone();
    let nothing = |_: &Entry, _: &Video| None;
    let after = |at: &str| {
        let updated_at = Known::Value(at.parse().unwrap());
        let found = Lookup::Found(Arc::new(Video { updated_at, ..video.clone() }));
        let ours_until = Some("2026-06-01T12:05:00Z".parse().unwrap());
        judge(&plan.entries[0], &found, ours_until, &nothing)
    };
    assert_eq!(after("2026-06-01T12:05:00Z"), Verdict::Proceed);
    let Verdict::End(EntryState::Drifted, Some(why)) = after("2026-06-03T00:00:00Z") else { panic!("it drifted") };
    assert_eq!(
        why,
        "changed since the plan: updated_at was 2023-11-14T22:13:20Z and is now 2026-06-03T00:00:00Z, after what this \
         run did"
    );
}
