//! What must hold whatever went wrong: the plan, the journal and the platform's own record side by side.

use std::collections::{BTreeMap, BTreeSet};

use vodsweep::model::{Action, VideoId};
use vodsweep::plan::{Entry, Plan};
use vodsweep::sandbox::{Deed, Served};
use vodsweep::store::EntryState;

use super::stage::{Dialect, Stage};

/// What was deleted of a video: all of it, or one of its files.
pub type Target = (VideoId, Option<String>);

fn target(entry: &Entry) -> Target {
    let file = match entry.action {
        Action::DeleteVideo => None,
        Action::DeleteMaster => Some("master".to_owned()),
        other => panic!("the policy has no {other:?}"),
    };
    (entry.video.id.clone(), file)
}

/// What the platform's record says about deletions, by who asked.
struct Deeds {
    by_us: Vec<Target>,
    by_others: BTreeSet<Target>,
    /// What we deleted of videos that others had done something to before.
    touched_before: BTreeSet<Target>,
}

fn deeds(stage: &Stage) -> Deeds {
    let mut deeds = Deeds { by_us: Vec::new(), by_others: BTreeSet::new(), touched_before: BTreeSet::new() };
    let mut touched = BTreeSet::new();
    for one in stage.happened() {
        let video = stage.id(&one);
        if one.by_event {
            touched.insert(video.clone());
        }
        let file = match one.deed {
            Deed::Deleted => None,
            Deed::FileDeleted(file) => Some(file),
            Deed::Changed => continue,
        };
        if one.by_event {
            deeds.by_others.insert((video, file));
        } else {
            let target = (video, file);
            if touched.contains(&target.0) {
                deeds.touched_before.insert(target.clone());
            }
            deeds.by_us.push(target);
        }
    }
    deeds
}

/// Everything that is wrong with the plan, the journal and the platform together; empty when nothing is.
///
/// `lied` says that the platform said something untrue about single deletions, so that the journal may believe it.
pub fn wrong(stage: &Stage, plan: &Plan, requests: &[Served], lied: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let deeds = deeds(stage);
    let planned: BTreeMap<Target, u32> = plan.entries.iter().map(|entry| (target(entry), entry.seq)).collect();
    let states = stage.states();
    for deed in &deeds.by_us {
        match planned.get(deed) {
            None => wrong.push(format!("{deed:?} was deleted and is not in the plan")),
            Some(seq) if states[seq] != EntryState::Deleted => {
                wrong.push(format!("{deed:?} was deleted, but entry {seq} says {}", states[seq]));
            }
            Some(_) => {}
        }
    }
    let gone: BTreeSet<&Target> = deeds.by_us.iter().chain(&deeds.by_others).collect();
    for (target, seq) in &planned {
        let is_gone = gone.contains(target) || gone.contains(&(target.0.clone(), None));
        match states[seq] {
            EntryState::Deleted | EntryState::AlreadyGone if !is_gone && !lied => {
                wrong.push(format!("entry {seq} says {}, but {target:?} is still there", states[seq]));
            }
            EntryState::InFlight | EntryState::InDoubt | EntryState::Pending | EntryState::NotAttempted if !lied => {
                wrong.push(format!("entry {seq} is left {}", states[seq]));
            }
            _ => {}
        }
    }
    if deeds.by_us.iter().collect::<BTreeSet<_>>().len() < deeds.by_us.len() {
        wrong.push("something was deleted twice".to_owned());
    }
    wrong.extend(repeated(stage.dialect, requests));
    wrong
}

/// What was deleted of videos after others had changed them.
pub fn deleted_after_a_change(stage: &Stage) -> BTreeSet<Target> {
    deeds(stage).touched_before
}

/// Deletions that were asked for again although their answer had come and said that they were done.
fn repeated(dialect: Dialect, requests: &[Served]) -> Vec<String> {
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut again = Vec::new();
    for served in requests {
        for target in targets(dialect, served) {
            if done.contains(&target) {
                again.push(format!("{target} was asked for again after it was done"));
            }
            if served.fault.is_none() && (200..300).contains(&served.status) {
                done.insert(target);
            }
        }
    }
    again
}

/// What one request asks to delete.
fn targets(dialect: Dialect, served: &Served) -> Vec<String> {
    if dialect == Dialect::Brightcove {
        return vec![served.target.clone()];
    }
    let operation = served.operation.clone().unwrap_or_default();
    let query = served.target.split_once('?').map_or("", |(_, query)| query);
    let ids = query.split('&').find_map(|pair| pair.strip_prefix("VideoIds=")).unwrap_or_default();
    ids.replace("%2C", ",").split(',').filter(|id| !id.is_empty()).map(|id| format!("{operation} {id}")).collect()
}
