//! `show`: a saved plan, again.

use std::path::Path;

use crate::cli::args::{PlanFormat, ShowArgs};
use crate::cli::{Exit, Failure, Session, plan_file};
use crate::plan::Plan;
use crate::report::{self, PlanView};

/// Shows the plan.
///
/// # Errors
/// Fails when the plan cannot be read or was changed.
pub(in crate::cli) fn run(session: &Session, args: &ShowArgs) -> Result<Exit, Failure> {
    let plan = plan_file::read(&args.plan)?;
    let text = render(session, &plan, Some(&args.plan), args.format, args.all)?;
    session.terminal.result(&text)?;
    Ok(Exit::Done)
}

/// The plan in the form that was asked for.
///
/// # Errors
/// Fails when the text cannot be made.
pub(in crate::cli) fn render(
    session: &Session,
    plan: &Plan,
    path: Option<&Path>,
    format: PlanFormat,
    all: bool,
) -> Result<String, Failure> {
    let fail = |error: &dyn std::error::Error| Failure::from_error(Exit::Failed, error);
    match format {
        PlanFormat::Table => {
            let rows = if all { None } else { Some(PlanView::ROWS) };
            let view = PlanView { path, now: session.now, rows };
            Ok(report::plan_table(plan, &view, &session.terminal.out))
        }
        PlanFormat::Json => report::plan_json(plan).map_err(|error| fail(&error)),
        PlanFormat::Csv => {
            let mut text = Vec::new();
            report::plan_csv(plan, &mut text).map_err(|error| fail(&error))?;
            Ok(String::from_utf8_lossy(&text).into_owned())
        }
        PlanFormat::Markdown => Ok(report::plan_markdown(plan)),
    }
}
