//! `new`: begins a policy with its tests. It never writes over a file.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::args::{Global, NewArgs};
use crate::cli::templates::{Texts, texts};
use crate::cli::{Exit, Failure, Terminal};
use crate::report::shell_word;

/// Writes both files and says what to do next.
///
/// # Errors
/// Fails when one of them is there already or cannot be written; then none is left.
pub(in crate::cli) fn run(global: &Global, args: &NewArgs) -> Result<Exit, Failure> {
    let name = bare_name(&args.name)?;
    let (policy, tests) = (beside(&args.name, name, "rhai"), beside(&args.name, name, "test.rhai"));
    for path in [&policy, &tests] {
        if path.symlink_metadata().is_ok() {
            return Err(exists(path));
        }
    }
    if let Some(folder) = policy.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| {
            Failure::new(Exit::Failed, format!("failed to make the folder {}: {error}", folder.display()))
        })?;
    }
    let Texts { policy: policy_text, tests: tests_text } = texts(args.template, name);
    write(&policy, &policy_text)?;
    if let Err(failure) = write(&tests, &tests_text) {
        // Half of it would be in the way the next time.
        let _ = fs::remove_file(&policy);
        return Err(failure);
    }
    Terminal::plain(global).result(&told(&policy, &tests))?;
    Ok(Exit::Done)
}

/// The name without folders and ending.
fn bare_name(path: &Path) -> Result<&str, Failure> {
    let wrong = |why: &str| {
        Failure::new(Exit::Usage, format!("{:?} cannot be the name of a policy: {why}", path.display().to_string()))
            .hint("vodsweep new scripts/old_news --template untagged")
    };
    let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| wrong("it names no file"))?;
    let name = name.strip_suffix(".rhai").unwrap_or(name);
    if path.to_str().is_some_and(|path| path.ends_with(['/', std::path::MAIN_SEPARATOR])) {
        return Err(wrong("it names a folder"));
    }
    if !name.chars().next().is_some_and(char::is_alphanumeric) {
        return Err(wrong("a name begins with a letter or a digit"));
    }
    if name.ends_with(char::is_whitespace) {
        return Err(wrong("it ends with a blank"));
    }
    if name.contains('.') {
        return Err(wrong("a name has no dot, because tests and snapshots are named after it"));
    }
    if name.chars().any(char::is_control) {
        return Err(wrong("it has a character that cannot be seen"));
    }
    Ok(name)
}

fn beside(path: &Path, name: &str, ending: &str) -> PathBuf {
    path.with_file_name(format!("{name}.{ending}"))
}

fn exists(path: &Path) -> Failure {
    Failure::new(Exit::Usage, format!("{} is there already, and nothing was written", path.display()))
        .hint("choose another name, or remove it first")
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => Failure::new(Exit::Failed, format!("failed to write {}: {error}", path.display())),
    })
}

/// What was written, and what to do next.
fn told(policy: &Path, tests: &Path) -> String {
    let name = shell_word(&policy.display().to_string());
    format!(
        "wrote {}, a policy\n\
         wrote {}, its tests\n\n\
         Say in it what is to go, then:\n  \
           vodsweep check {name}    finds mistakes, without network\n  \
           vodsweep test {name}     runs its tests, without network\n  \
           vodsweep watch {name}    plans again on every save, and never commits\n",
        policy.display(),
        tests.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_with_and_without_its_ending() {
        for (path, wanted) in [("old", "old"), ("scripts/old.rhai", "old"), ("a b/c d", "c d")] {
            assert_eq!(bare_name(Path::new(path)).expect("a name"), wanted);
        }
        for path in ["", "..", "scripts/", ".rhai", "a.test", "a.test.rhai", "-x", "a\nb"] {
            assert!(bare_name(Path::new(path)).is_err(), "{path:?}");
        }
    }
}
