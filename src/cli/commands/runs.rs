//! `runs`: what was done, from the journal.

mod export;
mod verify;

use crate::cli::args::{RunsAction, RunsArgs, TextFormat};
use crate::cli::{Exit, Failure, Session};
use crate::report::{self, RunEntry, RunView};
use crate::store::{Audit, Store};

/// Lists the runs, shows one with every outcome, or verifies or exports the journal.
///
/// # Errors
/// Fails when there is no such run or the journal cannot be read.
pub(in crate::cli) fn run(session: &Session, args: &RunsArgs) -> Result<Exit, Failure> {
    let store = session.store()?;
    match (&args.action, &args.run) {
        (Some(RunsAction::Verify(args)), _) => verify::run(session, &store, args),
        (Some(RunsAction::Export(args)), _) => export::run(session, &store, args),
        (None, Some(name)) => show(session, &store, name, args.format),
        (None, None) => list(session, &store, args.format),
    }
}

fn list(session: &Session, store: &Store, format: TextFormat) -> Result<Exit, Failure> {
    let runs = store.runs().map_err(|error| failed(&error))?;
    let text = match format {
        TextFormat::Table => report::runs_table(&runs, &session.terminal.out),
        TextFormat::Json => report::runs_json(&runs).map_err(|error| failed(&error))?,
    };
    session.terminal.result(&text)?;
    Ok(Exit::Done)
}

fn show(session: &Session, store: &Store, name: &str, format: TextFormat) -> Result<Exit, Failure> {
    let run = store.find_run(name).map_err(|error| Failure::from_error(Exit::Usage, &error))?;
    let audit = store.audit(&run.id).map_err(|error| failed(&error))?;
    let entries = store.entries(&run).map_err(|error| failed(&error))?;
    let plan = store.plan_of_run(&run.id).map_err(|error| failed(&error))?;
    let copies = store.copies(&run.id).map_err(|error| failed(&error))?;
    let joined = RunEntry::join(&entries, Some(&plan));
    let view = RunView { run: &run, entries: &joined, copies: &copies, audit: &audit };
    let text = match format {
        TextFormat::Table => report::run_table(&view, &session.terminal.out),
        TextFormat::Json => report::run_json(&view).map_err(|error| failed(&error))?,
    };
    session.terminal.result(&text)?;
    Ok(believed(session, &audit))
}

/// The exit code of what was told of a run: a journal that was changed is told to people too.
fn believed(session: &Session, audit: &Audit) -> Exit {
    if audit.is_intact() {
        return Exit::Done;
    }
    session.terminal.complain(&format!(
        "the journal of run {0} was changed after it was written; `vodsweep runs verify {0}` shows where",
        audit.run
    ));
    Exit::Failed
}

fn failed(error: &dyn std::error::Error) -> Failure {
    Failure::from_error(Exit::Failed, error)
}
