//! Every fault on every sort of request that a commit makes.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;
use vodsweep::execute::Ending;
use vodsweep::store::{EntryState, RunState};

use super::kinds::{After, KINDS, Kind, hits};
use super::stage::{BOTH, Dialect, Stage, deletions, open};
use super::truth::wrong;

/// The sorts of requests of a commit, of which those that a platform does not make are left out.
const SORTS: [&str; 5] = ["token", "read", "files", "delete_video", "delete_master"];

#[derive(Debug, Clone, Copy)]
struct Case {
    dialect: Dialect,
    on: &'static str,
    kind: Kind,
    hits: &'static str,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for dialect in BOTH {
        for on in SORTS.into_iter().filter(|on| dialect == Dialect::Brightcove || *on != "token") {
            for kind in KINDS {
                cases.extend(hits(cases.len() / 2).map(|hits| Case { dialect, on, kind, hits }));
            }
        }
    }
    cases
}

/// Commits under a fault, resumes under it, and resumes once more without; gives all that is wrong then.
async fn tried(case: Case) -> Vec<String> {
    let Case { dialect, on, kind, hits } = case;
    let stage = Stage::new(dialect);
    let plan = stage.good_plan().await;
    let faulty = stage.serve(&format!("[[fault]]\non = \"{on}\"\n{}\n{hits}", kind.does)).await;
    let mut wrongs = Vec::new();
    let begun = stage.commit(&faulty, plan.clone()).await;
    open(&faulty).await;
    if let Some(summary) = &begun {
        wrongs.extend(ended_badly(&stage, &summary.ending));
        if let Some(summary) = stage.resume(&faulty).await {
            wrongs.extend(ended_badly(&stage, &summary.ending));
        }
    }
    let good = stage.serve("").await;
    if begun.is_none() {
        stage.commit(&good, plan.clone()).await.expect("a count");
    }
    if let Some(summary) = stage.resume(&good).await
        && summary.ending != Ending::Finished
    {
        wrongs.push(format!("without faults it ended {:?}", summary.ending));
    }
    let requests = [deletions(&faulty), deletions(&good)].concat();
    let was_hit = faulty.requests().iter().any(|served| served.fault.is_some());
    wrongs.extend(wrong(&stage, &plan, &requests, kind.after == After::Lied));
    let passing = !hits.contains("always");
    // When it cannot be seen what else plays, a master stays.
    let kept = |state| on == "files" && state == EntryState::Protected;
    if kind.after == After::Deleted && passing && was_hit {
        let others: BTreeMap<_, _> =
            stage.states().into_iter().filter(|(_, state)| *state != EntryState::Deleted && !kept(*state)).collect();
        if !others.is_empty() {
            wrongs.push(format!("it passed, but these are not deleted: {others:?} {:?}", stage.errors()));
        }
    }
    wrongs
}

/// How a session ends and what the journal holds then go together.
fn ended_badly(stage: &Stage, ending: &Ending) -> Option<String> {
    let open = stage.states().values().filter(|state| !state.is_final()).count();
    let held = stage.record().state;
    let fits = match ending {
        Ending::Finished => open == 0 && held == RunState::Finished,
        Ending::Stopped(_) => open > 0 && held == RunState::Stopped,
        Ending::Interrupted => false,
    };
    (!fits).then(|| format!("it ended {ending:?} with {open} open entries as {held:?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_a_commit_leaves_plan_journal_and_platform_in_agreement() {
    let cases = cases();
    assert_eq!(cases.len(), 36 * 2 * 9, "no case is left out");
    let failed: Vec<String> = futures_util::stream::iter(cases)
        .map(|case| async move {
            let wrongs = tried(case).await;
            (!wrongs.is_empty()).then(|| format!("{case:?}\n    {}", wrongs.join("\n    ")))
        })
        .buffer_unordered(4)
        .filter_map(|failed| async { failed })
        .collect()
        .await;
    assert!(failed.is_empty(), "{} cases failed\n{}", failed.len(), failed.join("\n"));
}
