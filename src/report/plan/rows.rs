//! The entries of a plan as rows of a table.

use jiff::Timestamp;

use crate::model::{Action, ByteSize};
use crate::plan::Entry;
use crate::report::age::age;
use crate::report::table::{Cell, Column, Table};
use crate::report::{Style, Tone, width};

/// From this width on every fact has its own column; below, facts stand above each other.
const WIDE: usize = 120;

/// An id of `ApsaraVideo` is 32 digits, with its sort in front for an item that is no video.
const LONGEST_ID: usize = 38;

/// The entries as a table.
pub(super) fn entries(entries: &[Entry], now: Timestamp, style: &Style) -> String {
    let mut table = if style.columns() < WIDE { stacked(least_action(entries), longest_id(entries)) } else { spread() };
    for entry in entries {
        let cells = if style.columns() < WIDE { stacked_row(entry, now) } else { spread_row(entry, now) };
        table.row(cells);
    }
    table.render(style)
}

/// The width that shows every id whole, within reason: an id cut short can be copied by nobody.
fn longest_id(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| width(entry.video.id.as_str())).max().unwrap_or(0).clamp(20, LONGEST_ID)
}

/// The width of the column of actions: a day is never cut short.
fn least_action(entries: &[Entry]) -> usize {
    entries.iter().filter_map(until).map(|until| width(&until)).max().unwrap_or(0).max(9)
}

fn stacked(action: usize, video: usize) -> Table {
    Table::new([
        Column::text("action", action, 1),
        Column::text("video", video, 1),
        Column::number("size"),
        Column::fixed("unchanged").droppable(1),
        Column::text("reason", 16, 2),
    ])
}

fn stacked_row(entry: &Entry, now: Timestamp) -> Vec<Cell> {
    vec![
        action(entry.action.noun(), entry).below(&until(entry).unwrap_or_else(|| file(entry))),
        Cell::from(title(entry)).below(entry.video.id.as_str()),
        size(entry.bytes).into(),
        Cell::from(since(entry.video.updated_at, now)).below(state(entry)),
        joined_reasons(entry).into(),
    ]
}

fn spread() -> Table {
    Table::new([
        Column::fixed("action"),
        Column::text("title", 24, 1),
        Column::fixed("id"),
        Column::text("file", 6, 1).droppable(1),
        Column::number("size"),
        Column::number("age").droppable(3),
        Column::number("unchanged"),
        Column::fixed("state").droppable(2),
        Column::text("reason", 24, 2),
    ])
}

fn spread_row(entry: &Entry, now: Timestamp) -> Vec<Cell> {
    vec![
        action(&act(entry), entry),
        title(entry).into(),
        entry.video.id.as_str().into(),
        file(entry).into(),
        size(entry.bytes).into(),
        since(entry.video.created_at, now).into(),
        since(entry.video.updated_at, now).into(),
        state(entry).into(),
        joined_reasons(entry).into(),
    ]
}

fn action(text: &str, entry: &Entry) -> Cell {
    Cell::from(text).tone(match entry.action {
        Action::Quarantine => Tone::Warn,
        Action::Release => Tone::Good,
        _ => Tone::Danger,
    })
}

/// The last day of a quarantine in words.
fn until(entry: &Entry) -> Option<String> {
    entry.options.until.map(|until| format!("until {until}"))
}

/// What is done, with the day of a quarantine.
pub(in crate::report) fn act(entry: &Entry) -> String {
    let noun = entry.action.noun();
    until(entry).map_or_else(|| noun.to_owned(), |until| format!("{noun} {until}"))
}

/// Every reason, and a mark where a shield is overridden.
pub(super) fn joined_reasons(entry: &Entry) -> String {
    let texts: Vec<&str> = entry.reasons.iter().map(|reason| reason.text.as_str()).collect();
    texts.join("; ")
}

fn title(entry: &Entry) -> String {
    match entry.video.name.as_deref() {
        Some(name) if !name.trim().is_empty() => name.to_owned(),
        _ => "(no title)".to_owned(),
    }
}

fn file(entry: &Entry) -> String {
    entry.asset.as_ref().map_or_else(String::new, |asset| match asset.label.as_deref() {
        Some(label) if !label.trim().is_empty() => label.to_owned(),
        _ => asset.id.to_string(),
    })
}

/// A size, or the sign for an unknown one.
pub(super) fn size(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| Style::UNKNOWN.to_owned(), |bytes| ByteSize(bytes).to_string())
}

fn since(at: Option<Timestamp>, now: Timestamp) -> String {
    at.map_or_else(|| Style::UNKNOWN.to_owned(), |at| age(at, now))
}

fn state(entry: &Entry) -> &'static str {
    entry.video.state.map_or(Style::UNKNOWN, crate::model::VideoState::as_str)
}
