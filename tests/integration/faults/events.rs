//! Whatever others do to a video between plan and commit, or between commit and resume, it is not deleted afterwards.

use std::collections::BTreeSet;

use futures_util::StreamExt as _;
use vodsweep::execute::Ending;
use vodsweep::model::Action;
use vodsweep::store::EntryState;

use super::stage::{BOTH, Dialect, Stage, deletions};
use super::truth::{deleted_after_a_change, wrong};

/// What others do to a video.
const KINDS: [&str; 11] = [
    "does = \"touch\"",
    "does = \"tag\"\ntag = \"keep\"",
    "does = \"tag\"\ntag = \"other\"",
    "does = \"untag\"",
    "does = \"rename\"",
    "does = \"activate\"",
    "does = \"deactivate\"",
    "does = \"remove\"",
    "does = \"remove_master\"",
    "does = \"add_to_playlist\"",
    "does = \"share\"",
];

/// Faults under which it happens.
const PASSING: [&str; 4] = [
    "",
    "[[fault]]\non = \"delete\"\ndoes = \"reset_before\"\n",
    "[[fault]]\non = \"delete\"\ndoes = \"reset_after\"\n",
    "[[fault]]\non = \"read\"\ndoes = \"internal_error\"\n",
];

/// No deletion is carried out, and nobody can tell.
const IN_DOUBT: &str = "[[fault]]\non = \"delete\"\ndoes = \"internal_error\"\ntimes = \"always\"\n";

/// Faults that stop the run, so that it happens before the resume.
const STOPPING: [&str; 2] = [
    IN_DOUBT,
    "[[fault]]\non = \"delete\"\ndoes = \"too_many_requests\"\nretry_after_seconds = 9000\ntimes = \"always\"\n",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    /// Right before the first reading of the commit.
    Commit,
    /// Right before the first reading of the resume.
    Resume,
    /// Right before each deletion: after the reading, where no platform lets one look.
    Deletion,
}

#[derive(Debug, Clone, Copy)]
struct Case {
    dialect: Dialect,
    does: &'static str,
    faults: &'static str,
    point: Point,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for dialect in BOTH {
        for does in KINDS {
            let case = |point, faults| Case { dialect, does, faults, point };
            cases.extend(PASSING.map(|faults| case(Point::Commit, faults)));
            cases.extend(STOPPING.map(|faults| case(Point::Resume, faults)));
            cases.extend([PASSING[0], PASSING[2]].map(|faults| case(Point::Deletion, faults)));
        }
    }
    cases
}

/// Whether a file may be deleted although others did something to its video.
///
/// Playlists hold videos and not files. And a deletion of a file that is in doubt may itself have moved the time of change:
/// what changed nothing else that is compared is then taken for our own.
fn may_go(case: Case) -> bool {
    let only_the_time = ["touch", "\"activate", "share"].iter().any(|word| case.does.contains(word))
        && (case.dialect == Dialect::Apsara || !case.does.contains("share"));
    case.does.contains("playlist") || (case.faults == IN_DOUBT && only_the_time)
}

async fn tried(case: Case) -> Vec<String> {
    let stage = Stage::new(case.dialect);
    let plan = stage.good_plan().await;
    let ids: Vec<String> = plan.entries.iter().step_by(3).map(|entry| format!("\"{}\"", entry.video.id)).collect();
    let before = format!("[[event]]\non = \"read\"\nids = [{}]\n{}\n", ids.join(", "), case.does);
    let during = format!("[[event]]\non = \"delete\"\ntarget = \"asked\"\ntimes = 5\n{}\n", case.does);
    let (first, second) = match case.point {
        Point::Commit => (format!("{}{before}", case.faults), String::new()),
        Point::Resume => (case.faults.to_owned(), before),
        Point::Deletion => (format!("{}{during}", case.faults), String::new()),
    };
    let faulty = stage.serve(&first).await;
    stage.commit(&faulty, plan.clone()).await.expect("a count");
    let good = stage.serve(&second).await;
    let mut wrongs = Vec::new();
    if let Some(summary) = stage.resume(&good).await
        && summary.ending != Ending::Finished
    {
        wrongs.push(format!("without faults it ended {:?}", summary.ending));
    }
    let requests = [deletions(&faulty), deletions(&good)].concat();
    wrongs.extend(wrong(&stage, &plan, &requests, false));
    let harmless = case.dialect == Dialect::Apsara && case.does.contains("playlist");
    if case.point != Point::Deletion && !harmless {
        let mut late = deleted_after_a_change(&stage);
        late.retain(|(_, file)| file.is_none() || !may_go(case));
        if !late.is_empty() {
            wrongs.push(format!("deleted after others had changed them: {late:?}"));
        }
    }
    let told: BTreeSet<EntryState> = stage.states().into_values().collect();
    if case.point == Point::Commit && case.faults.is_empty() && !harmless && told.len() < 2 {
        wrongs.push(format!("nothing came of it: {told:?}"));
    }
    wrongs
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_changed_is_not_deleted_afterwards() {
    let stage = Stage::new(Dialect::Brightcove);
    let plan = stage.good_plan().await;
    let count = |action| plan.entries.iter().filter(|entry| entry.action == action).count();
    assert!(count(Action::DeleteVideo) > 10 && count(Action::DeleteMaster) > 3, "{:?}", plan.totals);
    let cases = cases();
    assert_eq!(cases.len(), 2 * 11 * (4 + 2 + 2), "no case is left out");
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
