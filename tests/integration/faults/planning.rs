//! Every fault on every sort of request that planning makes: a plan is whole, or it says that it is not.

use std::collections::BTreeSet;

use futures_util::StreamExt as _;
use vodsweep::model::Action;
use vodsweep::plan::Plan;

use super::kinds::{KINDS, PAGE_KINDS, hits};
use super::stage::{BOTH, Dialect, Stage};

const SORTS: [&str; 4] = ["token", "count", "list", "files"];

#[derive(Debug, Clone, Copy)]
struct Case {
    dialect: Dialect,
    on: &'static str,
    does: &'static str,
    hits: &'static str,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for dialect in BOTH {
        for on in SORTS.into_iter().filter(|on| dialect == Dialect::Brightcove || *on != "token") {
            let of_pages = PAGE_KINDS.into_iter().filter(|_| on == "list");
            for does in KINDS.map(|kind| kind.does).into_iter().chain(of_pages) {
                cases.extend(hits(cases.len() / 2).map(|hits| Case { dialect, on, does, hits }));
            }
        }
    }
    cases
}

fn entries(plan: &Plan) -> BTreeSet<(Action, String)> {
    plan.entries.iter().map(|entry| (entry.action, entry.video.id.to_string())).collect()
}

async fn tried(case: Case) -> Option<String> {
    let Case { dialect, on, does, hits } = case;
    let stage = Stage::new(dialect);
    let wanted = stage.good_plan().await;
    let faulty = stage.serve(&format!("[[fault]]\non = \"{on}\"\n{does}\n{hits}")).await;
    let plan = stage.plan(&faulty).await.ok()?;
    let (found, wanted) = (entries(&plan), entries(&wanted));
    let changed = stage.happened().iter().any(|one| !one.by_event);
    if changed {
        return Some("planning changed the library".to_owned());
    }
    if let Some(more) = found.difference(&wanted).next() {
        return Some(format!("it plans {more:?}, which the whole library does not ask for"));
    }
    // What could not be looked up is kept, and the plan says so.
    let told: BTreeSet<String> = plan
        .kept
        .iter()
        .map(|kept| kept.video.id.to_string())
        .chain(plan.unknown.iter().map(|note| note.video.id.to_string()))
        .collect();
    // ApsaraVideo lists what has to be looked up; what it then says not to exist is not a candidate any more.
    let denied = dialect == Dialect::Apsara && on == "files" && does.contains("not_found");
    let lacks = wanted.difference(&found).any(|(_, video)| !told.contains(video));
    (lacks && !denied && plan.library.complete && !plan.blocked).then(|| {
        let lacking = wanted.difference(&found).count();
        format!("it lacks {lacking} of {} entries and says that it is complete ({:?})", wanted.len(), plan.library)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_is_whole_or_says_that_it_is_not() {
    let cases = cases();
    assert_eq!(cases.len(), (36 * 7 + 7 * 2) * 2, "no case is left out");
    let failed: Vec<String> = futures_util::stream::iter(cases)
        .map(|case| async move { Some(format!("{case:?}\n    {}", tried(case).await?)) })
        .buffer_unordered(4)
        .filter_map(|failed| async { failed })
        .collect()
        .await;
    assert!(failed.is_empty(), "{} cases failed\n{}", failed.len(), failed.join("\n"));
}
