//! Runs as tables.

use super::verify::standing;
use super::{RunEntry, RunView};
use crate::model::ByteSize;
use crate::report::age::moment;
use crate::report::number::{counted, grouped, len};
use crate::report::paragraph::Page;
use crate::report::plan::short_id;
use crate::report::table::{Cell, Column, Table};
use crate::report::{Style, Tone};
use crate::store::{Audit, CopyRecord, EntryState, RunRecord, RunState, RunTotals};

/// The history, one line a run.
#[must_use]
pub fn runs_table(runs: &[RunRecord], style: &Style) -> String {
    if runs.is_empty() {
        return "No plan was committed yet.\n".to_owned();
    }
    let mut table = Table::new([
        Column::fixed("run"),
        Column::fixed("started").droppable(1),
        Column::fixed("state"),
        Column::text("account", 6, 1),
        Column::fixed("plan").droppable(2),
        Column::number("done"),
        Column::number("freed").droppable(3),
        Column::number("other"),
    ]);
    for run in runs {
        let done = run.totals.by_state.iter().filter(|(state, _)| state.is_done()).map(|(_, count)| count).sum();
        let all: u64 = run.totals.by_state.values().sum();
        table.row(vec![
            Cell::from(&run.id.0).tone(if run.state == RunState::Finished { Tone::Good } else { Tone::Warn }),
            moment(run.started_at).into(),
            run.state.as_str().into(),
            run.account.name.as_str().into(),
            short_id(&run.plan).into(),
            grouped(done).into(),
            ByteSize(run.totals.bytes_deleted).to_string().into(),
            grouped(all.saturating_sub(done)).into(),
        ]);
    }
    table.render(style)
}

/// One run with the outcome of every entry, and what is known of its journal.
#[must_use]
pub fn run_table(view: &RunView<'_>, style: &Style) -> String {
    let RunView { run, entries, copies, audit } = *view;
    let mut page = Page::new(style);
    page.heading(&format!("Run {} on {}", run.id, run.account));
    page.fact("plan", short_id(&run.plan));
    page.fact("state", run.state.as_str());
    page.fact("started", &moment(run.started_at));
    if let Some(finished) = run.finished_at {
        page.fact("ended", &moment(finished));
    }
    origin(&mut page, audit);
    page.gap();
    page.block(&outcomes(entries, style));
    page.gap();
    page.block(&by_state(&run.totals, style));
    page.line(&format!("{} in all", counted(len(entries), "entry", "entries")));
    left_copies(&mut page, copies, style);
    if run.state.can_resume() {
        page.line("To go on with it:");
        page.command(&format!("vodsweep resume {}", run.id));
    }
    page.finish()
}

/// Who did it with what, and whether the journal can be believed.
fn origin(page: &mut Page<'_>, audit: &Audit) {
    for session in &audit.sessions {
        let at = moment(session.begun_at);
        page.fact("session", &format!("{at} by {} with {}", session.by, session.by.tool));
    }
    for script in audit.opened.iter().flat_map(|opened| &opened.policies) {
        page.fact("script", &format!("{} {}", script.path, short_id(&script.sha256)));
    }
    if audit.is_intact() {
        page.fact("journal", &standing(audit));
    }
    if let Some(head) = &audit.head {
        page.fact("head", head);
    }
    if !audit.is_intact() {
        page.toned("The journal was changed after it was written:", Tone::Danger);
        for what in &audit.broken {
            page.item(what);
        }
    }
}

/// What the content network may keep, address by address.
fn left_copies(page: &mut Page<'_>, copies: &[CopyRecord], style: &Style) {
    let left: Vec<&CopyRecord> = copies.iter().filter(|copy| !copy.asked).collect();
    if copies.is_empty() {
        return;
    }
    let asked = copies.len() - left.len();
    page.line(&format!(
        "the content network was asked to drop {}",
        counted(asked.try_into().unwrap_or(u64::MAX), "address", "addresses")
    ));
    if left.is_empty() {
        return;
    }
    page.heading("Copies that may be left in the content network");
    let mut table = Table::new([Column::text("address", 20, 3), Column::text("why", 14, 2)]);
    for copy in &left {
        table.row(vec![copy.address.as_str().into(), copy.reason.as_deref().unwrap_or_default().into()]);
    }
    page.block(&table.render(style));
}

/// One line an entry.
pub(super) fn outcomes(entries: &[RunEntry<'_>], style: &Style) -> String {
    let mut table = Table::new([
        Column::fixed("state"),
        Column::number("#"),
        Column::fixed("action"),
        Column::text("title", 12, 1).droppable(1),
        Column::fixed("id"),
        Column::text("file", 6, 1).droppable(2),
        Column::text("why", 14, 3),
    ]);
    for entry in entries {
        let unknown = Style::UNKNOWN;
        let file = entry.planned.and_then(|entry| entry.asset.as_ref()).map_or("", |asset| asset.id.as_str());
        table.row(vec![
            Cell::from(entry.record.state.as_str()).tone(tone(entry.record.state)),
            entry.record.seq.to_string().into(),
            entry.planned.map_or(unknown, |entry| entry.action.noun()).into(),
            entry.planned.and_then(|entry| entry.video.name.as_deref()).unwrap_or("(no title)").into(),
            entry.planned.map_or(unknown, |entry| entry.video.id.as_str()).into(),
            file.into(),
            entry.record.error.as_deref().unwrap_or_default().into(),
        ]);
    }
    table.render(style)
}

/// Sums by outcome.
pub(super) fn by_state(totals: &RunTotals, style: &Style) -> String {
    let mut table = Table::new([Column::fixed("outcome"), Column::number("entries")]);
    for (state, count) in &totals.by_state {
        table.row(vec![Cell::from(state.as_str()).tone(tone(*state)), grouped(*count).into()]);
    }
    table.render(style)
}

/// How many entries are in a state.
pub(super) fn of(totals: &RunTotals, state: EntryState) -> u64 {
    totals.by_state.get(&state).copied().unwrap_or(0)
}

const fn tone(state: EntryState) -> Tone {
    match state {
        EntryState::Deleted | EntryState::Quarantined | EntryState::Released | EntryState::AlreadyGone => Tone::Good,
        EntryState::Drifted | EntryState::Protected | EntryState::InFlight => Tone::Warn,
        EntryState::Failed | EntryState::InDoubt => Tone::Danger,
        EntryState::Pending | EntryState::NotAttempted => Tone::Plain,
    }
}
