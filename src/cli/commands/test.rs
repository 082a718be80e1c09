//! `test`: runs the tests of policies. It needs no configuration, reaches no platform and deletes nothing.

use std::path::{Path, PathBuf};

use crate::cli::args::{Global, TestArgs};
use crate::cli::testing::{Chosen, ChosenTest, Snapshots, run as run_tests, show};
use crate::cli::{Exit, Failure, Terminal};
use crate::script::testing::{SUFFIX, TestFile, discover};
use crate::store::write_atomically;

/// Finds, runs and shows tests.
///
/// # Errors
/// Fails when there is nothing to test, and when tests or policies do not compile.
pub(in crate::cli) fn run(global: &Global, args: &TestArgs) -> Result<Exit, Failure> {
    let terminal = Terminal::plain(global);
    if args.review && !Terminal::can_ask() {
        return Err(Failure::new(Exit::Usage, "nobody can be asked: this is no terminal")
            .hint("--update accepts every snapshot that is new or changed"));
    }
    let paths = if args.paths.is_empty() { vec![default_folder()] } else { args.paths.clone() };
    let files = load(&paths)?;
    let chosen = Chosen::of(&files, args.filter.as_deref());
    if chosen.tests.is_empty() {
        return Err(Failure::new(Exit::Usage, "no test has a name with that text").hint("--list shows their names"));
    }
    if args.list {
        let names: Vec<String> = chosen.tests.iter().map(ChosenTest::full_name).collect();
        terminal.result(&(names.join("\n") + "\n"))?;
        return Ok(Exit::Done);
    }
    let ended = run_tests(&terminal, args, &chosen)?;
    if let Some(path) = &args.junit {
        write_atomically(path, &ended.junit()).map_err(|error| Failure::from_error(Exit::Failed, &error))?;
    }
    show(&terminal, args, &ended)?;
    let snapshots = Snapshots::of(&ended, &chosen);
    let settled = snapshots.settle(&terminal, args)?;
    Ok(if ended.all_passed(&settled) { Exit::Done } else { Exit::Failed })
}

fn default_folder() -> PathBuf {
    let scripts = Path::new("scripts");
    if scripts.is_dir() { scripts.to_owned() } else { PathBuf::from(".") }
}

/// Reads every file of tests; the mistakes of all of them are shown together.
fn load(paths: &[PathBuf]) -> Result<Vec<TestFile>, Failure> {
    let found = discover(paths).map_err(|error| Failure::from_error(Exit::Usage, &error))?;
    if found.is_empty() {
        let places: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::new(Exit::Usage, format!("there is no test (*{SUFFIX}) in {}", places.join(", ")))
            .hint("a policy old_masters.rhai has its tests beside it, in old_masters.test.rhai"));
    }
    let mut files = Vec::with_capacity(found.len());
    let mut mistakes = Vec::new();
    for path in &found {
        match TestFile::load(path) {
            Ok(file) => files.push(file),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(files) } else { Err(Failure::from_diagnostics(Exit::Policy, mistakes)) }
}
