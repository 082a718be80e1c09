//! What became of calls whose outcome nobody wrote down: the platform is asked, nothing is repeated blindly.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;

use super::attempt::proves;
use super::recheck::{in_full, lookups, stops_everything};
use super::session::{Halt, Session, lost};
use crate::model::{Quarantine, Target, VideoId};
use crate::plan::Entry;
use crate::provider::{Error, Lookup, Presence};
use crate::store::EntryState;

/// What a reading shows of what an entry was to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// What was to be deleted is gone; the mark is there, or gone, as it was to be.
    Done,
    /// It is as it was.
    Undone,
    /// There is no video left that could be in quarantine or out of it.
    Lost,
}

/// What readings found, by the number of the entry.
pub(super) type Seen = BTreeMap<u32, Result<Sight, Error>>;

/// Settles entries that an earlier session left with an intent and no outcome.
///
/// One that shows what it was to do is done. One that does not stays unsettled until its re-check decides about it: a lost
/// call may still be applied, and then it is ours. Gives the entries that could be looked at and do not show it.
pub(super) async fn settle<'a>(session: &Session<'a>, entries: Vec<&'a Entry>) -> Vec<u32> {
    let at_once = session.context.platform.library.read_batch().max(1);
    futures_util::stream::iter(entries.chunks(at_once).map(<[&Entry]>::to_vec))
        .map(|handful| settle_handful(session, handful))
        .buffer_unordered(session.context.options.concurrency.div_ceil(at_once).max(1))
        .flat_map(futures_util::stream::iter)
        .collect()
        .await
}

/// Settles a few entries; gives those that do not show what they were to do.
async fn settle_handful<'a>(session: &Session<'a>, entries: Vec<&'a Entry>) -> Vec<u32> {
    if !session.may_start() {
        return Vec::new();
    }
    let mut seen = look_at(session, entries.clone()).await;
    let mut undone = Vec::new();
    for entry in entries {
        match seen.remove(&entry.seq) {
            Some(Ok(Sight::Done)) => session.end(entry, EntryState::done(entry.action), None),
            Some(Ok(Sight::Lost)) => session.end(entry, EntryState::Failed, Some(lost(entry))),
            Some(Ok(Sight::Undone)) => undone.push(entry.seq),
            Some(Err(error)) if stops_everything(&error) => session.halt(Halt::Stopped(in_full(&error))),
            Some(Err(error)) => {
                let what = if entry.action.is_deletion() { "it is still there" } else { "it happened" };
                let text = format!("whether {what} could not be read: {}", in_full(&error));
                session.end(entry, EntryState::InDoubt, Some(text));
            }
            None => {}
        }
    }
    undone
}

/// Looks what became of entries, several times where what was done shows within moments.
pub(super) async fn look_at(session: &Session<'_>, entries: Vec<&Entry>) -> Seen {
    let options = &session.context.options;
    let mut seen = Seen::new();
    let mut open = entries;
    let mut reading = 1;
    while !open.is_empty() {
        // Ctrl-C ends a reading that takes long; what it would have told stays in doubt until the run is resumed.
        let Some(found) = session.unless_stopped(look(session, &open)).await else {
            break;
        };
        let mut again = Vec::new();
        let mut pause = options.pause_after(reading);
        for (entry, sight) in found {
            let settled = match &sight {
                Ok(Sight::Done | Sight::Lost) => true,
                Ok(Sight::Undone) => !proves(session, entry),
                Err(error) => !error.is_transient(),
            };
            if !settled {
                again.push(entry);
            }
            if let Err(error) = &sight {
                match session.pause_for(reading, error) {
                    Some(wish) => pause = pause.max(wish),
                    None => again.clear(),
                }
            }
            seen.insert(entry.seq, sight);
        }
        if again.is_empty() || reading >= options.readings || !session.pause(pause).await {
            break;
        }
        open = again;
        reading += 1;
    }
    seen
}

/// One look: deletions by whether their target is there, the others by what their video says of itself.
async fn look<'e>(session: &Session<'_>, entries: &[&'e Entry]) -> Vec<(&'e Entry, Result<Sight, Error>)> {
    let library = &session.context.platform.library;
    let (deletions, marks): (Vec<&Entry>, Vec<&Entry>) =
        entries.iter().copied().partition(|entry| entry.action.is_deletion());
    let mut found = Vec::with_capacity(entries.len());
    if !deletions.is_empty() {
        let targets: Vec<Target> = deletions.iter().map(|entry| entry.target()).collect();
        let presences = library.presence_of(&targets).await;
        found.extend(deletions.into_iter().zip(presences.into_iter().map(|presence| {
            presence.map(|presence| if presence == Presence::Gone { Sight::Done } else { Sight::Undone })
        })));
    }
    for handful in marks.chunks(library.read_batch().max(1)) {
        let ids: Vec<VideoId> = handful.iter().map(|entry| entry.video.id.clone()).collect();
        match lookups(session.context, &ids).await {
            Ok(lookups) => found.extend(handful.iter().copied().zip(lookups).map(|(entry, lookup)| {
                let sight = match lookup {
                    Lookup::Found(video) if Quarantine::shows(&entry.target(), &video) => Sight::Done,
                    Lookup::Found(_) => Sight::Undone,
                    Lookup::Gone => Sight::Lost,
                };
                (entry, Ok(sight))
            })),
            // One failed request tells nothing of any of them.
            Err(error) => found.extend(handful.iter().copied().map(|entry| (entry, Err(error.repeated())))),
        }
    }
    found
}
