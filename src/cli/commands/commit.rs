//! `commit`: carries out a saved plan, and nothing but that plan.

use jiff::Timestamp;

use crate::cli::args::CommitArgs;
use crate::cli::{Exit, Failure, Opened, Session, Terminal, plan_file, running};
use crate::execute::{Acceptance, Accepted, Refusal, accept};
use crate::plan::Plan;
use crate::report::{self, PlanView};

/// The fewest hex digits that confirm a plan.
const FEWEST_DIGITS: usize = 8;

/// Checks the plan, asks for confirmation, and deletes.
///
/// # Errors
/// Refuses a plan that was changed, expired, is blocked or was committed before.
pub(in crate::cli) fn run(session: &Session, args: &CommitArgs) -> Result<Exit, Failure> {
    let plan = plan_file::read(&args.plan)?;
    // No configuration has such an account, so that is said before one is looked for.
    if plan.account.is_recorded() {
        return Err(running::refusal(&Refusal::Recorded(plan.account.account_id).into()));
    }
    let opened = session.open_for(&plan.account)?;
    let store = session.store()?;
    let account = opened.account();
    let today = Timestamp::now();
    let now_is_given = session.now_is_given;
    let check = Acceptance { now: session.now, today, now_is_given, account: &account, store: &store };
    let accepted = accept(plan, check).map_err(|error| running::refusal(&error))?;
    if accepted.plan().entries.is_empty() {
        session.terminal.say("the plan holds no entry, so there is nothing to commit");
        return Ok(Exit::Done);
    }
    confirm(session, &opened, &accepted, args)?;
    let context = running::context(session, &opened, store, args.max_errors)?;
    running::carry_out(session, &context, args.format, |context, events| {
        Box::pin(async move { crate::execute::commit(&accepted, context, events).await.map(Some) })
    })
}

/// Makes sure that a person, or whoever wrote the script that calls us, means this very plan.
fn confirm(session: &Session, opened: &Opened, accepted: &Accepted, args: &CommitArgs) -> Result<(), Failure> {
    let plan = accepted.plan();
    let Some(digits) = &args.confirm else {
        return if Terminal::can_ask() { ask(session, opened, plan) } else { Err(unconfirmed(plan)) };
    };
    let digits = digits.strip_prefix("sha256:").unwrap_or(digits).to_ascii_lowercase();
    if digits.len() < FEWEST_DIGITS {
        return Err(Failure::new(
            Exit::Refused,
            format!("--confirm needs at least {FEWEST_DIGITS} hex digits of the plan's id"),
        ));
    }
    if !plan.id.trim_start_matches("sha256:").starts_with(&digits) {
        return Err(Failure::new(Exit::Refused, "--confirm does not match the plan's id, so nothing was deleted")
            .hint(format!("look at the plan with `vodsweep show {}`", args.plan.display())));
    }
    Ok(())
}

fn unconfirmed(plan: &Plan) -> Failure {
    Failure::new(Exit::Usage, "a commit has to be confirmed, and there is no terminal to ask on; nothing was deleted")
        .hint(format!("pass --confirm {} if this is the plan that you mean", plan.short_id()))
}

fn ask(session: &Session, opened: &Opened, plan: &Plan) -> Result<(), Failure> {
    let view = PlanView { path: None, now: session.now, rows: Some(PlanView::ROWS) };
    session.terminal.complain(&report::plan_table(plan, &view, &session.terminal.err));
    let name = &opened.config.name;
    let question = if plan.deletes() {
        format!("Type the account's name ({name}) to delete this for good: ")
    } else {
        format!("Type the account's name ({name}) to carry this out: ")
    };
    let answer = session.terminal.ask(&question, &session.interrupt)?;
    if answer == *name {
        return Ok(());
    }
    Err(Failure::new(Exit::Usage, "that is not the account's name, so nothing was deleted"))
}
