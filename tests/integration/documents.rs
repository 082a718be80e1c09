//! The README does what it says: every command in it is run.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::world::{World, ran};

/// The commands of every console block of the README, in order.
fn commands() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(path).expect("a README");
    let mut commands = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            commands.push(command.to_owned());
        }
    }
    commands
}

#[cfg(unix)]
#[test]
fn every_command_of_the_readme_works() {
    let world = World::new();
    let program = Path::new(env!("CARGO_BIN_EXE_vodsweep"));
    let folder = program.parent().expect("a folder").to_string_lossy().into_owned();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let commands = commands();
    assert_eq!(commands[0], "cargo run --release -- plan scripts/old_masters.rhai");
    assert_eq!(commands[1], "cargo test");
    let mut last = String::new();
    for command in commands.iter().filter(|command| *command != "cargo test") {
        let command = command.replace("cargo run --release --", "vodsweep");
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(world.path(""))
            .env_clear()
            .env("PATH", &path)
            .env("HOME", world.path(""))
            .output()
            .expect("a shell");
        let ran = ran(&output);
        assert_eq!(ran.code, 0, "{command}\n{}\n{}", ran.out, ran.err);
        last = ran.out;
    }
    assert!(last.to_lowercase().contains("nothing to delete"), "the last plan of the README is empty:\n{last}");
}

#[test]
fn the_policy_of_the_readme_compiles() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(path).expect("a README");
    let policy = text.split("```rhai\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a policy");
    let world = World::new();
    world.write("readme.rhai", policy);
    world.ok(&["check", "readme.rhai"]);
    world.ok(&["plan", "readme.rhai"]);
}

#[test]
fn the_examples_run() {
    let examples: [(&str, &[&str], &str); 3] = [
        ("embed", &[], "inactive for a year"),
        ("own_provider", &[], "deleted: 1"),
        ("bench", &["--videos", "120"], "concurrent"),
    ];
    for (name, args, said) in examples {
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline", "--example", name, "--"])
            .args(args)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo starts");
        let ran = ran(&output);
        assert_eq!(ran.code, 0, "{name}\n{}", ran.err);
        assert!(ran.out.contains(said), "{name}\n{}", ran.out);
    }
}

/// Every test that the program has, by name.
fn tests() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    let mut open = vec![root.join("src"), root.join("tests/integration")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                text.push_str(&fs::read_to_string(&path).expect("readable text"));
            }
        }
    }
    text
}

#[test]
fn every_test_that_the_safety_page_names_is_there() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/safety.md")).expect("a page");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 2)
        .map(|line| line.trim_matches('|').split(" | ").collect())
        .skip(1)
        .collect();
    assert!(rows.len() >= 15, "{} promises", rows.len());
    let tests = tests();
    for row in rows {
        let named: Vec<&str> = row[2].split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "{} is proven by nothing", row[0]);
        for name in named {
            assert!(tests.contains(&format!("fn {name}(")), "{}: there is no test {name}", row[0]);
        }
    }
}

#[test]
fn everything_that_the_performance_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("src/performance.md")).expect("a page");
    let named = |option: &str| -> Vec<String> {
        let after = page.split(option).skip(1);
        after.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
    };
    let (benches, examples) = (named("--bench "), named("--example "));
    assert!(benches.len() >= 5 && !examples.is_empty(), "{benches:?} {examples:?}");
    for (folder, names) in [("benches", benches), ("examples", examples)] {
        for name in names {
            let file = root.join(folder).join(format!("{name}.rs"));
            let inside = root.join(folder).join(&name).join("main.rs");
            assert!(file.is_file() || inside.is_file(), "there is no {folder}/{name}");
        }
    }
    let tests = tests();
    let proven = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| ["budget::", "inventory::"].iter().any(|suite| code.starts_with(suite)));
    let proven: Vec<&str> = proven.filter_map(|code| code.rsplit("::").next()).collect();
    assert!(proven.len() >= 3, "{proven:?}");
    for name in proven {
        assert!(tests.contains(&format!("fn {name}(")), "there is no test {name}");
    }
}
