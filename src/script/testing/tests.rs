//! Tests of the tests of policies: what a world is, and what an assertion says when it does not hold.

use std::path::Path;
use std::sync::Arc;

use super::{Failure, Platforms, TestFile, TestOptions, TestResult};
use crate::model::{Action, Capabilities, Delivery, Platform, Rule};

const LEGACY: &[Delivery] = &[Delivery::StaticOrigin];

macro_rules! rules {
    ($($action:ident $deliveries:expr),+ $(,)?) => {
        &[$(Rule { action: Action::$action, deliveries: $deliveries, shared_in: false, otherwise: "not here" }),+]
    };
}

static BRIGHTCOVE: Capabilities = Capabilities {
    rules: rules![DeleteVideo & [], DeleteMaster & [], DeleteRendition LEGACY, Quarantine & []],
    playlists: true,
    ..Capabilities::none(Platform::Brightcove)
};
static APSARA: Capabilities = Capabilities {
    rules: rules![DeleteVideo & [], DeleteMaster & [], DeleteRendition & []],
    ..Capabilities::none(Platform::Apsara)
};

const POLICY: &str = "let days = param(\"days\", 365);
search(\"state:inactive updated_at:<\" + days_ago(days)).each(|v| delete_video(v, \"old\"));
for v in search(\"tags:print\") { print(v.name); }
for v in search(\"tags:files\") { delete_master(v, \"big\"); delete_renditions(v, \"big\"); }
for v in search(\"tags:held\") { if references(v).len() == 0 { delete_video(v, \"not held\"); } }
";

fn run(body: &str) -> TestResult {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("p.rhai", POLICY);
    write("p.test.rhai", &format!("fn test_it() {{\n{body}\n}}\n"));
    run_in(folder.path())
}

fn run_in(folder: &Path) -> TestResult {
    let file = TestFile::load(&folder.join("p.test.rhai")).unwrap_or_else(|found| panic!("{found:#?}"));
    let platforms = Platforms { brightcove: &BRIGHTCOVE, apsara: &APSARA, recording: |_| Err("none".to_owned()) };
    let options = TestOptions { platforms, accept_snapshots: false, coverage: false, cancel: Arc::default() };
    file.run(&file.tests()[0], &options)
}

fn passes(body: &str) {
    if let Some(failure) = run(body).failure {
        panic!("{body}\n{failure:#?}");
    }
}

fn fails(body: &str) -> Failure {
    *run(body).failure.unwrap_or_else(|| panic!("it must fail: {body}"))
}

fn message(body: &str) -> String {
    fails(body).diagnostic.message
}

#[test]
fn a_video_without_fields_is_active_young_and_whole() {
    passes(
        "let v = add_video();
         assert_eq(v.id, \"1\"); assert_eq(v.state, \"active\"); assert_eq(v.status, \"ACTIVE\");
         assert_eq(v.created_at, now()); assert_eq(v.updated_at, now()); assert_eq(v.published_at, now());
         assert(v.complete); assert(!v.is_clip); assert(!v.has_master); assert_eq(v.tags, []);
         assert_eq(v.delivery, \"dynamic_origin\"); assert_eq(now(), date(\"2026-01-01\"));
         assert_untouched(run_policy(), v);",
    );
    passes(
        "platform(\"apsara\"); let v = add_video(#{ status: \"Transcoding\", created_at: \"2020-01-31\" });
         assert_eq(v.state, \"pending\"); assert(!v.complete); assert_eq(v.delivery, \"stored\");
         assert_eq(v.updated_at, date(\"2020-01-31\"));",
    );
}

#[test]
fn every_field_of_videos_and_files_can_be_given() {
    let mut given = String::new();
    for field in crate::model::VideoField::ALL.iter().filter(|field| field.name() != "id") {
        given = given + field.name() + ": unknown(\"why\"), ";
    }
    passes(&format!(
        "let v = add_video(#{{ id: \"a\", native: #{{ x: [1, 2] }}, {given} }});
         assert(!known(v, \"tags\")); assert(!known(v, \"state\")); assert_eq(v.native.x[1], 2);"
    ));
    passes(
        "let v = add_video();
         let f = add_asset(v, #{ kind: \"rendition\", id: \"r\", label: \"l\", bytes: \"2GB\", status: \"s\", format: \"mp4\",
             definition: \"HD\", codec: \"h264\", width: 1920, height: 1080, bitrate: 5, duration: minutes(2),
             created_at: days_ago(3), superseded: true, encrypted: false, playable: false, native: #{} });
         assert_eq(f.bytes, 2 * GB); assert_eq(f.duration, minutes(2)); assert_eq(f.definition, \"HD\");
         assert_eq(assets(v).renditions.len(), 1); assert_eq(assets(v).master, ());",
    );
}

#[test]
fn a_master_is_had_by_the_video_unless_the_test_says_else() {
    passes(
        "let v = add_video(); add_asset(v, #{ kind: \"master\", bytes: 5 });
         assert(video(\"1\").has_master); assert_eq(assets(video(\"1\")).bytes, 5);
         let w = add_video(#{ has_master: false }); add_asset(w, #{ kind: \"master\" });
         assert(!video(w.id).has_master);",
    );
}

#[test]
fn the_clock_of_a_test_is_that_of_its_policies() {
    passes(
        "clock(\"2030-06-01\"); assert_eq(now(), date(\"2030-06-01\"));
         let v = add_video(#{ state: \"inactive\", updated_at: \"2029-05-01\" });
         assert_deleted(run_policy(), v);
         clock(date(\"2029-06-01\")); assert_untouched(run_policy(), v);",
    );
}

#[test]
fn many_videos_are_made_by_a_closure_and_changed_afterwards() {
    passes(
        "let all = add_videos(5, |i| #{ state: \"inactive\", updated_at: days_ago(364 + i) });
         assert_eq(all.len(), 5); assert_eq(run_policy().entries.len(), 4);
         change_video(all[4], #{ state: \"active\" }); assert_eq(run_policy().entries.len(), 3);
         assert_eq(count(\"state:inactive\"), 4);",
    );
    assert_eq!(message("add_videos(-1, |i| #{});"), "`add_videos` makes 0 to 100000 videos, not -1");
}

#[test]
fn the_limits_of_a_small_library_block_only_when_a_test_sets_them() {
    let old = "let v = add_video(#{ state: \"inactive\", updated_at: days_ago(400) });";
    passes(&format!("{old} let p = run_policy(); assert(!p.blocked); assert_eq(p.limits.len(), 5);"));
    passes(&format!("{old} limit(\"survivors\", 1); assert_blocked(run_policy(), \"survivors\");"));
    passes(&format!("{old} deleted_last_day(10000); assert_blocked(run_policy(), \"per_day\");"));
    passes(&format!("{old} platform_counts(9); assert_blocked(run_policy(), \"incomplete\");"));
    assert!(message("limit(\"shares\", \"1%\");").contains("did you mean share?"));
    assert_eq!(message(&format!("{old} assert_blocked(run_policy());")), "the plan is not blocked");
}

#[test]
fn playlists_failed_lookups_and_messages_are_seen() {
    passes(
        "let v = add_video(#{ tags: [\"held\"] }); add_reference(v, \"p1\");
         let w = add_video(#{ tags: [\"held\", \"print\"], name: \"W\" });
         let p = run_policy(); assert_untouched(p, v); assert_deleted(p, w);
         assert_eq(p.printed, [\"W\"]); assert_eq(p.messages[0].level, \"print\");",
    );
    passes(
        "let v = add_video(#{ tags: [\"files\"], delivery: \"static_origin\" });
         let m = add_asset(v, #{ kind: \"master\" }); fail_assets(v, \"renditions\", \"no answer\");
         assert_fails(|| run_policy(), \"no answer\");",
    );
    passes("add_video(); fail_listing(0, \"no page\"); assert_fails(|| run_policy(), \"no page\");");
}

#[test]
fn an_assertion_that_fails_says_what_the_plan_says() {
    let old = "let v = add_video(#{ name: \"Old\", state: \"inactive\", updated_at: days_ago(400) });";
    assert_eq!(
        message(&format!("{old} assert_untouched(run_policy(), v);")),
        "video 1 (Old) is not untouched: the plan has delete_video"
    );
    assert_eq!(
        message(&format!("{old} protect_id(v, \"case 7\"); assert_deleted(run_policy(), v);")),
        "video 1 (Old) is not deleted: it is kept by protection: case 7"
    );
    assert_eq!(
        message(&format!("{old} assert_kept(run_policy(), v, \"keep\");")),
        "video 1 (Old) is not kept by keep: the plan has delete_video"
    );
    assert_eq!(
        message(&format!("{old} assert_deleted(run_policy(), v, \"delete_master\");")),
        "video 1 (Old) has no delete_master: the plan has delete_video"
    );
    let failure = fails("let v = add_video();\nassert_deleted(run_policy(), v);");
    assert_eq!(failure.diagnostic.message, "video 1 (Video 1) is not deleted: nothing was proposed for it");
    let source = failure.diagnostic.source.unwrap();
    assert_eq!(source.position_of(failure.diagnostic.span.unwrap().start), (3, 1));
    assert!(failure.plan.is_some());
}

#[test]
fn words_that_there_are_not_are_suggested() {
    for (body, hint) in [
        ("platform(\"apsra\");", "did you mean \"apsara\"?"),
        ("shield(\"life\", false);", "did you mean \"live\"?"),
        ("add_video(#{ state: \"activ\" });", "did you mean \"active\"?"),
        ("let m = #{}; m.updatd_at = 1; add_video(m);", "did you mean `updated_at`?"),
        ("add_asset(add_video(), #{ kind: \"mastr\" });", "did you mean \"master\"?"),
        ("assert_deleted(run_policy(), \"1\", \"delete_vidoe\");", "did you mean \"delete_video\"?"),
        (
            "run_policy(#{ dais: 3 });",
            "where that is what you expect: assert_fails(|| run_policy(), \"part of the message\")",
        ),
    ] {
        assert_eq!(fails(body).diagnostic.hint.as_deref(), Some(hint), "{body}");
    }
}

#[test]
fn values_are_compared_as_the_language_does() {
    passes("assert_eq([1, #{ a: \"x\" }], [1, #{ a: \"x\" }]); assert_eq((), ()); assert_eq(1 * GB, 1000000000);");
    let failure = fails("assert_eq([1, \"a\"], [1, \"b\"]);");
    assert_eq!(failure.diagnostic.notes, ["left:  [1, \"a\"]", "right: [1, \"b\"]"]);
    assert_eq!(message("assert_eq(1, \"1\");"), "the values are different");
    assert_eq!(message("assert(1 > 2, \"one is less\");"), "one is less");
}

#[test]
fn an_assertion_cannot_be_caught_and_an_expected_error_must_come() {
    assert_eq!(message("try { assert(false); } catch { }"), "the condition does not hold");
    assert_eq!(message("assert_fails(|| assert(false), \"condition\");"), "the condition does not hold");
    assert_eq!(message("assert_fails(|| 1, \"x\");"), "it must fail with \"x\", and it does not");
    assert_eq!(message("assert_fails(|| { throw \"y\"; }, \"x\");"), "it fails, but not with \"x\"");
    passes("assert_fails(|| { throw \"some y\"; }, \"y\"); assert_fails(|| video(\"9\"));");
}

#[test]
fn a_test_that_never_ends_is_stopped_and_proposals_of_its_own_are_refused() {
    assert!(message("loop { }").contains("operations"));
    let failure = fails("let v = add_video(); Fn(\"delete_video\").call(v);");
    assert!(failure.diagnostic.message.starts_with("the test itself proposed something, on line 2"));
}

#[test]
fn a_snapshot_that_is_not_there_fails_and_is_told_to_the_runner() {
    let result = run("add_video(); assert_snapshot(run_policy(), \"young\");");
    assert!(result.failure.unwrap().diagnostic.message.contains("p.snap/it-young.txt yet"));
    assert_eq!(result.snapshots.len(), 1);
    assert_eq!(result.runs.len(), 1);
    assert!(message("assert_snapshot(run_policy(), \"../x\");").contains("letters, digits"));
}
