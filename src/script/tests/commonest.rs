//! The commonest mistakes as a person makes them, with the whole text that this person then reads.

use insta::assert_snapshot;

use crate::report::{Style, diagnostic};
use crate::script::{Policy, PolicySource};

/// Everything that is found in a policy, as `check` shows it.
pub(super) fn shown(text: &str) -> String {
    let found = Policy::inspect(&PolicySource::from_text("old.rhai", &format!("// Old.\n{text}\n"), &[]));
    found.iter().map(|found| diagnostic(found, &Style::plain(80))).collect()
}

#[test]
fn a_typo_in_a_field() {
    assert_snapshot!(shown("search().filter(|v| v.udpated_at < days_ago(365)).each(|v| delete_video(v));"), @r#"
    unknown-field

      × a Video has no field `udpated_at`
       ╭─[old.rhai:2:23]
     1 │ // Old.
     2 │ search().filter(|v| v.udpated_at < days_ago(365)).each(|v| delete_video(v));
       ·                       ──────────
       ╰────
      help: did you mean `updated_at`?
    "#);
}

#[test]
fn one_equals_sign_in_an_if() {
    assert_snapshot!(shown("for v in search() {\n    if v.state = \"inactive\" {\n        delete_video(v);\n    }\n}"), @r#"
    assignment-in-condition

      × `=` sets a value; it compares nothing
       ╭─[old.rhai:3:16]
     2 │ for v in search() {
     3 │     if v.state = "inactive" {
       ·                ─
     4 │         delete_video(v);
       ╰────
      help: write == to compare
    "#);
}

#[test]
fn one_equals_sign_in_a_filter() {
    assert_snapshot!(shown("search().filter(|v| v.state = \"inactive\").each(|v| delete_video(v));"), @r#"
    read-only

      × `state` cannot be set: a Video is only looked at
       ╭─[old.rhai:2:23]
     1 │ // Old.
     2 │ search().filter(|v| v.state = "inactive").each(|v| delete_video(v));
       ·                       ─────
       ╰────
      help: write == to compare; a policy edits nothing
    "#);
}

#[test]
fn a_missing_semicolon() {
    assert_snapshot!(shown("let days = 365\nsearch(\"updated_at:<\" + days_ago(days)).each(|v| delete_video(v));"), @r#"
    syntax

      × `;` is missing after this
       ╭─[old.rhai:2:14]
     1 │ // Old.
     2 │ let days = 365
       ·              ─
     3 │ search("updated_at:<" + days_ago(days)).each(|v| delete_video(v));
       ╰────
      help: a statement ends with ;
    "#);
}

#[test]
fn a_date_as_a_text() {
    assert_snapshot!(shown("search().filter(|v| v.updated_at < \"2024-01-01\").each(|v| delete_video(v));"), @r#"
    mixed-comparison

      × a Time is never compared with text
       ╭─[old.rhai:2:34]
     1 │ // Old.
     2 │ search().filter(|v| v.updated_at < "2024-01-01").each(|v| delete_video(v));
       ·                                  ──────────────
       ╰────
      help: write date("2024-01-01")
    "#);
}

#[test]
fn a_number_of_days_for_a_date() {
    assert_snapshot!(shown("search().filter(|v| v.updated_at > 365).each(|v| delete_video(v));"), @r#"
    mixed-comparison

      × a Time is never compared with a number
       ╭─[old.rhai:2:34]
     1 │ // Old.
     2 │ search().filter(|v| v.updated_at > 365).each(|v| delete_video(v));
       ·                                  ─────
       ╰────
      help: write days_since(v.updated_at) to compare its age in days
    "#);
}

#[test]
fn renditions_of_a_video() {
    assert_snapshot!(shown("search().filter(|v| v.renditions.len() > 3).each(|v| delete_master(v));"), @r#"
    unknown-field

      × a Video has no field `renditions`; its files have
       ╭─[old.rhai:2:23]
     1 │ // Old.
     2 │ search().filter(|v| v.renditions.len() > 3).each(|v| delete_master(v));
       ·                       ──────────
       ╰────
      help: write assets(v).renditions
    "#);
}

#[test]
fn bytes_of_a_video() {
    assert_snapshot!(shown("search().filter(|v| v.bytes > 5 * GB).each(|v| delete_video(v));"), @r#"
    unknown-field

      × a Video has no field `bytes`; its files have
       ╭─[old.rhai:2:23]
     1 │ // Old.
     2 │ search().filter(|v| v.bytes > 5 * GB).each(|v| delete_video(v));
       ·                       ─────
       ╰────
      help: write assets(v).bytes
    "#);
}

#[test]
fn master_of_a_video() {
    assert_snapshot!(shown("for v in search(\"has_master:true\") { delete_asset(v.master); }"), @r#"
    unknown-field

      × a Video has no field `master`; its files have
       ╭─[old.rhai:2:53]
     1 │ // Old.
     2 │ for v in search("has_master:true") { delete_asset(v.master); }
       ·                                                     ──────
       ╰────
      help: write assets(v).master
    "#);
}

#[test]
fn a_size_without_an_operator() {
    assert_snapshot!(shown("search().filter(|v| assets(v).bytes > 500MB).each(|v| delete_video(v));"), @r#"
    syntax

      × a size is a number times a unit
       ╭─[old.rhai:2:39]
     1 │ // Old.
     2 │ search().filter(|v| assets(v).bytes > 500MB).each(|v| delete_video(v));
       ·                                       ─────
       ╰────
      help: write 500 * MB
    "#);
}

#[test]
fn a_size_with_a_space() {
    assert_snapshot!(shown("search().filter(|v| assets(v).bytes > 500 MB).each(|v| delete_video(v));"), @r#"
    syntax

      × a size is a number times a unit
       ╭─[old.rhai:2:39]
     1 │ // Old.
     2 │ search().filter(|v| assets(v).bytes > 500 MB).each(|v| delete_video(v));
       ·                                       ──────
       ╰────
      help: write 500 * MB
    "#);
}

#[test]
fn a_unit_in_small_letters() {
    assert_snapshot!(shown("search().filter(|v| assets(v).bytes > 500 * mb).each(|v| delete_video(v));"), @r#"
    unknown-variable

      × there is no variable `mb`
       ╭─[old.rhai:2:45]
     1 │ // Old.
     2 │ search().filter(|v| assets(v).bytes > 500 * mb).each(|v| delete_video(v));
       ·                                             ──
       ╰────
      help: did you mean `MB`?
    "#);
}

#[test]
fn a_size_without_a_unit() {
    assert_snapshot!(shown("search().filter(|v| assets(v).bytes > 500).each(|v| delete_video(v));"), @r#"
    size-without-unit

      ⚠ `bytes` counts bytes, and 500 bytes are next to nothing
       ╭─[old.rhai:2:37]
     1 │ // Old.
     2 │ search().filter(|v| assets(v).bytes > 500).each(|v| delete_video(v));
       ·                                     ─────
       ╰────
      help: give it a unit: 500 * MB
    "#);
}

#[test]
fn a_reason_that_is_no_text() {
    assert_snapshot!(
        shown("search(\"state:failed\").each(|v| delete_video(v, days_since(v.updated_at)));"),
        @r#"
    wrong-type

      × `delete_video` takes a reason (text) or options #{ reason, force,
      │ unlink_playlists } last, not a number
       ╭─[old.rhai:2:49]
     1 │ // Old.
     2 │ search("state:failed").each(|v| delete_video(v, days_since(v.updated_at)));
       ·                                                 ──────────
       ╰────
      help: put words before it: "…" + days_since(v.updated_at)
    "#
    );
}

#[test]
fn single_quotes() {
    assert_snapshot!(shown("search('state:failed').each(|v| delete_video(v));"), @r#"
    syntax

      × a text stands in double quotes
       ╭─[old.rhai:2:8]
     1 │ // Old.
     2 │ search('state:failed').each(|v| delete_video(v));
       ·        ──────────────
       ╰────
      help: write "state:failed"
    "#);
}

#[test]
fn elif() {
    let text = "for v in search() {\n    if v.is_clip {\n        keep(v);\n    } elif v.state == \"failed\" {\n        delete_video(v);\n    }\n}";
    assert_snapshot!(shown(text), @r#"
    syntax

      × there is no `elif` in this language
       ╭─[old.rhai:5:7]
     4 │         keep(v);
     5 │     } elif v.state == "failed" {
       ·       ────
     6 │         delete_video(v);
       ╰────
      help: write else if
    "#);
}

#[test]
fn and_in_a_word() {
    assert_snapshot!(shown("search().filter(|v| v.has_master and !v.is_clip).each(|v| delete_master(v));"), @r#"
    syntax

      × there is no `and` in this language
       ╭─[old.rhai:2:34]
     1 │ // Old.
     2 │ search().filter(|v| v.has_master and !v.is_clip).each(|v| delete_master(v));
       ·                                  ───
       ╰────
      help: write &&
    "#);
}

#[test]
fn not_in_a_word() {
    assert_snapshot!(shown("search().filter(|v| not v.is_clip).each(|v| delete_master(v));"), @r#"
    syntax

      × there is no `not` in this language
       ╭─[old.rhai:2:21]
     1 │ // Old.
     2 │ search().filter(|v| not v.is_clip).each(|v| delete_master(v));
       ·                     ───
       ╰────
      help: write ! before the condition: !v.has_master
    "#);
}

#[test]
fn null() {
    assert_snapshot!(shown("search().filter(|v| v.folder == null).each(|v| delete_video(v));"), @r#"
    unknown-variable

      × there is no `null` in this language
       ╭─[old.rhai:2:33]
     1 │ // Old.
     2 │ search().filter(|v| v.folder == null).each(|v| delete_video(v));
       ·                                 ────
       ╰────
      help: an absent value is written (), as in v.folder == ()
    "#);
}

#[test]
fn none() {
    assert_snapshot!(shown("for v in search() { if v.folder == None { delete_video(v); } }"), @r#"
    unknown-variable

      × there is no `None` in this language
       ╭─[old.rhai:2:36]
     1 │ // Old.
     2 │ for v in search() { if v.folder == None { delete_video(v); } }
       ·                                    ────
       ╰────
      help: an absent value is written (), as in v.folder == ()
    "#);
}

#[test]
fn a_tag_that_is_no_text() {
    assert_snapshot!(shown("search().filter(|v| v.tags.contains(2023)).each(|v| delete_video(v));"), @r#"
    wrong-type

      × a list of texts never holds a number
       ╭─[old.rhai:2:37]
     1 │ // Old.
     2 │ search().filter(|v| v.tags.contains(2023)).each(|v| delete_video(v));
       ·                                     ────
       ╰────
      help: write "2023"
    "#);
}
