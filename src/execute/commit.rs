//! Beginning a run, taking one up again, and ending either.

use std::collections::{BTreeMap, BTreeSet};

use super::accept::same_library;
use super::bounds::{day_allows, library_allows};
use super::chunk::carry_out;
use super::refresh::{self, refresh};
use super::session::{Halt, Session};
use super::settle::settle;
use super::{Accepted, Context, Ending, Event, ExecuteError, Phase, Refusal, Step, Summary};
use crate::model::Account;
use crate::plan::{Entry, Plan};
use crate::store::{AccountLock, EntryRecord, EntryState, RunId, RunState};

/// A difference of clocks that nobody needs to hear of.
const WORTH_SAYING_SECONDS: u64 = 60;

/// Carries out an accepted plan.
///
/// The summary says how it ended, with failures, drift or a stop among the ways to end.
///
/// # Errors
/// Fails when the account is locked, when the plan is not acceptable any more, when what it deletes is over a limit of the
/// library as it is now, when that cannot be counted, or when the journal cannot be written; nothing is begun after that.
pub async fn commit(
    accepted: &Accepted,
    context: &Context,
    events: &mut (dyn FnMut(Event) + Send),
) -> Result<Summary, ExecuteError> {
    let plan = accepted.plan();
    right_library(&plan.account, context)?;
    let now = context.clock.now();
    let run = RunId::new(&plan.id, now);
    let _lock = AccountLock::acquire(context.store.folder(), &plan.account, &run, now)?;
    accepted.check_again(context)?;
    library_allows(plan, &plan.entries.iter().collect::<Vec<_>>(), context).await?;
    for notice in accepted.notices() {
        events(Event::Notice(notice.clone()));
    }
    if let Some(notice) = clocks_differ(context).await {
        events(Event::Notice(notice));
    }
    context.probe.at(Step::RunOpening);
    let run = context.store.open_run(plan, now)?;
    context.probe.at(Step::RunOpened);
    let states = plan.entries.iter().map(|entry| (entry.seq, EntryState::Pending)).collect();
    go_on(&Session::new(context, run, plan, states, events), plan).await
}

/// Settles and finishes a run that was interrupted, stopped or killed, and asks the content network again for copies that
/// were left; `None` when there is nothing to do.
///
/// # Errors
/// Fails when there is no such run, when it is of another library than the context's, when the account is locked, or
/// when the journal cannot be read or written. Is refused when what is left is over a limit by now: then what is in doubt
/// is settled, and nothing is deleted.
pub async fn resume(
    run: &RunId,
    context: &Context,
    events: &mut (dyn FnMut(Event) + Send),
) -> Result<Option<Summary>, ExecuteError> {
    let account = context.store.find_run(run.as_str())?.account;
    right_library(&account, context)?;
    let _lock = AccountLock::acquire(context.store.folder(), &account, run, context.clock.now())?;
    // Only now: the run may have been finished while another process held the lock.
    let record = context.store.find_run(run.as_str())?;
    if record.state == RunState::Finished && !context.store.has_left_copies(run)? {
        return Ok(None);
    }
    context.store.audit(run)?.require_intact()?;
    let plan = context.store.plan_of_run(run)?;
    let mut entries = context.store.entries(&record)?;
    if let Err(first) = still_allowed(&plan, &entries, context).await {
        if !matches!(first, ExecuteError::Refused(_)) || !entries.iter().any(|entry| entry.state.is_unsettled()) {
            return Err(first);
        }
        // What is in doubt may be gone already, and then there is less left than it seems. To look deletes nothing.
        context.store.reopen_run(run, context.clock.now())?;
        let session =
            Session::new(context, run.clone(), &plan, states_of(&entries), &mut *events).remembering(&entries);
        session.emit(Event::Phase(Phase::Settling));
        settle(&session, session.entries_that(EntryState::is_unsettled)).await;
        entries = context.store.entries(&record)?;
        if let Err(refused) = still_allowed(&plan, &entries, context).await {
            let text = "nothing more is deleted, because a limit stands in the way; what was in doubt was looked at";
            session.emit(Event::Notice(text.to_owned()));
            conclude(&session, &plan)?;
            return Err(refused);
        }
    }
    context.store.reopen_run(run, context.clock.now())?;
    if let Some(notice) = clocks_differ(context).await {
        events(Event::Notice(notice));
    }
    let session = Session::new(context, run.clone(), &plan, states_of(&entries), events).remembering(&entries);
    go_on(&session, &plan).await.map(Some)
}

/// Where a session takes entries up: what an earlier one did not come to is to be done.
fn states_of(entries: &[EntryRecord]) -> BTreeMap<u32, EntryState> {
    let open = |state| if state == EntryState::NotAttempted { EntryState::Pending } else { state };
    entries.iter().map(|entry| (entry.seq, open(entry.state))).collect()
}

/// Whether the limits still allow what a run has left.
async fn still_allowed(plan: &Plan, entries: &[EntryRecord], context: &Context) -> Result<(), ExecuteError> {
    day_allows(plan, entries, context)?;
    let open: BTreeSet<u32> = entries.iter().filter(|entry| !entry.state.is_final()).map(|entry| entry.seq).collect();
    library_allows(plan, &plan.entries.iter().filter(|entry| open.contains(&entry.seq)).collect::<Vec<_>>(), context)
        .await
}

/// Says so when the platform's clock is another than this machine's: expiry and ages are told by the latter.
async fn clocks_differ(context: &Context) -> Option<String> {
    let skew = context.platform.library.clock_skew().await?;
    let seconds = skew.unsigned_abs().as_secs();
    let side = if skew.is_negative() { "ahead of" } else { "behind" };
    (seconds > WORTH_SAYING_SECONDS).then(|| {
        format!("this machine's clock is {seconds} seconds {side} the platform's, and expiry and ages are told by it")
    })
}

fn right_library(planned: &Account, context: &Context) -> Result<(), Refusal> {
    let selected = context.platform.library.account();
    if same_library(planned, selected) {
        return Ok(());
    }
    Err(Refusal::OtherAccount { planned: planned.clone(), selected: selected.clone() })
}

/// Does what is left of a run, and ends the session.
async fn go_on(session: &Session<'_>, plan: &Plan) -> Result<Summary, ExecuteError> {
    let count = |entries: usize| u64::try_from(entries).unwrap_or(u64::MAX);
    session.emit(Event::Started {
        run: session.run.clone(),
        entries: count(plan.entries.len()),
        done: count(session.entries_that(EntryState::is_final).len()),
    });
    let unsettled = session.entries_that(EntryState::is_unsettled);
    let mut unreadable: BTreeSet<u32> = unsettled.iter().map(|entry| entry.seq).collect();
    if !unsettled.is_empty() {
        session.emit(Event::Phase(Phase::Settling));
        for seq in settle(session, unsettled).await {
            unreadable.remove(&seq);
        }
    }
    let mut first = session.entries_that(|state| !state.is_final());
    first.retain(|entry| !unreadable.contains(&entry.seq));
    let proven = session.entries_that(EntryState::is_done).len();
    let wave = first_wave(session, &first).saturating_sub(proven);
    let rest = first.split_off(first.len().min(wave));
    for (phase, entries) in [(Phase::FirstWave, first), (Phase::Rest, rest)] {
        if !entries.is_empty() && session.may_start() {
            session.emit(Event::Phase(phase));
            carry_out(session, entries, phase == Phase::FirstWave).await;
        }
    }
    if session.may_start() {
        refresh(session).await;
    }
    conclude(session, plan)
}

/// How many entries are proven first: as the options say, filled up to whole requests of the platform where that at
/// most doubles it.
fn first_wave(session: &Session<'_>, entries: &[&Entry]) -> usize {
    let wanted = session.context.options.first_wave;
    let Some(first) = entries.first() else { return wanted };
    let batch = session.context.platform.deleter.batch(first.action).max(1);
    Some(wanted.next_multiple_of(batch)).filter(|filled| *filled <= wanted.saturating_mul(2)).unwrap_or(wanted)
}

/// Writes down how the session ended, and sums up the whole run.
fn conclude(session: &Session<'_>, plan: &Plan) -> Result<Summary, ExecuteError> {
    let journal = |source| ExecuteError::Journal { run: session.run.clone(), source };
    let unsettled = session.entries_that(EntryState::is_unsettled);
    let what = if unsettled.iter().all(|entry| entry.action.is_deletion()) { "deletions" } else { "entries" };
    let in_doubt = unsettled.len();
    let open = session.entries_that(|state| !state.is_final()).len();
    let ending = match session.take_halt() {
        Some(Halt::Journal(error)) => return Err(journal(error)),
        _ if open == 0 => Ending::Finished,
        Some(Halt::Interrupted) => Ending::Interrupted,
        Some(Halt::Stopped(why)) => Ending::Stopped(why),
        None => Ending::Stopped(format!(
            "{in_doubt} of the {what} could not be settled: whether they happened is not known yet"
        )),
    };
    let state = match ending {
        Ending::Finished => RunState::Finished,
        Ending::Interrupted => RunState::Interrupted,
        Ending::Stopped(_) => RunState::Stopped,
    };
    let store = &session.context.store;
    store.finish_run(&session.run, state, session.context.clock.now()).map_err(journal)?;
    let totals = store.find_run(session.run.as_str()).map_err(journal)?.totals;
    let copies = refresh::totals(session).map_err(journal)?;
    let summary = Summary { run: session.run.clone(), plan: plan.id.clone(), ending, totals, copies };
    session.emit(Event::Ended(summary.clone()));
    Ok(summary)
}
