//! Every death at every moment, for every way in which requests are grouped and every way in which a platform fails, with a
//! second death in the session that follows: all of it converges to the same end.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, LazyLock};

use futures_util::FutureExt as _;
use tempfile::TempDir;

use super::crash::DiesAt;
use super::world::{Fault, World};
use super::{Stage, accept, account, at, commit, resume};
use crate::execute::{Acceptance, Ending, ExecuteOptions, Summary};
use crate::plan::Plan;
use crate::store::EntryState::{self, AlreadyGone, Deleted, Drifted, Failed, Protected};
use crate::store::{Operator, Record, Store};

/// How the first call on the first video goes wrong.
const FAULTS: [Option<Fault>; 10] = [
    None,
    Some(Fault::LostAfterApplied),
    Some(Fault::LostBeforeApplied),
    Some(Fault::LostAndLate),
    Some(Fault::Throttled),
    Some(Fault::Refused),
    Some(Fault::Busy),
    Some(Fault::Denied),
    Some(Fault::DeniedAndApplied),
    Some(Fault::Ignored),
];

/// Sessions after which a run has to be at its end.
const SESSIONS: usize = 6;

/// An empty state folder that is copied: making the tables takes longer than a whole run.
static EMPTY: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    folder
});

/// How videos, files and requests are grouped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) renditions: u32,
    pub(super) batch: usize,
    pub(super) read_batch: usize,
}

/// Five videos: one that fails, one that drifted, one that is fine, one that is protected, one that is gone.
pub(super) fn stage(shape: Shape, fault: Option<Fault>) -> (Stage, Plan) {
    let world = World::new(5, shape.renditions, shape.batch, shape.read_batch);
    let mut stage = Stage::new(world);
    std::fs::copy(EMPTY.path().join("vodsweep.db"), stage.folder.path().join("vodsweep.db")).unwrap();
    stage.options = ExecuteOptions { first_wave: 2, concurrency: 3, ..stage.options };
    let plan = if shape.renditions == 0 { stage.plan_of_videos() } else { stage.plan_of_renditions() };
    stage.world.fail(1, fault.as_slice());
    stage.world.tag(2, "new");
    stage.world.tag(4, "keep");
    stage.world.vanish(5);
    (stage, plan)
}

/// One session on a host that dies at its n-th moment. `None` means that it died; otherwise whether the run is at its end.
pub(super) async fn session(stage: &Stage, plan: &Plan, dies_at: i64, host: &str) -> Option<bool> {
    let mut context = stage.context();
    let store = stage.store().on_behalf_of(Operator::new(Some("ann".to_owned()), Some(host.to_owned())));
    store.skip_syncing();
    context.store = Arc::new(store);
    context.probe = Arc::new(DiesAt::new(dies_at));
    let mut listener = |_| {};
    let ended = |summary: &Summary| summary.ending == Ending::Finished;
    match context.store.run_of_plan(&plan.id).unwrap() {
        None => {
            let check = Acceptance {
                now: at(0),
                today: at(0),
                now_is_given: false,
                account: &account(),
                store: &context.store,
            };
            let accepted = accept(plan.clone(), check).unwrap();
            let run = AssertUnwindSafe(commit(&accepted, &context, &mut listener)).catch_unwind().await;
            run.ok().map(|summary| ended(&summary.unwrap()))
        }
        Some(run) => {
            let run = AssertUnwindSafe(resume(&run.id, &context, &mut listener)).catch_unwind().await;
            run.ok().map(|summary| summary.unwrap().as_ref().is_none_or(ended))
        }
    }
}

/// Resumes until the run is at its end.
pub(super) async fn converge(stage: &Stage, plan: &Plan, host: &str, what: &str) {
    for _ in 0..SESSIONS {
        if session(stage, plan, i64::MAX, host).await == Some(true) {
            return;
        }
    }
    panic!("{what}: {SESSIONS} sessions did not finish the run");
}

/// Every planned and unchanged target is deleted once, nothing else is, the journal says so, its chain holds, and what was
/// deleted can be read in it.
pub(super) fn check(stage: &Stage, plan: &Plan, fault: Option<Fault>, what: &str) {
    let store = stage.store();
    let run = store.runs().unwrap().remove(0);
    let states: Vec<EntryState> = store.entries(&run).unwrap().into_iter().map(|entry| entry.state).collect();
    let mut expected = Vec::new();
    for (entry, state) in plan.entries.iter().zip(&states) {
        let allowed: &[EntryState] = match (entry.video.id.as_str(), fault) {
            // The refusal of a call is forgotten when the process dies before it is written, and the next one is heard.
            ("v01", Some(Fault::Refused)) => &[Failed, Deleted],
            ("v01" | "v03", _) => &[Deleted],
            ("v02", _) => &[Drifted],
            ("v04", _) => &[Protected],
            _ => &[AlreadyGone],
        };
        assert!(allowed.contains(state), "{what}: {} is {state}", entry.target());
        if *state == Deleted {
            expected.push(entry.target().to_string());
        }
    }
    let mut deleted = stage.world.held().deleted.clone();
    deleted.sort();
    expected.sort();
    assert_eq!(deleted, expected, "{what}");
    let audit = store.audit(&run.id).unwrap();
    assert_eq!(audit.broken, Vec::<String>::new(), "{what}");
    let mut evidence: BTreeMap<u32, String> = BTreeMap::new();
    for record in store.log(&run.id, 0, usize::MAX).unwrap() {
        if let Record::Intent { seq, .. } = serde_json::from_str(&record.record).unwrap() {
            evidence.insert(seq, record.evidence.expect("every intent has its evidence"));
        }
    }
    for (entry, _) in plan.entries.iter().zip(&states).filter(|(_, state)| **state == Deleted) {
        let id = entry.video.id.as_str();
        assert!(evidence.get(&entry.seq).is_some_and(|object| object.contains(id)), "{what}: {}", entry.target());
    }
}

/// Deaths at every moment of the first session, and of the one after it where `twice`; gives the number of cases.
async fn dies_everywhere(shape: Shape, twice: bool) -> usize {
    let mut cases = 0;
    for fault in FAULTS {
        for first in 0.. {
            let mut survived = false;
            for second in if twice { 0..i64::MAX } else { i64::MAX - 1..i64::MAX } {
                let what = format!("{shape:?}, {fault:?}, killed at moments {first} and {second}");
                let (stage, plan) = stage(shape, fault);
                survived = session(&stage, &plan, first, "east").await.is_some();
                let again = if survived { Some(true) } else { session(&stage, &plan, second, "east").await };
                converge(&stage, &plan, "east", &what).await;
                check(&stage, &plan, fault, &what);
                cases += 1;
                if again.is_some() {
                    break;
                }
            }
            if survived {
                // An acknowledgement that was not true ends the first session early.
                assert!(first >= 5, "{shape:?}, {fault:?}: it was killed at every moment");
                break;
            }
        }
    }
    cases
}

const fn shape(renditions: u32, batch: usize, read_batch: usize) -> Shape {
    Shape { renditions, batch, read_batch }
}

#[tokio::test]
async fn single_calls_converge_after_two_deaths_at_any_moments() {
    assert_eq!(dies_everywhere(shape(0, 1, 10), true).await, 781);
}

#[tokio::test]
async fn batches_converge_after_two_deaths_at_any_moments() {
    assert_eq!(dies_everywhere(shape(0, 20, 3), true).await, 719);
}

#[tokio::test]
async fn files_converge_after_a_death_at_any_moment() {
    let mut cases = 0;
    for shape in [shape(2, 1, 10), shape(2, 2, 2), shape(2, 20, 10)] {
        cases += dies_everywhere(shape, false).await;
    }
    assert_eq!(cases, 545);
}

#[tokio::test]
async fn other_groupings_converge_after_a_death_at_any_moment() {
    let mut cases = 0;
    for shape in [shape(0, 1, 1), shape(0, 2, 2), shape(0, 3, 10)] {
        cases += dies_everywhere(shape, false).await;
    }
    assert_eq!(cases, 352);
}
