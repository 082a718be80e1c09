//! The ready-made policies, run over small libraries.

use std::path::Path;
use std::sync::Arc;

use super::fixture::{days_ago, id, library_of, now, video, wishes};
use crate::model::{Delivery, Known, VideoState};
use crate::script::{MemoryCatalog, Outcome, Policy, PolicySource, RunOptions, run};

fn ready(name: &str, catalog: MemoryCatalog) -> Outcome {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(name);
    let source = PolicySource::load(&path).unwrap();
    let policy = Policy::compile(&source).unwrap_or_else(|found| panic!("{found:#?}"));
    assert_eq!(policy.warnings(), []);
    run(&policy, Arc::new(catalog), RunOptions::at(now())).unwrap_or_else(|found| panic!("{found:#?}"))
}

#[test]
fn old_masters_takes_large_masters_of_unchanged_videos() {
    let mut bare = video("d", 900);
    bare.has_master = Known::Value(false);
    let outcome = ready("old_masters.rhai", library_of(vec![video("a", 10), video("b", 400), bare]));
    assert_eq!(wishes(&outcome), ["delete_master b m"]);
    assert_eq!(outcome.proposals[0].reason.text, "unchanged for 400 days, plays from renditions");
}

#[test]
fn clip_assets_strips_clips_and_leaves_the_clip_and_its_master() {
    let mut clip = video("c", 400);
    clip.is_clip = Known::Value(true);
    clip.clip_source_id = Known::Value("77".into());
    let outcome = ready("clip_assets.rhai", library_of(vec![video("a", 400), clip]));
    let wanted = ["delete_rendition c r1", "delete_rendition c r2", "delete_poster c p", "delete_thumbnail c t"];
    assert_eq!(wishes(&outcome), wanted);
    let forced: Vec<_> = outcome.proposals.iter().map(|proposal| proposal.options.force).collect();
    assert_eq!(forced, [true, true, false, false]);
    assert_eq!(outcome.proposals[0].reason.text, "stored copy of a clip of video 77");
}

#[test]
fn stale_videos_takes_inactive_videos_without_the_keeping_tag() {
    let mut inactive = video("b", 400);
    inactive.state = Known::Value(VideoState::Inactive);
    let mut tagged = inactive.clone();
    tagged.id = id("t");
    tagged.tags = Known::Value(vec!["KEEP".into()]);
    let outcome = ready("stale_videos.rhai", library_of(vec![video("a", 800), inactive, tagged]));
    assert_eq!(wishes(&outcome), ["delete_video b"]);
}

#[test]
fn orphaned_uploads_takes_what_never_became_playable() {
    let broken = |name: &str, delivery| {
        let mut video = video(name, 90);
        video.state = Known::Value(VideoState::Pending);
        video.complete = Known::Value(false);
        video.delivery = Known::Value(delivery);
        video
    };
    let mut touched = broken("n", Delivery::Other);
    touched.updated_at = Known::Value(days_ago(1));
    let live = broken("l", Delivery::LiveOrigin);
    let outcome =
        ready("orphaned_uploads.rhai", library_of(vec![video("a", 800), broken("o", Delivery::Other), touched, live]));
    assert_eq!(wishes(&outcome), ["delete_video o"]);
}

#[test]
fn export_ids_deletes_nothing() {
    let outcome = ready("export_ids.rhai", library_of(vec![video("a", 800), video("b", 1)]));
    assert!(outcome.proposals.is_empty());
    assert_eq!(outcome.messages.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn two_step_only_marks_and_leaves_alone_what_is_marked() {
    let mut marked = video("m", 900);
    marked.tags = Known::Value(vec!["vodsweep-until-2020-01-31".into()]);
    let outcome = ready("two_step.rhai", library_of(vec![video("a", 10), video("b", 800), marked]));
    assert_eq!(wishes(&outcome), ["quarantine b"]);
    assert!(outcome.proposals[0].options.until.is_some());
}
