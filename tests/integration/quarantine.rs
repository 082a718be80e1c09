//! Deleting in two steps: hidden and marked first, deleted when the grace has passed and nobody objected.

use serde_json::Value;

use crate::world::{Ran, World};

/// Four videos that may be hidden. The day is fixed by `--now`, so a grace that began in 2020 is over.
const POLICY: &str = "// Four videos.\nlet n = 0;\nfor v in search(\"state:active\") {\n    if n < 4 && \
                      references(v).is_empty() && !v.shared_in && !v.shared_out && !v.is_clip && \
                      v.delivery != \"live_origin\" {\n        quarantine(v, #{ days: 1, reason: \"old\" });\n        \
                      n += 1;\n    }\n}\n";
const PAST: &str = "2020-01-01T12:00:00Z";

fn commit(world: &World, file: &str, plan: &Value, extra: &[&str]) -> Ran {
    let digits = World::digits(plan);
    let mut args = vec!["commit", file, "--confirm", &digits];
    args.extend(extra);
    world.run(&args)
}

fn plan(world: &World, args: &[&str], file: &str) -> Value {
    let mut all = args.to_vec();
    all.extend(["--out", file, "--format", "json"]);
    world.json(&all)
}

fn ids(plan: &Value) -> Vec<String> {
    let entries = plan["entries"].as_array().expect("entries");
    entries.iter().map(|entry| entry["video"]["id"].as_str().expect("an id").to_owned()).collect()
}

fn kept(plan: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let list = plan["kept"].as_array().expect("a list");
    list.iter().map(|kept| (text(&kept["video"]["id"]), text(&kept["reason"]))).collect()
}

fn one(world: &World, account: &str, id: &str) -> Value {
    world.json(&["search", &format!("id:{id}"), "--account", account, "--format", "json"])[0].clone()
}

/// Four videos in quarantine until 2020-01-02, by a run.
fn quarantined(world: &World, account: &str) -> (Vec<String>, String) {
    world.write("four.rhai", POLICY);
    let planned = plan(world, &["plan", "four.rhai", "--account", account, "--now", PAST], "q.json");
    assert_eq!(planned["entries"].as_array().map(Vec::len), Some(4), "{planned}");
    for entry in planned["entries"].as_array().expect("entries") {
        assert_eq!((&entry["action"], &entry["bytes"]), (&"quarantine".into(), &0.into()));
        assert_eq!(entry["options"]["until"], "2020-01-02");
    }
    let ran = commit(world, "q.json", &planned, &["--now", PAST, "--format", "json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let summary: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(summary["totals"]["by_state"], serde_json::json!({ "quarantined": 4 }));
    assert_eq!(summary["bytes_freed"], 0);
    (ids(&planned), summary["run"].as_str().expect("a run").to_owned())
}

/// Somebody else changes a video on the Brightcove side of the sandbox.
fn changed(world: &World, id: &str, state: &str, tags: &[&str]) {
    let video = serde_json::json!([{
        "id": id, "name": "changed by somebody else", "state": state, "delivery_type": "dynamic_origin",
        "created_at": "2019-01-01T00:00:00.000Z", "updated_at": "2026-11-01T00:00:00.000Z", "complete": true,
        "has_digital_master": true, "tags": tags,
    }]);
    world.write("changed.json", video.to_string());
    world.ok(&["sandbox", "import", "changed.json"]);
}

#[test]
fn what_was_quarantined_is_deleted_after_its_grace_and_not_before() {
    for (account, hides) in [("sandbox", true), ("sandbox-apsara", false)] {
        let world = World::new();
        let (planned, run) = quarantined(&world, account);
        let video = one(&world, account, &planned[0]);
        assert_eq!(video["state"], if hides { "inactive" } else { "active" }, "{video}");
        let early = plan(&world, &["due", "--account", account, "--now", "2020-01-02T23:59:59Z"], "early.json");
        assert_eq!(early["entries"], serde_json::json!([]));
        assert!(kept(&early).iter().all(|(_, reason)| reason == "its grace ends 2020-01-02"), "{early}");
        assert_eq!(kept(&early).len(), 4);
        let ran = world.run(&["due", "--account", account, "--now", "2020-01-02"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(ran.err.trim(), "nothing is due; the next 4 videos are due from 2020-01-03 on");
        let ran = world.run(&["due", "--account", account, "--detailed-exitcode"]);
        assert_eq!(ran.code, 3, "{}", ran.err);
        let due = plan(&world, &["due", "--account", account], "due.json");
        let mut sorted = (ids(&due), planned.clone());
        sorted.0.sort();
        sorted.1.sort();
        assert_eq!(sorted.0, sorted.1);
        let entry = &due["entries"][0];
        assert_eq!((&entry["action"], &entry["options"]["until"]), (&"delete_video".into(), &Value::Null));
        let wanted = format!("quarantined until 2020-01-02 by run {run}: old");
        assert_eq!(entry["reasons"][0], serde_json::json!({ "policy": "four.rhai", "line": 5, "text": wanted }));
        assert_eq!(due["policies"][0]["path"], "four.rhai");
        let ran = commit(&world, "due.json", &due, &[]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert_eq!(one(&world, account, &planned[0]), Value::Null);
        let again = plan(&world, &["due", "--account", account], "again.json");
        assert_eq!((&again["entries"], &again["kept"]), (&serde_json::json!([]), &serde_json::json!([])));
    }
}

#[test]
fn a_commit_that_would_leave_less_than_a_day_hides_nothing() {
    for account in ["sandbox", "sandbox-apsara"] {
        let world = World::new();
        world.write("four.rhai", POLICY);
        let planned = plan(&world, &["plan", "four.rhai", "--account", account, "--now", PAST], "q.json");
        let ran = commit(&world, "q.json", &planned, &["--now", "2020-01-02T00:30:00Z", "--format", "json"]);
        assert_eq!(ran.code, 6, "{}{}", ran.out, ran.err);
        let summary: Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(summary["totals"]["by_state"], serde_json::json!({ "protected": 4 }));
        let run = world.json(&["runs", summary["run"].as_str().expect("a run"), "--format", "json"]);
        assert_eq!(run["entries"][0]["error"], "its grace ends 2020-01-02, less than a day from now; plan it again");
        assert_eq!(one(&world, account, &ids(&planned)[0])["state"], "active");
    }
}

#[test]
fn whatever_somebody_did_meanwhile_keeps_a_video() {
    let world = World::new();
    let (planned, _) = quarantined(&world, "sandbox");
    changed(&world, &planned[0], "ACTIVE", &["vodsweep-until-2020-01-02"]);
    changed(&world, &planned[1], "INACTIVE", &[]);
    changed(&world, &planned[2], "INACTIVE", &["vodsweep-until-2020-01-09"]);
    let id = &planned[3];
    world.write(
        "vodsweep.toml",
        format!("default_account = \"sandbox\"\n[accounts.sandbox]\nplatform = \"sandbox\"\n[accounts.sandbox.protect]\nids = [\"{id},,case 7\"]\n"),
    );
    let due = plan(&world, &["due"], "due.json");
    assert_eq!(due["entries"], serde_json::json!([]));
    let mut wanted = vec![
        (planned[0].clone(), "it was published again".to_owned()),
        (planned[1].clone(), "its mark was removed".to_owned()),
        (planned[2].clone(), "it carries another mark than ours, until 2020-01-09".to_owned()),
        (planned[3].clone(), "case 7".to_owned()),
    ];
    wanted.sort();
    let mut found = kept(&due);
    found.sort();
    assert_eq!(found, wanted);
}

#[test]
fn a_release_gives_back_what_a_quarantine_took_and_supersedes_it() {
    for account in ["sandbox", "sandbox-apsara"] {
        let world = World::new();
        let before = world.json(&["search", "", "--account", account, "--format", "json"]);
        let (planned, run) = quarantined(&world, account);
        let ran = world.run(&["release", &planned[0], "nowhere", "--account", account, "--out", "r.json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains("not released: nowhere: there is no such video any more"), "{}", ran.err);
        let first: Value = serde_json::from_str(&world.read("r.json")).expect("a plan");
        assert_eq!(first["entries"][0]["action"], "release");
        assert_eq!(commit(&world, "r.json", &first, &[]).code, 0);
        let rest = plan(&world, &["release", "--run", &run], "rest.json");
        assert_eq!(rest["entries"].as_array().map(Vec::len), Some(3));
        assert_eq!(kept(&rest), [(planned[0].clone(), "its mark was removed".to_owned())]);
        let all = plan(&world, &["release", "--all", "--account", account], "all.json");
        assert_eq!(ids(&all), ids(&rest));
        assert_eq!(commit(&world, "all.json", &all, &[]).code, 0);
        let due = plan(&world, &["due", "--account", account], "due.json");
        assert_eq!((&due["entries"], &due["kept"]), (&serde_json::json!([]), &serde_json::json!([])));
        let shown = |list: &Value| -> Vec<(Value, Value, Value)> {
            let list = list.as_array().expect("a list").iter();
            let mut shown: Vec<_> =
                list.map(|one| (one["id"].clone(), one["state"].clone(), one["tags"].clone())).collect();
            shown.sort_by_key(|one| one.0.to_string());
            shown
        };
        let after = world.json(&["search", "", "--account", account, "--format", "json"]);
        assert_eq!(shown(&after), shown(&before));
    }
}

#[test]
fn the_latest_run_of_a_video_counts() {
    let world = World::new();
    quarantined(&world, "sandbox");
    let all = plan(&world, &["release", "--all"], "all.json");
    assert_eq!(commit(&world, "all.json", &all, &[]).code, 0);
    let again = plan(&world, &["plan", "four.rhai"], "q2.json");
    assert_eq!(commit(&world, "q2.json", &again, &[]).code, 0);
    let due = plan(&world, &["due"], "due.json");
    assert_eq!(due["entries"], serde_json::json!([]), "the day of the second run counts");
    assert!(kept(&due).iter().all(|(_, reason)| reason.starts_with("its grace ends 20")), "{due}");
}
