//! What becomes of the snapshots that tests took: accepted, set aside as `.new` to be looked at, or asked about.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::outcome::Ended;
use super::runner::Chosen;
use crate::cli::args::TestArgs;
use crate::cli::{Exit, Failure, Interrupt, Terminal};
use crate::report::{self, Difference};
use crate::script::testing::{Compared, Taken};
use crate::store::write_atomically;

/// The snapshots of all tests that were run.
pub(in crate::cli) struct Snapshots<'a> {
    taken: Vec<&'a Taken>,
    /// Files that no test uses any more.
    stale: Vec<PathBuf>,
}

impl<'a> Snapshots<'a> {
    /// Gathers what the tests took, and looks for files that none of them did.
    pub(in crate::cli) fn of(ended: &'a Ended<'_>, chosen: &Chosen<'_>) -> Self {
        let taken: Vec<&Taken> = ended.tests.iter().flat_map(|test| &test.result.snapshots).collect();
        let used: BTreeSet<&Path> = taken.iter().map(|taken| taken.path.as_path()).collect();
        // A file whose tests did not all come to their end cannot tell what it uses.
        let mut whole: BTreeMap<PathBuf, bool> = BTreeMap::new();
        for test in &ended.tests {
            let all = whole.entry(test.test.file.snapshot_folder()).or_insert(true);
            *all &= test.result.failure.is_none() && chosen.left_out == 0;
        }
        let folders = whole.into_iter().filter(|(_, all)| *all).map(|(folder, _)| folder);
        let stale = folders.flat_map(|folder| files_of(&folder)).filter(|path| !used.contains(path.as_path()));
        let stale = stale.collect();
        Self { taken, stale }
    }

    /// Writes, asks or sets aside; gives the files that were accepted.
    ///
    /// # Errors
    /// Fails when a file cannot be written, and when a question gets no answer.
    pub(in crate::cli) fn settle(&self, terminal: &Terminal, args: &TestArgs) -> Result<BTreeSet<PathBuf>, Failure> {
        let mut accepted = BTreeSet::new();
        let mut set_aside = 0;
        for taken in &self.taken {
            let pending = pending(&taken.path);
            if taken.compared == Compared::Same {
                remove(&pending)?;
            } else if args.update || (args.review && is_wanted(terminal, taken)?) {
                write(&taken.path, &taken.text)?;
                remove(&pending)?;
                accepted.insert(taken.path.clone());
            } else if args.review {
                remove(&pending)?;
            } else {
                write(&pending, &taken.text)?;
                set_aside += 1;
            }
        }
        match accepted.len() {
            0 => {}
            1 => terminal.say("1 snapshot accepted"),
            many => terminal.say(&format!("{many} snapshots accepted")),
        }
        if set_aside > 0 {
            let which = if set_aside == 1 { "1 snapshot waits" } else { &format!("{set_aside} snapshots wait") };
            terminal.say(&format!("{which} as *.txt.new: --review asks about each, --update accepts all"));
        }
        for path in &self.stale {
            terminal.complain(&format!("warning: no test uses the snapshot {}; delete it", path.display()));
        }
        Ok(accepted)
    }
}

/// Whether the person at the terminal takes the new text.
fn is_wanted(terminal: &Terminal, taken: &Taken) -> Result<bool, Failure> {
    let old = match &taken.compared {
        Compared::Differs(old) => Some(old.as_str()),
        Compared::Missing | Compared::Same => None,
    };
    let change = Difference { old, new: &taken.text };
    terminal.complain(&report::snapshot_question(&taken.path.to_string_lossy(), &change, &terminal.err));
    loop {
        // Ctrl-C ends the program here: nothing of this command has to be brought to an end.
        let answer = terminal.ask("accept it? [y/n] ", &Interrupt::default())?;
        match answer.to_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => {}
        }
    }
}

/// Where a text waits that differs.
fn pending(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    files.sort();
    files
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| {
            Failure::new(Exit::Failed, format!("failed to make the folder {}: {error}", folder.display()))
        })?;
    }
    write_atomically(path, text).map_err(|error| Failure::from_error(Exit::Failed, &error))
}

fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::new(Exit::Failed, format!("failed to remove {}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}
