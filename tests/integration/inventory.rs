//! `sync`, and planning from what it saw: how many requests are made, and that nothing is decided otherwise.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::crash::Platform;
use crate::world::{Ran, World};

/// Whole videos, with a condition that a listing tells on both platforms.
const STALE: &str = "// Whole videos that are switched off.\nsearch(\"state:inactive updated_at:<-300d -tags:keep\")\n    \
                     .each(|v| delete_video(v, \"stale\"));\n";

/// The requests since the last time, without those for a token.
fn asked(platform: &Platform) -> Vec<(String, String)> {
    let seen = platform.proxy.seen();
    platform.proxy.forget();
    seen.into_iter().filter(|(_, path)| !path.contains("access_token")).collect()
}

fn is_about_files(path: &str) -> bool {
    ["/digital_master", "/dynamic_renditions", "/assets/", "/sources", "/BatchGetMediaInfos", "/GetPlayInfo"]
        .iter()
        .any(|part| path.contains(part))
}

fn entries(plan: &Value) -> BTreeSet<String> {
    let list = plan["entries"].as_array().expect("entries");
    list.iter().map(|entry| format!("{} {} {}", entry["action"], entry["video"]["id"], entry["bytes"])).collect()
}

fn plan(world: &World, script: &str, more: &[&str]) -> Value {
    let mut args = vec!["plan", script, "--format", "json", "--out", "p.json", "--limit", "share=100%"];
    args.extend(more);
    world.json(&args)
}

fn the_file(world: &World) -> PathBuf {
    let folder = fs::read_dir(world.path(".vodsweep/inventory")).expect("a folder");
    let files = folder.map(|entry| entry.expect("an entry").path());
    files.filter(|path| path.extension().is_some_and(|end| end == "db")).last().expect("an inventory")
}

fn refused(ran: &Ran, code: i32, parts: &[&str]) {
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    for part in parts {
        assert!(ran.err.contains(part), "no {part:?} in\n{}", ran.err);
    }
}

#[test]
fn planning_offline_asks_nothing_and_plans_what_the_platform_would_give() {
    for platform in [Platform::start(&[]), Platform::apsara(&[])] {
        let world = &platform.world;
        world.write("stale.rhai", STALE);
        let live = plan(world, "stale.rhai", &[]);
        assert_eq!(live["library"]["inventory_age_seconds"], Value::Null);
        assert!(!entries(&live).is_empty());
        let synced = world.json(&["sync", "--format", "json"]);
        assert_eq!((&synced["complete"], &synced["videos"]), (&Value::Bool(true), &live["library"]["videos_total"]));
        platform.proxy.forget();
        let held = plan(world, "stale.rhai", &["--offline"]);
        assert_eq!(platform.proxy.seen(), []);
        assert_eq!(entries(&held), entries(&live));
        assert_eq!(held["library"]["videos_total"], live["library"]["videos_total"]);
        assert!(held["library"]["inventory_age_seconds"].as_u64().is_some_and(|age| age < 600));
        assert!(world.ok(&["show", "p.json"]).contains("from the inventory of"));
        let found = |more: &[&str]| {
            let mut args = vec!["search", "state:inactive", "--format", "json"];
            args.extend(more);
            world.json(&args)
        };
        assert_eq!(found(&["--offline"]), found(&["--live"]));
        platform.proxy.forget();
        let explained = world.ok(&["plan", "stale.rhai", "--offline", "--explain-query"]);
        assert!(explained.contains("the inventory is searched, and no platform is asked"), "{explained}");
        world.ok(&["search", "state:inactive", "--offline", "--explain-query"]);
        assert_eq!(platform.proxy.seen(), []);
        let video = held["entries"][0]["video"]["id"].as_str().expect("an id");
        assert!(world.ok(&["explain", "stale.rhai", video, "--offline", "--limit", "share=100%"]).contains("stale"));
        assert_eq!(platform.proxy.seen(), []);
    }
}

#[test]
fn a_second_sized_plan_of_an_unchanged_library_asks_for_no_files() {
    for platform in [Platform::start(&[]), Platform::apsara(&[])] {
        let world = &platform.world;
        world.write("stale.rhai", STALE);
        let first = plan(world, "stale.rhai", &[]);
        let files = |seen: &[(String, String)]| seen.iter().filter(|(_, path)| is_about_files(path)).count();
        assert!(files(&asked(&platform)) > 0);
        let second = plan(world, "stale.rhai", &[]);
        let seen = asked(&platform);
        assert_eq!(files(&seen), 0, "{seen:?}");
        assert_eq!(entries(&second), entries(&first));
        // The same with an inventory, and without any platform.
        world.ok(&["sync"]);
        platform.proxy.forget();
        assert_eq!(entries(&plan(world, "stale.rhai", &[])), entries(&first));
        assert_eq!(files(&asked(&platform)), 0);
        assert_eq!(entries(&plan(world, "stale.rhai", &["--offline"])), entries(&first));
    }
}

#[test]
fn a_plan_refreshes_the_inventory_by_what_changed_and_sees_what_went() {
    let platform = Platform::start(&[]);
    let world = &platform.world;
    world.write("stale.rhai", STALE);
    world.write(
        "few.rhai",
        "// Few.\nsearch(\"state:inactive\").filter(|v| references(v).is_empty()).take(3)\n    \
                             .each(|v| delete_video(v, \"few\"));\n",
    );
    let first = world.json(&["sync", "--format", "json"]);
    assert_eq!(first["why"], "it is the first sync");
    let listings = |seen: &[(String, String)]| seen.iter().filter(|(_, path)| path.contains("/videos?limit")).count();
    assert!(listings(&asked(&platform)) >= 3);
    let before = plan(world, "stale.rhai", &["--sizes", "known"]);
    let seen = asked(&platform);
    // One page of changes, or none, and the page that ends it; and two counts.
    assert!(listings(&seen) <= 2 && seen.len() <= 4, "{seen:?}");
    assert!(before["library"]["inventory_age_seconds"].as_u64().is_some_and(|age| age < 600));
    // An inventory that is young enough is not refreshed.
    plan(world, "stale.rhai", &["--sizes", "known", "--max-age", "1h"]);
    assert_eq!(asked(&platform), []);

    let few = plan(world, "few.rhai", &[]);
    let digits = World::digits(&few);
    let ran = world.run(&["commit", "p.json", "--confirm", &digits]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ids = platform.ids();
    let gone = |plan: &Value| {
        let list = plan["entries"].as_array().expect("entries");
        list.iter().filter(|entry| !ids.contains(entry["video"]["id"].as_str().expect("an id"))).count()
    };
    let after = plan(world, "stale.rhai", &["--sizes", "known"]);
    assert_eq!(gone(&after), 0);
    assert_eq!(entries(&after), entries(&plan(world, "stale.rhai", &["--sizes", "known", "--live"])));
    assert_eq!(after["library"]["videos_total"].as_u64(), Some(ids.len() as u64));
}

#[test]
fn without_what_is_asked_for_offline_is_an_error_with_a_hint() {
    let world = World::new();
    world.write("stale.rhai", STALE);
    world.write("native.rhai", "// Native.\nfor v in search_native(\"state:INACTIVE\") { delete_video(v, \"x\"); }\n");
    refused(
        &world.run(&["plan", "stale.rhai", "--offline"]),
        1,
        &["there is no inventory of sandbox", "vodsweep sync"],
    );
    refused(&world.run(&["search", "--offline"]), 1, &["there is no inventory"]);
    world.ok(&["sync"]);
    world.ok(&["search", "--offline", "--max-age", "1h"]);
    refused(&world.run(&["plan", "stale.rhai", "--offline", "--max-age", "0s"]), 1, &["--max-age", "vodsweep sync"]);
    refused(&world.run(&["plan", "stale.rhai", "--max-age", "-1h"]), 2, &["\"-1h\" is not a duration"]);
    refused(&world.run(&["plan", "native.rhai", "--offline"]), 1, &["platform's own language", "leave --offline out"]);
    assert_eq!(world.run(&["plan", "native.rhai", "--limit", "share=100%"]).code, 0);
    for pair in [["--offline", "--live"], ["--offline", "--recording=x.json"]] {
        refused(&world.run(&["plan", "stale.rhai", pair[0], pair[1]]), 2, &["cannot be used with"]);
    }
    // What a listing of this platform tells only when it is asked for is not in the inventory.
    world.ok(&["sync", "--account", "sandbox-apsara"]);
    let masters = ["plan", "scripts/old_masters.rhai", "--account", "sandbox-apsara", "--limit", "share=100%"];
    refused(&world.run(&[&masters[..], &["--offline"]].concat()), 1, &["the inventory does not hold it"]);
    let live = world.json(&[&masters[..], &["--live", "--format", "json"]].concat());
    assert_eq!(entries(&world.json(&[&masters[..], &["--format", "json"]].concat())), entries(&live));
}

#[test]
fn an_inventory_that_lacks_videos_plans_as_an_incomplete_listing() {
    let faults = tempfile::tempdir().expect("a folder");
    let file = faults.path().join("faults.toml");
    fs::write(&file, "[[fault]]\non = \"list\"\ndoes = \"short_page\"\nitems = 60\ntimes = \"always\"\n")
        .expect("a file");
    let platform = Platform::start(&["--faults", file.to_str().expect("a path")]);
    let world = &platform.world;
    world.write("stale.rhai", STALE);
    refused(&world.run(&["sync"]), 4, &["fewer videos than the platform counted"]);
    let args = ["plan", "stale.rhai", "--offline", "--limit", "share=100%"];
    assert_eq!(world.run(&args).code, 4);
    assert_eq!(world.run(&[&args[..], &["--allow-incomplete"]].concat()).code, 0);
    let again = world.run(&["sync", "--format", "json"]);
    assert_eq!(again.code, 4);
    assert!(again.out.contains("the last sync was not complete"), "{}", again.out);
}

#[test]
fn a_broken_inventory_is_an_error_until_it_is_made_anew_and_a_commit_never_opens_it() {
    let world = World::new();
    world.write("stale.rhai", STALE);
    world.ok(&["sync"]);
    let planned = plan(&world, "stale.rhai", &[]);
    let file = the_file(&world);
    fs::write(&file, "this is no inventory at all".repeat(3_000)).expect("a file");
    refused(&world.run(&["plan", "stale.rhai"]), 1, &["it is damaged", "vodsweep sync --full"]);
    refused(&world.run(&["sync"]), 1, &["it is damaged", "vodsweep sync --full"]);
    assert_eq!(world.run(&["plan", "stale.rhai", "--live", "--limit", "share=100%", "--out", "l.json"]).code, 0);
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&planned)]);
    assert!([0, 6].contains(&ran.code), "{}{}", ran.out, ran.err);
    let anew = world.json(&["sync", "--full", "--format", "json"]);
    assert_eq!((&anew["complete"], &anew["why"]), (&Value::Bool(true), &Value::from("--full asks for it")));
    world.ok(&["plan", "stale.rhai", "--offline", "--limit", "share=100%"]);
}

#[test]
fn limits_hold_for_a_plan_from_the_inventory_as_for_any_other() {
    let world = World::new();
    world.write("stale.rhai", STALE);
    world.ok(&["sync"]);
    for limit in ["share=0.1%", "entries=1", "per_day=1", "survivors=100000"] {
        assert_eq!(world.run(&["plan", "stale.rhai", "--offline", "--limit", limit]).code, 4, "{limit}");
    }
    // A library that is another one now is not planned from what the former was seen to hold.
    world.ok(&["sandbox", "reset", "--videos", "20"]);
    refused(&world.run(&["plan", "stale.rhai", "--offline"]), 1, &["there is no inventory"]);
}
