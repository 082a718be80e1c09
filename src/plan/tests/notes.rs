//! What a plan writes down beside its entries: what could not be decided, what nothing was proposed for, and the sums.

use std::sync::Arc;

use super::{Setting, at, files, kept, plan, plan_in, propose, reason, video};
use crate::model::{Action, Assets, Known, Video, VideoId};
use crate::plan::{Draft, Entry, Fingerprint, Keep, KeepSource, Limits, Unreadable, Usage};

fn unreadable(id: &str, field: &str, line: Option<u32>) -> Unreadable {
    Unreadable {
        video: VideoId::new(id).expect("an id"),
        name: Some(format!("title {id}")),
        field: field.to_owned(),
        policy: "p.rhai".to_owned(),
        line,
        message: "the listing gives no sizes".to_owned(),
    }
}

#[test]
fn what_could_not_be_decided_is_listed_once_and_in_order() {
    let unreadable = vec![
        unreadable("2", "size", None),
        unreadable("1", "size", Some(7)),
        unreadable("1", "size", Some(3)),
        unreadable("2", "size", None),
        unreadable("1", "master", Some(7)),
    ];
    let found = plan_in(&Setting::default(), Draft { unreadable, ..Draft::default() });
    let notes: Vec<_> =
        found.unknown.iter().map(|note| (note.video.id.as_str(), note.field.as_str(), note.line)).collect();
    assert_eq!(notes, [("1", "master", Some(7)), ("1", "size", Some(3)), ("1", "size", Some(7)), ("2", "size", None)]);
    let first = &found.unknown[0];
    assert_eq!(first.video.name.as_deref(), Some("title 1"));
    assert_eq!((first.policy.as_str(), first.message.as_str()), ("p.rhai", "the listing gives no sizes"));
}

#[test]
fn a_keep_that_no_proposal_met_is_listed_and_one_that_did_only_once() {
    let (met, unmet) = (video("1"), video("2"));
    let keep = |video, line, text| Keep { video: Arc::clone(video), reason: reason(line, text) };
    let (one, two) = (Arc::new(met.clone()), Arc::new(unmet));
    let draft = Draft {
        proposals: vec![propose(Action::DeleteVideo, &met, &files(&met, &[]), None)],
        keeps: vec![keep(&one, 1, "still needed"), keep(&one, 2, "a series"), keep(&two, 1, "still needed")],
        ..Draft::default()
    };
    let found = plan_in(&Setting::default(), draft);
    assert_eq!(kept(&found), [(KeepSource::Keep, "a series; still needed"), (KeepSource::Keep, "still needed")]);
    let actions: Vec<_> = found.kept.iter().map(|kept| (kept.video.id.as_str(), kept.action)).collect();
    assert_eq!(actions, [("1", Some(Action::DeleteVideo)), ("2", None)]);
}

#[test]
fn entries_of_unknown_size_are_counted_apart() {
    let videos = ["1", "2", "3"].map(video);
    let sized = propose(Action::DeleteVideo, &videos[0], &files(&videos[0], &[("r1", 7)]), None);
    let unread = |video| propose(Action::DeleteVideo, video, &Assets::new(video.id.clone()), None);
    let found = plan(vec![sized, unread(&videos[1]), unread(&videos[2])]);
    let sum = found.totals[&Action::DeleteVideo];
    assert_eq!((sum.count, sum.bytes, sum.bytes_unknown), (3, 5_007, 2));
    assert_eq!(found.bytes(), 5_007);
}

#[test]
fn of_two_readings_of_a_video_the_earlier_is_planned_whatever_the_order() {
    let early = video("1");
    let mut late = early.clone();
    late.updated_at = Known::Value(at("2025-01-01T00:00:00Z"));
    let mut poor = early.clone();
    (poor.has_master, poor.native) = (Known::unknown("a listing does not tell"), r#"{"id":"1"}"#.into());
    let planned = |videos: [&Video; 2]| {
        let proposal = |video| propose(Action::DeleteVideo, video, &files(video, &[]), None);
        let plan = plan(videos.map(proposal).into());
        (plan.entries[0].fingerprint.clone(), plan.id)
    };
    assert_eq!(planned([&early, &late]), planned([&late, &early]));
    assert_eq!(planned([&early, &late]).0, Fingerprint::of(&early));
    assert_eq!(planned([&early, &poor]), planned([&poor, &early]), "two readings of the same moment");
}

#[test]
fn only_what_may_be_large_weighs_as_large_when_its_size_is_unknown() {
    let one = video("1");
    let unread = propose(Action::DeleteVideo, &one, &Assets::new(one.id.clone()), None);
    let plan = plan(vec![unread]);
    let counted = |actions: &[Action]| {
        let entries: Vec<Entry> =
            actions.iter().map(|action| Entry { action: *action, ..plan.entries[0].clone() }).collect();
        let usage = Usage::of(&entries, Some(1_000), 0);
        let bytes = Limits::default().check(&usage).into_iter().find(|row| row.name == "bytes").expect("a row");
        (usage.bytes_unknown, usage.large_unknown, bytes.unknown_as)
    };
    let large = [Action::DeleteVideo, Action::DeleteMaster, Action::DeleteRendition, Action::Quarantine];
    assert_eq!(counted(&large), (4, 4, 5_000_000_000));
    assert_eq!(counted(&[Action::DeleteImage, Action::DeleteTextTrack]), (2, 0, 0));
    assert_eq!(counted(&[Action::DeleteVideo, Action::DeleteImage]), (2, 1, 5_000_000_000));
}
