//! After the deletions: the content network is asked to drop its copies of what is gone.
//!
//! Only what this run deleted is named, from the addresses that the plan recorded. To ask twice does no harm, so a
//! process that dies in between asks again.

use std::collections::{BTreeMap, BTreeSet};

use super::session::{Halt, Session};
use super::{CopyTotals, Event, Phase, Step};
use crate::model::VideoId;
use crate::provider::{Copies, Refreshed};
use crate::store::{CopyRecord, EntryState, StoreError};

/// Asks for the copies of every deletion of the run that were not agreed to be dropped yet.
pub(super) async fn refresh(session: &Session<'_>) {
    let wanted = match wanted(session) {
        Ok(wanted) => wanted,
        Err(error) => return session.halt(Halt::Journal(error)),
    };
    if wanted.is_empty() || !session.may_start() {
        return;
    }
    session.emit(Event::Phase(Phase::Refreshing));
    let answer = session.context.platform.deleter.refresh(&wanted).await;
    session.context.probe.at(Step::Refreshed);
    let left = answer.left.len();
    if let Err(error) = session.context.store.record_copies(&session.run, &records(answer), session.context.clock.now())
    {
        return session.halt(Halt::Journal(error));
    }
    if left > 0 {
        session.emit(Event::Notice("the content network may keep copies of some of what was deleted".to_owned()));
    }
}

/// The addresses of what the run deleted, less those that were asked for before.
fn wanted(session: &Session<'_>) -> Result<Vec<Copies>, StoreError> {
    let entries = session.entries_that(|state| state == EntryState::Deleted);
    let mut by_video: BTreeMap<&VideoId, BTreeSet<&str>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.copies.is_empty()) {
        by_video.entry(&entry.video.id).or_default().extend(entry.copies.iter().map(String::as_str));
    }
    if by_video.is_empty() {
        return Ok(Vec::new());
    }
    let done: BTreeSet<String> = asked(session)?.into_iter().collect();
    let remaining = by_video.into_iter().map(|(video, addresses)| Copies {
        video: video.clone(),
        addresses: addresses.into_iter().filter(|one| !done.contains(*one)).map(str::to_owned).collect(),
    });
    Ok(remaining.filter(|copies| !copies.addresses.is_empty()).collect())
}

fn asked(session: &Session<'_>) -> Result<Vec<String>, StoreError> {
    let records = session.context.store.copies(&session.run)?;
    Ok(records.into_iter().filter(|record| record.asked).map(|record| record.address).collect())
}

fn records(answer: Refreshed) -> Vec<CopyRecord> {
    let asked = answer.asked.into_iter().map(|copies| (copies, None));
    let left = answer.left.into_iter().map(|(copies, reason)| (copies, Some(reason)));
    asked
        .chain(left)
        .flat_map(|(Copies { video, addresses }, reason)| {
            addresses.into_iter().map(move |address| CopyRecord {
                video: video.clone(),
                address,
                asked: reason.is_none(),
                reason: reason.clone(),
            })
        })
        .collect()
}

/// How it stands for the whole run.
pub(super) fn totals(session: &Session<'_>) -> Result<CopyTotals, StoreError> {
    let mut totals = CopyTotals::default();
    for record in session.context.store.copies(&session.run)? {
        if record.asked {
            totals.asked += 1;
        } else {
            totals.left += 1;
        }
    }
    Ok(totals)
}
