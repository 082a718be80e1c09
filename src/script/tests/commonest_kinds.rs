//! The other half of the commonest mistakes, with what is said of each.

use super::commonest::shown;
use insta::assert_snapshot;

#[test]
fn a_missing_brace() {
    let text = "for v in search(\"state:failed\") {\n    if v.tags.is_empty() {\n        delete_video(v);\n}";
    assert_snapshot!(shown(text), @r#"
    syntax

      × `{` is never closed
       ╭─[old.rhai:3:26]
     2 │ for v in search("state:failed") {
     3 │     if v.tags.is_empty() {
       ·                          ┬
       ·                          ╰── opened here
     4 │         delete_video(v);
       ╰────
      help: close it with `}`
    "#);
}

#[test]
fn a_missing_bracket() {
    assert_snapshot!(shown("search(\"state:failed\").each(|v| delete_video(v);\nprint(\"done\");"), @r#"
    syntax

      × `(` is never closed
       ╭─[old.rhai:2:28]
     1 │ // Old.
     2 │ search("state:failed").each(|v| delete_video(v);
       ·                            ┬
       ·                            ╰── opened here
     3 │ print("done");
       ╰────
      help: close it with `)`
    "#);
}

#[test]
fn delete_as_a_function() {
    assert_snapshot!(shown("search(\"state:failed\").each(|v| delete(v));"), @r#"
    unknown-function

      × there is no function `delete`
       ╭─[old.rhai:2:33]
     1 │ // Old.
     2 │ search("state:failed").each(|v| delete(v));
       ·                                 ──────
       ╰────
      help: write delete_video(…), which proposes to delete a video
    "#);
}

#[test]
fn delete_as_a_method() {
    assert_snapshot!(shown("for video in search(\"state:failed\") { video.delete(); }"), @r#"
    unknown-function

      × there is no function `delete`
       ╭─[old.rhai:2:45]
     1 │ // Old.
     2 │ for video in search("state:failed") { video.delete(); }
       ·                                             ──────
       ╰────
      help: write delete_video(…), which proposes to delete a video
    "#);
}

#[test]
fn half_a_field() {
    assert_snapshot!(shown("search().filter(|v| v.updated < days_ago(365)).each(|v| delete_video(v));"), @r#"
    unknown-field

      × a Video has no field `updated`
       ╭─[old.rhai:2:23]
     1 │ // Old.
     2 │ search().filter(|v| v.updated < days_ago(365)).each(|v| delete_video(v));
       ·                       ───────
       ╰────
      help: did you mean `updated_at`?
    "#);
}

#[test]
fn a_field_in_camel_case() {
    assert_snapshot!(shown("search().filter(|v| v.createdAt < days_ago(365)).each(|v| delete_video(v));"), @r#"
    unknown-field

      × a Video has no field `createdAt`
       ╭─[old.rhai:2:23]
     1 │ // Old.
     2 │ search().filter(|v| v.createdAt < days_ago(365)).each(|v| delete_video(v));
       ·                       ─────────
       ╰────
      help: did you mean `created_at`?
    "#);
}

#[test]
fn a_query_without_quotes() {
    assert_snapshot!(shown("search(state:failed).each(|v| delete_video(v));"), @r#"
    syntax

      × a query is a text, and stands in double quotes
       ╭─[old.rhai:2:8]
     1 │ // Old.
     2 │ search(state:failed).each(|v| delete_video(v));
       ·        ────────────
       ╰────
      help: write search("state:failed")
    "#);
}

#[test]
fn one_ampersand() {
    assert_snapshot!(
        shown("search().filter(|v| v.name != \"intro\" & v.tags.len() == 0).each(|v| delete_video(v));"),
        @r#"
    eager-condition

      ⚠ `&` always asks both sides
       ╭─[old.rhai:2:39]
     1 │ // Old.
     2 │ search().filter(|v| v.name != "intro" & v.tags.len() == 0).each(|v| delete_video(v));
       ·                                       ─
       ╰────
      help: write &&, which asks the second only where it matters
    "#
    );
}

#[test]
fn length_as_a_field() {
    assert_snapshot!(shown("search().filter(|v| v.tags.length == 0).each(|v| delete_video(v));"), @r#"
    unknown-field

      × a list has no field `length`
       ╭─[old.rhai:2:28]
     1 │ // Old.
     2 │ search().filter(|v| v.tags.length == 0).each(|v| delete_video(v));
       ·                            ──────
       ╰────
      help: write len()
    "#);
}

#[test]
fn length_as_a_method() {
    assert_snapshot!(shown("search().filter(|v| v.tags.length() == 0).each(|v| delete_video(v));"), @r#"
    unknown-function

      × there is no function `length`
       ╭─[old.rhai:2:28]
     1 │ // Old.
     2 │ search().filter(|v| v.tags.length() == 0).each(|v| delete_video(v));
       ·                            ──────
       ╰────
      help: write len()
    "#);
}

#[test]
fn a_filter_without_a_closure() {
    assert_snapshot!(shown("search().filter(v.state == \"failed\").each(|v| delete_video(v));"), @r#"
    unknown-variable

      × `.filter(…)` takes a closure, which names the video first
       ╭─[old.rhai:2:17]
     1 │ // Old.
     2 │ search().filter(v.state == "failed").each(|v| delete_video(v));
       ·                 ───────────────────
       ╰────
      help: write .filter(|v| v.state == "failed")
    "#);
}

#[test]
fn a_closure_with_an_arrow() {
    assert_snapshot!(shown("search(\"state:failed\").each(v => delete_video(v));"), @r#"
    unknown-variable

      × `.each(…)` takes a closure, which names the video first
       ╭─[old.rhai:2:29]
     1 │ // Old.
     2 │ search("state:failed").each(v => delete_video(v));
       ·                             ────────────────────
       ╰────
      help: write .each(|v| delete_video(v))
    "#);
}

#[test]
fn a_forgotten_let() {
    assert_snapshot!(shown("days = 365;\nsearch(\"updated_at:<\" + days_ago(days)).each(|v| delete_video(v));"), @r#"
    unknown-variable

      × there is no variable `days`
       ╭─[old.rhai:2:1]
     1 │ // Old.
     2 │ days = 365;
       · ────
     3 │ search("updated_at:<" + days_ago(days)).each(|v| delete_video(v));
       ╰────
      help: declare it: let days = …
    "#);
}

#[test]
fn a_field_that_is_set() {
    assert_snapshot!(shown("search(\"state:failed\").each(|v| { v.state = \"inactive\"; });"), @r#"
    read-only

      × `state` cannot be set: a Video is only looked at
       ╭─[old.rhai:2:37]
     1 │ // Old.
     2 │ search("state:failed").each(|v| { v.state = "inactive"; });
       ·                                     ─────
       ╰────
      help: write == to compare; a policy edits nothing
    "#);
}

#[test]
fn a_map_without_its_sign() {
    assert_snapshot!(shown("search(\"state:failed\").each(|v| delete_video(v, { reason: \"failed\" }));"), @r#"
    syntax

      × a map begins with `#{`
       ╭─[old.rhai:2:49]
     1 │ // Old.
     2 │ search("state:failed").each(|v| delete_video(v, { reason: "failed" }));
       ·                                                 ─
       ╰────
      help: write #{ reason: … }
    "#);
}

#[test]
fn a_typo_in_a_variable() {
    assert_snapshot!(shown("for video in search(\"state:failed\") { delete_video(vidoe); }"), @r#"
    unknown-variable

      × there is no variable `vidoe`
       ╭─[old.rhai:2:52]
     1 │ // Old.
     2 │ for video in search("state:failed") { delete_video(vidoe); }
       ·                                                    ─────
       ╰────
      help: did you mean `video`?
    "#);
}

#[test]
fn a_variable_inside_a_function() {
    let text = "let days = 365;\nfn is_old(v) { days_since(v.updated_at) > days }\nsearch().filter(|v| is_old(v)).each(|v| delete_video(v));";
    assert_snapshot!(shown(text), @r#"
    unknown-variable

      × there is no variable `days`
       ╭─[old.rhai:3:43]
     2 │ let days = 365;
     3 │ fn is_old(v) { days_since(v.updated_at) > days }
       ·                                           ────
     4 │ search().filter(|v| is_old(v)).each(|v| delete_video(v));
       ╰────
      help: `days` is declared elsewhere and not seen here; a function sees its
            parameters only: fn f(days) { … }
    "#);
}
