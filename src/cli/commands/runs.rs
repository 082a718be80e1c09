//! `runs`: what was done, from the journal.

use crate::cli::args::{RunsArgs, TextFormat};
use crate::cli::{Exit, Failure, Session};
use crate::report::{self, RunEntry};

/// Lists the runs, or shows one with every outcome.
///
/// # Errors
/// Fails when there is no such run or the journal cannot be read.
pub(in crate::cli) fn run(session: &Session, args: &RunsArgs) -> Result<Exit, Failure> {
    let fail = |error: &dyn std::error::Error| Failure::from_error(Exit::Failed, error);
    let store = session.store()?;
    let style = &session.terminal.out;
    let text = match &args.run {
        None => {
            let runs = store.runs().map_err(|error| fail(&error))?;
            match args.format {
                TextFormat::Table => report::runs_table(&runs, style),
                TextFormat::Json => report::runs_json(&runs).map_err(|error| fail(&error))?,
            }
        }
        Some(name) => {
            let run = store.find_run(name).map_err(|error| Failure::from_error(Exit::Usage, &error))?;
            let entries = store.entries(&run).map_err(|error| fail(&error))?;
            let plan = store.plan_of_run(&run.id).map_err(|error| fail(&error))?;
            let copies = store.copies(&run.id).map_err(|error| fail(&error))?;
            let joined = RunEntry::join(&entries, Some(&plan));
            match args.format {
                TextFormat::Table => report::run_table(&run, &joined, &copies, style),
                TextFormat::Json => report::run_json(&run, &joined, &copies).map_err(|error| fail(&error))?,
            }
        }
    };
    session.terminal.result(&text)?;
    Ok(Exit::Done)
}
