//! What became of calls whose outcome nobody wrote down: the platform is asked, nothing is repeated blindly.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;

use super::attempt::proves;
use super::recheck::{in_full, stops_everything};
use super::session::{Halt, Session};
use crate::model::Target;
use crate::plan::Entry;
use crate::provider::{Error, Presence};
use crate::store::EntryState;

/// What readings found, by the number of the entry.
pub(super) type Seen = BTreeMap<u32, Result<Presence, Error>>;

/// Settles entries that an earlier session left with an intent and no outcome.
///
/// One that is gone is deleted. One that is still there stays unsettled until its re-check decides about it: a lost
/// call may still be applied, and then it is ours. Gives the entries that could be looked at and are still there.
pub(super) async fn settle<'a>(session: &Session<'a>, entries: Vec<&'a Entry>) -> Vec<u32> {
    let at_once = session.context.platform.library.read_batch().max(1);
    futures_util::stream::iter(entries.chunks(at_once).map(<[&Entry]>::to_vec))
        .map(|handful| settle_handful(session, handful))
        .buffer_unordered(session.context.options.concurrency.div_ceil(at_once).max(1))
        .flat_map(futures_util::stream::iter)
        .collect()
        .await
}

/// Settles a few entries; gives those that are still there.
async fn settle_handful<'a>(session: &Session<'a>, entries: Vec<&'a Entry>) -> Vec<u32> {
    if !session.may_start() {
        return Vec::new();
    }
    let mut seen = look_at(session, entries.clone()).await;
    let mut present = Vec::new();
    for entry in entries {
        match seen.remove(&entry.seq) {
            Some(Ok(Presence::Gone)) => session.end(entry, EntryState::Deleted, None),
            Some(Ok(Presence::Present)) => present.push(entry.seq),
            Some(Err(error)) if stops_everything(&error) => session.halt(Halt::Stopped(in_full(&error))),
            Some(Err(error)) => {
                let text = format!("whether it is still there could not be read: {}", in_full(&error));
                session.end(entry, EntryState::InDoubt, Some(text));
            }
            None => {}
        }
    }
    present
}

/// Looks whether targets are still there, several times where a deletion shows within moments.
pub(super) async fn look_at(session: &Session<'_>, entries: Vec<&Entry>) -> Seen {
    let options = &session.context.options;
    let mut seen = Seen::new();
    let mut open = entries;
    let mut reading = 1;
    while !open.is_empty() {
        let targets: Vec<Target> = open.iter().map(|entry| entry.target()).collect();
        // Ctrl-C ends a reading that takes long; what it would have told stays in doubt until the run is resumed.
        let Some(found) = session.unless_stopped(session.context.platform.library.presence_of(&targets)).await else {
            break;
        };
        let mut again = Vec::new();
        let mut pause = options.pause_after(reading);
        for (entry, presence) in open.into_iter().zip(found) {
            let settled = match &presence {
                Ok(Presence::Gone) => true,
                Ok(Presence::Present) => !proves(session, entry),
                Err(error) => !error.is_transient(),
            };
            if !settled {
                again.push(entry);
            }
            if let Err(error) = &presence {
                match session.pause_for(reading, error) {
                    Some(wish) => pause = pause.max(wish),
                    None => again.clear(),
                }
            }
            seen.insert(entry.seq, presence);
        }
        if again.is_empty() || reading >= options.readings || !session.pause(pause).await {
            break;
        }
        open = again;
        reading += 1;
    }
    seen
}
