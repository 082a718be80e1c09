//! `watch` in a pipe: one block a run, however an editor saves, and never a deletion.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::ChildStdout;

use crate::world::{Stopped, World};

struct Watching {
    lines: std::io::Lines<BufReader<ChildStdout>>,
    _child: Stopped,
}

impl Watching {
    fn start(world: &World, script: &str) -> Self {
        let mut child = world.spawn(&["watch", script]);
        let out = child.stdout.take().expect("piped");
        Self { lines: BufReader::new(out).lines(), _child: Stopped(child) }
    }

    /// Everything up to the line that ends a block.
    fn block(&mut self) -> String {
        let mut block = String::new();
        for line in self.lines.by_ref() {
            let line = line.expect("a line");
            block.push_str(&line);
            block.push('\n');
            if line.ends_with("Ctrl-C ends") {
                return block;
            }
        }
        panic!("watching ended after\n{block}");
    }
}

fn policy(days: u32) -> String {
    format!("// Stale.\nsearch(\"state:inactive updated_at:<-{days}d\").each(|v| delete_video(v, \"stale\"));\n")
}

fn count(block: &str) -> usize {
    block.lines().filter(|line| line.starts_with("  delete_video ")).count()
}

#[test]
fn every_way_of_saving_plans_again_and_a_broken_script_keeps_the_last_good_plan() {
    let world = World::new();
    let script = world.write("stale.rhai", policy(1_000));
    let before = world.json(&["search", "", "--format", "json"]);
    let mut watching = Watching::start(&world, "stale.rhai");
    let first = watching.block();
    let few = count(&first);

    // Written in place.
    fs::write(&script, policy(200)).expect("a save");
    let more = watching.block();
    assert!(count(&more) > few, "{first}{more}");
    assert!(more.contains("since the last good plan: +"), "{more}");

    // Written beside and renamed over it.
    let beside = world.write("stale.rhai.tmp", "// broken\nsearch(\"state:inactive\"\n");
    fs::rename(&beside, &script).expect("a save");
    let broken = watching.block();
    assert!(broken.contains("not planned: the last good plan stays"), "{broken}");
    assert!(broken.contains("stale.rhai:"), "{broken}");

    // Moved away, then written anew.
    fs::rename(&script, world.path("stale.rhai~")).expect("a backup");
    fs::write(&script, policy(1_000)).expect("a save");
    let mut last = watching.block();
    while last.contains("not planned") {
        last = watching.block();
    }
    assert_eq!(count(&last), few, "{last}");
    assert_eq!(world.json(&["search", "", "--format", "json"]), before);
}

#[test]
fn an_imported_file_is_watched_too() {
    let world = World::new();
    world.write("lib/ages.rhai", "fn old() { 1000 }\n");
    world.write(
        "stale.rhai",
        "// Stale.\nimport \"lib/ages\" as ages;\nlet n = ages::old();\nsearch(\"state:inactive\")\n    \
         .filter(|v| days_since(v.updated_at) > n)\n    .each(|v| delete_video(v, \"stale\"));\n",
    );
    let mut watching = Watching::start(&world, "stale.rhai");
    let few = count(&watching.block());
    world.write("lib/ages.rhai", "fn old() { 100 }\n");
    let more = watching.block();
    assert!(count(&more) > few, "{more}");
}

#[test]
fn a_list_that_a_policy_reads_is_watched_even_before_it_is_there() {
    let world = World::new();
    world.write(
        "stale.rhai",
        "// Stale.\nlet days = read_lines(\"lists/days.txt\");\n\
         search(\"state:inactive updated_at:<-\" + days[0] + \"d\").each(|v| delete_video(v, \"stale\"));\n",
    );
    let mut watching = Watching::start(&world, "stale.rhai");
    let missing = watching.block();
    assert!(missing.contains("there is no file") && missing.contains("there is no plan yet"), "{missing}");
    world.write("lists/days.txt", "1000\n");
    let few = count(&watching.block());
    world.write("lists/days.txt", "200\n");
    let more = watching.block();
    assert!(count(&more) > few, "{more}");
    fs::remove_file(world.path("lists/days.txt")).expect("removed");
    let gone = watching.block();
    assert!(gone.contains("not planned: the last good plan stays"), "{gone}");
}

#[test]
fn an_import_that_is_missing_is_waited_for() {
    let world = World::new();
    world.write(
        "stale.rhai",
        "// Stale.\nimport \"lib/ages\" as ages;\nlet n = ages::old();\nsearch(\"state:inactive\")\n    \
         .filter(|v| days_since(v.updated_at) > n)\n    .each(|v| delete_video(v, \"stale\"));\n",
    );
    let mut watching = Watching::start(&world, "stale.rhai");
    assert!(watching.block().contains("there is no plan yet"));
    world.write("lib/ages.rhai", "fn old() { 100 }\n");
    assert!(count(&watching.block()) > 0);
}
