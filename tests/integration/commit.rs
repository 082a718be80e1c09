//! `commit`, `resume` and `runs` from outside.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::World;

fn ids(list: &Value) -> BTreeSet<String> {
    list.as_array().expect("a list").iter().map(|video| video["id"].as_str().expect("an id").to_owned()).collect()
}

const STALE: &str = r#"// Inactive videos that no playlist holds.
search("state:inactive updated_at:<-400d")
    .filter(|v| references(v).is_empty())
    .each(|v| delete_video(v, "stale"));
"#;

#[test]
fn exactly_the_planned_videos_are_deleted_and_the_second_plan_is_empty() {
    let world = World::new();
    world.write("stale.rhai", STALE);
    let before = ids(&world.json(&["search", "", "--format", "json"]));
    let plan = world.plan("stale.rhai", "p.json");
    let planned: BTreeSet<String> = plan["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| entry["video"]["id"].as_str().expect("an id").to_owned())
        .collect();
    assert!(!planned.is_empty());
    let summary = world.json(&["commit", "p.json", "--confirm", &World::digits(&plan), "--format", "json"]);
    let run = summary["run"].as_str().expect("a run").to_owned();
    let after = ids(&world.json(&["search", "", "--format", "json"]));
    let failed: BTreeSet<String> = world.json(&["runs", &run, "--format", "json"])["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .filter(|entry| entry["state"] != "deleted")
        .map(|entry| entry["video"]["id"].as_str().expect("an id").to_owned())
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(before.difference(&after).cloned().collect::<BTreeSet<_>>(), planned);
    let again = world.plan("stale.rhai", "q.json");
    assert_eq!(again["entries"], serde_json::json!([]));
}

#[test]
fn a_commit_without_confirmation_deletes_nothing() {
    let world = World::new();
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    let before = world.json(&["search", "has_master:true", "--format", "json"]);
    for (args, code) in [
        (vec!["commit", "p.json"], 2),
        (vec!["commit", "p.json", "--confirm", "00000000"], 5),
        (vec!["commit", "p.json", "--confirm", &World::digits(&plan)[..7]], 5),
        (vec!["commit", "p.json", "--yes"], 2),
        (vec!["commit", "nowhere.json", "--confirm", "00000000"], 5),
    ] {
        let ran = world.run(&args);
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
    }
    assert_eq!(before, world.json(&["search", "has_master:true", "--format", "json"]));
}

#[test]
fn an_edited_truncated_expired_or_twice_committed_plan_is_refused() {
    let world = World::new();
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    let digits = World::digits(&plan);
    let text = world.read("p.json");
    world.write("edited.json", text.replacen("\"delete_master\"", "\"delete_video\"", 1));
    world.write("short.json", &text[..text.len() / 2]);
    for name in ["edited.json", "short.json"] {
        let ran = world.run(&["commit", name, "--confirm", &digits]);
        assert_eq!(ran.code, 5, "{name}: {}", ran.err);
    }
    let ran = world.run(&["commit", "p.json", "--confirm", &digits, "--now", "2099-01-01"]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains("expired"), "{}", ran.err);
    world.ok(&["commit", "p.json", "--confirm", &digits]);
    let ran = world.run(&["commit", "p.json", "--confirm", &digits]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains("already committed"), "{}", ran.err);
}

#[test]
fn a_plan_of_another_library_is_refused() {
    let world = World::new();
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    world.ok(&["sandbox", "reset", "--seed", "77"]);
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(ran.code, 5, "{}", ran.err);
}

#[test]
fn there_is_nothing_to_resume_after_a_finished_run() {
    let world = World::new();
    let ran = world.run(&["resume"]);
    assert_eq!((ran.code, ran.err.trim()), (0, "there is no run to resume"));
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    world.ok(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(world.run(&["resume"]).code, 0);
    let runs = world.json(&["runs", "--format", "json"]);
    assert_eq!(runs[0]["state"], "finished");
    assert_eq!(runs[0]["plan"], plan["id"]);
    let keys: BTreeSet<&str> = runs[0].as_object().expect("a run").keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["id", "plan", "account", "state", "started_at", "finished_at", "totals"]));
}

#[test]
fn a_state_folder_that_cannot_be_written_is_named_and_nothing_is_deleted() {
    let world = World::new();
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    let file = world.write("not-a-folder", "");
    let path = file.to_string_lossy().into_owned();
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan), "--state-dir", &path]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("not-a-folder"), "{}", ran.err);
}

#[test]
fn a_video_in_a_playlist_is_refused_by_the_platform_and_told_with_what_to_do() {
    let world = World::new();
    let held = "// Videos that playlists hold.\nlet n = 0;\nfor v in search(\"state:active -is_clip:true\") {\n    \
                if n < 2 && !references(v).is_empty() && !v.shared_out { delete_video(v, OPTIONS); n += 1; }\n}\n";
    world.write("held.rhai", held.replace("OPTIONS", "\"old\""));
    world.write("unlink.rhai", held.replace("OPTIONS", "#{ reason: \"old\", unlink_playlists: true }"));
    let plan = world.plan("held.rhai", "p.json");
    assert!(plan["entries"].as_array().is_some_and(|entries| !entries.is_empty()));
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan), "--format", "json"]);
    assert_eq!(ran.code, 6, "{}{}", ran.out, ran.err);
    let runs = world.json(&["runs", "--format", "json"]);
    let run = world.json(&["runs", runs[0]["id"].as_str().expect("an id"), "--format", "json"]);
    for entry in run["entries"].as_array().expect("entries") {
        assert_eq!(entry["state"], "failed");
        assert!(entry["error"].as_str().is_some_and(|error| error.contains("playlist")), "{entry}");
    }
    let plan = world.plan("unlink.rhai", "q.json");
    assert_eq!(plan["entries"][0]["warnings"][0], "it is removed from every manual playlist first");
    world.ok(&["commit", "q.json", "--confirm", &World::digits(&plan)]);
    let id = plan["entries"][0]["video"]["id"].as_str().expect("an id");
    assert_eq!(world.json(&["search", &format!("id:{id}"), "--format", "json"]), serde_json::json!([]));
}

#[test]
fn a_second_commit_of_the_same_account_is_turned_away_while_the_first_is_at_work() {
    let world = World::new();
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    let account = vodsweep::model::Account {
        name: "sandbox".to_owned(),
        platform: vodsweep::model::Platform::Brightcove,
        account_id: plan["account"]["account_id"].as_str().expect("an id").to_owned(),
    };
    let run = vodsweep::store::RunId("20260101T000000Z-other".to_owned());
    let state = world.path(".vodsweep");
    let since = "2026-01-01T00:00:00Z".parse().expect("a time");
    let lock = vodsweep::store::AccountLock::acquire(&state, &account, &run, since).expect("the lock");
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("20260101T000000Z-other"), "{}", ran.err);
    drop(lock);
    world.ok(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
}

#[test]
fn what_changed_since_the_plan_is_skipped_as_drifted() {
    let world = World::new();
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    let id = plan["entries"][0]["video"]["id"].as_str().expect("an id").to_owned();
    let export = world.json(&["search", &format!("id:{id}"), "--format", "json"]);
    assert_eq!(export[0]["id"], id.as_str());
    let changed = serde_json::json!([{
        "id": id, "name": "renamed by somebody else", "state": "ACTIVE", "delivery_type": "dynamic_origin",
        "created_at": export[0]["created_at"], "updated_at": "2026-11-01T00:00:00.000Z", "complete": true,
        "has_digital_master": true, "tags": [],
    }]);
    world.write("changed.json", changed.to_string());
    world.ok(&["sandbox", "import", "changed.json"]);
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(ran.code, 6, "{}{}", ran.out, ran.err);
    let runs = world.json(&["runs", "--format", "json"]);
    let run = world.json(&["runs", runs[0]["id"].as_str().expect("an id"), "--format", "json"]);
    let entry = run["entries"].as_array().expect("entries").iter().find(|entry| entry["video"]["id"] == id.as_str());
    let entry = entry.expect("the entry");
    assert_eq!(entry["state"], "drifted");
    assert!(entry["error"].as_str().is_some_and(|error| error.contains("updated_at")), "{entry}");
}

#[test]
fn what_became_protected_since_the_plan_is_kept() {
    let world = World::new();
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    let id = plan["entries"][0]["video"]["id"].as_str().expect("an id").to_owned();
    world.write(
        "vodsweep.toml",
        format!("default_account = \"sandbox\"\n[accounts.sandbox]\nplatform = \"sandbox\"\n[accounts.sandbox.protect]\nids = [\"{id},,case 7\"]\n"),
    );
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(ran.code, 6, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("case 7"), "{}", ran.out);
    let again = world.plan("scripts/old_masters.rhai", "q.json");
    assert_eq!(again["entries"], serde_json::json!([]));
    let kept = again["kept"].as_array().expect("a list");
    assert!(kept.iter().any(|kept| kept["source"] == "protection" && kept["reason"] == "case 7"), "{kept:?}");
}

#[test]
fn a_run_whose_plan_was_changed_in_the_journal_is_not_resumed() {
    let world = World::new();
    world.plan("scripts/old_masters.rhai", "p.json");
    let plan = vodsweep::plan::Plan::from_json(&world.read("p.json")).expect("a plan");
    let store = vodsweep::store::Store::open(&world.path(".vodsweep")).expect("a journal");
    let run = store.open_run(&plan, plan.created_at).expect("a run");
    drop(store);
    let database = rusqlite::Connection::open(world.path(".vodsweep/vodsweep.db")).expect("a database");
    let text = world.read("p.json").replacen(plan.entries[0].video.id.as_str(), "1", 1);
    database.execute("UPDATE runs SET plan_text = ?1", [text]).expect("an update");
    drop(database);
    let before = world.json(&["search", "has_master:true", "--format", "json"]);
    let ran = world.run(&["resume"]);
    assert_eq!(ran.code, 5, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains(run.as_str()), "{}", ran.err);
    assert_eq!(before, world.json(&["search", "has_master:true", "--format", "json"]));
}
