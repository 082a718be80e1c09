//! One deleting call: intent, call, outcome. Nothing is repeated here; what may be tried again goes back to a fresh
//! re-check.

use std::time::Duration;

use futures_util::future::join_all;

use super::Step;
use super::recheck::{in_full, stops_everything};
use super::session::{Halt, Job, Session};
use super::settle::look;
use crate::model::Target;
use crate::plan::Entry;
use crate::provider::{Deletion, Error, ErrorKind, Presence, Verification};
use crate::store::EntryState;

/// What became of an entry in a call.
#[derive(Debug)]
pub(super) enum Fate {
    /// It is deleted.
    Deleted,
    /// It ended otherwise, or the session halted.
    Ended,
    /// Nothing was deleted: it may be tried again after a pause and a fresh re-check.
    Again(Duration),
}

/// Makes one call. An entry that is not in the answer was not begun, because the session halted.
pub(super) async fn perform<'a>(session: &Session<'a>, call: Vec<Job<'a>>, verify: bool) -> Vec<(&'a Entry, Fate)> {
    let Ok(permit) = session.gate.acquire().await else {
        return Vec::new();
    };
    if !session.begin(&call) {
        return Vec::new();
    }
    let entries: Vec<&'a Entry> = call.iter().map(|job| job.entry).collect();
    let targets: Vec<Target> = entries.iter().map(|entry| entry.target()).collect();
    let answers = session.context.platform.deleter.delete(&targets).await;
    drop(permit);
    let seqs: Vec<u32> = entries.iter().map(|entry| entry.seq).collect();
    session.context.probe.at(Step::Called(&seqs));
    let mut answers = answers.into_iter();
    let conclusions = entries.into_iter().map(|entry| {
        let answer = answers.next().unwrap_or_else(|| {
            Deletion::InDoubt(Error::new(ErrorKind::Malformed, format!("there was no answer for {}", entry.target())))
        });
        async move { (entry, conclude(session, entry, answer, verify).await) }
    });
    join_all(conclusions).await
}

async fn conclude(session: &Session<'_>, entry: &Entry, answer: Deletion, verify: bool) -> Fate {
    match answer {
        Deletion::Done if verify && proves(session, entry) => verified(session, entry).await,
        Deletion::Done | Deletion::NotThere => {
            session.end(entry, EntryState::Deleted, None);
            Fate::Deleted
        }
        Deletion::Refused(error) | Deletion::NotSent(error) if stops_everything(&error) => {
            session.release(entry);
            session.halt(Halt::Stopped(in_full(&error)));
            Fate::Ended
        }
        // Nothing was applied, and what keeps it busy may pass.
        Deletion::Refused(error) if error.kind == ErrorKind::Busy => not_sent(session, entry, &error),
        Deletion::Refused(error) => {
            session.end(entry, EntryState::Failed, Some(in_full(&error)));
            Fate::Ended
        }
        Deletion::NotSent(error) => not_sent(session, entry, &error),
        Deletion::InDoubt(error) => in_doubt(session, entry, &error).await,
    }
}

/// Whether a reading tells if the entry's deletion happened.
pub(super) fn proves(session: &Session<'_>, entry: &Entry) -> bool {
    session.context.platform.deleter.verification(entry.action) == Verification::Prompt
}

/// Looks whether an acknowledged deletion happened. When it did not, nothing that the platform says can be trusted.
async fn verified(session: &Session<'_>, entry: &Entry) -> Fate {
    let doubt = match look(session, entry).await {
        Ok(Presence::Gone) => {
            session.end(entry, EntryState::Deleted, None);
            return Fate::Deleted;
        }
        Ok(Presence::Present) => "the platform acknowledged its deletion, but it is still there".to_owned(),
        Err(error) => format!("its deletion was acknowledged, but could not be verified: {}", in_full(&error)),
    };
    session.halt(Halt::Stopped(format!("{}: {doubt}", entry.target())));
    session.end(entry, EntryState::InDoubt, Some(doubt));
    Fate::Ended
}

fn not_sent(session: &Session<'_>, entry: &Entry, error: &Error) -> Fate {
    let tries = session.tries(entry);
    if tries < session.context.options.attempts {
        session.release(entry);
        return Fate::Again(pause_for(session, tries, error));
    }
    if error.kind == ErrorKind::Unreachable {
        session.release(entry);
        session.halt(Halt::Stopped(in_full(error)));
        return Fate::Ended;
    }
    let state = if session.is_doubted(entry) { EntryState::InDoubt } else { EntryState::Failed };
    session.end(entry, state, Some(format!("{} ({tries} attempts)", in_full(error))));
    Fate::Ended
}

/// The platform's wish counts, within reason; else the pauses grow.
fn pause_for(session: &Session<'_>, tries: u32, error: &Error) -> Duration {
    let options = &session.context.options;
    match error.kind {
        ErrorKind::Throttled(Some(wish)) => wish.max(options.pause_after(tries)).min(options.longest_pause),
        _ => options.pause_after(tries),
    }
}

/// Asks the platform whether a call without an answer was applied.
async fn in_doubt(session: &Session<'_>, entry: &Entry, error: &Error) -> Fate {
    session.doubt(entry);
    let tries = session.tries(entry);
    let seen = match look(session, entry).await {
        Ok(Presence::Gone) => {
            session.end(entry, EntryState::Deleted, None);
            return Fate::Deleted;
        }
        Ok(Presence::Present) if tries < session.context.options.attempts => return Fate::Again(Duration::ZERO),
        Ok(Presence::Present) => format!("it is still there after {tries} attempts"),
        Err(error) => format!("whether it is still there could not be read: {}", in_full(&error)),
    };
    session.end(entry, EntryState::InDoubt, Some(format!("{}; {seen}", in_full(error))));
    Fate::Ended
}
