//! Runs as people and programs see them.

use std::collections::BTreeMap;

use insta::assert_snapshot;

use super::{
    Noted, RunEntry, RunView, SummaryView, Verified, run_csv, run_json, run_table, runs_json, runs_table, summary_json,
    summary_table, verified_json, verified_table,
};
use crate::execute::{CopyTotals, Ending, Summary};
use crate::report::Style;
use crate::report::samples::{self, account, time};
use crate::store::{
    Audit, EntryRecord, EntryState, Opened, Operator, RunId, RunRecord, RunState, RunTotals, ScriptDigest,
    SessionRecord,
};

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

fn digest(digit: &str) -> String {
    format!("sha256:{}", digit.repeat(64))
}

fn audit() -> Audit {
    let by = Operator { user: "ann".to_owned(), host: "east".to_owned(), tool: "vodsweep 0.1.0".to_owned() };
    let plan = samples::plan();
    let opened = Opened {
        run: run().id,
        plan: plan.id,
        plan_text: digest("a"),
        account: account(),
        started_at: run().started_at,
        by: by.clone(),
        planned_with: plan.tool,
        policies: vec![ScriptDigest { path: "scripts/old.rhai".to_owned(), sha256: "c".repeat(64) }],
        earlier: None,
    };
    let session =
        SessionRecord { begun_at: run().started_at, by, ended_at: run().finished_at, state: Some(RunState::Finished) };
    Audit {
        run: run().id,
        records: 8,
        head: Some(digest("b")),
        evidence: 2,
        unchained_steps: 0,
        broken: Vec::new(),
        opened: Some(opened),
        sessions: vec![session],
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

fn view<'a>(run: &'a RunRecord, entries: &'a [RunEntry<'a>], audit: &'a Audit) -> RunView<'a> {
    RunView { run, entries, copies: &[], audit }
}

#[test]
fn a_journal_that_was_changed_is_told_with_the_run() {
    let broken = Audit { broken: vec!["record 3: it is missing\u{1b}".to_owned()], ..audit() };
    let text = run_table(&view(&run(), &[], &broken), &Style::plain(100));
    assert!(text.contains("The journal was changed after it was written:\n  • record 3: it is missing"), "{text}");
    assert!(!text.contains("intact") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn verified_runs_say_what_was_found_and_how_a_noted_digest_stands() {
    let old = Audit { records: 0, head: None, evidence: 0, unchained_steps: 1, opened: None, ..audit() };
    let broken = Audit { broken: vec!["entry 2: it is missing".to_owned()], ..audit() };
    let runs = [
        Verified::new(audit(), Some(Noted::Head)),
        Verified::new(audit(), Some(Noted::Earlier(4))),
        Verified::new(audit(), Some(Noted::Missing)),
        Verified::new(broken, None),
        Verified::new(old, None),
    ];
    assert_eq!(runs.iter().map(|run| run.intact).collect::<Vec<_>>(), [true, true, false, false, true]);
    assert_snapshot!(verified_table(&runs, &Style::plain(100)), @"
    Run 20260601-1200-3f2a
    intact: 8 records, 2 objects of evidence
    The head is the one that was noted.
      sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb

    Run 20260601-1200-3f2a
    intact: 8 records, 2 objects of evidence
    The digest that was noted is that of record 4: nothing was changed up to there, and the run went on
    since.
      sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb

    Run 20260601-1200-3f2a
    Broken
      • no record has the digest that was noted: this is another log
      sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb

    Run 20260601-1200-3f2a
    Broken
      • entry 2: it is missing
      sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb

    Run 20260601-1200-3f2a
    no chain protects it: an older version wrote it (1 step)
    ");
    let json: serde_json::Value = serde_json::from_str(&verified_json(&runs).expect("JSON")).expect("JSON");
    assert_eq!((&json[1]["noted"], &json[1]["record"]), (&"earlier".into(), &4.into()));
    assert_eq!((&json[3]["intact"], &json[3]["broken"][0]), (&false.into(), &"entry 2: it is missing".into()));
}

#[test]
fn a_run_as_a_sheet_has_a_row_an_entry_and_no_formula() {
    let (mut records, mut plan) = (records(), samples::plan());
    records[2].error = Some("=HYPERLINK(1)".to_owned());
    plan.entries[0].video.name = Some("@evil".to_owned());
    let mut out = Vec::new();
    run_csv(&run(), &RunEntry::join(&records, Some(&plan)), &mut out).expect("a sheet");
    let text = String::from_utf8(out).expect("text");
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(
        rows[..2],
        [
            "run,account,account_id,seq,state,error,at,action,video_id,video_name,created_at,updated_at,tags,asset_id,\
             asset_kind,asset_label,bytes,reasons",
            "20260601-1200-3f2a,main,57838016001,1,deleted,,2026-06-01T12:01:00Z,delete_video,6300000000001,'@evil,\
             2019-03-01T00:00:00Z,2024-01-01T00:00:00Z,news,,,,1400000000,inactive for a year",
        ]
    );
    assert!(rows.len() == 4 && rows[3].contains(",'=HYPERLINK(1),"), "{text}");
}

#[test]
fn the_history_has_a_line_a_run() {
    assert_snapshot!(runs_table(&[run()], &Style::plain(100)), @"
    run                 started               state     account  plan          done   freed  other
    20260601-1200-3f2a  2026-06-01 12:00 UTC  finished  main     3f2a9c1b7d04     2  2.8 GB      1
    ");
    assert_snapshot!(runs_table(&[], &Style::plain(80)), @"
    No plan was committed yet.
    ");
}

#[test]
fn a_run_shows_the_outcome_of_every_entry() {
    let (records, plan) = (records(), samples::plan());
    let entries = RunEntry::join(&records, Some(&plan));
    assert_snapshot!(run_table(&view(&run(), &entries, &audit()), &Style::plain(100)), @"
    Run 20260601-1200-3f2a on main (Brightcove Video Cloud, 57838016001)
      plan      3f2a9c1b7d04
      state     finished
      started   2026-06-01 12:00 UTC
      ended     2026-06-01 12:05 UTC
      session   2026-06-01 12:00 UTC by ann@east with vodsweep 0.1.0
      script    scripts/old.rhai cccccccccccc
      journal   intact: 8 records, 2 objects of evidence
      head      sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb

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
    let one: serde_json::Value =
        serde_json::from_str(&run_json(&view(&run(), &entries, &audit())).expect("JSON")).expect("JSON");
    for field in ["id", "plan", "account", "state", "started_at", "finished_at", "totals"] {
        assert!(list[0].get(field).is_some(), "{field}");
        assert_eq!(list[0][field], one[field], "{field}");
    }
    for field in ["seq", "action", "video", "asset", "state", "error"] {
        assert!(one["entries"][2].get(field).is_some(), "{field}");
    }
    assert_eq!(one["by"], serde_json::json!({ "user": "ann", "host": "east", "tool": "vodsweep 0.1.0" }));
    assert_eq!(one["policies"][0]["sha256"], "c".repeat(64));
    assert_eq!((&one["journal"]["head"], &one["sessions"][0]["state"]), (&digest("b").into(), &"finished".into()));
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
    let view = SummaryView { summary: &summary, account: &account, entries: &entries, head: Some("sha256:00") };
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

    Head of the run's log; noted elsewhere, it proves later that nothing was
    changed:
      sha256:00
    ");
    let json: serde_json::Value = serde_json::from_str(&summary_json(&view).expect("JSON")).expect("JSON");
    assert_eq!(json["bytes_freed"], 1_400_000_000);
    assert_eq!(json["bytes_freed_later"], 1_400_000_000);
    assert_eq!(json["attention"][0]["seq"], 3);
    assert_eq!(json["head"], "sha256:00");
}
