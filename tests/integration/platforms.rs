//! One policy, two platforms: the ready-made scripts run unchanged on both dialects of the same library.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::crash::Platform;
use crate::world::World;

/// Action, title and, where asked, bytes of every entry.
fn entries(plan: &Value, sized: bool) -> BTreeSet<String> {
    let list = plan["entries"].as_array().expect("entries");
    list.iter()
        .map(|entry| {
            let bytes = if sized { entry["bytes"].to_string() } else { String::new() };
            format!("{} {} {bytes}", entry["action"], entry["video"]["name"])
        })
        .collect()
}

fn plan_on(world: &World, account: &str, script: &str) -> Value {
    world.json(&["plan", script, "--account", account, "--format", "json", "--out", &format!("{account}.json")])
}

#[test]
fn a_portable_policy_gives_equivalent_plans_on_both() {
    let world = World::new();
    let (one, other) = ("sandbox", "sandbox-apsara");
    let masters = [one, other].map(|account| plan_on(&world, account, "scripts/old_masters.rhai"));
    assert!(masters[0]["entries"].as_array().is_some_and(|list| list.len() > 10));
    let (first, second) = (entries(&masters[0], true), entries(&masters[1], true));
    assert!(first.is_subset(&second), "{:?}", first.difference(&second));
    // Sharing exists on one platform only: what it shields there is free to go on the other.
    let shielded: BTreeSet<&str> = masters[0]["kept"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|kept| kept["source"] == "shield")
        .filter_map(|kept| kept["video"]["name"].as_str())
        .collect();
    assert!(second.difference(&first).all(|line| shielded.iter().any(|name| line.contains(name))), "{second:?}");
    world.write(
        "stale.rhai",
        "// Whole videos that are switched off.\nsearch(\"state:inactive duration:>1s updated_at:<-300d -tags:keep\")\n    \
         .each(|v| delete_video(v, \"stale\"));\n",
    );
    let stale = [one, other].map(|account| plan_on(&world, account, "stale.rhai"));
    let (first, second) = (entries(&stale[0], false), entries(&stale[1], false));
    assert!(!first.is_empty());
    // What is shared out is shielded on the platform that has sharing.
    assert!(first.is_subset(&second), "{:?}", first.difference(&second));
}

#[test]
fn a_commit_on_one_dialect_is_seen_in_the_other() {
    let world = World::new();
    let plan = plan_on(&world, "sandbox-apsara", "scripts/old_masters.rhai");
    assert_eq!(plan["account"]["platform"], "apsara");
    let digits = World::digits(&plan);
    let summary = world.json(&["commit", "sandbox-apsara.json", "--confirm", &digits, "--format", "json"]);
    assert_eq!(summary["ending"]["why"], "finished");
    let ran = world.run(&["commit", "sandbox-apsara.json", "--confirm", &digits]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    for account in ["sandbox-apsara", "sandbox"] {
        let again = plan_on(&world, account, "scripts/old_masters.rhai");
        assert_eq!(again["entries"], serde_json::json!([]), "{account}");
    }
}

#[test]
fn every_policy_finds_something_on_the_other_platform_and_says_what_it_costs() {
    let world = World::new();
    for script in [
        "superseded_renditions",
        "stuck_uploads",
        "failed_transcodes",
        "spare_definitions",
        "forgotten_images",
        "orphaned_uploads",
    ] {
        let script = format!("scripts/{script}.rhai");
        let all = ["--limit", "share=100%", "--account", "sandbox-apsara", "--format", "json", "--out"];
        let plan = world.json(&[&["plan", &script][..], &all, &["sandbox-apsara.json"]].concat());
        assert!(plan["entries"].as_array().is_some_and(|list| !list.is_empty()), "{script}");
        let ran = world.run(&["commit", "sandbox-apsara.json", "--confirm", &World::digits(&plan)]);
        assert_eq!(ran.code, 0, "{script}\n{}\n{}", ran.out, ran.err);
        let again = plan_on(&world, "sandbox-apsara", &script);
        assert_eq!(again["entries"], serde_json::json!([]), "{script}");
    }
}

#[test]
fn copies_in_the_content_network_are_shown_and_dropped_or_left_as_configured() {
    let world = World::new();
    let script = "scripts/failed_transcodes.rhai";
    world.write("all.rhai", "// Everything inactive.\nsearch(\"state:inactive\").take(5).each(|v| delete_video(v));\n");
    let plan = plan_on(&world, "sandbox-apsara", "all.rhai");
    let addresses = plan["refresh"]["addresses"].as_u64().expect("a number");
    assert!(addresses > 5 && plan["refresh"]["left_today"].as_u64() == Some(2_000), "{}", plan["refresh"]);
    let table = world.ok(&["show", "sandbox-apsara.json"]);
    assert!(table.contains("the content network will be asked to drop"), "{table}");
    let digits = World::digits(&plan);
    let summary = world.json(&["commit", "sandbox-apsara.json", "--confirm", &digits, "--format", "json"]);
    assert_eq!(summary["copies"]["asked"].as_u64(), Some(addresses));
    let run = world.json(&["runs", summary["run"].as_str().expect("a run"), "--format", "json"]);
    assert_eq!(run["copies"].as_array().map(Vec::len), usize::try_from(addresses).ok());
    world.write("vodsweep.toml", "[accounts.sandbox-apsara]\nplatform = \"sandbox-apsara\"\nrefresh_cdn = false\n");
    let plan = plan_on(&world, "sandbox-apsara", script);
    assert_eq!(plan["refresh"]["enabled"], false);
    assert!(plan["entries"].as_array().expect("entries").iter().all(|entry| entry.get("copies").is_none()));
    assert!(world.ok(&["show", "sandbox-apsara.json"]).contains("refresh_cdn = false"));
}

/// A configuration that reaches nobody.
fn config(lines: &str) -> String {
    format!(
        "default_account = \"cn\"\n[accounts.cn]\nplatform = \"apsara\"\naccess_key_id = \"command:echo id\"\n\
         access_key_secret = \"command:echo secret\"\n{lines}\n"
    )
}

#[test]
fn a_configuration_that_cannot_work_is_told_before_anything_is_sent() {
    let world = World::new();
    for (lines, said) in [
        ("region = \"cn-shangai\"", "did you mean cn-shanghai?"),
        ("", "accounts.cn.region: it is missing"),
        ("region = \"cn-shanghai\"\nsignature = \"v2\"", "signature"),
        ("region = \"cn-shanghai\"\naccount_id = \"me\"", "account_id"),
        ("region = \"cn-shanghai\"\nendpoint = \"http://vod.example.com\"", "plain http"),
    ] {
        world.write("vodsweep.toml", config(lines));
        let ran = world.run(&["plan", "scripts/old_masters.rhai"]);
        assert_eq!(ran.code, 2, "{lines}: {}", ran.err);
        assert!(ran.err.contains(said), "{lines}: {}", ran.err);
    }
}

#[test]
fn doctor_names_region_key_permissions_and_quota() {
    let platform = Platform::apsara(&[]);
    let table = platform.world.ok(&["doctor"]);
    for part in ["cn-shanghai", "videos", "every reading operation is permitted", "addresses", "vod:DeleteVideo"] {
        assert!(table.contains(part), "no {part} in\n{table}");
    }
    let key = platform.world.json(&["sandbox", "status", "--format", "json"])["access_key_id"].clone();
    assert!(!table.contains(key.as_str().expect("a key")), "the key's id is shown nowhere");
}

#[test]
fn temporary_keys_work_and_an_expired_token_says_so() {
    let platform = Platform::apsara(&[]);
    let status = platform.world.json(&["sandbox", "status", "--format", "json"]);
    let text = |key: &str| status[key].as_str().unwrap_or_else(|| panic!("{key}")).to_owned();
    let with = |token: &str| {
        format!(
            "default_account = \"main\"\n[accounts.main]\nplatform = \"apsara\"\nregion = \"cn-shanghai\"\n\
             access_key_id = \"command:echo {}\"\naccess_key_secret = \"file:secret.txt\"\n\
             security_token = \"command:echo {token}\"\nendpoint = \"{}\"\n",
            text("sts_access_key_id"),
            platform.proxy.address
        )
    };
    platform.world.write("vodsweep.toml", with(&text("security_token")));
    platform.world.ok(&["plan", "scripts/old_masters.rhai"]);
    platform.world.write("vodsweep.toml", with("expired-or-made-up"));
    let ran = platform.world.run(&["plan", "scripts/old_masters.rhai"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("token"), "{}", ran.err);
}

#[test]
fn trouble_on_demand_is_survived_and_a_plan_of_another_region_refused() {
    let platform = Platform::apsara(&[
        "--trouble",
        "DeleteVideo=DeleteVideoFailed,applied",
        "--trouble",
        "SearchMedia=InternalError,after=1",
        "--trouble",
        "BatchGetMediaInfos=throttled:5,times=2",
    ]);
    let world = &platform.world;
    world.write("few.rhai", "// A few.\nsearch(\"state:inactive\").take(4).each(|v| delete_video(v, \"few\"));\n");
    let plan = world.plan("few.rhai", "p.json");
    let config = world.read("vodsweep.toml");
    world.write("vodsweep.toml", config.replace("region = \"cn-shanghai\"", "region = \"cn-beijing\""));
    let digits = World::digits(&plan);
    let ran = world.run(&["commit", "p.json", "--confirm", &digits]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains("cn-shanghai") && ran.err.contains("cn-beijing"), "{}", ran.err);
    world.write("vodsweep.toml", config);
    world.ok(&["commit", "p.json", "--confirm", &digits]);
    let deletions = platform.proxy.seen().iter().filter(|(_, path)| path.starts_with("/DeleteVideo")).count();
    assert_eq!(deletions, 1, "what was applied is not repeated");
}

#[test]
fn further_conditions_of_a_policy_narrow_it_and_never_widen_it() {
    let world = World::new();
    let planned = |which: &str| {
        let plan = world.json(&[
            "plan",
            "scripts/spare_definitions.rhai",
            "--account",
            "sandbox-apsara",
            "--set",
            "definitions=HD,OD",
            "--set",
            which,
            "--limit",
            "share=100%",
            "--format",
            "json",
        ]);
        entries(&plan, false)
    };
    let (all, some) = (planned("which="), planned("which=tags:archive OR tags:sports"));
    assert!(!some.is_empty() && some.len() < all.len() && some.is_subset(&all), "{} of {}", some.len(), all.len());
}
