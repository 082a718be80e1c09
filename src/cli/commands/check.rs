//! `check`: what can be known of a policy without a library.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::args::{CheckArgs, CheckFormat};
use crate::cli::{Exit, Failure, Session, planning};
use crate::model::{Diagnostic, Lint, Severity, closest};
use crate::report;
use crate::script::{Levels, Policy, lint, lints};

/// Checks every script and shows what is wrong with it. Warnings do not fail unless they are denied.
///
/// # Errors
/// Fails on a path that cannot be read, and on a kind of finding that does not exist.
pub(in crate::cli) fn run(session: &Session, args: &CheckArgs) -> Result<Exit, Failure> {
    if let Some(code) = &args.explain {
        return explain(session, code);
    }
    let levels = levels(args)?;
    let mut scripts = Vec::new();
    for path in &args.paths {
        collect(path, &mut scripts)?;
    }
    if scripts.is_empty() {
        return Err(Failure::new(Exit::Usage, "there is no script (*.rhai) to check"));
    }
    scripts.sort();
    scripts.dedup();
    let (checked, found) = inspect(&scripts, &args.paths)?;
    let found: Vec<Diagnostic> = found.into_iter().filter_map(|found| levels.apply(found)).collect();
    session.terminal.result(&render(session, args.format, &found)?)?;
    let of = |severity: Severity| found.iter().filter(|found| found.severity == severity).count();
    let (errors, advice) = (of(Severity::Error), of(Severity::Advice));
    let count = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let advice = if advice == 0 { String::new() } else { format!(", {advice} advice") };
    session.terminal.say(&format!(
        "{} checked, {}, {}{advice}",
        count(checked, "script"),
        count(errors, "error"),
        count(of(Severity::Warning), "warning")
    ));
    Ok(if errors > 0 { Exit::Policy } else { Exit::Done })
}

/// What is found in the scripts, each finding once, and how many scripts that were. A script of a folder that another
/// one imports is looked at as a part of that one only.
fn inspect(scripts: &[PathBuf], named: &[PathBuf]) -> Result<(usize, Vec<Diagnostic>), Failure> {
    let mut sources = Vec::new();
    let mut found = Vec::new();
    let mut modules = BTreeSet::new();
    for script in scripts {
        match planning::load(script)? {
            Ok(source) => {
                modules.extend(source.imported().into_iter().filter_map(|file| file.canonicalize().ok()));
                sources.push((script, source));
            }
            Err(diagnostic) => found.push(*diagnostic),
        }
    }
    sources.retain(|(script, _)| {
        named.contains(*script) || !script.canonicalize().is_ok_and(|script| modules.contains(&script))
    });
    let checked = sources.len() + found.len();
    for diagnostic in sources.iter().flat_map(|(_, source)| Policy::inspect(source)) {
        if !found.contains(&diagnostic) {
            found.push(diagnostic);
        }
    }
    Ok((checked, found))
}

fn render(session: &Session, format: CheckFormat, found: &[Diagnostic]) -> Result<String, Failure> {
    let text = match format {
        CheckFormat::Text => Ok(found.iter().map(|found| report::diagnostic(found, &session.terminal.out)).collect()),
        CheckFormat::Github => Ok(report::check_github(found)),
        CheckFormat::Json => report::check_json(found),
        CheckFormat::Sarif => report::check_sarif(found, &lints().collect::<Vec<_>>()),
    };
    text.map_err(|error| Failure::new(Exit::Failed, format!("failed to write the findings: {error}")))
}

fn explain(session: &Session, code: &str) -> Result<Exit, Failure> {
    let text = match code {
        "all" => report::explain_all(lints()),
        code => report::explain(known(code)?, &session.terminal.out),
    };
    session.terminal.result(&text)?;
    Ok(Exit::Done)
}

fn levels(args: &CheckArgs) -> Result<Levels, Failure> {
    let codes = |codes: &[String]| -> Result<Vec<_>, Failure> {
        codes.iter().map(|code| known(code).map(|lint| lint.code)).collect()
    };
    let (all, deny): (Vec<String>, Vec<String>) = args.deny.iter().cloned().partition(|code| code == "warnings");
    for code in args.allow.iter().chain(&args.warn) {
        if known(code)?.severity == Severity::Error {
            return Err(Failure::new(Exit::Usage, format!("`{code}` is an error, and stays one")));
        }
    }
    Ok(Levels {
        allow: codes(&args.allow)?,
        warn: codes(&args.warn)?,
        deny: codes(&deny)?,
        deny_warnings: !all.is_empty(),
    })
}

/// The kind of finding of that code.
fn known(code: &str) -> Result<&'static Lint, Failure> {
    lint(code).ok_or_else(|| {
        let failure = Failure::new(Exit::Usage, format!("there is no finding `{code}`"));
        match closest(code, lints().map(|lint| lint.code)) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint("`vodsweep check --explain all` lists them"),
        }
    })
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
