//! Why a video is in a plan or not: each answer, and what the parts of a query found.

use std::sync::Arc;

use super::{Draft, Setting, at, files, plan_in, propose, reason, video};
use crate::model::{Action, Known, Video, VideoId};
use crate::plan::{Answer, ConditionLook, Explanation, Keep, ListingLook, Looked, Plan, Proposal, Unreadable};

fn whole(video: &Video) -> Proposal {
    propose(Action::DeleteVideo, video, &files(video, &[]), None)
}

fn unread(video: &Video) -> Unreadable {
    let name = video.name.value().map(ToString::to_string);
    let (field, message) = ("tags".to_owned(), "not given".to_owned());
    Unreadable { video: video.id.clone(), name, field, policy: "p.rhai".to_owned(), line: Some(3), message }
}

/// A plan that deletes 1, keeps 2 and could not decide about 3.
fn three(entries: u64) -> Plan {
    let mut setting = Setting::default();
    setting.limits.set_for_this_plan("entries", &entries.to_string()).expect("a limit");
    let kept = Keep { video: Arc::new(video("2")), reason: reason(9, "asked for") };
    let proposals = ["1", "2", "4"].map(|id| whole(&video(id))).into();
    plan_in(&setting, Draft { proposals, keeps: vec![kept], unreadable: vec![unread(&video("3"))], ..Draft::default() })
}

fn of(id: &str, plan: &Plan) -> Explanation {
    Explanation::from_plan(&VideoId::new(id).expect("an id"), plan)
}

fn listing(query: &str, native: bool) -> ListingLook {
    ListingLook { policy: "p.rhai".to_owned(), query: query.to_owned(), native }
}

fn condition(times: u64) -> ConditionLook {
    let text = "v.has_master".to_owned();
    ConditionLook { policy: "p.rhai".to_owned(), line: 2, text, verdict: None, found: None, times }
}

#[test]
fn a_plan_answers_for_what_it_deletes_keeps_or_could_not_decide() {
    let plan = three(9);
    let deleted = of("1", &plan);
    assert_eq!(
        (deleted.answer, deleted.entries.len(), deleted.kept.len(), deleted.unknown.len()),
        (Answer::Planned, 1, 0, 0)
    );
    assert_eq!((deleted.entries[0].video.id.as_str(), deleted.video.name.as_deref()), ("1", Some("title 1")));
    assert_eq!(deleted.blocked_because, []);
    let kept = of("2", &plan);
    assert_eq!((kept.answer, kept.entries.len(), kept.kept.len(), kept.unknown.len()), (Answer::Kept, 0, 1, 0));
    assert_eq!((kept.kept[0].video.id.as_str(), kept.video.name.as_deref()), ("2", Some("title 2")));
    let unknown = of("3", &plan);
    assert_eq!(
        (unknown.answer, unknown.entries.len(), unknown.kept.len(), unknown.unknown.len()),
        (Answer::Unknown, 0, 0, 1)
    );
    assert_eq!((unknown.unknown[0].video.id.as_str(), unknown.video.name.as_deref()), ("3", Some("title 3")));
    assert_eq!(of("5", &plan).answer, Answer::NotInPlan);
}

#[test]
fn what_blocks_the_plan_is_told_with_what_would_be_deleted_only() {
    let plan = three(1);
    assert!(plan.blocked);
    assert_eq!(
        (of("1", &plan).answer, of("1", &plan).blocked_because),
        (Answer::Blocked, plan.blocked_because.clone())
    );
    assert_eq!((of("2", &plan).answer, of("2", &plan).blocked_because.len()), (Answer::Kept, 0));
}

#[test]
fn a_video_that_is_not_planned_was_not_listed_not_reached_or_not_proposed() {
    let plan = three(9);
    let answer = |listings: &[ListingLook], conditions: &[ConditionLook]| {
        let looked = Looked { listings: listings.to_vec(), conditions: conditions.to_vec() };
        let told = Explanation::of(&video("5"), looked, &plan, at("2026-01-01T00:00:00Z"));
        assert_eq!((told.searches.len(), told.conditions.as_slice()), (listings.len(), conditions));
        assert_eq!(told.video.name.as_deref(), Some("title 5"));
        told.answer
    };
    let (matches, misses) = (listing("state:active", false), listing("state:inactive", false));
    assert_eq!(answer(&[], &[]), Answer::NotMatched);
    assert_eq!(answer(std::slice::from_ref(&misses), &[condition(0)]), Answer::NotMatched);
    assert_eq!(answer(&[misses, matches.clone()], &[condition(0)]), Answer::NotReached);
    assert_eq!(answer(&[matches], &[condition(0), condition(1)]), Answer::NotProposed);
    let planned = Explanation::of(&video("1"), Looked::default(), &plan, at("2026-01-01T00:00:00Z"));
    assert_eq!(planned.answer, Answer::Planned);
}

#[test]
fn each_part_of_a_query_says_what_it_found() {
    let mut one = video("1");
    one.tags = Known::Value(vec!["news".into(), "old".into()]);
    one.shared_in = Known::unknown("the listing broke off");
    one.reference_id = Known::Absent;
    one.duration = Known::Value(61_500);
    let fields = [("series".into(), "evening".into())];
    one.custom_fields = Known::Value(fields.into_iter().collect());
    let looks = |query: &str, native: bool| {
        let looked = Looked { listings: vec![listing(query, native)], conditions: Vec::new() };
        let told = Explanation::of(&one, looked, &three(9), at("2026-01-01T00:00:00Z"));
        let search = told.searches[0].clone();
        (search.verdict, search.clauses.into_iter().map(|clause| (clause.verdict, clause.found)).collect::<Vec<_>>())
    };
    assert_eq!(looks("", false), (Some(true), Vec::new()));
    assert_eq!(looks("state:active", true), (None, Vec::new()), "the platform's own words are not decided here");
    assert_eq!(looks("nonsense:(", false), (None, Vec::new()));
    let found = |verdict, text: &str| (verdict, text.to_owned());
    assert_eq!(
        looks("state:active +tags:news +shared_in:true", false),
        (
            None,
            vec![
                found(Some(true), "state is active"),
                found(Some(true), "tags is news, old"),
                found(None, "shared_in is unknown: the listing broke off"),
            ]
        )
    );
    assert_eq!(
        looks("state:inactive +has_master:true +reference_id:x", false),
        (
            Some(false),
            vec![
                found(Some(false), "state is active"),
                found(Some(true), "has_master is true"),
                found(Some(false), "reference_id has no value"),
            ]
        )
    );
    assert_eq!(
        looks("name:title* +duration:>1m +custom_fields.series:evening +created_at:<2021-01-01", false).1,
        [
            found(Some(true), r#"name is "title 1""#),
            found(Some(true), "duration is 61 s"),
            found(Some(true), "custom_fields.series is evening"),
            found(Some(true), "created_at is 2020-01-01T00:00:00Z"),
        ]
    );
}
