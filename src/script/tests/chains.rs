//! The lazy chain of a listing: filters, sums, groups, and what it reads.

use super::fixture::{go, library, library_of, now, run_on, said, video, wishes};
use crate::model::{AssetKind, KindSet};
use crate::script::{Policy, PolicySource, RunOptions, run};
use std::sync::Arc;

#[test]
fn a_loop_and_a_chain_propose_the_same() {
    let chain = go("search(\"state:active\").filter(|v| days_since(v.updated_at) > 365).each(|v| delete_video(v));");
    let plain = go("for v in search(\"state:active\") { if days_since(v.updated_at) > 365 { delete_video(v); } }");
    assert_eq!(wishes(&chain), ["delete_video b", "delete_video c"]);
    assert_eq!(wishes(&chain), wishes(&plain));
}

#[test]
fn a_moment_joined_to_a_query_is_written_so_that_it_can_be_read() {
    let outcome = go("let age = 365; for v in search(\"updated_at:<\" + days_ago(age)) { delete_video(v, \"old\"); }");
    assert_eq!(wishes(&outcome), ["delete_video b", "delete_video c"]);
    assert_eq!(said("print(\"\" + days_ago(1)); print(`${now()}`);"), ["2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z"]);
}

#[test]
fn the_steps_of_a_chain_work_together() {
    let shown = said(
        "let all = search();
         print(all.count()); print(all.take(2).count());
         print(all.sort_by(|v| v.updated_at).to_array()[0].id);
         print(search(\"\", #{ sort: \"-id\", limit: 1 }).to_array()[0].id);
         print(all.sum(|v| assets(v).bytes));
         print(all.group_by(|v| v.state).active.len());
         for v in all.filter(|v| v.id != \"b\").take(5) { print(v.id); }",
    );
    assert_eq!(shown, ["3", "2", "c", "c", "6000001200", "3", "a", "c"]);
}

#[test]
fn a_closure_may_use_variables_and_functions_of_the_script() {
    let outcome = go("fn old(v, n) { days_since(v.updated_at) > n }
         let most = 500;
         search().filter(|v| old(v, most)).each(|v| delete_video(v));");
    assert_eq!(wishes(&outcome), ["delete_video c"]);
}

#[test]
fn only_the_kinds_that_are_asked_for_are_looked_up_and_only_once() {
    let catalog = Arc::new(library());
    let text = "for v in search() { let f = assets(v); f.master?.bytes; f.master; assets(v).master; }";
    let policy = Policy::compile(&PolicySource::from_text("t", text, &[])).unwrap();
    run(&policy, Arc::clone(&catalog) as Arc<_>, RunOptions::at(now())).unwrap();
    let lookups = catalog.lookups();
    assert_eq!(lookups.len(), 3);
    assert!(lookups.iter().all(|(_, kinds)| *kinds == KindSet::of(AssetKind::Master)));
}

#[test]
fn files_are_fetched_ahead_in_chunks() {
    let catalog = Arc::new(library_of((0..50).map(|n| video(&format!("v{n}"), 1)).collect()));
    let text = "search().with_assets().filter(|v| assets(v).bytes > 1 * GB).each(|v| delete_master(v));";
    let policy = Policy::compile(&PolicySource::from_text("t", text, &[])).unwrap();
    let outcome = run(&policy, Arc::clone(&catalog) as Arc<_>, RunOptions::at(now())).unwrap();
    assert_eq!(outcome.proposals.len(), 50);
    assert_eq!(catalog.lookups().iter().map(|(ids, _)| ids.len()).collect::<Vec<_>>(), [40, 10]);
}

#[test]
fn sound_is_listed_only_when_asked_for() {
    let mut sound = video("s", 1);
    sound.media_type = crate::model::Known::Value(crate::model::MediaType::Audio);
    let outcome = run_on(
        library_of(vec![video("a", 1), sound]),
        "for v in search() { delete_video(v); } for v in search(\"media_type:audio\") { delete_video(v); }",
    );
    assert_eq!(wishes(&outcome.unwrap()), ["delete_video a", "delete_video s"]);
}

#[test]
fn a_listing_that_came_up_short_is_incomplete_and_one_left_early_is_not() {
    let all = run_on(library().counting(9), "for v in search() { keep(v); }").unwrap();
    assert!(all.is_incomplete());
    assert_eq!(all.seen.len(), 3);
    let some = run_on(library().counting(9), "for v in search().take(1) { keep(v); }").unwrap();
    assert!(!some.is_incomplete());
}

#[test]
fn a_loop_over_files_reads_as_it_is_documented() {
    let outcome = go(r#"
// masters nobody re-transcodes any more.
let age = param("days", 365, "how long a video must have been unchanged");
for video in search("state:active has_master:true updated_at:<" + days_ago(age)) {
    let files = assets(video);
    if files.renditions.len() > 0 && files.master?.bytes > 1 * GB {
        delete_master(video, "unchanged for " + days_since(video.updated_at) + " days, plays from renditions");
    }
}
"#);
    assert_eq!(wishes(&outcome), ["delete_master b m", "delete_master c m"]);
    assert_eq!(outcome.proposals[0].reason.text, "unchanged for 400 days, plays from renditions");
    assert_eq!(outcome.proposals[0].reason.line, 7);
}

#[test]
fn candidates_of_the_platform_are_passed_through() {
    assert_eq!(wishes(&go("search_native(\"+x:y\").take(1).each(|v| delete_video(v));")), ["delete_video a"]);
}
