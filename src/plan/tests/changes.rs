//! Which changes of a video a fingerprint notices, and how it tells them.

use std::collections::BTreeMap;

use super::video;
use crate::model::{Delivery, Known, Text, Video, VideoState};
use crate::plan::{Drift, Fingerprint};

/// A video with all its texts.
fn described() -> Video {
    let text = |text: &str| Known::Value(Text::from(text));
    Video {
        description: text("news at six"),
        reference_id: text("ref-42"),
        folder: text("archive"),
        category: text("7"),
        custom_fields: Known::Value(BTreeMap::from([("subject".into(), "football".into())])),
        tags: Known::Value(vec!["Sport".into(), "old".into()]),
        ..video("1")
    }
}

/// What a change is told as: by everything, and beside what this run did to the video itself.
fn told(change: impl FnOnce(&mut Video)) -> (Vec<Drift>, Vec<Drift>) {
    let planned = Fingerprint::of(&described());
    let mut changed = described();
    change(&mut changed);
    let found = Fingerprint::of(&changed);
    (planned.drift(&found), planned.drift_beside_own_changes(&found))
}

fn drift(field: &'static str, planned: &str, found: &str) -> Vec<Drift> {
    vec![Drift { field, planned: planned.to_owned(), found: found.to_owned() }]
}

/// The fields that a change is noticed in.
fn fields(change: impl FnOnce(&mut Video)) -> Vec<&'static str> {
    let (all, beside) = told(change);
    assert_eq!(all, beside, "nothing of it can be our own doing");
    all.into_iter().map(|drift| drift.field).collect()
}

#[test]
fn a_change_is_told_with_what_was_and_what_is() {
    let state = drift("state", "active", "inactive");
    assert_eq!(told(|video| video.state = Known::Value(VideoState::Inactive)), (state.clone(), state));
    let tags = drift("tags", r#"["old","sport"]"#, r#"["keep","old","sport"]"#);
    let tagged = |video: &mut Video| video.tags = Known::Value(vec!["sport".into(), "OLD".into(), "Keep".into()]);
    assert_eq!(told(tagged), (tags.clone(), tags));
    let shared = drift("shared_out", "false", "true");
    assert_eq!(told(|video| video.shared_out = Known::Value(true)), (shared.clone(), shared));
    let delivery = drift("delivery", "static_origin", "live_origin");
    assert_eq!(told(|video| video.delivery = Known::Value(Delivery::LiveOrigin)), (delivery.clone(), delivery));
}

#[test]
fn our_own_deletions_of_files_explain_the_time_of_change_and_the_master_and_nothing_else() {
    let time = drift("updated_at", "2021-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    let touched = |video: &mut Video| video.updated_at = Known::Value(super::at("2026-01-01T00:00:00Z"));
    assert_eq!(told(touched), (time, Vec::new()));
    let gone = |video: &mut Video| video.has_master = Known::Value(false);
    assert_eq!(told(gone), (drift("has_master", "true", "false"), Vec::new()));
}

#[test]
fn every_text_of_a_video_is_compared() {
    assert!(fields(|_| ()).is_empty());
    let other = || Known::Value(Text::from("other"));
    assert_eq!(fields(|video| video.name = other()), ["content"]);
    assert_eq!(fields(|video| video.description = other()), ["content"]);
    assert_eq!(fields(|video| video.reference_id = other()), ["content"]);
    assert_eq!(fields(|video| video.folder = other()), ["content"]);
    assert_eq!(fields(|video| video.category = other()), ["content"]);
    assert_eq!(fields(|video| video.description = Known::Absent), ["content"]);
    assert_eq!(fields(|video| video.description = Known::Value("".into())), ["content"]);
    let custom = |name: &str, value: &str| Known::Value(BTreeMap::from([(name.into(), value.into())]));
    assert_eq!(fields(|video| video.custom_fields = custom("subject", "tennis")), ["content"]);
    assert_eq!(fields(|video| video.custom_fields = custom("topic", "football")), ["content"]);
    assert_eq!(fields(|video| video.custom_fields = Known::Value(BTreeMap::new())), ["content"]);
}

#[test]
fn a_text_that_moves_from_one_field_to_another_is_a_change() {
    let moved = |video: &mut Video| std::mem::swap(&mut video.description, &mut video.reference_id);
    assert_eq!(fields(moved), ["content"]);
    let joined = |video: &mut Video| {
        video.description = Known::Value("news at sixref".into());
        video.reference_id = Known::Value("-42".into());
    };
    assert_eq!(fields(joined), ["content"]);
}
