//! A handful of cases through the program itself: a served sandbox with a file of faults, and a process that is killed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::time::{Duration, Instant};

use crate::world::{Ran, Stopped, World};

const POLICY: &str = "// Fourteen inactive videos.\nlet n = 0;\nfor v in search(\"state:inactive\") {\n    \
                      if n < 14 && references(v).is_empty() { delete_video(v, \"inactive\"); n += 1; }\n}\n";

/// A world with a plan, and a sandbox that is served with faults only once the plan is made.
struct Scene {
    world: World,
    dialect: &'static str,
    plan: serde_json::Value,
}

impl Scene {
    fn new(dialect: &'static str) -> Self {
        let world = World::new();
        world.ok(&["sandbox", "reset", "--videos", "300", "--seed", "3"]);
        world.write("many.rhai", POLICY);
        let mut scene = Self { world, dialect, plan: serde_json::Value::Null };
        let serve = scene.serve("");
        scene.plan = scene.world.plan("many.rhai", "p.json");
        assert_eq!(scene.plan["entries"].as_array().map(Vec::len), Some(14));
        drop(serve);
        scene
    }

    /// Serves the library with these faults, at an address that the configuration then names.
    fn serve(&self, faults: &str) -> Stopped {
        self.world.write("faults.toml", faults);
        let mut child = self.world.spawn(&["sandbox", "serve", "--faults", "faults.toml"]);
        let out = child.stdout.take().expect("piped");
        let serve = Stopped(child);
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on ").expect("the address").to_owned();
        let status = self.world.json(&["sandbox", "status", "--format", "json"]);
        let text = |key: &str| status[key].as_str().expect("a text").to_owned();
        let (account, secret) = match self.dialect {
            "brightcove" => (
                format!(
                    "account_id = \"{}\"\nclient_id = \"{}\"\nclient_secret = \"file:secret.txt\"\n\
                     [accounts.main.endpoints]\noauth = \"{address}\"\ncms = \"{address}\"\n",
                    text("account_id"),
                    text("client_id")
                ),
                text("client_secret"),
            ),
            _ => (
                format!(
                    "region = \"{}\"\naccess_key_id = \"command:echo {}\"\naccess_key_secret = \"file:secret.txt\"\n\
                     endpoint = \"{address}\"\n",
                    text("region"),
                    text("access_key_id")
                ),
                text("access_key_secret"),
            ),
        };
        self.world.write("secret.txt", secret);
        let pace = "[accounts.main.pace]\nrequests_per_second = 500\n";
        let platform = format!("default_account = \"main\"\n[accounts.main]\nplatform = \"{}\"\n", self.dialect);
        self.world.write("vodsweep.toml", format!("{platform}{account}{pace}"));
        serve
    }

    fn commit_args(&self) -> Vec<String> {
        let args = ["commit", "p.json", "--confirm", &World::digits(&self.plan), "--format", "json"];
        args.map(str::to_owned).to_vec()
    }

    fn commit(&self) -> Ran {
        let args = self.commit_args();
        self.world.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// What the library's own log says was deleted; a video is never in it twice.
    fn deleted(&self) -> BTreeSet<String> {
        let log = self.world.read(".vodsweep/sandbox/changes.jsonl");
        let mut deleted = BTreeSet::new();
        let mut open: Vec<serde_json::Value> =
            log.lines().map(|line| serde_json::from_str(line).expect("a change")).collect();
        while let Some(change) = open.pop() {
            open.extend(change["changes"].as_array().cloned().unwrap_or_default());
            for id in change["videos"].as_array().into_iter().flatten() {
                assert!(deleted.insert(id.as_str().expect("an id").to_owned()), "{id} was deleted twice");
            }
        }
        deleted
    }

    /// The whole run is done, and exactly the plan is gone.
    fn is_done(&self) {
        let runs = self.world.json(&["runs", "--format", "json"]);
        assert_eq!(runs[0]["state"], "finished");
        let run = runs[0]["id"].as_str().expect("an id").to_owned();
        let entries = self.world.json(&["runs", &run, "--format", "json"])["entries"].clone();
        let entries = entries.as_array().expect("entries");
        assert!(entries.iter().all(|entry| entry["state"] == "deleted"), "{entries:?}");
        assert_eq!((entries.len(), self.deleted().len()), (14, 14));
        if self.dialect == "brightcove" {
            let planned = self.plan["entries"].as_array().expect("entries").iter();
            let planned: BTreeSet<String> =
                planned.map(|entry| entry["video"]["id"].as_str().expect("an id").to_owned()).collect();
            assert_eq!(self.deleted(), planned);
        }
    }
}

const BOTH: [&str; 2] = ["brightcove", "apsara"];

#[test]
fn a_closed_port_stops_a_run_with_its_own_exit_code_and_resume_finishes_it() {
    for dialect in BOTH {
        let scene = Scene::new(dialect);
        let faults = "[[fault]]\non = \"delete\"\nafter = 0\ndoes = \"refuse\"\nmilliseconds = 600000\n";
        let serve = scene.serve(faults);
        let ran = scene.commit();
        assert_eq!(ran.code, 6, "{dialect}\n{}\n{}", ran.out, ran.err);
        assert!(scene.deleted().is_empty());
        drop(serve);
        let _serve = scene.serve("");
        let ran = scene.world.run(&["resume"]);
        assert_eq!(ran.code, 0, "{dialect}\n{}\n{}", ran.out, ran.err);
        scene.is_done();
    }
}

#[test]
fn a_reset_after_the_deletion_is_settled_within_the_run() {
    for dialect in BOTH {
        let scene = Scene::new(dialect);
        let _serve = scene.serve("[[fault]]\non = \"delete_video\"\ntimes = 3\ndoes = \"reset_after\"\n");
        let ran = scene.commit();
        assert_eq!(ran.code, 0, "{dialect}\n{}\n{}", ran.out, ran.err);
        scene.is_done();
    }
}

#[test]
fn a_process_killed_while_a_deletion_stalls_is_settled_by_asking() {
    for dialect in BOTH {
        for applied in [false, true] {
            let scene = Scene::new(dialect);
            let stall = format!("does = \"stall\"\nmilliseconds = 600000\napplied = {applied}\n");
            let serve = scene.serve(&format!("[[fault]]\non = \"delete_video\"\ntimes = \"always\"\n{stall}"));
            let args = scene.commit_args();
            let victim = Stopped(scene.world.spawn(&args.iter().map(String::as_str).collect::<Vec<_>>()));
            let begun = Instant::now();
            let stalled = || {
                let runs = scene.world.json(&["runs", "--format", "json"]);
                runs[0]["totals"].to_string().contains("in_flight") || runs[0]["totals"]["in_flight"].is_number()
            };
            while !(stalled() && (!applied || !scene.deleted().is_empty())) {
                assert!(begun.elapsed() < Duration::from_mins(1), "nothing is in flight");
                std::thread::yield_now();
            }
            // Dropping kills with SIGKILL.
            drop(victim);
            drop(serve);
            let _serve = scene.serve("");
            let ran = scene.world.run(&["resume"]);
            assert_eq!(ran.code, 0, "{dialect} {applied}\n{}\n{}", ran.out, ran.err);
            scene.is_done();
        }
    }
}

#[test]
fn what_others_tag_between_plan_and_commit_is_skipped_with_its_own_exit_code() {
    for dialect in BOTH {
        let scene = Scene::new(dialect);
        let id = scene.plan["entries"][0]["video"]["id"].as_str().expect("an id").to_owned();
        let event = format!("[[event]]\non = \"read\"\nids = [\"{id}\"]\ndoes = \"tag\"\ntag = \"keep\"\n");
        let _serve = scene.serve(&event);
        let ran = scene.commit();
        assert_eq!(ran.code, 6, "{dialect}\n{}\n{}", ran.out, ran.err);
        assert_eq!(scene.deleted().len(), 13);
        let again = scene.world.run(&["resume"]);
        assert_eq!(again.code, 0, "there is nothing to resume: {}", again.err);
    }
}

#[test]
fn a_mistake_in_a_file_of_faults_is_one_of_the_call() {
    let world = World::new();
    world.write("faults.toml", "[[fault]]\non = \"delte\"\ndoes = \"ignore\"\n");
    let ran = world.run(&["sandbox", "serve", "--faults", "faults.toml"]);
    assert_eq!(ran.code, 2);
    let said = "line 2: on \"delte\" is not known; did you mean \"delete\"?";
    assert!(ran.err.contains(said), "{}", ran.err);
    assert_eq!(world.run(&["sandbox", "serve", "--faults", "nowhere.toml"]).code, 2);
    let help = world.ok(&["sandbox", "serve", "--help"]);
    assert!(help.contains("[[fault]]") && help.contains("remove_renditions"), "{help}");
}
