//! The guide is a transcript: every file in it is written, every command is run, and what it prints is what is printed
//! there. `VODSWEEP_RENEW=1 cargo test guide` writes what the program prints now into the guide.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};

use crate::world::{Stopped, World, ran};

/// The day of the guide: what a policy finds depends on it.
const NOW: &str = "2026-06-01T12:00:00Z";

/// A place where the commands of a page are run one after another, as a person would.
struct Desk {
    world: World,
    path: String,
    watched: Option<(Lines<BufReader<ChildStdout>>, Stopped)>,
}

impl Desk {
    fn new() -> Self {
        let world = World::new();
        let program = env!("CARGO_BIN_EXE_vodsweep");
        let wrapper = world.write("bin/vodsweep", format!("#!/bin/sh\nexec '{program}' --now {NOW} \"$@\"\n"));
        make_executable(&wrapper);
        world.ok(&["sandbox", "reset", "--as-of", NOW]);
        let folder = world.path("bin").to_string_lossy().into_owned();
        let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
        Self { world, path, watched: None }
    }

    fn shell(&self, command: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(self.world.path("")).env_clear();
        shell.env("PATH", &self.path).env("HOME", self.world.path("")).env("COLUMNS", "100").stdin(Stdio::null());
        shell
    }

    /// Runs a line, and gives what it prints.
    fn run(&mut self, line: &str) -> String {
        if let Some(command) = line.strip_suffix(" &") {
            // Without the shell between, so that the program and not the shell is stopped at the end.
            let mut child =
                self.shell(&format!("exec {command} 2>&1")).stdout(Stdio::piped()).spawn().expect("a shell");
            let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
            self.watched = Some((lines, Stopped(child)));
            return self.block();
        }
        if line == "kill %1" {
            assert!(self.watched.take().is_some(), "nothing is running");
            return String::new();
        }
        let ran = ran(&self.shell(&format!("{{ {line}\n}} 2>&1")).output().expect("a shell"));
        let mut text = ran.out;
        if ran.code != 0 {
            let _ = writeln!(text, "(exit code {})", ran.code);
        }
        if self.watched.is_some() {
            text.push_str(&self.block());
        }
        text
    }

    /// What is printed after a save.
    fn block(&mut self) -> String {
        let Some((lines, _)) = &mut self.watched else { return String::new() };
        let mut text = String::new();
        for line in lines {
            let line = line.expect("a line");
            let _ = writeln!(text, "{line}");
            if line.ends_with("Ctrl-C ends") {
                return text;
            }
        }
        panic!("watching ended after\n{text}");
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
}

/// The page as it would be written now.
fn replayed(page: &str) -> String {
    let mut desk = Desk::new();
    let mut now = String::new();
    let mut lines = page.lines().peekable();
    let mut said = "";
    while let Some(line) = lines.next() {
        let _ = writeln!(now, "{line}");
        match line {
            "```console" => {
                let mut block = Vec::new();
                while let Some(line) = lines.next_if(|line| *line != "```") {
                    block.push(line);
                }
                assert!(
                    block.first().is_some_and(|line| line.starts_with("$ ")),
                    "a block begins with a command: {block:?}"
                );
                for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                    let command = confirmed(command, &now);
                    let _ = write!(now, "$ {command}\n{}", steady(&desk.run(&command)));
                }
            }
            "```rhai" => {
                let mut text = String::new();
                while let Some(line) = lines.next_if(|line| *line != "```") {
                    let _ = writeln!(text, "{line}");
                }
                now.push_str(&text);
                if let Some(name) = said.strip_suffix("`:").and_then(|said| said.rsplit('`').next()) {
                    desk.world.write(name, text);
                }
            }
            _ if !line.is_empty() => said = line,
            _ => {}
        }
    }
    now
}

/// The same without what is different each time: how long something took, when a run began, and the head of its log.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let words = line.split(' ').map(|word| match word {
            _ if word.ends_with("s]") && word.starts_with(|c: char| c.is_ascii_digit()) => "0.012s]".to_owned(),
            _ if is_run(word) => format!("20260601T120000Z{}", &word[16..]),
            _ if word.strip_prefix("sha256:").is_some_and(is_hex) => format!("sha256:{}", "0123456789abcdef".repeat(4)),
            _ => word.to_owned(),
        });
        let line = words.collect::<Vec<_>>().join(" ");
        let line =
            match line.split_once("planned in ").and_then(|(before, rest)| Some((before, rest.split_once(" ms")?))) {
                Some((before, (_, after))) => format!("{before}planned in 12 ms{after}"),
                None => line,
            };
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

fn is_hex(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// The name of a run begins with its moment and ends with the first digits of its plan.
fn is_run(word: &str) -> bool {
    let parts = word.split_once('-').filter(|(moment, _)| moment.len() == 16 && moment.ends_with('Z'));
    parts.is_some_and(|(moment, plan)| moment.contains('T') && plan.chars().all(|c| c.is_ascii_hexdigit()))
}

/// The digits that confirm the plan that was shown last: they change whenever a plan holds something new.
fn confirmed(command: &str, page: &str) -> String {
    let Some((before, after)) = command.split_once("--confirm ") else { return command.to_owned() };
    let shown = page.lines().rev().find_map(|line| line.strip_prefix("Plan ")).expect("a plan was shown");
    format!("{before}--confirm {}{}", &shown[..12], after.get(12..).unwrap_or_default())
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_guide_shows_is_what_happens() {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide.md");
    let page = fs::read_to_string(&path).expect("a guide");
    let now = replayed(&page);
    if std::env::var_os("VODSWEEP_RENEW").is_some() {
        fs::write(&path, &now).expect("the guide");
        return;
    }
    for (number, (shown, found)) in page.lines().zip(now.lines()).enumerate() {
        let around = now.lines().skip(number.saturating_sub(5)).take(15).collect::<Vec<_>>().join("\n");
        assert_eq!(shown, found, "line {} of the guide is out of date; now it would read\n{around}", number + 1);
    }
    assert_eq!(page, now);
}
