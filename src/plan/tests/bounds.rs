//! What a plan records of its limits, and how limits and protection are set.

use super::{Setting, at, files, kept, plan, plan_in, propose, video};
use crate::model::{Action, Assets, Known, Text, Video};
use crate::plan::{Draft, KeepSource, Limits, Plan, PlanError, Proposal, Share, schema};

fn whole(video: &Video) -> Proposal {
    propose(Action::DeleteVideo, video, &files(video, &[]), None)
}

/// A plan for three videos of five thousand bytes each, in a library of so many.
fn plan_of_three(limits: Limits, videos_total: Option<u64>) -> Plan {
    let mut setting = Setting { limits, ..Setting::default() };
    setting.library.videos_total = videos_total;
    let videos = ["1", "2", "3"].map(video);
    plan_in(&setting, Draft { proposals: videos.iter().map(whole).collect(), ..Draft::default() })
}

/// Allowed, actual and whether it is exceeded, as saved.
fn row(plan: &Plan, name: &str) -> String {
    let row = plan.limits.iter().find(|row| row.name == name).expect("a row");
    let actual = row.actual.as_ref().map_or("?".to_owned(), ToString::to_string);
    format!("{} of {}{}", actual, row.allowed, if row.exceeded { ", exceeded" } else { "" })
}

#[test]
fn every_limit_is_recorded_with_what_the_plan_uses_of_it() {
    let rows = |videos_total| {
        let plan = plan_of_three(Limits::default(), videos_total);
        ["entries", "share", "bytes", "survivors"].map(|name| row(&plan, name))
    };
    let fine = ["3 of 1000", "0.03 of 0.1", "15000 of 5000000000000", "97 of 1"];
    assert_eq!(rows(Some(100)), fine);
    let exceeded = ["3 of 1000", "0.428571 of 0.1, exceeded", "15000 of 5000000000000", "4 of 1"];
    assert_eq!(rows(Some(7)), exceeded);
    let unknown = ["3 of 1000", "? of 0.1, exceeded", "15000 of 5000000000000", "? of 1, exceeded"];
    assert_eq!(rows(None), unknown);
    let counted_too_few = ["3 of 1000", "? of 0.1, exceeded", "15000 of 5000000000000", "0 of 1, exceeded"];
    assert_eq!(rows(Some(0)), counted_too_few);
}

#[test]
fn each_limit_can_be_set_and_does_what_its_name_says() {
    let set = |name, value| {
        let mut limits = Limits::default();
        limits.set(name, value).expect("a value");
        let plan = plan_of_three(limits, Some(1_000));
        let causes: Vec<String> = plan.blocked_because.into_iter().map(|cause| cause.0).collect();
        causes.join("; ")
    };
    for (name, too_low, just_enough) in [
        ("entries", "2", " 3 "),
        ("share", "0.29%", "0.3%"),
        ("bytes", "14.999kB", "15kB"),
        ("survivors", "998", "997"),
        ("per_day", "2", "3"),
        ("entries", "2", "1_000_000"),
    ] {
        assert_eq!(set(name, too_low), format!("the limit {name} is exceeded"), "{too_low}");
        assert_eq!(set(name, just_enough), "", "{name} {just_enough}");
    }
    let error = |name, value| Limits::default().set(name, value).expect_err("no value").message;
    for name in ["entries", "survivors", "per_day"] {
        assert_eq!(error(name, "1.5"), "\"1.5\" is not a whole number");
    }
    let never = "a limit cannot be switched off; write the number that you mean";
    assert_eq!(error("entries", "off"), format!("{never} (0 allows nothing)"));
    assert_eq!(error("survivors", "none"), format!("{never} (0 lets the last video go)"));
}

#[test]
fn a_share_is_digits_and_nothing_else() {
    assert_eq!(Share::parse(" 12.5 % "), Share::parse("0.125"));
    for text in ["", "%", "1e-1", "+5%", "inf", "0.1.2", "ten", "100.1%"] {
        assert_eq!(Share::parse(text), None, "{text:?}");
    }
}

#[test]
fn a_plan_over_a_limit_loads_only_as_a_blocked_one() {
    let mut plan = plan_of_three(Limits::default(), None);
    let load = |plan: &Plan| Plan::from_json(&plan.clone().sealed().to_json().expect("text"));
    assert!(load(&plan).expect("it can be shown").blocked);
    plan.blocked = false;
    let refused = load(&plan).expect_err("it cannot be committed");
    assert!(matches!(refused, PlanError::Inconsistent(_)), "{refused}");
}

#[test]
fn a_saved_plan_tells_the_limits_that_it_was_made_under() {
    let mut limits = Limits::default();
    for (name, value) in
        [("share", "12.5%"), ("entries", "70"), ("bytes", "8GB"), ("survivors", "9"), ("per_day", "80")]
    {
        limits.set(name, value).expect("a value");
    }
    limits.set_for_this_plan("share", "33.3333%").expect("a share");
    let plan = plan_of_three(limits.clone(), Some(100));
    assert_eq!(Limits::of_plan(&plan), limits);
    let loaded = Plan::from_json(&plan.to_json().expect("text")).expect("a plan");
    assert_eq!(Limits::of_plan(&loaded), limits);
    let unnamed = Plan { limits: Vec::new(), ..plan };
    assert_eq!(Limits::of_plan(&unnamed), Limits::default());
}

#[test]
fn sizes_that_are_unknown_are_written_down_where_there_are_any() {
    let counts = |assets: &dyn Fn(&Video) -> Assets| -> Vec<Option<u64>> {
        let video = video("1");
        let plan = plan(vec![propose(Action::DeleteVideo, &video, &assets(&video), None)]);
        let saved = serde_json::to_value(&plan).expect("JSON");
        let rows = saved["limits"].as_array().expect("rows").clone();
        rows.iter().map(|row| row.get("unknown").map(|count| count.as_u64().expect("a count"))).collect()
    };
    assert_eq!(counts(&|video| files(video, &[])), [None; 5]);
    assert_eq!(counts(&|video| Assets::new(video.id.clone())), [None, None, Some(1), None, None]);
}

#[test]
fn the_short_id_is_the_first_twelve_digits() {
    let mut plan = plan_of_three(Limits::default(), None);
    assert_eq!(plan.id.len(), "sha256:".len() + 64);
    assert!(plan.id.starts_with(&format!("sha256:{}", plan.short_id())) && plan.short_id().len() == 12);
    plan.id = "sha256:1a2b".to_owned();
    assert_eq!(plan.short_id(), "1a2b");
}

#[test]
fn the_schema_knows_every_key_of_a_saved_plan() {
    let plan = serde_json::to_value(plan_of_three(Limits::default(), None)).expect("JSON");
    let schema = schema();
    let keys =
        |value: &serde_json::Value| -> Vec<String> { value.as_object().expect("keys").keys().cloned().collect() };
    let known = keys(&schema["properties"]);
    assert!(keys(&plan).iter().all(|key| known.contains(key)), "{known:?}");
}

#[test]
fn a_protected_folder_protects_what_is_in_it_and_nothing_else() {
    let mut setting = Setting::default();
    setting.protection.folders = ["legal".to_owned()].into();
    let in_folder = |id: &str, folder: Known<Text>| Video { folder, ..video(id) };
    let videos = [
        in_folder("1", Known::Value("legal".into())),
        in_folder("2", Known::Value("news".into())),
        in_folder("3", Known::Absent),
        in_folder("4", Known::unknown("a time-out")),
    ];
    let found = plan_in(&setting, Draft { proposals: videos.iter().map(whole).collect(), ..Draft::default() });
    assert_eq!(super::entries(&found), ["delete_video 2", "delete_video 3"]);
    let reasons = ["its folder legal is protected", "its folder is unknown: a time-out"];
    assert_eq!(kept(&found), reasons.map(|reason| (KeepSource::Protection, reason)));
}

#[test]
fn a_video_counts_as_being_ingested_until_the_grace_is_over() {
    let mut unfinished = video("1");
    unfinished.complete = Known::Value(false);
    let mut entries_when_touched = |time| {
        unfinished.updated_at = Known::Value(at(time));
        super::entries(&plan(vec![whole(&unfinished)])).len()
    };
    assert_eq!(entries_when_touched("2025-12-31T00:00:01Z"), 0);
    assert_eq!(entries_when_touched("2025-12-31T00:00:00Z"), 1, "a day to the second");
}

#[test]
fn an_option_that_any_proposal_asks_for_is_taken() {
    let video = video("1");
    let with = |force, unlink_playlists| {
        let mut proposal = whole(&video);
        (proposal.options.force, proposal.options.unlink_playlists) = (force, unlink_playlists);
        proposal
    };
    let options = |proposals| {
        let plan = plan(proposals);
        let entry = &plan.entries[0];
        assert_eq!(
            entry.warnings.contains(&"it is removed from every manual playlist first".to_owned()),
            entry.options.unlink_playlists
        );
        (entry.options.force, entry.options.unlink_playlists)
    };
    assert_eq!(options(vec![with(false, false)]), (false, false));
    assert_eq!(options(vec![with(true, false), with(false, true)]), (true, true));
    assert_eq!(options(vec![with(false, true), with(true, false)]), (true, true));
}
