//! The fresh look at each video right before its deletion. It can only take entries away.

use std::collections::BTreeMap;

use super::chunk::Work;
use super::session::{Halt, Session};
use super::{Context, Protection};
use crate::model::{Native, Video, VideoId};
use crate::plan::{Drift, Entry, Fingerprint};
use crate::provider::{Error, ErrorKind, Lookup};
use crate::store::EntryState;

/// What a fresh reading means for an entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is as the plan saw it.
    Proceed,
    /// It ends here, without a call.
    End(EntryState, Option<String>),
}

/// Decides about an entry from a fresh reading of its video.
pub(super) fn judge(entry: &Entry, lookup: &Lookup, changed_by_us: bool, protection: &Protection) -> Verdict {
    let Lookup::Found(video) = lookup else {
        return Verdict::End(EntryState::AlreadyGone, None);
    };
    if let Some(reason) = protection(entry, video) {
        return Verdict::End(EntryState::Protected, Some(reason));
    }
    let drifts = drifts(entry, video, changed_by_us);
    if drifts.is_empty() {
        return Verdict::Proceed;
    }
    let changes: Vec<String> = drifts
        .iter()
        .map(|drift| format!("{} was {} and is now {}", drift.field, drift.planned, drift.found))
        .collect();
    Verdict::End(EntryState::Drifted, Some(format!("changed since the plan: {}", changes.join("; "))))
}

fn drifts(entry: &Entry, video: &Video, changed_by_us: bool) -> Vec<Drift> {
    let found = Fingerprint::of(video);
    if changed_by_us { entry.fingerprint.drift_beside_own_changes(&found) } else { entry.fingerprint.drift(&found) }
}

/// Reads the videos again and ends every entry that must not go on; gives the raw objects of the others.
///
/// `None` means that the session came to a halt and nothing was learned.
pub(super) async fn recheck<'a>(session: &Session<'a>, works: &mut [Work<'a>]) -> Option<BTreeMap<VideoId, Native>> {
    let ids: Vec<VideoId> = works.iter().map(|work| work.video.clone()).collect();
    let readings = read(session, &ids).await?;
    let mut evidence = BTreeMap::new();
    for (work, reading) in works.iter_mut().zip(readings) {
        match reading {
            Ok(lookup) => {
                keep_unchanged(session, work, &lookup);
                if let Lookup::Found(video) = lookup {
                    evidence.insert(video.id.clone(), video.native.clone());
                }
            }
            Err(error) => {
                for entry in work.entries.drain(..) {
                    let state = if session.is_doubted(entry) { EntryState::InDoubt } else { EntryState::Failed };
                    session.end(entry, state, Some(format!("it could not be read again: {}", in_full(&error))));
                }
            }
        }
    }
    Some(evidence)
}

fn keep_unchanged<'a>(session: &Session<'a>, work: &mut Work<'a>, lookup: &Lookup) {
    let changed_by_us = session.changed_by_us(&work.video);
    work.entries.retain(|entry| match judge(entry, lookup, changed_by_us, &session.context.protection) {
        Verdict::Proceed => true,
        Verdict::End(state, error) => {
            session.end(entry, state, error);
            false
        }
    });
}

/// Reads videos in one request; when that keeps failing, each for itself, so that one video cannot hold up others.
async fn read(session: &Session<'_>, ids: &[VideoId]) -> Option<Vec<Result<Lookup, Error>>> {
    let mut attempt = 1;
    let error = loop {
        match lookups(session.context, ids).await {
            Ok(lookups) => return Some(lookups.into_iter().map(Ok).collect()),
            Err(error) if error.is_transient() && attempt < session.context.options.attempts => {
                if !session.pause(session.context.options.pause_after(attempt)).await {
                    return None;
                }
                attempt += 1;
            }
            Err(error) => break error,
        }
    };
    if ends_the_run(session, &error) {
        return None;
    }
    if ids.len() == 1 {
        return Some(vec![Err(error)]);
    }
    let mut readings = Vec::with_capacity(ids.len());
    for id in ids {
        match lookups(session.context, std::slice::from_ref(id)).await {
            Ok(lookups) => readings.extend(lookups.into_iter().map(Ok)),
            Err(error) if ends_the_run(session, &error) => return None,
            Err(error) => readings.push(Err(error)),
        }
    }
    Some(readings)
}

/// Reads videos and makes sure that each answer belongs to its question.
async fn lookups(context: &Context, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
    let lookups = context.platform.library.videos(ids).await?;
    let fits = lookups.len() == ids.len()
        && lookups.iter().zip(ids).all(|(lookup, id)| match lookup {
            Lookup::Found(video) => video.id == *id,
            Lookup::Gone => true,
        });
    if fits {
        Ok(lookups)
    } else {
        Err(Error::new(ErrorKind::Malformed, "the answer holds other videos than were asked for"))
    }
}

/// Halts the session on an error that every further request would meet too.
fn ends_the_run(session: &Session<'_>, error: &Error) -> bool {
    let ends = stops_everything(error) || error.kind == ErrorKind::Unreachable;
    if ends {
        session.halt(Halt::Stopped(in_full(error)));
    }
    ends
}

/// Whether an error has its cause in the account and not in the video.
pub(super) const fn stops_everything(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Credentials | ErrorKind::MissingPermission(_) | ErrorKind::Configuration)
}

/// An error with its causes, for the journal.
pub(super) fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
