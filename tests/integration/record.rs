//! Recording a library, and what a recording is good for: planning, tests of policies and the sandbox.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::world::{Ran, World};

const SCRIPT: &str = "scripts/old_masters.rhai";

/// Action, video, file and size of every entry, and what is kept and unknown: everything of a plan but its identity.
fn content(plan: &Value) -> BTreeSet<String> {
    let list = |name: &str| plan[name].as_array().expect("a list").clone();
    let entries = list("entries").into_iter().map(|entry| {
        format!(
            "{} {} {} {} {}",
            entry["action"], entry["video"]["id"], entry["asset"]["id"], entry["bytes"], entry["reasons"]
        )
    });
    let kept = list("kept").into_iter().map(|kept| format!("kept {} {}", kept["video"]["id"], kept["source"]));
    let unknown = list("unknown").into_iter().map(|note| format!("unknown {} {}", note["video"]["id"], note["field"]));
    entries.chain(kept).chain(unknown).collect()
}

fn plan(world: &World, args: &[&str]) -> Value {
    let mut all = vec!["plan", SCRIPT, "--format", "json", "--out", "plan.json", "--limit", "share=100%"];
    all.extend(args);
    world.json(&all)
}

fn record(world: &World, account: &str, out: &str) {
    world.ok(&["record", "--account", account, "--out", out, "--seed", "7"]);
}

fn same_plan_everywhere(account: &str) {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "120"]);
    // One clock for all: ages are counted from it.
    let now = ["--now", "2030-01-01"];
    let there = plan(&world, &[&["--account", account], &now[..]].concat());
    assert!(there["entries"].as_array().is_some_and(|list| list.len() > 3), "{there}");
    record(&world, account, "library.json");
    let recorded = plan(&world, &[&["--recording", "library.json"], &now[..]].concat());
    assert_eq!(content(&recorded), content(&there), "planned on the recording");
    assert!(recorded["account"]["account_id"].as_str().is_some_and(|id| id.starts_with("recording-")));
    world.ok(&["sandbox", "import", "library.json"]);
    let again = plan(&world, &[&["--account", account], &now[..]].concat());
    assert_eq!(content(&again), content(&there), "planned on the sandbox that the recording was taken over into");
    // What was played back can be recorded again, and says the same.
    record(&world, account, "again.json");
    let twice = plan(&world, &[&["--recording", "again.json"], &now[..]].concat());
    assert_eq!(content(&twice), content(&there), "recorded twice");
}

#[test]
fn a_recording_of_brightcove_gives_the_same_plan_as_the_library() {
    same_plan_everywhere("sandbox");
}

#[test]
fn a_recording_of_apsara_gives_the_same_plan_as_the_library() {
    same_plan_everywhere("sandbox-apsara");
}

#[test]
fn what_was_played_back_can_be_committed_to() {
    for account in ["sandbox", "sandbox-apsara"] {
        let world = World::new();
        world.ok(&["sandbox", "reset", "--videos", "60"]);
        record(&world, account, "library.json");
        world.ok(&["sandbox", "import", "library.json"]);
        let planned = plan(&world, &["--account", account]);
        assert!(planned["entries"].as_array().is_some_and(|list| !list.is_empty()));
        world.ok(&["commit", "plan.json", "--confirm", &World::digits(&planned)]);
        let left = plan(&world, &["--account", account]);
        assert_eq!(left["entries"], serde_json::json!([]), "everything is gone");
    }
}

/// Every title, description, own id, file name and e-mail address of a library.
fn texts(world: &World, account: &str) -> BTreeSet<String> {
    let videos = world.json(&["search", "", "--account", account, "--format", "json"]);
    let of = |video: &Value| {
        let names = ["name", "description", "reference_id", "original_filename", "thumbnail_url"];
        names.map(|name| video[name].as_str().map(str::to_owned))
    };
    let list = videos.as_array().cloned().unwrap_or_default();
    list.iter().flat_map(of).flatten().filter(|text| text.len() > 3).collect()
}

#[test]
fn no_text_and_no_secret_of_either_platform_is_in_its_recording() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "200"]);
    let status = world.json(&["sandbox", "status", "--format", "json"]);
    for account in ["sandbox", "sandbox-apsara"] {
        world.ok(&["record", "--account", account, "--out", account]);
        let recording = world.read(account);
        let texts = texts(&world, account);
        assert!(texts.len() > 200, "{account} has texts");
        for text in &texts {
            assert!(!recording.contains(text.as_str()), "{account}: {text}");
        }
        for secret in ["account_id", "client_id", "client_secret", "access_key_id", "access_key_secret"] {
            assert!(!recording.contains(status[secret].as_str().expect("a text")), "{account}: {secret}");
        }
        for mark in ["auth_key", "sandbox.invalid", "Signature"] {
            assert!(!recording.contains(mark), "{account}: {mark}");
        }
    }
}

#[test]
fn two_recordings_have_nothing_in_common_but_with_a_seed_all() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "20"]);
    let names = |out: &str, args: &[&str]| {
        world.ok(&[&["record", "--out", out][..], args].concat());
        let recording: Value = serde_json::from_str(&world.read(out)).expect("JSON");
        let videos = recording["videos"].as_array().expect("videos").clone();
        videos.iter().map(|item| item["video"]["name"].to_string()).collect::<Vec<_>>()
    };
    assert_ne!(names("a.json", &[]), names("b.json", &[]));
    assert_eq!(names("c.json", &["--seed", "1"]), names("d.json", &["--seed", "1"]));
}

#[test]
fn a_plan_of_a_recording_cannot_be_committed() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "60"]);
    record(&world, "sandbox", "library.json");
    let table =
        world.ok(&["plan", SCRIPT, "--recording", "library.json", "--out", "plan.json", "--limit", "share=100%"]);
    assert!(table.contains("it cannot be committed") && !table.contains("vodsweep commit"), "{table}");
    let planned: Value = serde_json::from_str(&world.read("plan.json")).expect("JSON");
    let digits = World::digits(&planned);
    for account in [&[][..], &["--account", "sandbox"]] {
        let ran = world.run(&[&["commit", "plan.json", "--confirm", &digits][..], account].concat());
        assert_eq!(ran.code, 5, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("the plan was made from a recording"), "{}", ran.err);
    }
}

#[test]
fn the_platform_is_not_asked_when_a_recording_is_planned_on() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "20"]);
    record(&world, "sandbox", "library.json");
    // An account that cannot be reached and whose secret is nowhere.
    world.write(
        "vodsweep.toml",
        "default_account = \"main\"\n[accounts.main]\nplatform = \"brightcove\"\naccount_id = \"1\"\n\
         client_id = \"env:NOBODY\"\nclient_secret = \"env:NOBODY\"\n[accounts.main.endpoints]\n\
         oauth = \"http://127.0.0.1:9\"\ncms = \"http://127.0.0.1:9\"\n[accounts.main.limits]\nentries = 1\nshare = \"100%\"\n",
    );
    let ran = world.run(&["plan", SCRIPT, "--recording", "library.json", "--format", "json", "--out", "plan.json"]);
    let planned: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    assert_eq!(planned["limits"][0]["allowed"], 1, "the limits of the account hold");
}

#[test]
fn what_was_not_looked_up_stays_unknown() {
    for account in ["sandbox", "sandbox-apsara"] {
        let world = World::new();
        world.ok(&["sandbox", "reset", "--videos", "60"]);
        world.ok(&["record", "--account", account, "--out", "library.json", "--no-assets"]);
        let recorded = plan(&world, &["--recording", "library.json"]);
        assert_eq!(recorded["entries"], serde_json::json!([]));
        assert!(recorded["unknown"].as_array().is_some_and(|list| !list.is_empty()), "{recorded}");
        world.ok(&["sandbox", "import", "library.json"]);
        let again = plan(&world, &["--account", account]);
        assert_eq!(again["entries"], serde_json::json!([]), "{account}");
        assert!(again["unknown"].as_array().is_some_and(|list| !list.is_empty()), "{again}");
    }
}

#[test]
fn only_what_is_asked_for_is_recorded() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "100"]);
    let states = |args: &[&str]| {
        world.ok(&[&["record", "--force", "--no-assets", "--out", "r.json"][..], args].concat());
        let recording: Value = serde_json::from_str(&world.read("r.json")).expect("JSON");
        let videos = recording["videos"].as_array().expect("videos").clone();
        let states = videos.iter().map(|item| item["video"]["state"].as_str().unwrap_or("?").to_owned());
        (recording["scope"].clone(), states.collect::<Vec<_>>())
    };
    let (scope, inactive) = states(&["state:inactive -tags:keep", "created_at:<2040-01-01"]);
    assert!(!inactive.is_empty() && inactive.iter().all(|state| state == "inactive"), "{inactive:?}");
    assert_eq!(scope, "part");
    assert_eq!(states(&["--limit", "7"]).1.len(), 7);
    assert_eq!((states(&[]).0, states(&[]).1.len()), ("all".into(), 100));
}

#[test]
fn a_policy_is_tested_on_recordings_of_both_platforms() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "80"]);
    for (account, platform) in [("sandbox", "brightcove"), ("sandbox-apsara", "apsara")] {
        world.ok(&["record", "--account", account, "--out", &format!("scripts/{platform}.json"), "--seed", "1"]);
        let test = format!(
            "fn test_a() {{\n    clock(\"2030-01-01\");\n    platform(\"{platform}\");\n    \
             let videos = load_library(\"{platform}.json\");\n    assert(videos.len() >= 80);\n    limit(\"share\", \"100%\");\n    \
             let plan = run_policy();\n    assert(plan.entries.len() > 3);\n}}\n"
        );
        world.write("scripts/old_masters.test.rhai", test);
        let ran = world.run(&["test", SCRIPT]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        let wrong = if platform == "apsara" { "brightcove" } else { "apsara" };
        let test = format!("fn test_a() {{ platform(\"{wrong}\"); load_library(\"{platform}.json\"); }}\n");
        world.write("scripts/old_masters.test.rhai", test);
        let ran = world.run(&["test", SCRIPT]);
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains(&format!("write platform(\"{platform}\") before")), "{}", ran.out);
    }
}

#[test]
fn a_recording_is_told_by_its_schema() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "30"]);
    record(&world, "sandbox", "library.json");
    let recording: Value = serde_json::from_str(&world.read("library.json")).expect("JSON");
    let schema = world.json(&["schema", "recording"]);
    let described = schema["properties"].as_object().expect("properties");
    for name in recording.as_object().expect("an object").keys() {
        assert!(described.contains_key(name), "{name} is not in the schema");
    }
    assert_eq!(recording["schema"], "vodsweep.recording/1");
}

#[test]
fn what_became_of_the_library_is_told() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "30"]);
    let report = world.json(&["record", "--out", "r.json", "--format", "json", "--keep", "name"]);
    let of = |field: &str| {
        let list = report["fields"].as_array().expect("fields");
        list.iter().find(|line| line["field"] == field).cloned().unwrap_or_else(|| panic!("{field} in {report}"))
    };
    assert_eq!(report["coverage"]["videos"], 30);
    assert_eq!(of("name")["scrubbed"], 0);
    assert!(of("name")["kept"].as_u64().is_some_and(|kept| kept >= 30));
    assert!(of("urls")["scrubbed"].as_u64().is_some_and(|count| count > 30));
    let recording = world.read("r.json");
    let videos = world.json(&["search", "", "--format", "json"]);
    let names: Vec<&str> =
        videos.as_array().expect("videos").iter().filter_map(|video| video["name"].as_str()).collect();
    assert!(names.iter().filter(|name| recording.contains(**name)).count() > 20, "names are kept");
}

fn refused(ran: &Ran, code: i32, words: &[&str]) {
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    for word in words {
        assert!(ran.err.contains(word), "{word:?} is not in\n{}", ran.err);
    }
}

#[test]
fn a_file_that_is_there_is_not_replaced_and_one_that_cannot_be_is_said() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "10"]);
    world.write("library.json", "mine");
    refused(&world.run(&["record", "--out", "library.json"]), 2, &["there is a file library.json already", "--force"]);
    assert_eq!(world.read("library.json"), "mine");
    world.ok(&["record", "--out", "library.json", "--force"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(world.path("library.json")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner only");
    }
    refused(&world.run(&["record", "--out", "no/such/folder.json"]), 1, &["folder.json"]);
    refused(&world.run(&["record", "--out", "x.json", "--keep", "nane"]), 2, &["did you mean name?"]);
    refused(&world.run(&["record", "stat:active", "--out", "x.json"]), 2, &["stat"]);
    assert!(!world.path("x.json").exists());
    let drafts = fs::read_dir(world.path(".")).expect("a folder").filter_map(Result::ok);
    let drafts: Vec<_> = drafts.filter(|entry| entry.file_name().to_string_lossy().ends_with(".draft")).collect();
    assert!(drafts.is_empty(), "{drafts:?}");
}

#[test]
fn a_recording_that_cannot_be_read_is_refused_with_what_is_wrong() {
    let world = World::new();
    world.ok(&["sandbox", "reset", "--videos", "10"]);
    record(&world, "sandbox", "library.json");
    let good = world.read("library.json");
    let half = good.get(..good.len() / 2).expect("a half");
    let newer = good.replace("vodsweep.recording/1", "vodsweep.recording/9");
    let fewer = good.replace("\"coverage\":{\"videos\":10", "\"coverage\":{\"videos\":11");
    let garbled = good.replacen("\"state\":\"", "\"state\":\"x", 1);
    for (text, words) in [
        (half, "it ends before it is complete"),
        (newer.as_str(), "another version (vodsweep.recording/9)"),
        (fewer.as_str(), "it says that it holds 11 videos, and holds 10"),
        (garbled.as_str(), "it is damaged"),
        ("[]", "no recording"),
        ("not at all", "it is not JSON"),
    ] {
        world.write("bad.json", text);
        refused(&world.run(&["plan", SCRIPT, "--recording", "bad.json"]), 2, &["bad.json", words]);
    }
    refused(&world.run(&["plan", SCRIPT, "--recording", "none.json"]), 2, &["none.json", "vodsweep record"]);
    let before = world.json(&["search", "", "--format", "json"]);
    world.write("bad.json", half);
    refused(&world.run(&["sandbox", "import", "bad.json"]), 2, &["bad.json", "it ends before it is complete"]);
    world.write("bad.json", &garbled);
    refused(&world.run(&["sandbox", "import", "bad.json"]), 2, &["it is damaged"]);
    assert_eq!(world.json(&["search", "", "--format", "json"]), before, "the library is as it was");
}
