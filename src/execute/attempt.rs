//! One writing call: intent, call, outcome. Nothing is repeated here; what may be tried again goes back to a fresh
//! re-check.

use std::collections::BTreeSet;
use std::time::Duration;

use super::Step;
use super::recheck::{in_full, stops_everything};
use super::session::{Halt, Job, Session, lost};
use super::settle::{Sight, look_at};
use crate::model::{Action, Target};
use crate::plan::Entry;
use crate::provider::{Deletion, Error, ErrorKind, Marking, Verification};
use crate::store::EntryState;

/// What became of an entry in a call.
#[derive(Debug)]
pub(super) enum Fate {
    /// It is deleted, in quarantine or released.
    Done,
    /// It ended otherwise, or the session halted.
    Ended,
    /// Nothing was done: it may be tried again after a pause and a fresh re-check.
    Again(Duration),
}

/// Makes one call. An entry that is not in the answer was not begun, because the session halted.
pub(super) async fn perform<'a>(session: &Session<'a>, call: Vec<Job<'a>>, verify: bool) -> Vec<(&'a Entry, Fate)> {
    let Ok(permit) = session.gate.acquire().await else {
        return Vec::new();
    };
    if let Some(left) = session.held() {
        return call.into_iter().map(|job| (job.entry, Fate::Again(left))).collect();
    }
    if !session.begin(&call) {
        return Vec::new();
    }
    let entries: Vec<&'a Entry> = call.iter().map(|job| job.entry).collect();
    let answers = ask(session, call).await;
    drop(permit);
    let seqs: Vec<u32> = entries.iter().map(|entry| entry.seq).collect();
    session.context.probe.at(Step::Called(&seqs));
    let mut answers = answers.into_iter();
    let answered: Vec<(&'a Entry, Deletion)> = entries
        .into_iter()
        .map(|entry| {
            let missing = || Error::new(ErrorKind::Malformed, format!("there was no answer for {}", entry.target()));
            (entry, answers.next().unwrap_or_else(|| Deletion::InDoubt(missing())))
        })
        .collect();
    let open: Vec<&Entry> = answered
        .iter()
        .filter(|(entry, answer)| match answer {
            Deletion::Done => verify_all(session, entry, verify),
            Deletion::NotThere | Deletion::InDoubt(_) => true,
            Deletion::Refused(_) | Deletion::NotSent(_) => false,
        })
        .map(|(entry, _)| *entry)
        .collect();
    let asked: BTreeSet<u32> = open.iter().map(|entry| entry.seq).collect();
    for entry in &open {
        session.doubt(entry);
    }
    let mut seen = look_at(session, open).await;
    answered
        .into_iter()
        .map(|(entry, answer)| match (asked.contains(&entry.seq), seen.remove(&entry.seq)) {
            // The session came to a halt before the reading told anything: it stays unsettled for the next one.
            (true, None) => (entry, Fate::Ended),
            (_, seen) => (entry, conclude(session, entry, answer, seen, verify)),
        })
        .collect()
}

/// Makes the request of a call: all its entries do the same, and what is no deletion never comes near one.
async fn ask(session: &Session<'_>, call: Vec<Job<'_>>) -> Vec<Deletion> {
    let deleter = &session.context.platform.deleter;
    if call.iter().all(|job| job.entry.action.is_deletion()) {
        let targets: Vec<Target> = call.into_iter().map(|job| job.entry.target()).collect();
        return deleter.delete(&targets).await;
    }
    let markings: Vec<Marking> = call
        .into_iter()
        .filter(|job| !job.entry.action.is_deletion())
        .map(|job| Marking { target: job.entry.target(), video: job.video })
        .collect();
    deleter.mark(&markings).await
}

/// What became of an entry, from the answer and, where that does not prove it, from a reading after it.
fn conclude(
    session: &Session<'_>,
    entry: &Entry,
    answer: Deletion,
    seen: Option<Result<Sight, Error>>,
    first_wave: bool,
) -> Fate {
    match (answer, seen) {
        (Deletion::Done, Some(seen)) => verified(session, entry, seen, first_wave),
        (Deletion::Done, None) => done(session, entry),
        // A platform that shows deleted things for a while may be right; but nobody can say that this run deleted it.
        (Deletion::NotThere, Some(Ok(Sight::Undone))) if !proves(session, entry) => {
            let text = "the platform says that there is nothing to delete, but still shows it".to_owned();
            session.end(entry, EntryState::Failed, Some(text));
            Fate::Ended
        }
        (Deletion::NotThere, Some(seen)) => {
            let what = "the platform says that it is not there, although it was seen right before";
            in_doubt(session, entry, &Error::new(ErrorKind::Malformed, what), seen)
        }
        (Deletion::Refused(error) | Deletion::NotSent(error), _) if stops_everything(&error) => {
            session.release(entry, &error);
            session.halt(Halt::Stopped(in_full(&error)));
            Fate::Ended
        }
        // Nothing was applied, and what keeps it busy may pass.
        (Deletion::Refused(error), _) if error.kind == ErrorKind::Busy => not_sent(session, entry, &error),
        (Deletion::Refused(error), _) => {
            session.end(entry, EntryState::Failed, Some(in_full(&error)));
            Fate::Ended
        }
        (Deletion::NotSent(error), _) => not_sent(session, entry, &error),
        (Deletion::InDoubt(error), Some(seen)) => in_doubt(session, entry, &error, seen),
        // It is looked at in any case; without a look it stays unsettled.
        (Deletion::NotThere | Deletion::InDoubt(_), None) => Fate::Ended,
    }
}

fn done(session: &Session<'_>, entry: &Entry) -> Fate {
    session.end(entry, EntryState::done(entry.action), None);
    Fate::Done
}

/// A video that is gone can be neither in quarantine nor released, whatever was answered.
fn gone(session: &Session<'_>, entry: &Entry) -> Fate {
    session.end(entry, EntryState::Failed, Some(lost(entry)));
    Fate::Ended
}

/// Whether an acknowledged deletion is verified: those of the first wave, and whole videos where the platform tells of
/// many at once.
fn verify_all(session: &Session<'_>, entry: &Entry, first_wave: bool) -> bool {
    let cheap = entry.action == Action::DeleteVideo && session.context.platform.deleter.batch(entry.action) > 1;
    (first_wave || cheap) && proves(session, entry)
}

/// Whether a reading tells if what the entry was to do happened. A mark is part of the video itself.
pub(super) fn proves(session: &Session<'_>, entry: &Entry) -> bool {
    !entry.action.is_deletion() || session.context.platform.deleter.verification(entry.action) == Verification::Prompt
}

/// When what was acknowledged did not happen, nothing that the platform says can be trusted.
fn verified(session: &Session<'_>, entry: &Entry, seen: Result<Sight, Error>, first_wave: bool) -> Fate {
    let noun = if entry.action.is_deletion() { "deletion" } else { entry.action.noun() };
    let (doubt, halts) = match seen {
        Ok(Sight::Done) => return done(session, entry),
        Ok(Sight::Lost) => return gone(session, entry),
        Ok(Sight::Undone) if entry.action.is_deletion() => {
            ("the platform acknowledged its deletion, but it is still there".to_owned(), true)
        }
        Ok(Sight::Undone) => (format!("the platform acknowledged its {noun}, but does not show it"), true),
        // After the first wave a reading that failed is only that: it is one error among those that are counted.
        Err(error) => {
            (format!("its {noun} was acknowledged, but could not be verified: {}", in_full(&error)), first_wave)
        }
    };
    if halts {
        session.halt(Halt::Stopped(format!("{}: {doubt}", entry.target())));
    }
    session.end(entry, EntryState::InDoubt, Some(doubt));
    Fate::Ended
}

fn not_sent(session: &Session<'_>, entry: &Entry, error: &Error) -> Fate {
    let options = &session.context.options;
    let (tries, allowed) = match error.kind {
        ErrorKind::Throttled(_) => (session.throttled(entry), options.throttled_attempts),
        _ => (session.tries(entry), options.attempts),
    };
    if tries < allowed {
        session.release(entry, error);
        return match session.pause_for(tries, error) {
            Some(pause) => Fate::Again(pause),
            None => Fate::Ended,
        };
    }
    if matches!(error.kind, ErrorKind::Unreachable | ErrorKind::Throttled(_)) {
        session.release(entry, error);
        session.halt(Halt::Stopped(in_full(error)));
        return Fate::Ended;
    }
    let state = if session.is_doubted(entry) { EntryState::InDoubt } else { EntryState::Failed };
    session.end(entry, state, Some(format!("{} ({tries} attempts)", in_full(error))));
    Fate::Ended
}

/// Decides about a call of unknown effect by what the platform shows.
fn in_doubt(session: &Session<'_>, entry: &Entry, error: &Error, seen: Result<Sight, Error>) -> Fate {
    let tries = session.tries(entry);
    let seen = match seen {
        Ok(Sight::Done) => return done(session, entry),
        Ok(Sight::Lost) => return gone(session, entry),
        Ok(Sight::Undone) if tries < session.context.options.attempts => return Fate::Again(Duration::ZERO),
        Ok(Sight::Undone) if entry.action.is_deletion() => format!("it is still there after {tries} attempts"),
        Ok(Sight::Undone) => format!("it does not show after {tries} attempts"),
        Err(error) if entry.action.is_deletion() => {
            format!("whether it is still there could not be read: {}", in_full(&error))
        }
        Err(error) => format!("whether it happened could not be read: {}", in_full(&error)),
    };
    session.end(entry, EntryState::InDoubt, Some(format!("{}; {seen}", in_full(error))));
    Fate::Ended
}
