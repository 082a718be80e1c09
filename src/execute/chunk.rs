//! A handful of videos, as many as one reading takes: re-checked together, then carried out right away.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join_all;

use super::attempt::{Fate, perform};
use super::recheck::recheck;
use super::session::{Job, Session};
use crate::model::{Action, Native, Video, VideoId};
use crate::plan::Entry;
use crate::provider::Deleter;

/// How many entries of one video follow one reading of it; as many as one request takes, if that is more.
const ENTRIES_PER_READING: usize = 10;

/// What is left to do for one video, in the order of the plan.
pub(super) struct Work<'a> {
    pub(super) video: VideoId,
    pub(super) entries: VecDeque<&'a Entry>,
}

/// The entries of one video that follow its present reading.
struct Lane<'a> {
    video: VideoId,
    entries: VecDeque<&'a Entry>,
    /// As just read; absent where nothing is to be done with it.
    fresh: Option<Arc<Video>>,
    evidence: Option<Native>,
    /// Something happened after which the video must be read again.
    stale: bool,
}

/// Carries out entries: the videos side by side, the entries of each in order.
pub(super) async fn carry_out<'a>(session: &Session<'a>, entries: Vec<&'a Entry>, verify: bool) {
    let at_once = session.context.platform.library.read_batch().max(1);
    // One handful more than the deleting calls need, so that the next reading is under way while they are.
    let batch = entries.first().map_or(1, |entry| session.context.platform.deleter.batch(entry.action).max(1));
    let ahead = session.context.options.concurrency.saturating_mul(batch.min(at_once)).div_ceil(at_once) + 1;
    let mut works = by_video(entries);
    let mut handfuls = Vec::with_capacity(works.len().div_ceil(at_once));
    while !works.is_empty() {
        let rest = works.split_off(works.len().min(at_once));
        handfuls.push(std::mem::replace(&mut works, rest));
    }
    futures_util::stream::iter(handfuls)
        .map(|handful| work_through(session, handful, verify))
        .buffer_unordered(ahead)
        .collect::<()>()
        .await;
}

fn by_video(entries: Vec<&Entry>) -> Vec<Work<'_>> {
    let mut places: BTreeMap<&VideoId, usize> = BTreeMap::new();
    let mut works: Vec<Work<'_>> = Vec::new();
    for entry in entries {
        let place = *places.entry(&entry.video.id).or_insert(works.len());
        match works.get_mut(place) {
            Some(work) => work.entries.push_back(entry),
            None => works.push(Work { video: entry.video.id.clone(), entries: VecDeque::from([entry]) }),
        }
    }
    works
}

/// Reads the videos, makes calls, and begins again with what is left, until nothing is or the session halts.
async fn work_through<'a>(session: &Session<'a>, mut works: Vec<Work<'a>>, verify: bool) {
    while !works.is_empty() && session.may_start() {
        let Some(mut found) = recheck(session, &mut works).await else {
            return;
        };
        let mut lanes: Vec<Lane<'a>> = works
            .iter_mut()
            .map(|work| {
                let deleter = &session.context.platform.deleter;
                let request = work.entries.front().map_or(1, |entry| deleter.batch(entry.action));
                let count = work.entries.len().min(request.max(ENTRIES_PER_READING));
                let fresh = found.remove(&work.video);
                Lane {
                    video: work.video.clone(),
                    entries: work.entries.drain(..count).collect(),
                    evidence: fresh.as_ref().map(|video| video.native.clone()),
                    fresh,
                    stale: false,
                }
            })
            .collect();
        let pause = empty_lanes(session, &mut lanes, verify).await;
        for (work, mut lane) in works.iter_mut().zip(lanes) {
            lane.entries.append(&mut work.entries);
            work.entries = lane.entries;
        }
        works.retain(|work| !work.entries.is_empty());
        if !session.pause(pause).await {
            return;
        }
    }
}

/// Makes calls until every lane is empty or stale; gives the pause that the platform needs before more of them.
async fn empty_lanes<'a>(session: &Session<'a>, lanes: &mut [Lane<'a>], verify: bool) -> Duration {
    let mut pause = Duration::ZERO;
    loop {
        let calls = next_calls(lanes, session.context.platform.deleter.as_ref());
        if calls.is_empty() {
            return pause;
        }
        let fates = join_all(calls.into_iter().map(|call| perform(session, call, verify))).await;
        // From the back, so that what goes back to the front of a lane keeps its order.
        for (entry, fate) in fates.into_iter().flatten().rev() {
            let Some(lane) = lanes.iter_mut().find(|lane| lane.video == entry.video.id) else {
                continue;
            };
            match fate {
                // A mark changes what the reading said of the video.
                Fate::Done => lane.stale |= !entry.action.is_deletion(),
                Fate::Ended => lane.stale = true,
                Fate::Again(after) => {
                    lane.stale = true;
                    lane.entries.push_front(entry);
                    pause = pause.max(after);
                }
            }
        }
        if !session.may_start() {
            return pause;
        }
    }
}

/// Takes the next entries of one action off each lane and packs them into the platform's batches. What one video
/// contributes is never split: a platform may take the files of one video in one request only.
fn next_calls<'a>(lanes: &mut [Lane<'a>], deleter: &dyn Deleter) -> Vec<Vec<Job<'a>>> {
    let mut by_action: BTreeMap<Action, Vec<Vec<Job<'a>>>> = BTreeMap::new();
    for lane in lanes.iter_mut().filter(|lane| !lane.stale) {
        let Some(action) = lane.entries.front().map(|entry| entry.action) else {
            continue;
        };
        let Some(fresh) = lane.fresh.clone() else {
            continue;
        };
        // After a mark its video is read again.
        let size = if action.is_deletion() { deleter.batch(action).max(1) } else { 1 };
        let mut own = Vec::new();
        while own.len() < size
            && let Some(entry) = lane.entries.pop_front_if(|entry| entry.action == action)
        {
            own.push(Job { entry, video: Arc::clone(&fresh), evidence: lane.evidence.clone() });
        }
        let size = deleter.batch(action).max(1);
        let calls = by_action.entry(action).or_default();
        match calls.last_mut() {
            Some(call) if call.len() + own.len() <= size => call.append(&mut own),
            _ => calls.push(own),
        }
    }
    by_action.into_values().flatten().collect()
}
