//! `resume`: settles and finishes a run that was interrupted, stopped or killed.

use crate::cli::args::ResumeArgs;
use crate::cli::{Exit, Failure, Session, running};
use crate::store::{RunRecord, Store};

/// Takes up the run.
///
/// # Errors
/// Fails when there is no such run.
pub(in crate::cli) fn run(session: &Session, args: &ResumeArgs) -> Result<Exit, Failure> {
    let store = session.store()?;
    let Some(record) = choose(session, &store, args)? else {
        session.terminal.say("there is no run to resume");
        return Ok(Exit::Done);
    };
    intact(&store, &record)?;
    let copies = store.has_left_copies(&record.id).map_err(|error| Failure::from_error(Exit::Failed, &error))?;
    if !record.state.can_resume() && !copies {
        session.terminal.say(&format!("run {} is finished: there is nothing to resume", record.id));
        return Ok(running::exit_of(&record.totals));
    }
    let plan = store.plan_of_run(&record.id).map_err(|error| Failure::from_error(Exit::Failed, &error))?;
    if plan.id != record.plan || !plan.is_intact() {
        let message =
            format!("the journal's copy of the plan of run {} was changed, so nothing was deleted", record.id);
        return Err(
            Failure::new(Exit::Refused, message).hint("plan again; `vodsweep runs` shows what the run had done")
        );
    }
    let opened = session.open_for(&record.account)?;
    let context = running::context(session, &opened, store, args.max_errors)?;
    session.terminal.say(&format!("resuming run {} on {}", record.id, record.account));
    running::carry_out(session, &context, args.format, |context, events| {
        Box::pin(async move { crate::execute::resume(&record.id, context, events).await })
    })
}

/// Refuses a run whose journal is not what was written.
fn intact(store: &Store, record: &RunRecord) -> Result<(), Failure> {
    let audit = store.audit(&record.id).map_err(|error| Failure::from_error(Exit::Failed, &error))?;
    audit.require_intact().map_err(|error| Failure::from_error(Exit::Refused, &error))
}

/// The named run, or the latest of the selected account that can be resumed.
fn choose(session: &Session, store: &Store, args: &ResumeArgs) -> Result<Option<RunRecord>, Failure> {
    if let Some(name) = &args.run {
        return store.find_run(name).map(Some).map_err(|error| Failure::from_error(Exit::Usage, &error));
    }
    let runs = store.runs().map_err(|error| Failure::from_error(Exit::Failed, &error))?;
    let mut open = runs.into_iter().filter(|run| run.state.can_resume()).filter(|run| session.selects(&run.account));
    Ok(open.next())
}
