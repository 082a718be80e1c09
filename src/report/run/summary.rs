//! How a run ended, what it freed, and what there is to do now.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::RunEntry;
use super::table::{by_state, of, outcomes};
use crate::execute::{CopyTotals, Ending, Summary};
use crate::model::{Account, ByteSize};
use crate::plan::Entry;
use crate::report::json::pretty;
use crate::report::number::counted;
use crate::report::paragraph::Page;
use crate::report::text::shell_word;
use crate::report::{Style, Tone};
use crate::store::{EntryState, RunTotals};

/// Entries that are listed because a person has to look at them.
const ROWS: usize = 50;

/// A run that ended, and everything that is needed to tell of it.
#[derive(Debug, Clone, Copy)]
pub struct SummaryView<'a> {
    /// How it ended.
    pub summary: &'a Summary,
    /// The library.
    pub account: &'a Account,
    /// Every entry of the whole run.
    pub entries: &'a [RunEntry<'a>],
    /// The digest of the last record of its log.
    pub head: Option<&'a str>,
}

impl SummaryView<'_> {
    fn freed_later(&self) -> u64 {
        self.entries.iter().map(|entry| entry.freed_later(self.account.platform)).fold(0, u64::saturating_add)
    }

    fn attention(&self) -> impl Iterator<Item = RunEntry<'_>> {
        self.entries.iter().copied().filter(RunEntry::needs_attention)
    }

    /// The entries that this run put into quarantine.
    fn quarantined(&self) -> impl Iterator<Item = &Entry> {
        let done = self.entries.iter().filter(|entry| entry.record.state == EntryState::Quarantined);
        done.filter_map(|entry| entry.planned)
    }

    /// How to go on with what is in quarantine now.
    fn after_quarantine(&self) -> Vec<Advice> {
        let Some(first) = self.quarantined().filter_map(|entry| entry.options.until).min() else { return Vec::new() };
        let from = first.tomorrow().unwrap_or(first);
        let account = shell_word(&self.account.name);
        vec![
            Advice::run(
                &format!("from {from} on, plan the deletion of what is still in quarantine"),
                format!("vodsweep due --account {account}"),
            ),
            Advice::run(
                "until then, and as long as it is not deleted, undo it",
                format!("vodsweep release --run {}", self.summary.run),
            ),
        ]
    }

    /// What to do now, each with the command that does it, where there is one.
    fn advice(&self) -> Vec<Advice> {
        let totals = &self.summary.totals;
        let has = |state| of(totals, state) > 0;
        let run = &self.summary.run;
        let mut advice = Vec::new();
        if self.summary.ending != Ending::Finished || has(EntryState::InDoubt) {
            advice.push(Advice::run(
                "go on with what is left; what is in doubt is settled first",
                format!("vodsweep resume {run}"),
            ));
        }
        if has(EntryState::Failed) {
            advice.push(Advice::run("see why each entry failed", format!("vodsweep runs {run}")));
            let said = |words: &[&str]| {
                let errors = self.entries.iter().filter_map(|entry| entry.record.error.as_deref());
                errors.into_iter().any(|error| words.iter().any(|word| error.to_lowercase().contains(word)))
            };
            if said(&["playlist", "references_exist"]) {
                advice.push(Advice::say(
                    "videos in manual playlists: take them out, or let the policy say unlink_playlists: true",
                ));
            }
            if said(&["permission", "credential", "unauthorized"]) {
                advice.push(Advice::run("check credentials and permissions", "vodsweep doctor".to_owned()));
            }
        }
        if self.summary.copies.left > 0 {
            advice.push(Advice::run("see which copies may be left, and why", format!("vodsweep runs {run}")));
            advice.push(Advice::run(
                "ask the content network again, when its allowance for the day is new",
                format!("vodsweep resume {run}"),
            ));
        }
        if has(EntryState::Drifted) {
            advice.push(Advice::say("videos that changed since the plan were left alone: plan again to decide anew"));
        }
        advice.extend(self.after_quarantine());
        if has(EntryState::Protected) {
            advice.push(Advice::say("videos that became protected since the plan were left alone"));
        }
        advice
    }
}

#[derive(Debug, Clone, Serialize)]
struct Advice {
    text: String,
    command: Option<String>,
}

impl Advice {
    fn run(text: &str, command: String) -> Self {
        Self { text: text.to_owned(), command: Some(command) }
    }

    fn say(text: &str) -> Self {
        Self { text: text.to_owned(), command: None }
    }
}

/// The end of a run for people.
#[must_use]
pub fn summary_table(view: &SummaryView<'_>, style: &Style) -> String {
    let summary = view.summary;
    let mut page = Page::new(style);
    page.heading(&format!("Run {} on {}", summary.run, view.account));
    match &summary.ending {
        Ending::Finished => page.toned("Finished: every entry has its outcome.", Tone::Good),
        Ending::Interrupted => page.toned("Interrupted: nothing new was started.", Tone::Warn),
        Ending::Stopped(why) => page.toned(&format!("Stopped: {why}"), Tone::Danger),
    }
    page.gap();
    page.block(&by_state(&summary.totals, style));
    page.gap();
    let marks = of(&summary.totals, EntryState::Quarantined) + of(&summary.totals, EntryState::Released);
    if marks == 0 || of(&summary.totals, EntryState::Deleted) > 0 {
        page.line(&freed(&summary.totals, view.freed_later()));
    }
    if let Some(line) = held(view) {
        page.line(&line);
    }
    if let Some(line) = copies(summary.copies) {
        page.line(&line);
    }
    let attention: Vec<RunEntry<'_>> = view.attention().collect();
    if !attention.is_empty() {
        let deletions = attention.iter().all(|entry| entry.planned.is_none_or(|entry| entry.action.is_deletion()));
        page.heading(if deletions { "Not deleted" } else { "Not carried out" });
        page.block(&outcomes(attention.get(..ROWS).unwrap_or(&attention), style));
        if attention.len() > ROWS {
            page.line(&format!("{} and {} more; all of them:", style.ellipsis(), attention.len() - ROWS));
            page.command(&format!("vodsweep runs {}", summary.run));
        }
    }
    let advice = view.advice();
    if !advice.is_empty() {
        page.heading("What to do now");
    }
    for Advice { text, command } in &advice {
        page.item(text);
        if let Some(command) = command {
            page.item_command(command);
        }
    }
    if let Some(head) = view.head {
        page.gap();
        page.line("Head of the run's log; noted elsewhere, it proves later that nothing was changed:");
        page.verbatim(&format!("  {head}"));
    }
    page.finish()
}

/// What is in quarantine now, and what its deletion would free; `None` where nothing is.
fn held(view: &SummaryView<'_>) -> Option<String> {
    let days: BTreeSet<Date> = view.quarantined().filter_map(|entry| entry.options.until).collect();
    let (first, last) = (days.first()?, days.last()?);
    let until = if first == last { first.to_string() } else { format!("{first} to {last}") };
    let later = view.quarantined().filter_map(|entry| entry.bytes_later).fold(0, u64::saturating_add);
    let unknown = view.quarantined().filter(|entry| entry.bytes_later.is_none()).count();
    let size = match (later, unknown) {
        (0, 1..) => String::new(),
        (_, 0) => format!("; freed by a later deletion: {}", ByteSize(later)),
        (_, unknown) => format!("; freed by a later deletion: {} and {unknown} of unknown size", ByteSize(later)),
    };
    Some(format!("In quarantine until {until}{size}."))
}

/// What became of the copies in the content network; `None` where there is none.
fn copies(copies: CopyTotals) -> Option<String> {
    let asked = counted(copies.asked, "address", "addresses");
    match copies {
        CopyTotals { asked: 0, left: 0 } => None,
        CopyTotals { left: 0, .. } => Some(format!("The content network was asked to drop {asked}.")),
        CopyTotals { left, .. } => Some(format!(
            "The content network was asked to drop {asked}; at {} copies may be left until they expire.",
            counted(left, "address", "addresses")
        )),
    }
}

fn freed(totals: &RunTotals, later: u64) -> String {
    let now = totals.bytes_deleted.saturating_sub(later);
    let mut text = format!("Freed: {}", ByteSize(now));
    if later > 0 {
        let _ = write!(
            text,
            "; freed later: {} of masters, whose files are removed after a grace of 10 days, and the bill follows 2 to \
             4 days after that",
            ByteSize(later)
        );
    }
    if totals.bytes_unknown > 0 {
        let _ = write!(text, "; {} of unknown size", counted(totals.bytes_unknown, "deletion was", "deletions were"));
    }
    text.push('.');
    text
}

/// The end of a run as JSON: the summary, the account, `bytes_freed`, `bytes_freed_later`, `attention[]` with the
/// entries that a person has to look at, `advice[]`, and `head`, the digest of the last record of its log.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn summary_json(view: &SummaryView<'_>) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        #[serde(flatten)]
        summary: &'a Summary,
        account: &'a Account,
        bytes_freed: u64,
        bytes_freed_later: u64,
        attention: Vec<RunEntry<'a>>,
        advice: Vec<Advice>,
        head: Option<&'a str>,
    }
    let later = view.freed_later();
    pretty(&Document {
        summary: view.summary,
        account: view.account,
        bytes_freed: view.summary.totals.bytes_deleted.saturating_sub(later),
        bytes_freed_later: later,
        attention: view.attention().collect(),
        advice: view.advice(),
        head: view.head,
    })
}
