//! Protection from outside: nothing in a script or on the command line takes it away.

use std::process::Command;

use serde_json::Value;

use crate::world::World;

const SCRIPT: &str = "scripts/old_masters.rhai";

fn protect(world: &World, lines: &str) {
    world.write(
        "vodsweep.toml",
        format!(
            "default_account = \"sandbox\"\n[accounts.sandbox]\nplatform = \"sandbox\"\n[accounts.sandbox.protect]\n\
             {lines}\n"
        ),
    );
}

fn first(plan: &Value) -> String {
    plan["entries"][0]["video"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn no_function_option_or_setting_of_a_script_deletes_from_a_protected_video() {
    let world = World::new();
    let id = first(&world.plan(SCRIPT, "p.json"));
    protect(&world, &format!("ids = [{{ id = \"{id}\", until = 2999-01-31, reason = \"case 7\" }}]"));
    let all = "#{ reason: \"gone\", force: true }";
    for call in [
        "delete_video(v, #{ reason: \"gone\", force: true, unlink_playlists: true });".to_owned(),
        format!("delete_master(v, {all});"),
        format!("delete_renditions(v, {all});"),
        format!("delete_renditions(v, |r| true, {all});"),
        format!("delete_images(v, {all});"),
        format!("for a in assets(v) {{ delete_asset(a, {all}); }}"),
    ] {
        let script = format!(
            "// All of it.\nlet ids = param(\"ids\", \"\", \"protected ids\");\nlet v = video(\"{id}\");\n{call}\n"
        );
        world.write("all.rhai", script);
        let plan = world.json(&["plan", "all.rhai", "--set", "ids=none", "--format", "json"]);
        assert_eq!(plan["entries"], serde_json::json!([]), "{call}");
        let kept = plan["kept"].as_array().expect("a list");
        assert!(kept.iter().all(|kept| kept["source"] == "protection"), "{call}: {kept:?}");
        assert!(
            kept.iter().all(|kept| kept["reason"].as_str().is_some_and(|why| why.starts_with("case 7"))),
            "{kept:?}"
        );
        assert!(!call.starts_with("delete_video") || kept.len() == 1, "{kept:?}");
    }
    world.write("set.rhai", "// A setting.\nlet n = param(\"n\", 1, \"a number\");\nprint(n);\n");
    assert_eq!(world.run(&["plan", "set.rhai", "--set", "protect=none"]).code, 2);
    assert_eq!(world.run(&["plan", "set.rhai", "--set", "protect.ids="]).code, 2);
}

#[test]
fn a_list_that_cannot_be_read_stops_everything_and_names_the_file() {
    let world = World::new();
    let plan = world.plan(SCRIPT, "p.json");
    let digits = World::digits(&plan);
    world.plan(SCRIPT, "q.json");
    world.write("again.rhai", world.read(SCRIPT).replacen("365", "366", 1));
    let opened = world.plan("again.rhai", "r.json");
    let document = vodsweep::plan::Plan::from_json(&world.read("r.json")).expect("a plan");
    let store = vodsweep::store::Store::open(&world.path(".vodsweep")).expect("a journal");
    let run = store.open_run(&document, document.created_at).expect("a run");
    drop(store);
    assert!(!opened["entries"].as_array().expect("entries").is_empty());
    std::fs::create_dir(world.path("folder.txt")).expect("a folder");
    world.write("binary.txt", [0xff, 0xfe, b'4', 0, b'2', 0]);
    world.write("malformed.txt", "42\n4 2\n");
    world.write("date.txt", "42,soon\n");
    world.write("empty.txt", "");
    world.write("blank.txt", "\u{feff} \n\n");
    let mut lists = vec![
        ("missing.txt", "No such file"),
        ("folder.txt", "it is a folder"),
        ("binary.txt", "it is not UTF-8 text"),
        ("malformed.txt", "line 2"),
        ("date.txt", "is not a date"),
        ("empty.txt", "it is empty"),
        ("blank.txt", "it is empty"),
    ];
    if Command::new("mkfifo").arg(world.path("pipe.txt")).status().is_ok_and(|status| status.success()) {
        lists.push(("pipe.txt", "it is not a regular file"));
    }
    let before = {
        protect(&world, "");
        world.json(&["search", "has_master:true", "--format", "json"])
    };
    for (file, why) in lists {
        protect(&world, &format!("ids_file = \"{file}\""));
        for args in [vec!["plan", SCRIPT], vec!["commit", "p.json", "--confirm", &digits], vec!["resume", run.as_str()]]
        {
            let ran = world.run(&args);
            assert_eq!(ran.code, 2, "{args:?} with {file}: {}", ran.err);
            for part in [file, why, "nothing is planned or deleted"] {
                assert!(ran.err.contains(part), "{args:?} with {file}: no {part} in {}", ran.err);
            }
        }
    }
    protect(&world, "");
    assert_eq!(before, world.json(&["search", "has_master:true", "--format", "json"]));
    world.write("comment.txt", "# nothing yet\n");
    protect(&world, "ids_file = \"comment.txt\"");
    assert_eq!(world.plan(SCRIPT, "s.json")["entries"], plan["entries"]);
}

#[test]
fn the_longer_of_two_protections_counts_wherever_they_are_written() {
    let world = World::new();
    let id = first(&world.plan(SCRIPT, "p.json"));
    world.write("ids.txt", format!("{id},,for ever\n{id},2001-01-31,over\n"));
    protect(&world, &format!("ids_file = \"ids.txt\"\nids = [\"{id},2002-01-31,over as well\"]"));
    let ran = world.run(&["plan", SCRIPT, "--format", "json"]);
    let plan: Value = serde_json::from_str(&ran.out).expect("a plan");
    let entries = plan["entries"].as_array().expect("entries");
    assert!(entries.iter().all(|entry| entry["video"]["id"] != id.as_str()));
    let kept = plan["kept"].as_array().expect("a list");
    assert!(kept.iter().any(|kept| kept["video"]["id"] == id.as_str() && kept["reason"] == "for ever"), "{kept:?}");
    assert!(!ran.err.contains("ended"), "{}", ran.err);
}

#[test]
fn a_protection_ends_by_the_real_clock_and_its_end_is_told() {
    let world = World::new();
    let id = first(&world.plan(SCRIPT, "p.json"));
    protect(&world, &format!("ids = [\"{id},2999-01-31\", \"77,2001-01-31\", \"78,2001-01-31\"]"));
    let ran = world.run(&["plan", SCRIPT, "--now", "3000-01-01", "--format", "json"]);
    let plan: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert!(plan["entries"].as_array().expect("entries").iter().all(|entry| entry["video"]["id"] != id.as_str()));
    assert!(ran.err.contains("2 protections have ended and protect no longer: 77 at 2001-02-01"), "{}", ran.err);
    let doctor = world.run(&["doctor"]);
    assert!(doctor.out.contains("2 protections have ended"), "{}", doctor.out);
}

#[test]
fn a_protected_id_that_no_video_has_is_told_where_every_video_was_read() {
    let world = World::new();
    let id = first(&world.plan(SCRIPT, "p.json"));
    protect(&world, &format!("ids = [\"{id}\", \"999\"]"));
    world.write("all.rhai", "// Reads everything.\nfor v in search(\"\") { if v.id == \"x\" { keep(v); } }\n");
    world.write("few.rhai", "// Reads little.\nfor v in search(\"\").take(1) { keep(v); }\n");
    let ran = world.run(&["plan", "all.rhai"]);
    let told = "a protected id belongs to no video of the library: 999";
    assert!(ran.err.contains(told), "{}", ran.err);
    assert!(!world.run(&["plan", "few.rhai"]).err.contains("belongs to no video"));
}
