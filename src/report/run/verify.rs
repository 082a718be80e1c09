//! Whether journals are what was written.

use std::fmt::Write as _;

use serde::Serialize;

use crate::report::json::pretty;
use crate::report::number::counted;
use crate::report::paragraph::Page;
use crate::report::{Style, Tone};
use crate::store::Audit;

/// Where a digest that was noted elsewhere stands in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "noted", content = "record")]
pub enum Noted {
    /// It is the digest of the last record.
    Head,
    /// It is the digest of this earlier record: the log went on since, and nothing before it was changed.
    Earlier(u64),
    /// No record has it: the log is another one than it was noted of.
    Missing,
}

/// An examined run.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    /// Whether everything fits, the noted digest included.
    pub intact: bool,
    /// What was found.
    #[serde(flatten)]
    pub audit: Audit,
    /// Where the noted digest stands; absent when none was given.
    #[serde(flatten)]
    pub noted: Option<Noted>,
}

impl Verified {
    /// Puts both findings together.
    #[must_use]
    pub fn new(audit: Audit, noted: Option<Noted>) -> Self {
        Self { intact: audit.is_intact() && noted != Some(Noted::Missing), audit, noted }
    }
}

/// The findings, run by run.
#[must_use]
pub fn verified_table(runs: &[Verified], style: &Style) -> String {
    if runs.is_empty() {
        return "No plan was committed yet.\n".to_owned();
    }
    let mut page = Page::new(style);
    for Verified { intact, audit, noted } in runs {
        page.heading(&format!("Run {}", audit.run));
        let tone = if *intact { Tone::Good } else { Tone::Danger };
        page.toned(&if *intact { standing(audit) } else { "Broken".to_owned() }, tone);
        for what in &audit.broken {
            page.item(what);
        }
        match noted {
            None => {}
            Some(Noted::Head) => page.line("The head is the one that was noted."),
            Some(Noted::Earlier(record)) => page.line(&format!(
                "The digest that was noted is that of record {record}: nothing was changed up to there, and the run went \
                 on since."
            )),
            Some(Noted::Missing) => page.item("no record has the digest that was noted: this is another log"),
        }
        if let Some(head) = &audit.head {
            page.verbatim(&format!("  {head}"));
        }
    }
    page.finish()
}

/// What an intact journal holds.
pub(super) fn standing(audit: &Audit) -> String {
    let steps = counted(audit.unchained_steps, "step", "steps");
    if audit.predates_chain() {
        return format!("no chain protects it: an older version wrote it ({steps})");
    }
    let mut text = format!("intact: {}", counted(audit.records, "record", "records"));
    if audit.evidence > 0 {
        let _ = write!(text, ", {} of evidence", counted(audit.evidence, "object", "objects"));
    }
    if audit.unchained_steps > 0 {
        let _ = write!(text, "; an older version wrote {steps} before, without a chain");
    }
    text
}

/// The findings as a list of `{intact, run, records, head, evidence, unchained_steps, broken[], noted}`.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn verified_json(runs: &[Verified]) -> serde_json::Result<String> {
    pretty(runs)
}
