//! `diff`: what changed between two plans.

use crate::cli::args::{DiffArgs, TextFormat};
use crate::cli::{Exit, Failure, Session, plan_file};
use crate::plan::PlanDiff;
use crate::report;

/// Shows the differences.
///
/// # Errors
/// Fails when a plan cannot be read or was changed.
pub(in crate::cli) fn run(session: &Session, args: &DiffArgs) -> Result<Exit, Failure> {
    let old = plan_file::read(&args.old)?;
    let new = plan_file::read(&args.new)?;
    let diff = PlanDiff::between(&old, &new);
    let text = match args.format {
        TextFormat::Table => report::diff_table(&diff, &session.terminal.out),
        TextFormat::Json => report::diff_json(&diff).map_err(|error| Failure::from_error(Exit::Failed, &error))?,
    };
    session.terminal.result(&text)?;
    Ok(Exit::Done)
}
