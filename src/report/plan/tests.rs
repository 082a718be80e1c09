//! Plans as people and spreadsheets see them.

use std::path::Path;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::{PlanView, plan_csv, plan_json, plan_markdown, plan_table};
use crate::plan::{Blocked, Plan};
use crate::report::samples::{self, now};
use crate::report::{Style, width};

fn shown(plan: &Plan, columns: usize) -> String {
    let path = Path::new("plans/old.json");
    plan_table(plan, &PlanView::new(now(), Some(path)), &Style::plain(columns))
}

#[test]
fn a_plan_fits_a_narrow_terminal() {
    assert_snapshot!(shown(&samples::plan(), 80), @"
    Plan 3f2a9c1b7d04 for main (Brightcove Video Cloud, 57838016001)
      policy    scripts/old.rhai (days = 365)
      library   12,345 of 12,345 videos read
      made      2026-06-01 11:00 UTC by vodsweep 0.1.0; expires in 23 h at
                2026-06-02 11:00 UTC

    action     video                       size  unchanged  reason
    video      Evening news of 1 March…  1.4 GB  2 y        inactive for a year
               6300000000001                     inactive
    master     第三回 全国高校サッカー…  1.4 GB  2 y        unchanged for 882 days,
    master-1   1698990613556232930               inactive   plays from its renditio…
    rendition  Interview (raw)                ?  2 y        inactive for a year
    1080p      6300000000003                     ?

    Total
      action     entries    size  of unknown size
      video            1  1.4 GB                0
      master           1  1.4 GB                0
      rendition        1     0 B                1
      all              3  2.8 GB                1

    Kept: 3
      kept by     count  why                   for example
      protection      2  tags:keep,legal-hold  Board meeting, AGM 2020
      shield          1  live source           Live channel

    Kept because a value is unknown: 1
      value   count  why                                                for example
      master      1  the files belong to the account that shared it in  Trailer

    Limits
      limit      planned     allowed
      entries          3       1,000  ok
      share        0.0 %      10.0 %  ok
      bytes       2.8 GB      5.0 TB  ok
      survivors   12,344  at least 1  ok

    Before you commit
      • deletions are permanent: the platform has no recycle bin and no undelete
      • 1 video goes with every rendition, picture and track, and whatever plays
        them goes dark
      • 1 video loses a master: without it a video can never be transcoded again
      • Brightcove removes the files of a deleted master after a grace of 10 days,
        and the bill follows 2 to 4 days later
      • the last playable source goes, because the script says force (entry 2)

    Nothing has been deleted. To carry out exactly these 3 entries:
      vodsweep commit plans/old.json
    or, where nobody can be asked:
      vodsweep commit plans/old.json --confirm 3f2a9c1b7d04
    ");
}

#[test]
fn a_plan_has_a_column_for_every_fact_on_a_wide_terminal() {
    assert_snapshot!(shown(&samples::plan(), 160), @"
    Plan 3f2a9c1b7d04 for main (Brightcove Video Cloud, 57838016001)
      policy    scripts/old.rhai (days = 365)
      library   12,345 of 12,345 videos read
      made      2026-06-01 11:00 UTC by vodsweep 0.1.0; expires in 23 h at 2026-06-02 11:00 UTC

    action     title                                      id                   file        size  age  unchanged  state     reason
    video      Evening news of 1 March 2019               6300000000001                  1.4 GB  7 y        2 y  inactive  inactive for a year
    master     第三回 全国高校サッカー選手権大会 決勝戦…  1698990613556232930  master-1  1.4 GB  7 y        2 y  inactive  unchanged for 882 days, plays from its
                                                                                                                           renditions; larger than 1 GB
    rendition  Interview (raw)                            6300000000003        1080p          ?  7 y        2 y  ?         inactive for a year

    Total
      action     entries    size  of unknown size
      video            1  1.4 GB                0
      master           1  1.4 GB                0
      rendition        1     0 B                1
      all              3  2.8 GB                1

    Kept: 3
      kept by     count  why                   for example
      protection      2  tags:keep,legal-hold  Board meeting, AGM 2020
      shield          1  live source           Live channel

    Kept because a value is unknown: 1
      value   count  why                                                for example
      master      1  the files belong to the account that shared it in  Trailer

    Limits
      limit      planned     allowed
      entries          3       1,000  ok
      share        0.0 %      10.0 %  ok
      bytes       2.8 GB      5.0 TB  ok
      survivors   12,344  at least 1  ok

    Before you commit
      • deletions are permanent: the platform has no recycle bin and no undelete
      • 1 video goes with every rendition, picture and track, and whatever plays them goes dark
      • 1 video loses a master: without it a video can never be transcoded again
      • Brightcove removes the files of a deleted master after a grace of 10 days, and the bill follows 2 to 4 days later
      • the last playable source goes, because the script says force (entry 2)

    Nothing has been deleted. To carry out exactly these 3 entries:
      vodsweep commit plans/old.json
    or, where nobody can be asked:
      vodsweep commit plans/old.json --confirm 3f2a9c1b7d04
    ");
}

#[test]
fn an_empty_plan_says_what_was_looked_at() {
    assert_snapshot!(shown(&samples::empty_plan(), 80), @"
    Plan 3f2a9c1b7d04 for main (Brightcove Video Cloud, 57838016001)
      policy    scripts/old.rhai (days = 365)
      library   12,345 of 12,345 videos read
      made      2026-06-01 11:00 UTC by vodsweep 0.1.0; expires in 23 h at
                2026-06-02 11:00 UTC

    Nothing to delete: 12,345 of 12,345 videos read.

    Limits
      limit      planned     allowed
      entries          3       1,000  ok
      share        0.0 %      10.0 %  ok
      bytes       2.8 GB      5.0 TB  ok
      survivors   12,344  at least 1  ok
    ");
}

#[test]
fn a_blocked_plan_gives_its_causes_and_no_command() {
    let mut plan = samples::plan();
    plan.blocked = true;
    plan.blocked_because = vec![Blocked("it would delete 3 entries, and 2 are allowed".to_owned())];
    let text = shown(&plan, 80);
    assert_snapshot!(text.split("Before you commit").nth(1).unwrap_or_default(), @"
      • deletions are permanent: the platform has no recycle bin and no undelete
      • 1 video goes with every rendition, picture and track, and whatever plays
        them goes dark
      • 1 video loses a master: without it a video can never be transcoded again
      • Brightcove removes the files of a deleted master after a grace of 10 days,
        and the bill follows 2 to 4 days later
      • the last playable source goes, because the script says force (entry 2)

    BLOCKED: this plan cannot be committed.
      • it would delete 3 entries, and 2 are allowed
    Narrow the policy, or, when this much is really meant, plan again with --limit
    NAME=VALUE.
    ");
    assert!(!text.contains("vodsweep commit"));
}

#[test]
fn a_limit_that_is_exceeded_or_unknown_is_named() {
    let mut plan = samples::plan();
    plan.limits[0].allowed = 2.into();
    plan.limits[0].exceeded = true;
    plan.limits[1].actual = None;
    plan.limits[1].exceeded = true;
    plan.limits[2].set_for_this_plan = true;
    plan.blocked = true;
    let text = shown(&plan, 80);
    assert_snapshot!(text.split("Limits").nth(1).and_then(|rest| rest.split("Before").next()).unwrap_or_default(), @"
    limit      planned     allowed
    entries          3           2  EXCEEDED
    share            ?      10.0 %  EXCEEDED, because it is unknown
    bytes       2.8 GB      5.0 TB  ok, set for this plan only
    survivors   12,344  at least 1  ok
    ");
}

#[test]
fn an_expired_plan_offers_no_commit() {
    let mut plan = samples::plan();
    plan.expires_at = now();
    let text = shown(&plan, 80);
    assert!(text.contains("EXPIRED: ") && !text.contains("vodsweep commit"));
}

#[test]
fn colour_changes_no_word() {
    let plan = samples::plan();
    let style = Style { color: true, ..Style::plain(80) };
    let colored = plan_table(&plan, &PlanView::new(now(), Some(Path::new("plans/old.json"))), &style);
    let bare = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m"]
        .iter()
        .fold(colored.clone(), |text, code| text.replace(code, ""));
    assert_ne!(colored, bare);
    assert_eq!(bare, shown(&plan, 80));
}

#[test]
fn a_long_plan_is_cut_and_says_how_to_see_all() {
    let mut plan = samples::plan();
    let entry = plan.entries.remove(0);
    plan.entries = (1..=1_000).map(|seq| crate::plan::Entry { seq, ..entry.clone() }).collect();
    assert!(shown(&plan, 80).contains("… and 950 more; all of them:\n  vodsweep show plans/old.json --all\n"));
    let all = plan_table(&plan, &PlanView::new(now(), None).all(), &Style::plain(80));
    assert_eq!(all.matches("inactive for a year").count(), 1_000);
}

#[test]
fn a_hostile_title_stays_in_its_line() {
    let mut plan = samples::plan();
    plan.entries[0].video.name = Some("a\u{1b}[2J\u{1b}[Hb\r\nc\u{202e}d".to_owned());
    for text in [shown(&plan, 80), plan_markdown(&plan)] {
        assert!(!text.contains(['\u{1b}', '\r', '\u{202e}']));
        assert!(text.contains("ab c\u{fffd}d"));
    }
}

#[test]
fn json_is_the_document_itself() {
    let plan = samples::plan();
    let text = plan_json(&plan).expect("a plan is JSON");
    assert!(text.starts_with("{\n  \"schema\": \"vodsweep.plan/1\",\n  \"id\""));
    assert!(text.ends_with("}\n"));
    assert_eq!(serde_json::from_str::<Plan>(&text).expect("it reads back"), plan);
}

#[test]
fn csv_has_one_row_an_entry_and_no_formula() {
    let mut plan = samples::plan();
    plan.entries[0].video.name = Some("=HYPERLINK(\"x\")".to_owned());
    let mut out = Vec::new();
    plan_csv(&plan, &mut out).expect("a vector takes everything");
    assert_snapshot!(String::from_utf8_lossy(&out), @r#"
    seq,action,video_id,video_name,video_state,created_at,updated_at,tags,asset_id,asset_kind,asset_label,bytes,reasons,policies,force,unlink_playlists,warnings,until,bytes_later
    1,delete_video,6300000000001,"'=HYPERLINK(""x"")",inactive,2019-03-01T00:00:00Z,2024-01-01T00:00:00Z,news,,,,1400000000,inactive for a year,scripts/old.rhai:7,false,false,,,
    2,delete_master,1698990613556232930,第三回 全国高校サッカー選手権大会 決勝戦ハイライト 🎉 完全版,inactive,2019-03-01T00:00:00Z,2024-01-01T00:00:00Z,news,master-1,master,,1400000000,"unchanged for 882 days, plays from its renditions; larger than 1 GB",scripts/old.rhai:7; scripts/old.rhai:7,true,false,"the last playable source goes, because the script says force",,
    3,delete_rendition,6300000000003,Interview (raw),,2019-03-01T00:00:00Z,2024-01-01T00:00:00Z,news,master-1,rendition,1080p,,inactive for a year,scripts/old.rhai:7,false,false,,,
    "#);
}

#[test]
fn markdown_escapes_what_would_break_a_table() {
    let mut plan = samples::plan();
    plan.entries[0].video.name = Some("a|b\n<script>".to_owned());
    assert_snapshot!(plan_markdown(&plan), @r#"
    # Plan 3f2a9c1b7d04 for main (Brightcove Video Cloud, 57838016001)

    - policy: scripts/old.rhai
    - library: 12,345 of 12,345 videos read
    - made: 2026-06-01 11:00 UTC, expires: 2026-06-02 11:00 UTC
    - id: `sha256:3f2a9c1b7d04e8153f2a9c1b7d04e8153f2a9c1b7d04e8153f2a9c1b7d04e815`

    ## Entries

    | # | action | id | title | file | size | updated | state | reason |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | 1 | video | 6300000000001 | a\|b &lt;script&gt; |  | 1.4 GB | 2024-01-01 | inactive | inactive for a year |
    | 2 | master | 1698990613556232930 | 第三回 全国高校サッカー選手権大会 決勝戦ハイライト 🎉 完全版 | master-1 | 1.4 GB | 2024-01-01 | inactive | unchanged for 882 days, plays from its renditions; larger than 1 GB |
    | 3 | rendition | 6300000000003 | Interview (raw) | master-1 | ? | 2024-01-01 | ? | inactive for a year |

    ## Total

    | action | entries | size | of unknown size |
    | --- | --- | --- | --- |
    | video | 1 | 1.4 GB | 0 |
    | master | 1 | 1.4 GB | 0 |
    | rendition | 1 | 0 B | 1 |

    ## Kept

    | id | title | kept by | why |
    | --- | --- | --- | --- |
    | 11 | Board meeting | protection | tags:keep,legal-hold |
    | 12 | AGM 2020 | protection | tags:keep,legal-hold |
    | 13 | Live channel | shield | live source |

    ## Unknown

    | id | title | value | why |
    | --- | --- | --- | --- |
    | 21 | Trailer | master | the files belong to the account that shared it in |

    ## Before you commit

    - deletions are permanent: the platform has no recycle bin and no undelete
    - 1 video goes with every rendition, picture and track, and whatever plays them goes dark
    - 1 video loses a master: without it a video can never be transcoded again
    - Brightcove removes the files of a deleted master after a grace of 10 days, and the bill follows 2 to 4 days later
    - the last playable source goes, because the script says force (entry 2)
    "#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_line_is_wider_than_the_terminal(title in any::<String>(), reason in any::<String>(), columns in 56_usize..200) {
        let mut plan = samples::plan();
        plan.entries[0].video.name = Some(title.clone());
        plan.entries[1].reasons[0].text.clone_from(&reason);
        plan.entries[1].warnings = vec![reason.clone()];
        plan.kept[0].reason = reason;
        plan.kept[0].video.name = Some(title);
        for line in shown(&plan, columns).lines() {
            prop_assert!(width(line) <= columns, "{line:?}");
        }
    }
}
