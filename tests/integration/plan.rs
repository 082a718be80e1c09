//! `plan`, `show` and `diff` from outside.

use crate::world::World;

#[test]
fn the_main_job_plans_on_the_sandbox_and_deletes_nothing() {
    let world = World::new();
    let before = world.json(&["search", "", "--format", "json"]);
    let ran = world.run(&["plan", "scripts/old_masters.rhai"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("vodsweep commit "), "{}", ran.out);
    assert!(ran.out.contains("master"), "{}", ran.out);
    let after = world.json(&["search", "", "--format", "json"]);
    assert_eq!(before, after);
}

#[test]
fn a_plan_is_the_same_however_it_is_shown() {
    let world = World::new();
    let plan = world.plan("scripts/old_masters.rhai", "p.json");
    assert_eq!(plan["schema"], "vodsweep.plan/1");
    assert_eq!(plan["blocked"], false);
    let entries = plan["entries"].as_array().expect("entries");
    assert!((15..=50).contains(&entries.len()), "{} entries", entries.len());
    assert_eq!(world.json(&["show", "p.json", "--format", "json"]), plan);
    let csv = world.ok(&["show", "p.json", "--format", "csv"]);
    assert_eq!(csv.lines().count(), entries.len() + 1);
    let markdown = world.ok(&["show", "p.json", "--format", "markdown"]);
    assert!(entries.iter().all(|entry| markdown.contains(entry["video"]["id"].as_str().expect("an id"))));
}

#[test]
fn tables_fit_the_width_that_they_are_given() {
    let world = World::new();
    for columns in ["80", "160"] {
        let output =
            world.command(&["plan", "scripts/old_masters.rhai"]).env("COLUMNS", columns).output().expect("runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let width: usize = columns.parse().expect("a number");
        for line in text.lines() {
            let long = unicode_width::UnicodeWidthStr::width(line);
            // A command to copy is never broken.
            assert!(long <= width || line.contains("vodsweep "), "{long} columns at {columns}: {line}");
        }
    }
}

#[test]
fn a_clock_decides_what_is_old_and_the_plan_says_when_it_was_made() {
    let world = World::new();
    world.ok(&["sandbox", "reset"]);
    let plan = world.json(&["plan", "scripts/old_masters.rhai", "--now", "2015-01-01", "--format", "json"]);
    assert_eq!(plan["created_at"], "2015-01-01T00:00:00Z");
    assert_eq!(plan["entries"], serde_json::json!([]));
}

#[test]
fn the_exit_code_tells_deletions_limits_and_mistakes_apart() {
    let world = World::new();
    let code = |args: &[&str]| world.run(args).code;
    let script = "scripts/old_masters.rhai";
    assert_eq!(code(&["plan", script, "--detailed-exitcode"]), 3);
    assert_eq!(code(&["plan", "scripts/export_ids.rhai", "--detailed-exitcode"]), 0);
    assert_eq!(code(&["plan", script, "--limit", "entries=1"]), 4);
    assert_eq!(code(&["plan", script, "--limit", "entires=1"]), 2);
    assert_eq!(code(&["plan", script, "--set", "dayz=1"]), 2);
    assert_eq!(code(&["plan", script, "--set", "days=many"]), 2);
    assert_eq!(code(&["plan", "nowhere.rhai"]), 2);
    assert_eq!(code(&["plan", script, "--account", "nobody"]), 2);
    world.write("broken.rhai", "// a policy\nsearch(\"state:active\"\n");
    assert_eq!(code(&["plan", "broken.rhai"]), 7);
    world.write("raises.rhai", "// a policy\nlet x = 1 / 0;\n");
    assert_eq!(code(&["plan", "raises.rhai"]), 7);
    world.write("loops.rhai", "// a policy\nloop {}\n");
    assert_eq!(code(&["plan", "loops.rhai"]), 7);
    world.write("binary.rhai", [0xff, 0xfe, 0x00]);
    assert_eq!(code(&["plan", "binary.rhai"]), 7);
}

#[test]
fn a_typo_is_shown_with_its_line_and_what_was_meant() {
    let world = World::new();
    world.write("typo.rhai", "// a policy\nsearch(\"state:active\").each(|v| delete_vidoe(v));\n");
    let ran = world.run(&["plan", "typo.rhai"]);
    assert_eq!(ran.code, 7);
    assert!(ran.out.is_empty());
    for part in ["delete_vidoe", "typo.rhai", "delete_video", "2"] {
        assert!(ran.err.contains(part), "no {part} in\n{}", ran.err);
    }
}

#[test]
fn a_blocked_plan_is_saved_and_cannot_be_committed() {
    let world = World::new();
    let ran = world.run(&["plan", "scripts/old_masters.rhai", "--limit", "entries=1", "--out", "p.json"]);
    assert_eq!(ran.code, 4);
    let plan = world.json(&["show", "p.json", "--format", "json"]);
    assert_eq!(plan["blocked"], true);
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
    assert_eq!(ran.code, 4, "{}", ran.err);
}

#[test]
fn two_plans_are_compared_entry_by_entry() {
    let world = World::new();
    world.plan("scripts/old_masters.rhai", "a.json");
    let ran = world.run(&["plan", "scripts/old_masters.rhai", "--set", "days=2000", "--out", "b.json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let diff = world.json(&["diff", "a.json", "b.json", "--format", "json"]);
    assert!(diff["removed"].as_array().is_some_and(|list| !list.is_empty()), "{diff}");
    assert_eq!(diff["added"], serde_json::json!([]));
}
