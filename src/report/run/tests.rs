//! Runs as people and programs see them.

use std::collections::BTreeMap;

use insta::assert_snapshot;

use super::{RunEntry, SummaryView, run_json, run_table, runs_json, runs_table, summary_json, summary_table};
use crate::execute::{CopyTotals, Ending, Summary};
use crate::report::Style;
use crate::report::samples::{self, account, time};
use crate::store::{EntryRecord, EntryState, RunId, RunRecord, RunState, RunTotals};

fn totals() -> RunTotals {
    let by_state = BTreeMap::from([(EntryState::Deleted, 2), (EntryState::Failed, 1)]);
    RunTotals { by_state, bytes_deleted: 2_800_000_000, bytes_unknown: 0 }
}

fn run() -> RunRecord {
    RunRecord {
        id: RunId("20260601-1200-3f2a".to_owned()),
        plan: samples::plan().id,
        account: account(),
        state: RunState::Finished,
        started_at: time("2026-06-01T12:00:00Z"),
        finished_at: Some(time("2026-06-01T12:05:00Z")),
        totals: totals(),
    }
}

fn records() -> Vec<EntryRecord> {
    let record = |seq, state, error: Option<&str>| EntryRecord {
        seq,
        state,
        error: error.map(str::to_owned),
        at: Some(time("2026-06-01T12:01:00Z")),
    };
    vec![
        record(1, EntryState::Deleted, None),
        record(2, EntryState::Deleted, None),
        record(3, EntryState::Failed, Some("REFERENCES_EXIST: held by playlists 17, 18\u{1b}[2J")),
    ]
}

#[test]
fn the_history_has_a_line_a_run() {
    assert_snapshot!(runs_table(&[run()], &Style::plain(100)), @"
    run                 started               state     account  plan          deleted   freed  other
    20260601-1200-3f2a  2026-06-01 12:00 UTC  finished  main     3f2a9c1b7d04        2  2.8 GB      1
    ");
    assert_snapshot!(runs_table(&[], &Style::plain(80)), @"
    No plan was committed yet.
    ");
}

#[test]
fn a_run_shows_the_outcome_of_every_entry() {
    let (records, plan) = (records(), samples::plan());
    let entries = RunEntry::join(&records, Some(&plan));
    assert_snapshot!(run_table(&run(), &entries, &[], &Style::plain(100)), @"
    Run 20260601-1200-3f2a on main (Brightcove Video Cloud, 57838016001)
      plan      3f2a9c1b7d04
      state     finished
      started   2026-06-01 12:00 UTC
      ended     2026-06-01 12:05 UTC

    state    #  action     title                   id                   file      why
    deleted  1  video      Evening news of 1 Mar…  6300000000001
    deleted  2  master     第三回 全国高校サッカ…  1698990613556232930  master-1
    failed   3  rendition  Interview (raw)         6300000000003        master-1  REFERENCES_EXIST: held
                                                                                  by playlists 17, 18

    outcome  entries
    deleted        2
    failed         1
    3 entries in all
    ");
}

#[test]
fn a_run_as_json_has_the_fields_of_the_contract() {
    let (records, plan) = (records(), samples::plan());
    let entries = RunEntry::join(&records, Some(&plan));
    let list: serde_json::Value = serde_json::from_str(&runs_json(&[run()]).expect("JSON")).expect("JSON");
    let one: serde_json::Value = serde_json::from_str(&run_json(&run(), &entries, &[]).expect("JSON")).expect("JSON");
    for field in ["id", "plan", "account", "state", "started_at", "finished_at", "totals"] {
        assert!(list[0].get(field).is_some(), "{field}");
        assert_eq!(list[0][field], one[field], "{field}");
    }
    for field in ["seq", "action", "video", "asset", "state", "error"] {
        assert!(one["entries"][2].get(field).is_some(), "{field}");
    }
}

#[test]
fn a_summary_counts_masters_as_freed_later_and_says_what_to_do() {
    let (records, plan) = (records(), samples::plan());
    let entries = RunEntry::join(&records, Some(&plan));
    let summary = Summary {
        run: run().id,
        plan: plan.id.clone(),
        ending: Ending::Finished,
        totals: totals(),
        copies: CopyTotals::default(),
    };
    let account = account();
    let view = SummaryView { summary: &summary, account: &account, entries: &entries };
    assert_snapshot!(summary_table(&view, &Style::plain(80)), @"
    Run 20260601-1200-3f2a on main (Brightcove Video Cloud, 57838016001)
    Finished: every entry has its outcome.

    outcome  entries
    deleted        2
    failed         1

    Freed: 1.4 GB; freed later: 1.4 GB of masters, whose files are removed after a
    grace of 10 days, and the bill follows 2 to 4 days after that.

    Not deleted
    state   #  action     title            id             file      why
    failed  3  rendition  Interview (raw)  6300000000003  master-1  REFERENCES_EXIST
                                                                    : held by
                                                                    playlists 17, 18

    What to do now
      • see why each entry failed
        vodsweep runs 20260601-1200-3f2a
      • videos in manual playlists: take them out, or let the policy say
        unlink_playlists: true
    ");
    let json: serde_json::Value = serde_json::from_str(&summary_json(&view).expect("JSON")).expect("JSON");
    assert_eq!(json["bytes_freed"], 1_400_000_000);
    assert_eq!(json["bytes_freed_later"], 1_400_000_000);
    assert_eq!(json["attention"][0]["seq"], 3);
}
