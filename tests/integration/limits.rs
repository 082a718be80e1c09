//! Limits from outside: on by default, all or nothing, and checked again when it counts.

use serde_json::Value;

use crate::world::World;

const SCRIPT: &str = "scripts/old_masters.rhai";

/// Deletes some inactive videos, `TAKE` of them after the first `SKIP`.
fn inactive(skip: usize, take: usize) -> String {
    format!(
        "// Inactive videos.\nlet n = 0;\nfor v in search(\"state:inactive -is_clip:true\") {{\n    if \
         references(v).is_empty() && !v.shared_out && !v.shared_in {{\n        if n >= {skip} && n < {} {{ \
         delete_video(v, \"old\"); }}\n        n += 1;\n    }}\n}}\n",
        skip + take
    )
}

fn row<'a>(plan: &'a Value, name: &str) -> &'a Value {
    let rows = plan["limits"].as_array().expect("limits");
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name} in {rows:?}"))
}

fn videos(world: &World) -> Value {
    world.json(&["search", "", "--format", "json"])
}

#[test]
fn a_daily_budget_is_there_without_being_asked_for_and_cannot_be_switched_off() {
    let world = World::new();
    let plan = world.plan(SCRIPT, "p.json");
    let names: Vec<&str> =
        plan["limits"].as_array().expect("limits").iter().map(|row| row["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["entries", "share", "bytes", "survivors", "per_day"]);
    assert_eq!(row(&plan, "per_day")["allowed"], 10_000);
    assert_eq!(row(&plan, "per_day")["actual"], plan["entries"].as_array().expect("entries").len());
    let plan = world.json(&["plan", SCRIPT, "--limit", "entries=70", "--format", "json"]);
    assert_eq!(row(&plan, "per_day")["allowed"], 700);
    assert_eq!(row(&plan, "per_day")["set_for_this_plan"], true);
    for limit in ["per_day=none", "per_day=off", "bytes=unlimited", "entries=-1", "share=1", "survivors=", "share=200%"]
    {
        let ran = world.run(&["plan", SCRIPT, "--limit", limit]);
        assert_eq!(ran.code, 2, "{limit}: {}", ran.err);
    }
    let ran = world.run(&["plan", SCRIPT, "--limit", "entries=1", "--limit", "entries=5000"]);
    assert_eq!((ran.code, ran.err.contains("given twice")), (2, true), "{}", ran.err);
    world.write(
        "vodsweep.toml",
        "[accounts.sandbox]\nplatform = \"sandbox\"\n[accounts.sandbox.limits]\nper_day = \"none\"\n",
    );
    let ran = world.run(&["plan", SCRIPT, "--account", "sandbox"]);
    assert_eq!((ran.code, ran.err.contains("cannot be switched off")), (2, true), "{}", ran.err);
}

#[test]
fn a_plan_over_a_limit_is_saved_whole_and_blocked() {
    let world = World::new();
    let whole = world.plan(SCRIPT, "p.json");
    for limit in ["entries=1", "share=0%", "bytes=1KB", "per_day=1", "per_day=0"] {
        let ran = world.run(&["plan", SCRIPT, "--limit", limit, "--out", "q.json"]);
        assert_eq!(ran.code, 4, "{limit}: {}", ran.err);
        assert!(ran.out.contains("BLOCKED") && ran.out.contains("EXCEEDED"), "{limit}: {}", ran.out);
        let plan = world.json(&["show", "q.json", "--format", "json"]);
        assert_eq!(plan["entries"], whole["entries"], "{limit}: never cut down to fit");
        assert!(world.ok(&["show", "q.json", "--format", "markdown"]).contains("**BLOCKED**"));
        let ran = world.run(&["commit", "q.json", "--confirm", &World::digits(&plan)]);
        assert_eq!(ran.code, 4, "{limit}: {}", ran.err);
    }
    assert_eq!(world.json(&["runs", "--format", "json"]), serde_json::json!([]));
}

#[test]
fn unknown_sizes_are_said_beside_the_limit_that_cannot_count_them() {
    let world = World::new();
    world.write("some.rhai", inactive(0, 3));
    let plan = world.json(&["plan", "some.rhai", "--sizes", "known", "--format", "json", "--out", "p.json"]);
    assert_eq!((&row(&plan, "bytes")["unknown"], &row(&plan, "bytes")["exceeded"]), (&3.into(), &false.into()));
    let table = world.ok(&["show", "p.json"]);
    assert!(table.contains("3 of unknown size taken as 5.0 GB"), "{table}");
    assert!(table.contains("3 entries are of unknown size"), "{table}");
    assert!(world.ok(&["show", "p.json", "--format", "markdown"]).contains("3 entries are of unknown size"));
}

#[test]
fn plans_that_were_made_before_any_was_committed_share_one_day() {
    let world = World::new();
    world.write("one.rhai", inactive(0, 2));
    world.write("two.rhai", inactive(2, 2));
    let mut plans = Vec::new();
    for name in ["one", "two"] {
        let (script, out) = (format!("{name}.rhai"), format!("{name}.json"));
        plans.push(world.json(&["plan", &script, "--limit", "per_day=3", "--format", "json", "--out", &out]));
    }
    world.ok(&["commit", "one.json", "--confirm", &World::digits(&plans[0])]);
    let before = videos(&world);
    let ran = world.run(&["commit", "two.json", "--confirm", &World::digits(&plans[1])]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("2 open entries and the 2 deletions of the last 24 hours are more than 3"), "{}", ran.err);
    let plan = vodsweep::plan::Plan::from_json(&world.read("two.json")).expect("a plan");
    let store = vodsweep::store::Store::open(&world.path(".vodsweep")).expect("a journal");
    store.open_run(&plan, plan.created_at).expect("a run");
    drop(store);
    let ran = world.run(&["resume"]);
    assert_eq!(ran.code, 4, "a run that was opened all the same: {}", ran.err);
    assert_eq!(before, videos(&world));
}

#[test]
fn plans_that_were_made_before_any_was_committed_leave_the_survivors() {
    let world = World::new();
    world.write("one.rhai", inactive(0, 2));
    world.write("two.rhai", inactive(2, 2));
    let total = world.plan("one.rhai", "p.json")["library"]["videos_total"].as_u64().expect("a count");
    let survivors = format!("survivors={}", total - 3);
    let mut plans = Vec::new();
    for name in ["one", "two"] {
        let (script, out) = (format!("{name}.rhai"), format!("{name}.json"));
        plans.push(world.json(&["plan", &script, "--limit", &survivors, "--format", "json", "--out", &out]));
    }
    world.ok(&["commit", "one.json", "--confirm", &World::digits(&plans[0])]);
    let before = videos(&world);
    let ran = world.run(&["commit", "two.json", "--confirm", &World::digits(&plans[1])]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("the limit survivors is exceeded"), "{}", ran.err);
    assert_eq!(before, videos(&world));
}
