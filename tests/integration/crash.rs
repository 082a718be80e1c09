//! The process is killed at every deletion, before and after the platform applied it, and resumed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::sync::{Arc, Mutex};

use crate::proxy::{Moment, Proxy};
use crate::world::{Stopped, World};

/// Six videos that nobody needs any more, so that every moment can be tried quickly.
const POLICY: &str = "// Six inactive videos.\nlet n = 0;\nfor v in search(\"state:inactive\") {\n    \
                      if n < 6 && references(v).is_empty() { delete_video(v, \"inactive\"); n += 1; }\n}\n";

pub struct Platform {
    pub world: World,
    pub proxy: Proxy,
    _serve: Stopped,
}

impl Platform {
    /// A world with an account `main` that reaches a served sandbox through a proxy.
    pub fn start(serve: &[&str]) -> Self {
        Self::speaking(serve, |status, proxy| {
            let text = |key: &str| status[key].as_str().expect("a text").to_owned();
            let config = format!(
                "platform = \"brightcove\"\naccount_id = \"{}\"\nclient_id = \"{}\"\nclient_secret = \
                 \"file:secret.txt\"\n[accounts.main.endpoints]\noauth = \"{proxy}\"\ncms = \"{proxy}\"\n",
                text("account_id"),
                text("client_id"),
            );
            (config, text("client_secret"))
        })
    }

    /// The same in the other dialect.
    pub fn apsara(serve: &[&str]) -> Self {
        Self::speaking(serve, |status, proxy| {
            let text = |key: &str| status[key].as_str().expect("a text").to_owned();
            let config = format!(
                "platform = \"apsara\"\nregion = \"{}\"\naccess_key_id = \"command:echo {}\"\naccess_key_secret = \
                 \"file:secret.txt\"\nendpoint = \"{proxy}\"\n",
                text("region"),
                text("access_key_id"),
            );
            (config, text("access_key_secret"))
        })
    }

    fn speaking(serve: &[&str], account: impl Fn(&serde_json::Value, &str) -> (String, String)) -> Self {
        let world = World::new();
        world.ok(&["sandbox", "reset", "--videos", "300", "--seed", "3"]);
        let mut args = vec!["sandbox", "serve", "--port", "0"];
        args.extend(serve);
        let mut child = world.spawn(&args);
        let out = child.stdout.take().expect("piped");
        let serve = Stopped(child);
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on ").expect("the address").to_owned();
        let status = world.json(&["sandbox", "status", "--format", "json"]);
        let proxy = Proxy::to(&address);
        let (config, secret) = account(&status, &proxy.address);
        world.write("secret.txt", secret);
        world.write(
            "vodsweep.toml",
            format!(
                "default_account = \"main\"\n[accounts.main]\n{config}[accounts.main.pace]\nrequests_per_second = 500\n"
            ),
        );
        Self { world, proxy, _serve: serve }
    }

    pub fn ids(&self) -> BTreeSet<String> {
        let list = self.world.json(&["search", "", "--format", "json"]);
        list.as_array().expect("a list").iter().map(|video| video["id"].as_str().expect("an id").to_owned()).collect()
    }
}

fn killed_at(platform: &Platform, moment: Moment) {
    let world = &platform.world;
    world.write("six.rhai", POLICY);
    let before = platform.ids();
    let plan = world.plan("six.rhai", "p.json");
    let planned: BTreeSet<String> = plan["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| entry["video"]["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(planned.len(), 6);
    platform.proxy.forget();
    let victim: Arc<Mutex<Option<Stopped>>> = Arc::default();
    let target = Arc::clone(&victim);
    platform.proxy.at_delete(moment, move || {
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
    let ran = world.run(&["resume", "--format", "json"]);
    assert_eq!(ran.code, 0, "{moment:?}\n{}\n{}", ran.out, ran.err);
    let after = platform.ids();
    assert_eq!(before.difference(&after).cloned().collect::<BTreeSet<_>>(), planned, "{moment:?}");
    let runs = world.json(&["runs", "--format", "json"]);
    let run = runs[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(runs[0]["state"], "finished", "{moment:?}");
    let entries = world.json(&["runs", &run, "--format", "json"])["entries"].clone();
    assert!(
        entries.as_array().expect("entries").iter().all(|entry| entry["state"] == "deleted"),
        "{moment:?}: {entries}"
    );
}

#[test]
fn a_kill_before_a_deletion_loses_nothing_and_repeats_nothing_that_happened() {
    for n in [1, 3, 6] {
        killed_at(&Platform::start(&[]), Moment::Before(n));
    }
}

#[test]
fn a_kill_after_a_deletion_is_settled_by_asking_and_not_by_deleting_again() {
    killed_at(&Platform::start(&[]), Moment::After(1));
    killed_at(&Platform::start(&[]), Moment::After(6));
}

#[test]
fn a_kill_around_a_deletion_of_many_videos_is_settled_by_asking() {
    // All six go in one request.
    killed_at(&Platform::apsara(&[]), Moment::Before(1));
    killed_at(&Platform::apsara(&[]), Moment::After(1));
}

#[test]
fn planning_on_the_other_platform_calls_nothing_but_reading_operations() {
    let platform = Platform::apsara(&[]);
    platform.proxy.forget();
    for script in ["old_masters", "superseded_renditions", "forgotten_images", "stuck_uploads"] {
        platform.world.ok(&["plan", &format!("scripts/{script}.rhai"), "--limit", "share=100%"]);
    }
    platform.world.ok(&["search", "tags:keep"]);
    let seen = platform.proxy.seen();
    assert!(seen.len() > 10);
    let reads = ["/Search", "/Get", "/BatchGet", "/List", "/Describe"];
    let writes: Vec<_> = seen.iter().filter(|(_, path)| !reads.iter().any(|read| path.starts_with(read))).collect();
    assert!(writes.is_empty(), "{writes:?}");
}

#[test]
fn planning_sends_nothing_but_reads_and_the_token_request() {
    let platform = Platform::start(&[]);
    platform.proxy.forget();
    platform.world.ok(&["plan", "scripts/old_masters.rhai"]);
    platform.world.ok(&["plan", "scripts/clip_assets.rhai"]);
    platform.world.ok(&["search", "tags:keep"]);
    let seen = platform.proxy.seen();
    assert!(seen.len() > 10);
    let writes: Vec<_> = seen
        .iter()
        .filter(|(method, path)| method != "GET" && !(method == "POST" && path.starts_with("/v4/access_token")))
        .collect();
    assert!(writes.is_empty(), "{writes:?}");
}
