//! `test`: the tests of the ready-made policies, and the runner as people and build servers meet it.

use std::fs;
use std::path::Path;

use crate::world::World;

/// The text with every duration as `0.000s`, so that it is always the same.
fn timeless(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let line = match (line.find('['), line.find("s] ")) {
            (Some(start), Some(end)) if start < end && line.get(start + 1..end).is_some_and(is_number) => {
                format!("{}[  0.000{}", &line[..start], &line[end..])
            }
            _ => line.to_owned(),
        };
        lines.push(line + "\n");
    }
    lines.concat()
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

const POLICY: &str = "// Old ones.\nlet days = param(\"days\", 365, \"age\");\n\
    search(\"state:inactive updated_at:<\" + days_ago(days)).each(|v| delete_video(v, \"old\"));\n";

/// A folder with one policy and this file of tests.
fn world(tests: &str) -> World {
    let world = World::new();
    world.write("p/old.rhai", POLICY);
    world.write("p/old.test.rhai", tests);
    world
}

#[test]
fn every_ready_made_policy_has_tests_and_all_of_them_pass() {
    let world = World::new();
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/old_masters.snap");
    for entry in fs::read_dir(snapshots).expect("snapshots") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        world.write(&format!("scripts/old_masters.snap/{name}"), fs::read(&path).expect("a file"));
    }
    let listed = world.ok(&["test", "--list"]);
    for entry in fs::read_dir(world.path("scripts")).expect("the policies") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".rhai").filter(|stem| !stem.contains('.')) {
            assert!(listed.contains(&format!("scripts/{stem}::")), "{stem} has no tests");
        }
    }
    let ran = world.run(&["test", "scripts"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let lines: Vec<String> = listed.lines().map(|name| format!("PASS [  0.000s] {name}")).collect();
    let count = listed.lines().count();
    let wanted = format!("{}\n---- [  0.000s] {count} tests run: {count} passed\n", lines.join("\n"));
    assert_eq!(timeless(&ran.out), wanted);
}

#[test]
fn a_failed_assertion_shows_its_place_and_the_plan() {
    let world = world(
        "fn test_good() {\n    let v = add_video(#{ state: \"inactive\", updated_at: days_ago(400) });\n    \
         assert_deleted(run_policy(), v);\n}\n\nfn test_bad() {\n    \
         let v = add_video(#{ id: \"7\", name: \"Seven\", state: \"inactive\", updated_at: days_ago(400) });\n    \
         protect_id(v, \"case 7\");\n    let plan = run_policy();\n    assert_deleted(plan, v, \"delete_video\");\n}\n",
    );
    let ran = world.run(&["test", "p", "--jobs", "1"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    insta::assert_snapshot!(timeless(&ran.out), @r#"
    PASS [  0.000s] p/old::test_good
    FAIL [  0.000s] p/old::test_bad

    FAIL p/old::test_bad
    assertion

      × video 7 (Seven) has no delete_video: it is kept by protection: case 7
        ╭─[p/old.test.rhai:10:5]
      9 │     let plan = run_policy();
     10 │     assert_deleted(plan, v, "delete_video");
        ·     ──────────────
     11 │ }
        ╰────

      the plan of p/old.rhai
        what  video    file  size  why
        kept  7 Seven              protection: case 7 (delete_video)

    ---- [  0.000s] 2 tests run: 1 passed, 1 failed
    "#);
    assert_eq!(ran.err, "");
}

#[test]
fn a_policy_that_fails_is_shown_with_its_own_place() {
    let world = world("fn test_a() {\n    add_video();\n    run_policy(#{ days: \"many\" });\n}\n");
    let ran = world.run(&["test", "p/old.rhai"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    insta::assert_snapshot!(timeless(&ran.out), @r#"
    FAIL [  0.000s] p/old::test_a

    FAIL p/old::test_a
    policy-failed

      × the policy failed
       ╭─[p/old.test.rhai:3:5]
     2 │     add_video();
     3 │     run_policy(#{ days: "many" });
       ·     ──────────
     4 │ }
       ╰────
      help: where that is what you expect: assert_fails(|| run_policy(), "part of the message")
    wrong-parameter

      × the setting `days` must be a whole number, not "many"
       ╭─[p/old.rhai:2:12]
     1 │ // Old ones.
     2 │ let days = param("days", 365, "age");
       ·            ─────
     3 │ search("state:inactive updated_at:<" + days_ago(days)).each(|v| delete_video(v, "old"));
       ╰────
      help: write --set days=365

    ---- [  0.000s] 1 test run: 0 passed, 1 failed
    "#);
}

#[test]
fn mistakes_of_tests_and_policies_are_found_before_anything_runs() {
    for (tests, said) in [
        ("fn test_a() { add_video(#{ updatd_at: now() }); }", "did you mean `updated_at`?"),
        ("fn test_a() { let p = run_policy(); p.entrys; }", "did you mean `entries`?"),
        ("fn test_a() { asert(true); }", "did you mean `assert`?"),
        ("fn test_a() { delete_video(add_video()); }", "a test runs a policy"),
        ("fn test_a(x) { }", "takes arguments"),
        ("fn other() { }", "there is no test in this file"),
        ("fn test_a() { run_policy(\"bad.rhai\"); }", "serch"),
    ] {
        let world = world(tests);
        world.write("p/bad.rhai", "// Bad.\nserch();\n");
        let ran = world.run(&["test", "p/old.test.rhai"]);
        assert_eq!((ran.code, ran.out.as_str()), (7, ""), "{tests}\n{}", ran.err);
        assert!(ran.err.contains(said), "{tests}\n{}", ran.err);
    }
    // What only tests have, a policy does not.
    let world = World::new();
    world.write("p.rhai", "// P.\nadd_video(#{});\n");
    assert_eq!(world.run(&["check", "p.rhai"]).code, 7);
}

#[test]
fn nothing_to_test_is_a_mistake_of_the_call() {
    let world = World::new();
    world.write("empty/p.rhai", POLICY);
    for (args, said) in [
        (&["test", "gone"][..], "failed to read gone"),
        (&["test", "empty"], "there is no test"),
        (&["test", "empty/p.rhai"], "there is no p.test.rhai beside it"),
        (&["test", "scripts", "--filter", "no such name"], "no test has a name"),
        (&["test", "scripts", "--review"], "nobody can be asked"),
    ] {
        let ran = world.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}\n{}", ran.err);
        assert!(ran.err.contains(said), "{args:?}\n{}", ran.err);
    }
}

#[test]
fn a_snapshot_is_missing_then_accepted_then_held_to() {
    let world = world(
        "fn test_all() {\n    add_video(#{ id: \"1\", name: \"One\", state: \"inactive\", updated_at: days_ago(400) });\n    \
         assert_snapshot(run_policy());\n}\n",
    );
    let ran = world.run(&["test", "p"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("there is no snapshot p/old.snap/all.txt yet"), "{}", ran.out);
    assert_eq!(ran.err, "1 snapshot waits as *.txt.new: --review asks about each, --update accepts all\n");
    assert!(world.path("p/old.snap/all.txt.new").exists() && !world.path("p/old.snap/all.txt").exists());

    let ran = world.run(&["test", "p", "--update"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, "1 snapshot accepted\n"), "{}", ran.out);
    assert!(!world.path("p/old.snap/all.txt.new").exists());
    insta::assert_snapshot!(world.read("p/old.snap/all.txt"), @r#"
    policy   old.rhai (days = 365)
    library  1 videos, 1 read
    total    1 entry, 0 B
      delete_video  1, 0 B

    planned
      delete_video  1 "One"  0 B  old

    limits
      entries  1, at most 1000
      share  100.0 %, at most 100.0 %
      bytes  0 B, at most 5.0 TB
      survivors  0, at least 0
      per_day  1, at most 10000
    "#);
    assert_eq!(world.run(&["test", "p"]).code, 0);

    world.write("p/old.rhai", POLICY.replace("\"old\"", "\"very old\""));
    let ran = world.run(&["test", "p"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("  - ") && ran.out.contains("  + ") && ran.out.contains("very old"), "{}", ran.out);

    world.write("p/old.rhai", POLICY);
    world.write("p/old.snap/gone.txt", "nobody's");
    let ran = world.run(&["test", "p"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "warning: no test uses the snapshot p/old.snap/gone.txt; delete it\n")
    );
    assert!(!world.path("p/old.snap/all.txt.new").exists());
}

#[test]
fn machines_read_the_results_too() {
    let world = world("fn test_a() { assert(1 < 0, \"<no> & \\\"never\\\"\"); }\nfn test_b() { }\n");
    let ran = world.run(&["test", "p", "--format", "json", "--junit", "out.xml"]);
    assert_eq!(ran.code, 1);
    let value: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&value["passed"], &value["failed"]), (&1.into(), &1.into()));
    assert_eq!(value["tests"][0]["failure"]["message"], "<no> & \"never\"");
    assert_eq!(value["tests"][0]["failure"]["line"], 1);
    let xml = world.read("out.xml");
    assert!(xml.contains("tests=\"2\" failures=\"1\""), "{xml}");
    assert!(xml.contains("message=\"&lt;no&gt; &amp; &quot;never&quot;\""), "{xml}");
}

#[test]
fn a_test_reads_nothing_outside_its_folder() {
    let world = World::new();
    world.write("secret.json", "[]");
    world.write("other.rhai", POLICY);
    for call in ["load_library(\"../secret.json\")", "read_json(\"../secret.json\")", "run_policy(\"../other.rhai\")"] {
        world.write("p/a.test.rhai", format!("fn test_a() {{ {call}; }}\n"));
        let ran = world.run(&["test", "p"]);
        assert_eq!(ran.code, 1, "{call}\n{}", ran.err);
        assert!(ran.out.contains("is not a path below the script's folder"), "{call}\n{}", ran.out);
    }
}

#[test]
fn a_recorded_library_can_be_tested_on() {
    let world = World::new();
    fs::copy(world.path("tests/fixtures/brightcove_clips.json"), world.path("clips.json")).expect("a copy");
    world.write(
        "p.rhai",
        "// P.\nsearch(\"is_clip:true\").each(|v| for p in assets(v).posters { delete_asset(p, \"clip\"); });\n",
    );
    world.write(
        "p.test.rhai",
        "fn test_a() {\n    let videos = load_library(\"clips.json\");\n    assert(videos.len() > 0);\n    \
         let plan = run_policy();\n    assert_deleted(plan, video(\"5235328819001\"), \"delete_poster\");\n}\n",
    );
    let ran = world.run(&["test", "p.rhai"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}
