//! What tests look like when they have ended.

use std::time::Duration;

use insta::assert_snapshot;

use super::{Difference, FailedTest, TestLine, difference, failed_test, junit, test_line, tests_json, tests_summary};
use crate::model::{Diagnostic, SourceText};
use crate::report::{Style, samples};

fn line(failed: Option<FailedTest<'_>>) -> TestLine<'_> {
    TestLine {
        file: "scripts/old".to_owned(),
        path: "scripts/old.test.rhai".to_owned(),
        name: "test_old",
        line: 3,
        took: Duration::from_millis(12),
        failed,
    }
}

fn diagnostic() -> Diagnostic {
    let source = SourceText::new("scripts/old.test.rhai", "fn test_old() {\n    assert(1 > 2);\n}\n");
    Diagnostic::error("assertion", "one is <not> more & \"two\"\u{1b}").at(&source, 20..26)
}

#[test]
fn tests_are_lines_and_a_sum() {
    let style = Style::plain(80);
    let found = diagnostic();
    let failed = FailedTest { diagnostic: &found, cause: None, plan: None, difference: None, said: Vec::new() };
    let tests = [line(None), line(Some(failed))];
    let mut text: String = tests.iter().map(|test| test_line(test, &style)).collect();
    text.push_str(&tests_summary(&tests, 3, Duration::from_millis(24), &style));
    assert_snapshot!(text, @"
    PASS [  0.012s] scripts/old::test_old
    FAIL [  0.012s] scripts/old::test_old
    ---- [  0.024s] 2 tests run: 1 passed, 1 failed, 3 left out
    ");
}

#[test]
fn a_failure_shows_the_place_the_plan_and_what_was_said() {
    let found = diagnostic();
    let plan = samples::plan();
    let said = vec!["old.rhai:3: hello".to_owned()];
    let failed = FailedTest { diagnostic: &found, cause: None, plan: Some(&plan), difference: None, said };
    assert_snapshot!(failed_test(&line(Some(failed)), &Style::plain(90)), @r#"

    FAIL scripts/old::test_old
    assertion

      × one is <not> more & "two"
       ╭─[scripts/old.test.rhai:2:5]
     1 │ fn test_old() {
     2 │     assert(1 > 2);
       ·     ──────
     3 │ }
       ╰────

      the plan of scripts/old.rhai
        what              video                     file        size  why
        delete video      6300000000001 Evening n…            1.4 GB  inactive for a year
        delete master     1698990613556232930 第…   master-1  1.4 GB  unchanged for 882 days,
                                                                      plays from its
                                                                      renditions; larger than…
        delete rendition  6300000000003 Interview…  master-1       ?  inactive for a year
        kept              11 Board meeting                            protection:
                                                                      tags:keep,legal-hold
                                                                      (delete_video)
        kept              12 AGM 2020                                 protection:
                                                                      tags:keep,legal-hold
                                                                      (delete_video)
        kept              13 Live channel                             shield: live source
                                                                      (delete_video)
        unknown           21 Trailer                                  master: the files belong
                                                                      to the account that
                                                                      shared it in

      said:
        old.rhai:3: hello
    "#);
}

#[test]
fn a_difference_shows_changed_lines_with_a_few_around() {
    let old = "a\nb\nc\nd\ne\nf\ng\nh\n";
    let new = "a\nb\nc\nD\ne\nf\ng\nh\ni\n";
    let shown = |old| difference(&Difference { old, new }, &Style::plain(80));
    assert_snapshot!(shown(Some(old)), @r#"
      b
      c
    - d
    + D
      e
      f
      g
      h
    + i
    "#);
    assert_eq!(shown(None).lines().filter(|line| line.starts_with("  + ")).count(), 9);
}

#[test]
fn machines_get_the_same() {
    let found = diagnostic();
    let failed = FailedTest { diagnostic: &found, cause: None, plan: None, difference: None, said: Vec::new() };
    let tests = [line(None), line(Some(failed))];
    assert_snapshot!(tests_json(&tests, None).expect("JSON"), @r#"
    {
      "tests": [
        {
          "file": "scripts/old.test.rhai",
          "name": "test_old",
          "line": 3,
          "status": "passed",
          "seconds": 0.012,
          "failure": null
        },
        {
          "file": "scripts/old.test.rhai",
          "name": "test_old",
          "line": 3,
          "status": "failed",
          "seconds": 0.012,
          "failure": {
            "code": "assertion",
            "message": "one is <not> more & \"two\"\u001b",
            "file": "scripts/old.test.rhai",
            "line": 2,
            "column": 5,
            "hint": null,
            "notes": [],
            "cause": null,
            "difference": null,
            "said": []
          }
        }
      ],
      "passed": 1,
      "failed": 1
    }
    "#);
    assert_snapshot!(junit(&tests, Duration::from_millis(24)), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="vodsweep" tests="2" failures="1" errors="0" time="0.024">
      <testsuite name="scripts/old" tests="2" failures="1" errors="0" time="0.024">
        <testcase name="test_old" classname="scripts/old" file="scripts/old.test.rhai" line="3" time="0.012"/>
        <testcase name="test_old" classname="scripts/old" file="scripts/old.test.rhai" line="3" time="0.012">
          <failure message="one is &lt;not&gt; more &amp; &quot;two&quot;�" type="assertion">
    FAIL scripts/old::test_old
    assertion

      × one is &lt;not&gt; more &amp; &quot;two&quot;
       ╭─[scripts/old.test.rhai:2:5]
     1 │ fn test_old() {
     2 │     assert(1 &gt; 2);
       ·     ──────
     3 │ }
       ╰────
    </failure>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
}
