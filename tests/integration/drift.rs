//! What changed between plan and commit, and clocks that cannot both be right.

use jiff::{SignedDuration, Timestamp};

use crate::world::World;

const SCRIPT: &str = "scripts/old_masters.rhai";

#[test]
fn a_changed_title_is_told_in_words() {
    let world = World::new();
    let plan = world.plan(SCRIPT, "p.json");
    let entry = &plan["entries"][0];
    let id = entry["video"]["id"].as_str().expect("an id").to_owned();
    let changed = serde_json::json!([{
        "id": id, "name": "renamed by somebody else", "state": "ACTIVE",
        "delivery_type": entry["fingerprint"]["delivery"], "created_at": entry["video"]["created_at"],
        "updated_at": entry["video"]["updated_at"], "complete": true, "has_digital_master": true, "tags": ["fresh"],
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
    let error = entry["error"].as_str().expect("an error");
    assert!(error.contains("title, description") && error.contains("tags was ["), "{error}");
    assert!(error.contains("is now [\"fresh\"]"), "{error}");
}

#[test]
fn a_clock_set_back_revives_no_expired_plan() {
    let world = World::new();
    let plan = world.plan(SCRIPT, "p.json");
    world.write("other.rhai", world.read(SCRIPT).replacen("365", "366", 1));
    world.plan("other.rhai", "q.json");
    let later = Timestamp::now() + SignedDuration::from_hours(25);
    let other = vodsweep::plan::Plan::from_json(&world.read("q.json")).expect("a plan");
    let store = vodsweep::store::Store::open(&world.path(".vodsweep")).expect("a journal");
    store.open_run(&other, later).expect("a run");
    drop(store);
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains("it was set back") && ran.err.contains("--now"), "{}", ran.err);
    let now = Timestamp::now().to_string();
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan), "--now", &now]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("was it set back?"), "{}", ran.err);
}

#[test]
fn a_plan_of_the_near_future_is_noticed_and_one_of_the_far_future_refused() {
    let world = World::new();
    let ahead = |minutes| (Timestamp::now() + SignedDuration::from_mins(minutes)).to_string();
    let plan = world.json(&["plan", SCRIPT, "--now", &ahead(20), "--format", "json", "--out", "p.json"]);
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    let plan = world.json(&["plan", SCRIPT, "--now", &ahead(3), "--format", "json", "--out", "q.json"]);
    let ran = world.run(&["commit", "q.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("the clocks of the two machines differ"), "{}", ran.err);
}
