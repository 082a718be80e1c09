//! What became of calls whose outcome nobody wrote down: the platform is asked, nothing is repeated blindly.

use futures_util::StreamExt as _;

use super::attempt::proves;
use super::recheck::{in_full, stops_everything};
use super::session::{Halt, Session};
use crate::plan::Entry;
use crate::provider::{Error, Presence};
use crate::store::EntryState;

/// Settles entries that an earlier session left with an intent and no outcome.
///
/// One that is gone is deleted. One that is still there stays unsettled until its re-check decides about it: a lost
/// call may still be applied, and then it is ours. Gives the entries that could be looked at and are still there.
pub(super) async fn settle<'a>(session: &Session<'a>, entries: Vec<&'a Entry>) -> Vec<u32> {
    futures_util::stream::iter(entries)
        .map(|entry| async move { settle_one(session, entry).await.then_some(entry.seq) })
        .buffer_unordered(session.context.options.concurrency.max(1))
        .filter_map(std::future::ready)
        .collect()
        .await
}

/// Settles one entry; true when it is still there.
async fn settle_one(session: &Session<'_>, entry: &Entry) -> bool {
    if !session.may_start() {
        return false;
    }
    match look(session, entry).await {
        Ok(Presence::Gone) => session.end(entry, EntryState::Deleted, None),
        Ok(Presence::Present) => return true,
        Err(error) if stops_everything(&error) => session.halt(Halt::Stopped(in_full(&error))),
        Err(error) => {
            let text = format!("whether it is still there could not be read: {}", in_full(&error));
            session.end(entry, EntryState::InDoubt, Some(text));
        }
    }
    false
}

/// Looks whether an entry's target is still there, several times where a deletion shows within moments.
pub(super) async fn look(session: &Session<'_>, entry: &Entry) -> Result<Presence, Error> {
    let target = entry.target();
    let options = &session.context.options;
    let mut reading = 1;
    loop {
        let seen = session.context.platform.library.presence(&target).await;
        let settled = match &seen {
            Ok(Presence::Gone) => true,
            Ok(Presence::Present) => !proves(session, entry),
            Err(error) => !error.is_transient(),
        };
        if settled || reading >= options.readings || !session.pause(options.pause_after(reading)).await {
            return seen;
        }
        reading += 1;
    }
}
