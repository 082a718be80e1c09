//! What `doctor` found.

use serde::Serialize;

use super::json::pretty;
use super::table::{Cell, Column, Table};
use super::{Style, Tone};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As it should be.
    Ok,
    /// Works, with something to know.
    Warn,
    /// Does not work.
    Fail,
    /// Could not be checked, because something before it failed.
    Skipped,
}

impl Status {
    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warning",
            Self::Fail => "FAILED",
            Self::Skipped => "skipped",
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Ok => Tone::Good,
            Self::Warn => Tone::Warn,
            Self::Fail => Tone::Danger,
            Self::Skipped => Tone::Plain,
        }
    }
}

/// One check and its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was checked.
    pub name: String,
    /// How it ended.
    pub status: Status,
    /// What was seen.
    pub detail: String,
    /// What to do; `null` when there is nothing to do. It may have several lines.
    pub advice: Option<String>,
}

/// The findings as a table, and below it what to do about them; advice keeps its lines, so that requests and
/// commands in it can be copied.
#[must_use]
pub fn findings_table(findings: &[Finding], style: &Style) -> String {
    let mut table = Table::new([Column::fixed("status"), Column::text("check", 10, 2), Column::text("found", 16, 4)]);
    for finding in findings {
        table.row(vec![
            Cell::from(finding.status.word()).tone(finding.status.tone()),
            finding.name.as_str().into(),
            finding.detail.as_str().into(),
        ]);
    }
    let mut page = super::paragraph::Page::new(style);
    page.block(&table.render(style));
    for finding in findings {
        let Some(advice) = &finding.advice else { continue };
        page.heading(&format!("{}: what to do", finding.name));
        advice.lines().for_each(|line| page.verbatim(line));
    }
    page.finish()
}

/// The findings as JSON.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn findings_json(findings: &[Finding]) -> serde_json::Result<String> {
    pretty(findings)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn advice_stands_below_and_keeps_its_lines() {
        let findings = [
            Finding { name: "token".into(), status: Status::Ok, detail: "granted for 300 s".into(), advice: None },
            Finding {
                name: "delete masters".into(),
                status: Status::Fail,
                detail: "the credentials lack video-cloud/asset/delete".into(),
                advice: Some("ask for it with:\n  { \"operations\": [\n    \"video-cloud/asset/delete\" ] }".into()),
            },
        ];
        assert_snapshot!(findings_table(&findings, &Style::plain(80)), @r#"
        status  check           found
        ok      token           granted for 300 s
        FAILED  delete masters  the credentials lack video-cloud/asset/delete

        delete masters: what to do
        ask for it with:
          { "operations": [
            "video-cloud/asset/delete" ] }
        "#);
        assert!(findings_json(&findings).expect("JSON").contains("\"status\": \"fail\""));
    }
}
