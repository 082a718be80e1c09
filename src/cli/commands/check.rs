//! `check`: what can be known of a policy without a library.

use std::path::{Path, PathBuf};

use crate::cli::args::CheckArgs;
use crate::cli::{Exit, Failure, Session, planning};
use crate::model::Severity;
use crate::report;

/// Compiles every script and shows what is wrong with it. Warnings do not fail.
///
/// # Errors
/// Fails on a path that cannot be read.
pub(in crate::cli) fn run(session: &Session, args: &CheckArgs) -> Result<Exit, Failure> {
    let mut scripts = Vec::new();
    for path in &args.paths {
        collect(path, &mut scripts)?;
    }
    if scripts.is_empty() {
        return Err(Failure::new(Exit::Usage, "there is no script (*.rhai) to check"));
    }
    scripts.sort();
    let (mut errors, mut warnings) = (0, 0);
    let mut text = String::new();
    for script in &scripts {
        for diagnostic in planning::check(script)? {
            match diagnostic.severity {
                Severity::Error => errors += 1,
                Severity::Warning | Severity::Advice => warnings += 1,
            }
            text.push_str(&report::diagnostic(&diagnostic, &session.terminal.out));
        }
    }
    session.terminal.result(&text)?;
    let count = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    session.terminal.say(&format!(
        "{} checked, {}, {}",
        count(scripts.len(), "script"),
        count(errors, "error"),
        count(warnings, "warning")
    ));
    Ok(if errors > 0 { Exit::Policy } else { Exit::Done })
}

/// A script itself, or every policy below a folder; tests of policies are not policies.
fn collect(path: &Path, scripts: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::new(Exit::Usage, format!("failed to read {}: {error}", path.display()));
    if !std::fs::metadata(path).map_err(fail)?.is_dir() {
        scripts.push(path.to_path_buf());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(fail)? {
        let entry = entry.map_err(fail)?.path();
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        if entry.is_dir() || (name.ends_with(".rhai") && !name.ends_with(".test.rhai")) {
            collect(&entry, scripts)?;
        }
    }
    Ok(())
}
