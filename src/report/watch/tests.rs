//! The screen in every state, at the size of a small terminal and at odd ones.

use std::time::Duration;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::{WatchPanel, WatchState, WatchView, headline, watch_block, watch_screen};
use crate::model::{Diagnostic, SourceText, VideoId};
use crate::plan::{Explanation, Plan, PlanDiff};
use crate::report::{Style, samples, width};

const TOOK: Duration = Duration::from_millis(34);

fn view<'a>(plan: Option<&'a Plan>, diff: Option<&'a PlanDiff>) -> WatchView<'a> {
    WatchView {
        scripts: "scripts/old.rhai",
        account: "main (Brightcove 57838016001)",
        state: WatchState::Planned { took: TOOK },
        plan,
        diff,
        said: &[],
        notes: &[],
        panel: WatchPanel::Changes,
        typed: None,
        read_at: Some(samples::now()),
    }
}

fn shown(view: &WatchView<'_>, columns: usize, rows: usize) -> String {
    watch_screen(view, &Style::plain(columns), rows).join("\n")
}

/// A plan of so many videos.
fn large(videos: u32) -> Plan {
    let entry = |seq| samples::entry(seq, &format!("63000000{seq:05}"), &format!("Evening news {seq}"));
    let mut plan = Plan { entries: (1..=videos).map(entry).collect(), ..samples::empty_plan() };
    let totals = crate::plan::ActionTotals {
        count: u64::from(videos),
        bytes: u64::from(videos) * 1_400_000_000,
        bytes_unknown: 0,
    };
    plan.totals.insert(crate::model::Action::DeleteVideo, totals);
    plan
}

fn diff() -> (Plan, PlanDiff) {
    let before = large(30);
    let mut after = large(60);
    after.entries.drain(..3);
    after.totals.entry(crate::model::Action::DeleteVideo).and_modify(|totals| {
        totals.count -= 3;
        totals.bytes -= 4_200_000_000;
    });
    let diff = PlanDiff::between(&before, &after);
    (after, diff)
}

fn mistakes() -> Vec<Diagnostic> {
    let source = SourceText::new("scripts/old.rhai", "let age = 365;\nfor v in serch(\"state:active\") {\n}\n");
    let at = source.offset_of(2, 10);
    vec![
        Diagnostic::error("unknown-function", "there is no function `serch`")
            .at(&source, at..at + 5)
            .hint("did you mean `search`?"),
    ]
}

#[test]
fn what_came_and_went_is_told_in_one_line_and_listed_as_far_as_it_fits() {
    let (plan, diff) = diff();
    assert_snapshot!(shown(&view(Some(&plan), Some(&diff)), 80, 24), @"
    Watching scripts/old.rhai for main (Brightcove 57838016001)
    +30 −3 videos, +37.8 GB; planned in 34 ms
    plan 3f2a9c1b7d04: 57 videos 79.8 GB

        #  action  title            id               size  why
    +  31  video   Evening news 31  6300000000031  1.4 GB  inactive for a year
    +  32  video   Evening news 32  6300000000032  1.4 GB  inactive for a year
    +  33  video   Evening news 33  6300000000033  1.4 GB  inactive for a year
    +  34  video   Evening news 34  6300000000034  1.4 GB  inactive for a year
    +  35  video   Evening news 35  6300000000035  1.4 GB  inactive for a year
    +  36  video   Evening news 36  6300000000036  1.4 GB  inactive for a year
    +  37  video   Evening news 37  6300000000037  1.4 GB  inactive for a year
    +  38  video   Evening news 38  6300000000038  1.4 GB  inactive for a year
    +  39  video   Evening news 39  6300000000039  1.4 GB  inactive for a year
    +  40  video   Evening news 40  6300000000040  1.4 GB  inactive for a year
    +  41  video   Evening news 41  6300000000041  1.4 GB  inactive for a year
    +  42  video   Evening news 42  6300000000042  1.4 GB  inactive for a year
    +  43  video   Evening news 43  6300000000043  1.4 GB  inactive for a year
    +  44  video   Evening news 44  6300000000044  1.4 GB  inactive for a year
    -      video   Evening news 1   6300000000001  1.4 GB  inactive for a year
    -      video   Evening news 2   6300000000002  1.4 GB  inactive for a year
    -      video   Evening news 3   6300000000003  1.4 GB  inactive for a year
    … and 16 more
    r refresh  t table  s save  e explain  ? help  q quit  read 2026-06-01 12:00 UTC
    ");
}

#[test]
fn the_first_plan_shows_its_entries() {
    let plan = samples::plan();
    assert_snapshot!(shown(&view(Some(&plan), None), 80, 24), @"
    Watching scripts/old.rhai for main (Brightcove 57838016001)
    first plan: 3 entries; planned in 34 ms
    plan 3f2a9c1b7d04: 1 video 1.4 GB, 1 master 1.4 GB, 1 rendition ?; 3 kept, 1
    undecided

    #  action     title             id                     size  why
    1  video      Evening news of…  6300000000001        1.4 GB  inactive for a ye…
    2  master     第三回 全国高校…  1698990613556232930  1.4 GB  unchanged for 882…
    3  rendition  Interview (raw)   6300000000003             ?  inactive for a ye…














    r refresh  t table  s save  e explain  ? help  q quit  read 2026-06-01 12:00 UTC
    ");
}

#[test]
fn the_full_table_scrolls_and_stops_at_its_end() {
    let plan = large(60);
    let table = WatchView { panel: WatchPanel::Table { first: 40 }, ..view(Some(&plan), None) };
    assert_snapshot!(shown(&table, 80, 12), @"
    Watching scripts/old.rhai for main (Brightcove 57838016001)
    first plan: 60 entries; planned in 34 ms
    plan 3f2a9c1b7d04: 60 videos 84.0 GB

     #  action  title            id               size  why
    41  video   Evening news 41  6300000000041  1.4 GB  inactive for a year
    42  video   Evening news 42  6300000000042  1.4 GB  inactive for a year
    43  video   Evening news 43  6300000000043  1.4 GB  inactive for a year
    44  video   Evening news 44  6300000000044  1.4 GB  inactive for a year
    45  video   Evening news 45  6300000000045  1.4 GB  inactive for a year
    41 to 45 of 60
    r refresh  t changes  s save  e explain  ? help  q quit
    ");
    let end = WatchView { panel: WatchPanel::Table { first: 9_000 }, ..view(Some(&plan), None) };
    assert!(shown(&end, 80, 12).contains("Evening news 60"));
}

#[test]
fn a_mistake_is_shown_above_the_sums_of_the_last_good_plan() {
    let plan = large(60);
    let found = mistakes();
    let broken = WatchState::Broken { diagnostics: &found, took: TOOK };
    assert_snapshot!(shown(&WatchView { state: broken, ..view(Some(&plan), None) }, 80, 24), @r#"
    Watching scripts/old.rhai for main (Brightcove 57838016001)
    NOT PLANNED: 1 mistake, found in 34 ms; the last good plan stays

    unknown-function

      × there is no function `serch`
       ╭─[scripts/old.rhai:2:10]
     1 │ let age = 365;
     2 │ for v in serch("state:active") {
       ·          ─────
     3 │ }
       ╰────
      help: did you mean `search`?

    plan 3f2a9c1b7d04: 60 videos 84.0 GB

    #  action  title           id               size  why
    1  video   Evening news 1  6300000000001  1.4 GB  inactive for a year
    2  video   Evening news 2  6300000000002  1.4 GB  inactive for a year
    3  video   Evening news 3  6300000000003  1.4 GB  inactive for a year
    4  video   Evening news 4  6300000000004  1.4 GB  inactive for a year
    5  video   Evening news 5  6300000000005  1.4 GB  inactive for a year
    … and 55 more
    r refresh  t table  s save  e explain  ? help  q quit  read 2026-06-01 12:00 UTC
    "#);
    let first = WatchView { state: broken, ..view(None, None) };
    assert!(shown(&first, 80, 24).contains("there is no plan yet"));
}

#[test]
fn many_mistakes_leave_room_for_the_last_good_plan() {
    let plan = large(60);
    let found: Vec<Diagnostic> = mistakes().into_iter().cycle().take(9).collect();
    let broken = WatchState::Broken { diagnostics: &found, took: TOOK };
    let screen = shown(&WatchView { state: broken, ..view(Some(&plan), None) }, 80, 24);
    assert!(screen.contains("more lines") && screen.contains("plan 3f2a9c1b7d04: 60 videos 84.0 GB"), "{screen}");
}

#[test]
fn a_terminal_of_a_few_lines_shows_mistakes_and_help_and_scrolls_them() {
    let plan = samples::plan();
    let found = mistakes();
    let state = WatchState::Broken { diagnostics: &found, took: TOOK };
    let broken = |panel| shown(&WatchView { state, panel, ..view(Some(&plan), None) }, 40, 8);
    let all: String = found.iter().map(|found| crate::report::diagnostic(found, &Style::plain(40))).collect();
    let lines: Vec<&str> = all.trim_end().lines().collect();
    assert!(broken(WatchPanel::Changes).contains(lines[0]), "{}", broken(WatchPanel::Changes));
    assert!(broken(WatchPanel::Table { first: 1000 }).contains(lines[lines.len() - 1]));
    let help = |first| shown(&WatchView { panel: WatchPanel::Help { first }, ..view(Some(&plan), None) }, 40, 8);
    assert!(help(0).contains("read the library again") && help(0).contains("more lines"), "{}", help(0));
    assert!(help(100).contains("Nothing is ever") || help(100).contains("deleted from here"), "{}", help(100));
}

#[test]
fn an_explanation_fills_the_screen_and_is_scrolled() {
    let plan = samples::plan();
    let video = VideoId::new("1698990613556232930").unwrap();
    let explanation = Explanation::from_plan(&video, &plan);
    let of = |what, first| WatchView { panel: WatchPanel::Explained { what, first }, ..view(Some(&plan), None) };
    assert_snapshot!(shown(&of(Ok(&explanation), 0), 80, 24), @r#"
    Watching scripts/old.rhai for main (Brightcove 57838016001)
    first plan: 3 entries; planned in 34 ms
    plan 3f2a9c1b7d04: 1 video 1.4 GB, 1 master 1.4 GB, 1 rendition ?; 3 kept, 1
    undecided

    Video 1698990613556232930 第三回 全国高校サッカー選手権大会 決勝戦ハイライト 🎉
    完全版
    It is in the plan.
      • entry 2: delete master master-1, 1.4 GB
      • because: unchanged for 882 days, plays from its renditions
        (scripts/old.rhai, line 7)
      • because: larger than 1 GB (scripts/old.rhai, line 7)
      • warning: the last playable source goes, because the script says force










    r refresh  t changes  s save  e explain  ? help  q quit
    "#);
    let end = shown(&of(Ok(&explanation), 1000), 80, 10);
    assert!(!end.contains("Video 1698990613556232930") && !end.contains("more lines"), "{end}");
    assert!(shown(&of(Err("planning once more"), 0), 80, 24).contains("planning once more"));
}

#[test]
fn a_blocked_plan_messages_and_a_saved_plan_are_told_above_the_table() {
    let mut plan = large(60);
    plan.blocked = true;
    plan.blocked_because = vec![crate::plan::Blocked("60 entries are planned, 50 are allowed".to_owned())];
    let said: Vec<String> = (1..6).map(|line| format!("scripts/old.rhai:{line}: looked")).collect();
    let notes = ["saved .vodsweep/plans/2026-06-01-old.json".to_owned()];
    let told = WatchView { said: &said, notes: &notes, ..view(Some(&plan), None) };
    assert_snapshot!(shown(&told, 80, 14), @"
    Watching scripts/old.rhai for main (Brightcove 57838016001)
    first plan: 60 entries; planned in 34 ms
    plan 3f2a9c1b7d04: 60 videos 84.0 GB
    BLOCKED: 60 entries are planned, 50 are allowed
    scripts/old.rhai:1: looked
    scripts/old.rhai:2: looked
    … and 3 more lines
    saved .vodsweep/plans/2026-06-01-old.json

    #  action  title           id               size  why
    1  video   Evening news 1  6300000000001  1.4 GB  inactive for a year
    2  video   Evening news 2  6300000000002  1.4 GB  inactive for a year
    … and 58 more
    r refresh  t table  s save  e explain  ? help  q quit  read 2026-06-01 12:00 UTC
    ");
}

#[test]
fn the_keys_are_explained_and_what_is_typed_is_seen() {
    let plan = samples::plan();
    assert_snapshot!(shown(&WatchView { panel: WatchPanel::Help { first: 0 }, ..view(Some(&plan), None) }, 80, 18), @"
    Watching scripts/old.rhai for main (Brightcove 57838016001)
    first plan: 3 entries; planned in 34 ms
    plan 3f2a9c1b7d04: 1 video 1.4 GB, 1 master 1.4 GB, 1 rendition ?; 3 kept, 1
    undecided

      r         read the library again, then plan
      t         all entries of the plan, or what changed
      s         save the plan, and show the command that commits it
      e         explain an entry by its number, or a video by its id
      up, down  scroll by a line; page up and page down by a page
      Esc       back to what changed
      ?         this help
      q         quit; Ctrl-C does the same in the middle of reading
                Saving a script, or a file that it imports or reads, plans again.
                Nothing is ever deleted from here.


    r refresh  t changes  s save  e explain  ? help  q quit
    ");
    let asking = WatchView { typed: Some("63000"), ..view(Some(&plan), None) };
    assert!(shown(&asking, 80, 24).ends_with("explain which entry? number or video id: 63000_"));
}

#[test]
fn the_headline_counts_signs_and_sizes() {
    let line = |before: &Plan, after: &Plan| headline(&PlanDiff::between(before, after), &Style::plain(80));
    assert_eq!(line(&large(3), &large(15)), "+12 videos, +16.8 GB");
    assert_eq!(line(&large(15), &large(14)), "−1 video, −1.4 GB");
    assert_eq!(line(&large(3), &large(3)), "no change");
    assert_eq!(line(&samples::plan(), &large(2)), "+1 −2 entries, 1 changed, −1 of unknown size");
    let ascii = Style { unicode: false, ..Style::plain(80) };
    assert_eq!(headline(&PlanDiff::between(&large(2), &large(0)), &ascii), "-2 videos, -2.8 GB");
}

#[test]
fn a_block_for_a_pipe_names_every_entry() {
    let (before, after) = (large(2), large(1));
    assert_snapshot!(watch_block(&after, Some(&PlanDiff::between(&before, &after)), TOOK), @"
    plan 3f2a9c1b7d04: 1 entries, 1.4 GB
      delete_video 6300000000001
    since the last good plan: +0 -1
      - delete_video 6300000000002
    planned in 34 ms; watching, Ctrl-C ends
    ");
}

proptest! {
    #[test]
    fn the_screen_is_as_high_and_no_wider_than_the_terminal(
        columns in 40_usize..200, rows in 1_usize..60, color: bool, title in any::<String>(), said in any::<String>(),
        kind in 0_u8..5,
    ) {
        let (mut plan, diff) = diff();
        if let Some(entry) = plan.entries.first_mut() {
            entry.video.name = Some(title);
        }
        let found = mistakes();
        let state = if kind == 0 {
            WatchState::Broken { diagnostics: &found, took: TOOK }
        } else {
            WatchState::Planned { took: TOOK }
        };
        let video = plan.entries.first().map(|entry| entry.video.id.clone()).unwrap();
        let explanation = Explanation::from_plan(&video, &plan);
        let panel = match kind {
            1 => WatchPanel::Help { first: 0 },
            2 => WatchPanel::Explained { what: Ok(&explanation), first: 2 },
            3 => WatchPanel::Table { first: 3 },
            _ => WatchPanel::Changes,
        };
        let (said, notes) = ([said.clone()], [said]);
        let view = WatchView { state, panel, said: &said, notes: &notes, ..view(Some(&plan), Some(&diff)) };
        let style = Style { color, ..Style::plain(columns) };
        let lines = watch_screen(&view, &style, rows);
        prop_assert_eq!(lines.len(), rows);
        for line in lines {
            let bare = line.replace("\u{1b}[0m", "").split('\u{1b}').map(|part| {
                part.strip_prefix('[').and_then(|part| part.split_once('m')).map_or(part, |(_, rest)| rest).to_owned()
            }).collect::<String>();
            prop_assert!(width(&bare) <= columns, "{:?}", bare);
        }
    }
}
