//! The forms of findings, whole.

use insta::assert_snapshot;

use super::{check_github, check_json, check_sarif, explain};
use crate::model::{Diagnostic, Example, Lint, Severity, SourceText};
use crate::report::Style;

const LINT: Lint = Lint {
    code: "odd-thing",
    severity: Severity::Warning,
    meaning: "A thing is odd.",
    example: Some(Example { bad: "odd();\n", good: "even();\n" }),
};

fn found() -> Vec<Diagnostic> {
    let source = SourceText::new("my scripts/ü,1.rhai", "let ö = 1;\nödd(2);\n");
    let at = source.offset_of(2, 1);
    vec![
        Diagnostic::warning("odd-thing", "100 % odd:\nreally").at(&source, at..at + "ödd".len()).hint("write even"),
        Diagnostic::error("no-such-file", "there is no file \"x\""),
    ]
}

#[test]
fn json_gives_every_finding_with_its_place() {
    assert_snapshot!(check_json(&found()).unwrap(), @r#"
    [
      {
        "code": "odd-thing",
        "severity": "warning",
        "message": "100 % odd:\nreally",
        "path": "my scripts/ü,1.rhai",
        "line": 2,
        "column": 1,
        "end_line": 2,
        "end_column": 4,
        "hint": "write even"
      },
      {
        "code": "no-such-file",
        "severity": "error",
        "message": "there is no file \"x\"",
        "path": null,
        "line": null,
        "column": null,
        "end_line": null,
        "end_column": null,
        "hint": null
      }
    ]
    "#);
}

#[test]
fn a_workflow_command_is_one_line_whatever_is_in_it() {
    assert_snapshot!(check_github(&found()), @r#"
    ::warning file=my scripts/ü%2C1.rhai,line=2,col=1,title=odd-thing::100 %25 odd:%0Areally%0Ahelp: write even
    ::error title=no-such-file::there is no file "x"
    "#);
}

#[test]
fn sarif_names_the_rules_that_found_something() {
    let version = env!("CARGO_PKG_VERSION");
    assert_snapshot!(check_sarif(&found(), &[&LINT]).unwrap().replace(version, "0.0.0"), @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "runs": [
        {
          "columnKind": "unicodeCodePoints",
          "results": [
            {
              "level": "warning",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "my%20scripts/%C3%BC%2C1.rhai"
                    },
                    "region": {
                      "endColumn": 4,
                      "endLine": 2,
                      "startColumn": 1,
                      "startLine": 2
                    }
                  }
                }
              ],
              "message": {
                "text": "100 % odd:\nreally; write even"
              },
              "ruleId": "odd-thing",
              "ruleIndex": 0
            },
            {
              "level": "error",
              "message": {
                "text": "there is no file \"x\""
              },
              "ruleId": "no-such-file"
            }
          ],
          "tool": {
            "driver": {
              "name": "vodsweep",
              "rules": [
                {
                  "defaultConfiguration": {
                    "level": "warning"
                  },
                  "fullDescription": {
                    "text": "A thing is odd."
                  },
                  "id": "odd-thing",
                  "shortDescription": {
                    "text": "odd thing"
                  }
                }
              ],
              "version": "0.0.0"
            }
          }
        }
      ],
      "version": "2.1.0"
    }
    "#);
}

#[test]
fn an_explanation_has_both_examples() {
    assert_snapshot!(explain(&LINT, &Style::plain(80)), @r#"
    odd-thing (warning)

    A thing is odd.

    bad:
        odd();

    good:
        even();
    "#);
}
