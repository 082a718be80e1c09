//! What counts as a difference between two plans.

use super::{entries, files, forced, plan, propose, reason, video};
use crate::model::{Action, Known, Video};
use crate::plan::{Change, Delta, Entry, Plan, PlanDiff};

fn whole(ids: &[&str]) -> Plan {
    let videos: Vec<Video> = ids.iter().map(|id| video(id)).collect();
    plan(videos.iter().map(|video| propose(Action::DeleteVideo, video, &files(video, &[("r1", 1)]), None)).collect())
}

fn ids(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.video.id.as_str()).collect()
}

/// What differs when the only entry of a plan is changed like this.
fn fields(change: impl FnOnce(&mut Entry)) -> Vec<&'static str> {
    let video = video("1");
    let before = plan(vec![propose(Action::DeleteMaster, &video, &files(&video, &[("r1", 1)]), None)]);
    let mut after = before.clone();
    change(&mut after.entries[0]);
    let diff = PlanDiff::between(&before, &after);
    assert_eq!(diff.is_empty(), diff.changed.is_empty(), "a changed entry is a difference");
    assert_eq!(diff.unchanged, u64::from(diff.is_empty()));
    diff.changed.into_iter().flat_map(|Change { fields, .. }| fields).collect()
}

#[test]
fn entries_are_added_removed_or_the_same_whatever_their_number() {
    let (before, after) = (whole(&["1", "2", "3"]), whole(&["2", "3", "4", "5"]));
    let diff = PlanDiff::between(&before, &after);
    assert_eq!((ids(&diff.removed), ids(&diff.added), diff.unchanged), (vec!["1"], vec!["4", "5"], 2));
    assert!(diff.changed.is_empty());
    assert_eq!((diff.before, diff.after), (before.id, after.id));
}

#[test]
fn only_the_same_plan_is_no_difference() {
    let (one, two) = (whole(&["1"]), whole(&["1", "2"]));
    assert!(PlanDiff::between(&one, &one).is_empty());
    assert!(!PlanDiff::between(&one, &two).is_empty(), "something is added");
    assert!(!PlanDiff::between(&two, &one).is_empty(), "something is removed");
}

#[test]
fn another_action_or_another_file_is_another_entry() {
    let video = video("1");
    let assets = files(&video, &[("r1", 1), ("r2", 1), ("r3", 1)]);
    let of = |action, asset| plan(vec![propose(action, &video, &assets, asset)]);
    let one = of(Action::DeleteRendition, Some("r1"));
    for other in [of(Action::DeleteRendition, Some("r2")), of(Action::DeleteVideo, None)] {
        let diff = PlanDiff::between(&one, &other);
        assert_eq!((diff.removed.len(), diff.added.len(), diff.changed.len()), (1, 1, 0), "{:?}", entries(&other));
    }
}

#[test]
fn the_facts_of_an_entry_that_differ_are_named() {
    assert!(fields(|_| ()).is_empty());
    assert!(fields(|entry| entry.seq = 9).is_empty(), "its place in the plan is no fact");
    assert_eq!(fields(|entry| entry.bytes = None), ["bytes"]);
    assert_eq!(fields(|entry| entry.reasons.push(reason(9, "large"))), ["reasons"]);
    assert_eq!(fields(|entry| entry.options.force = true), ["options"]);
    assert_eq!(fields(|entry| entry.warnings.push("forced".to_owned())), ["warnings"]);
    assert_eq!(fields(|entry| entry.video.name = None), ["video"]);
    assert_eq!(fields(|entry| entry.fingerprint.updated_at = None), ["video"], "also what the table does not show");
    assert_eq!(fields(|entry| entry.asset.as_mut().expect("a master").bytes = Some(1)), ["asset"]);
    let all = fields(|entry| {
        (entry.bytes, entry.video.name) = (Some(1), None);
        entry.reasons.clear();
    });
    assert_eq!(all, ["bytes", "reasons", "video"]);
}

#[test]
fn the_sums_differ_by_later_less_earlier_and_only_where_they_do() {
    let video = video("9");
    let mut sizeless = files(&video, &[("r1", 1)]);
    sizeless.set(crate::model::AssetKind::Master, Known::unknown("a time-out"));
    let (small, large) = (whole(&["1"]), whole(&["1", "2", "3"]));
    let delta = |before: &Plan, after: &Plan| PlanDiff::between(before, after).totals;
    let more = Delta { count: 2, bytes: 10_002, bytes_unknown: 0 };
    assert_eq!(delta(&small, &large), [(Action::DeleteVideo, more)].into());
    let less = Delta { count: -2, bytes: -10_002, bytes_unknown: 0 };
    assert_eq!(delta(&large, &small), [(Action::DeleteVideo, less)].into());
    assert!(delta(&large, &large).is_empty());
    let unknown = plan(vec![forced(propose(Action::DeleteVideo, &video, &sizeless, None))]);
    let traded = Delta { count: 0, bytes: -5_001, bytes_unknown: 1 };
    assert_eq!(delta(&small, &unknown), [(Action::DeleteVideo, traded)].into());
}

#[test]
fn a_sum_beyond_all_bounds_differs_all_the_same() {
    let (small, mut huge) = (whole(&["1"]), whole(&["1"]));
    huge.totals.get_mut(&Action::DeleteVideo).expect("a sum").bytes = u64::MAX;
    let bytes = |before: &Plan, after: &Plan| PlanDiff::between(before, after).totals[&Action::DeleteVideo].bytes;
    assert_eq!((bytes(&small, &huge), bytes(&huge, &small)), (i64::MAX - 5_001, 5_001 - i64::MAX));
}
