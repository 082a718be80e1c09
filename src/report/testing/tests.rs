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
    assert_snapshot!(failed_test(&line(Some(failed)), &Style::plain(90)), @"");
}

#[test]
fn a_difference_shows_changed_lines_with_a_few_around() {
    let old = "a\nb\nc\nd\ne\nf\ng\nh\n";
    let new = "a\nb\nc\nD\ne\nf\ng\nh\ni\n";
    let shown = |old| difference(&Difference { old, new }, &Style::plain(80));
    assert_snapshot!(shown(Some(old)), @"");
    assert_eq!(shown(None).lines().filter(|line| line.starts_with("  + ")).count(), 9);
}

#[test]
fn machines_get_the_same() {
    let found = diagnostic();
    let failed = FailedTest { diagnostic: &found, cause: None, plan: None, difference: None, said: Vec::new() };
    let tests = [line(None), line(Some(failed))];
    assert_snapshot!(tests_json(&tests, None).expect("JSON"), @"");
    assert_snapshot!(junit(&tests, Duration::from_millis(24)), @"");
}
