//! What a run leaves behind: evidence of what was deleted, a log that shows tampering, and exports of it.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::crash::Platform;
use crate::proxy::Moment;
use crate::world::{Stopped, World, ran};

const FEW: &str = "// A few whole videos.\nsearch(\"state:inactive\").filter(|v| references(v).is_empty()).take(4)\n    \
                   .each(|v| delete_video(v, \"few\"));\n";

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}

/// Plans and commits a script; gives the plan and the summary.
fn committed(world: &World, script: &str) -> (Value, Value) {
    let plan = world.plan(script, "p.json");
    assert!(!plan["entries"].as_array().expect("entries").is_empty(), "{script} deletes nothing");
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan), "--format", "json"]);
    assert!([0, 6].contains(&ran.code), "{}{}", ran.out, ran.err);
    (plan, serde_json::from_str(&ran.out).expect("JSON"))
}

fn export(world: &World, run: &str) -> Vec<Value> {
    let text = world.ok(&["runs", "export", run, "--format", "jsonl"]);
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
}

/// Checks an export by itself, as its documentation says, and gives its head.
fn verified(lines: &[Value]) -> String {
    let header = &lines[0];
    let mut head = String::new();
    for (n, line) in lines[1..].iter().enumerate() {
        let record = text(line, "record");
        head = sha256(format!("{head}\n{record}").as_bytes());
        assert_eq!((line["n"].as_u64(), text(line, "digest")), (Some(n as u64), head.as_str()));
        let record: Value = serde_json::from_str(record).expect("a record");
        assert_eq!(record["kind"] == "opened", n == 0);
        if record["kind"] == "opened" {
            assert_eq!(sha256(text(header, "plan_text").as_bytes()), text(&record, "plan_text"));
            assert_eq!((&record["plan"], &record["by"]), (&header["plan"], &header["by"]));
        }
        if record["kind"] == "intent" {
            assert_eq!(sha256(text(line, "evidence").as_bytes()), text(&record, "evidence"));
        }
    }
    assert_eq!(header["journal"]["head"], head.as_str());
    head
}

#[test]
fn an_export_proves_its_chain_by_itself_and_holds_what_is_gone() {
    let platform = Platform::start(&[]);
    let world = &platform.world;
    world.write("few.rhai", FEW);
    let planned = world.plan("few.rhai", "p.json");
    let before: Vec<Value> =
        planned["entries"].as_array().expect("entries").iter().map(|entry| entry["video"]["id"].clone()).collect();
    let (plan, summary) = committed(world, "few.rhai");
    let run = text(&summary, "run");
    let lines = export(world, run);
    assert_eq!(verified(&lines), text(&summary, "head"));
    let intents: Vec<&Value> = lines.iter().filter(|line| line.get("evidence").is_some()).collect();
    let kept: Vec<Value> =
        intents.iter().map(|line| serde_json::from_str(text(line, "evidence")).expect("an object")).collect();
    for id in before {
        let video = kept.iter().find(|object| object["id"] == id).unwrap_or_else(|| panic!("{id} is not kept"));
        // The whole object, not a selection of it.
        for field in ["account_id", "custom_fields", "created_at", "schedule", "images"] {
            assert!(video.get(field).is_some(), "{field} of {id}: {video}");
        }
    }
    // The sizes were looked up, so the files that went with their videos are kept too.
    let files = plan["entries"][0]["files"].as_array().expect("files");
    assert_eq!(intents[0]["files"].as_array(), Some(files));
    assert!(files.iter().all(|file| serde_json::from_str::<Value>(text(file, "native")).is_ok()));
    for key in ["user", "host", "tool"] {
        assert!(!text(&lines[0]["by"], key).is_empty());
    }
    let shown = world.json(&["runs", run, "--format", "json"]);
    assert_eq!((&shown["by"], &shown["journal"]), (&lines[0]["by"], &lines[0]["journal"]));
    assert_eq!(shown["policies"][0]["sha256"], plan["policies"][0]["sha256"]);
    assert!(world.ok(&["runs", run]).contains(text(&summary, "head")));
    assert_eq!(world.ok(&["runs", "export", run, "--format", "csv", "--out", "run.csv"]), "");
    let sheet = world.read("run.csv");
    assert_eq!(sheet.lines().count(), plan["entries"].as_array().expect("entries").len() + 1);
}

#[test]
fn the_deletion_of_a_file_keeps_what_the_platform_said_of_it() {
    for platform in [Platform::start(&[]), Platform::apsara(&[])] {
        let world = &platform.world;
        let (plan, summary) = committed(world, "scripts/old_masters.rhai");
        let entry = &plan["entries"][0];
        assert_eq!(entry["files"].as_array().map(Vec::len), Some(1), "{entry}");
        assert_eq!(entry["files"][0]["id"], entry["asset"]["id"]);
        let lines = export(world, text(&summary, "run"));
        verified(&lines);
        let intents: Vec<&Value> = lines.iter().filter(|line| line.get("evidence").is_some()).collect();
        assert!(!intents.is_empty() && intents.iter().all(|line| line["files"][0]["kind"] == "master"), "{intents:?}");
    }
}

#[test]
fn exports_of_either_platform_hold_no_secret_and_no_signature() {
    for platform in [Platform::start(&[]), Platform::apsara(&[])] {
        let world = &platform.world;
        world.write("few.rhai", FEW);
        let (_, summary) = committed(world, "few.rhai");
        let run = text(&summary, "run");
        let texts = [
            world.ok(&["runs", "export", run, "--format", "jsonl"]),
            world.ok(&["runs", "export", run, "--format", "csv"]),
            world.ok(&["runs", run]),
            world.ok(&["runs", "verify"]),
        ];
        let secret = world.read("secret.txt");
        for text in texts {
            for never in [secret.trim(), "auth_key", "Signature=", "access_token"] {
                assert!(!text.contains(never), "{never} is shown");
            }
        }
    }
}

#[test]
fn a_changed_journal_is_noticed_by_everything_that_reads_it() {
    let world = World::new();
    world.write("few.rhai", FEW);
    let (_, summary) = committed(&world, "few.rhai");
    let (run, head) = (text(&summary, "run"), text(&summary, "head"));
    let intact = world.json(&["runs", "verify", run, "--head", head, "--format", "json"]);
    assert_eq!((&intact[0]["intact"], &intact[0]["noted"]), (&true.into(), &"head".into()));
    let first = text(&export(&world, run)[1], "digest").to_owned();
    let earlier = world.json(&["runs", "verify", run, "--head", &first[7..], "--format", "json"]);
    assert_eq!((&earlier[0]["noted"], &earlier[0]["record"]), (&"earlier".into(), &0.into()));
    let other = world.run(&["runs", "verify", run, "--head", &"0".repeat(64)]);
    assert!(other.code == 1 && other.out.contains("this is another log"), "{}", other.out);
    let part = world.run(&["runs", "verify", run, "--head", &head[..20]]);
    assert!(part.code == 2 && part.err.contains("--head needs the whole digest"), "{}", part.err);
    assert_eq!(world.run(&["runs", "verify", "none"]).code, 2);
    assert_eq!(world.run(&["runs", "verify"]).code, 0);

    let database = rusqlite::Connection::open(world.path(".vodsweep/vodsweep.db")).expect("a database");
    database
        .execute("UPDATE log SET record = replace(record, '\"seq\":', '\"seq\": ') WHERE n = 1", [])
        .expect("an update");
    database.execute("UPDATE runs SET state = 'stopped'", []).expect("an update");
    drop(database);
    for args in [&["runs", "verify"][..], &["runs", "verify", run], &["runs", run]] {
        let ran = world.run(args);
        assert_eq!(ran.code, 1, "{args:?}");
        assert!(ran.out.contains("record 1: its digest does not fit its text"), "{args:?}: {}", ran.out);
        assert!(ran.out.contains("the run is stopped, but by the log it is finished"), "{args:?}: {}", ran.out);
    }
    let exported = world.run(&["runs", "export", run, "--format", "jsonl"]);
    assert!(exported.code == 1 && exported.err.contains("was changed after it was written"), "{}", exported.err);
    let resumed = world.run(&["resume", run]);
    assert_eq!(resumed.code, 5, "{}{}", resumed.out, resumed.err);
    assert!(resumed.err.contains(&format!("`vodsweep runs verify {run}`")), "{}", resumed.err);
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for file in std::fs::read_dir(from).expect("a folder") {
        let file = file.expect("a file");
        let target = to.join(file.file_name());
        if file.file_type().expect("a type").is_dir() {
            copy_folder(&file.path(), &target);
        } else {
            std::fs::copy(file.path(), target).expect("a copy");
        }
    }
}

#[test]
fn a_killed_run_goes_on_from_a_copy_of_its_state_folder_with_its_chain() {
    let platform = Platform::start(&[]);
    let world = &platform.world;
    world.write("few.rhai", FEW);
    let plan = world.plan("few.rhai", "p.json");
    let victim: Arc<Mutex<Option<Stopped>>> = Arc::default();
    let target = Arc::clone(&victim);
    platform.proxy.at_delete(Moment::After(2), move || {
        // Dropping kills with SIGKILL.
        target.lock().expect("not poisoned").take();
    });
    {
        let mut slot = victim.lock().expect("not poisoned");
        *slot = Some(Stopped(world.spawn(&["commit", "p.json", "--confirm", &World::digits(&plan)])));
    }
    while victim.lock().expect("not poisoned").is_some() {
        std::thread::yield_now();
    }
    platform.proxy.disarm();
    copy_folder(&world.path(".vodsweep"), &world.path("moved/state"));
    assert!(world.path("moved/state/locks").read_dir().expect("locks").count() >= 2, "stale locks came along");
    let moved = |args: &[&str]| world.run(&[&["--state-dir", "moved/state"], args].concat());
    let open = moved(&["runs", "verify", "--format", "json"]);
    assert_eq!(open.code, 0, "what a kill leaves is intact: {}", open.out);
    let resumed = moved(&["resume", "--format", "json"]);
    assert_eq!(resumed.code, 0, "{}{}", resumed.out, resumed.err);
    let summary: Value = serde_json::from_str(&resumed.out).expect("JSON");
    let shown = moved(&["runs", text(&summary, "run"), "--format", "json"]);
    let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
    assert!(shown["entries"].as_array().expect("entries").iter().all(|entry| entry["state"] == "deleted"));
    let sessions = shown["sessions"].as_array().expect("sessions");
    let ends: Vec<(bool, bool)> =
        sessions.iter().map(|one| (one["ended_at"].is_null(), one["by"]["user"].is_string())).collect();
    assert_eq!(ends, [(true, true), (false, true)], "the first was killed: {sessions:?}");
}

#[test]
fn of_two_processes_on_one_account_one_is_told_who_the_other_is() {
    for second in ["few.rhai", "other.rhai"] {
        let platform = Platform::start(&[]);
        let world = &platform.world;
        world.write("few.rhai", FEW);
        world.write("other.rhai", FEW.replace("\"few\"", "\"other\""));
        let (plan, other) = (world.plan("few.rhai", "p.json"), world.plan(second, "q.json"));
        let (reached, is_reached) = std::sync::mpsc::channel();
        platform.proxy.at_delete(Moment::Before(1), move || reached.send(()).expect("somebody listens"));
        let first = world.spawn(&["commit", "p.json", "--confirm", &World::digits(&plan)]);
        let pid = first.id();
        let first = Stopped(first);
        is_reached.recv().expect("the first is at work");
        let run = text(&world.json(&["runs", "--format", "json"])[0], "id").to_owned();
        // Planned again in the same second, a plan may even be the same one.
        let same = plan["id"] == other["id"] || second == "few.rhai";
        let file = if same { "p.json" } else { "q.json" };
        let digits = World::digits(if same { &plan } else { &other });
        let turned_away = ran(&world.command(&["commit", file, "--confirm", &digits]).output().expect("it ends"));
        let (code, named) = if same { (5, format!("run {run}")) } else { (1, format!("process {pid} (run {run}")) };
        assert_eq!(turned_away.code, code, "{turned_away:?}");
        assert!(turned_away.err.contains(&named), "{turned_away:?}");
        let resumed = world.run(&["resume", &run]);
        assert!(resumed.code == 1 && resumed.err.contains(&format!("process {pid}")), "{resumed:?}");
        drop(first);
        platform.proxy.disarm();
        assert_eq!(world.run(&["resume", &run]).code, 0);
        let deletions = platform.proxy.seen().into_iter().filter(|(method, _)| method == "DELETE");
        let mut paths: Vec<String> = deletions.map(|(_, path)| path).collect();
        paths.sort();
        let all = paths.len();
        paths.dedup();
        // The platform never saw the request that was held up.
        assert_eq!((paths.len(), all), (4, 5), "each is deleted once");
        assert_eq!(world.run(&["runs", "verify"]).code, 0);
    }
}
