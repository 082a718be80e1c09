//! What `commit` and `resume` have in common: the context of a run, its progress, its summary, its exit code.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;

use super::args::TextFormat;
use super::session::{ended_protections, protection};
use super::{Exit, Failure, Opened, Session};
use crate::execute::{Context, Ending, Event, ExecuteError, MaxErrors, Platform, Refusal, Summary};
use crate::model::{Account, Platform as CloudPlatform};
use crate::report::{self, RunEntry, SummaryView};
use crate::store::{EntryState, RunTotals, Store};

/// A run under way.
type Running<'a> = Pin<Box<dyn Future<Output = Result<Option<Summary>, ExecuteError>> + 'a>>;

/// Puts together what a run works with.
///
/// # Errors
/// Fails when the account's protection cannot be read.
pub(super) fn context(
    session: &Session,
    opened: &Opened,
    store: Arc<Store>,
    max_errors: Option<u32>,
) -> Result<Context, Failure> {
    let now = session.now;
    let protected = protection(&opened.config, now)?;
    if let Some(notice) = ended_protections(&protected, now) {
        session.terminal.complain(&format!("warning: {notice}"));
    }
    let shields = opened.config.shields.clone();
    // An ingest does not end earlier because `--now` says so.
    let clock = now.min(Timestamp::now());
    let guard = Arc::new(move |entry: &crate::plan::Entry, video: &crate::model::Video| {
        let shielded = || if entry.options.force { None } else { shields.on_video(video, clock) };
        protected.protects(video, now).or_else(shielded)
    });
    let mut context = Context::new(Platform::of(&opened.connection), store, guard);
    context.cancel = session.interrupt.cancel();
    context.now = session.now_is_given.then_some(now);
    context.options.last_playable = opened.config.shields.last_playable;
    if let Some(in_a_row) = max_errors {
        context.options.max_errors = MaxErrors::of(in_a_row);
    }
    Ok(context)
}

/// Runs, shows progress on a terminal, and tells how it ended.
///
/// # Errors
/// Fails when the run could not begin, or the journal could not be written.
pub(super) fn carry_out<F>(session: &Session, context: &Context, format: TextFormat, run: F) -> Result<Exit, Failure>
where
    F: for<'a> FnOnce(&'a Context, &'a mut (dyn FnMut(Event) + Send)) -> Running<'a>,
{
    let mut progress = report::RunProgress::new(session.terminal.progress());
    let mut listen = |event: Event| {
        if let (Event::Notice(text), false) = (&event, session.terminal.shows_progress()) {
            session.terminal.say(text);
        }
        progress.on(&event);
    };
    let ended = session.runtime().block_on(run(context, &mut listen));
    let Some(summary) = ended.map_err(|error| refusal(&error))? else {
        session.terminal.say("the run is finished: there is nothing to resume");
        return Ok(Exit::Done);
    };
    let text = told(session, context, &summary, format)?;
    session.terminal.result(&text)?;
    Ok(match summary.ending {
        Ending::Interrupted => Exit::Interrupted,
        Ending::Stopped(_) => Exit::Partial,
        Ending::Finished => exit_of(&summary.totals),
    })
}

/// The end of a run in the form that was asked for.
fn told(session: &Session, context: &Context, summary: &Summary, format: TextFormat) -> Result<String, Failure> {
    let fail = |error: &dyn std::error::Error| Failure::from_error(Exit::Failed, error);
    let record = context.store.find_run(summary.run.as_str()).map_err(|error| fail(&error))?;
    let entries = context.store.entries(&record).map_err(|error| fail(&error))?;
    let plan = context.store.plan_of_run(&summary.run).map_err(|error| fail(&error))?;
    let entries = RunEntry::join(&entries, Some(&plan));
    let head = context.store.head(&summary.run).map_err(|error| fail(&error))?;
    let view = SummaryView { summary, account: &record.account, entries: &entries, head: head.as_deref() };
    match format {
        TextFormat::Table => Ok(report::summary_table(&view, &session.terminal.out)),
        TextFormat::Json => report::summary_json(&view).map_err(|error| fail(&error)),
    }
}

/// The exit code of a run that has all its outcomes: entries that were already gone count as done.
#[must_use]
pub(super) fn exit_of(totals: &RunTotals) -> Exit {
    let clean = totals
        .by_state
        .iter()
        .all(|(state, count)| *count == 0 || state.is_done() || *state == EntryState::AlreadyGone);
    if clean { Exit::Done } else { Exit::Partial }
}

/// Why a run did not begin or go on, with its exit code.
#[must_use]
pub(super) fn refusal(error: &ExecuteError) -> Failure {
    let exit = match error {
        ExecuteError::Refused(refusal) if refusal.is_limit() => Exit::Blocked,
        ExecuteError::Refused(_) => Exit::Refused,
        ExecuteError::Store(_) | ExecuteError::Uncounted(_) | ExecuteError::Journal { .. } => Exit::Failed,
    };
    let failure = Failure::from_error(exit, error);
    match error {
        ExecuteError::Refused(Refusal::OtherAccount { planned, selected }) if differ_by_key(planned, selected) => {
            failure.hint(
                "the access key is another one. If both are of the same Alibaba Cloud account, set its number as \
                 account_id in the configuration and plan again; with it, plans and runs outlive a key",
            )
        }
        _ => failure,
    }
}

/// Whether two libraries differ only by the access key that they are known by.
fn differ_by_key(one: &Account, other: &Account) -> bool {
    let region = |account: &Account| {
        let (region, key) = account.account_id.split_once('/')?;
        key.starts_with("key-").then(|| region.to_owned())
    };
    one.platform == CloudPlatform::Apsara && region(one).is_some() && region(one) == region(other)
}
