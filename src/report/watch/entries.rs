//! Entries of a plan, one line each, as many as fit.

use crate::model::ByteSize;
use crate::plan::{Entry, Plan, PlanDiff};
use crate::report::number::grouped;
use crate::report::plan::act;
use crate::report::table::{Cell, Column, Table};
use crate::report::{Style, Tone};

/// The entries from the given one on.
pub(super) fn of_plan(plan: &Plan, first: usize, room: usize, style: &Style) -> Vec<String> {
    if plan.entries.is_empty() {
        return vec!["Nothing to do.".to_owned()];
    }
    // What is scrolled past the end shows the end.
    let last_page = plan.entries.len().saturating_sub(room.saturating_sub(2));
    let first = if plan.entries.len() < room { 0 } else { first.min(last_page) };
    let rest = plan.entries.get(first..).unwrap_or_default();
    let shown = fitting(rest.len(), room);
    let mut table = Table::new(COLUMNS);
    for entry in rest.iter().take(shown) {
        table.row(row(Some(entry.seq), entry, reasons(entry)).to_vec());
    }
    let mut lines = lines(&table, rest.len() - shown, style);
    if let (true, Some(last)) = (first > 0, lines.last_mut()) {
        let of = grouped(u64::try_from(plan.entries.len()).unwrap_or(u64::MAX));
        let place = format!("{} to {} of {of}", first + 1, first + shown);
        if shown < rest.len() { *last = place } else { lines.push(place) }
    }
    lines
}

/// What came, what went, and what is otherwise; each kind gets its share of the room.
pub(super) fn of_diff(diff: &PlanDiff, room: usize, style: &Style) -> Vec<String> {
    let counts = [diff.added.len(), diff.removed.len(), diff.changed.len()];
    let all: usize = counts.iter().sum();
    let [added, removed, changed] = shares(counts, fitting(all, room));
    let mut table = Table::new([&[Column::fixed("")], COLUMNS.as_slice()].concat());
    let mut put = |sign: Cell, cells: [Cell; 6]| table.row(std::iter::once(sign).chain(cells).collect());
    for entry in diff.added.iter().take(added) {
        put(Cell::from("+").tone(Tone::Danger), row(Some(entry.seq), entry, reasons(entry)));
    }
    for entry in diff.removed.iter().take(removed) {
        put(Cell::from("-").tone(Tone::Good), row(None, entry, reasons(entry)));
    }
    for change in diff.changed.iter().take(changed) {
        let why = format!("{} changed: {}", change.fields.join(", "), reasons(&change.after));
        put(Cell::from("~").tone(Tone::Warn), row(Some(change.after.seq), &change.after, why));
    }
    lines(&table, all - added - removed - changed, style)
}

/// How many of so many rows fit under a header, with a line that names the rest.
fn fitting(rows: usize, room: usize) -> usize {
    let room = room.saturating_sub(1);
    if rows <= room { rows } else { room.saturating_sub(1) }
}

/// Deals the room out in turns, so that no kind hides another.
fn shares(counts: [usize; 3], room: usize) -> [usize; 3] {
    let mut shares = [0; 3];
    let mut left = room;
    while left > 0 {
        let before = left;
        for (share, count) in shares.iter_mut().zip(counts) {
            if left > 0 && *share < count {
                *share += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    shares
}

const COLUMNS: [Column; 6] = [
    Column::number("#"),
    Column::fixed("action"),
    Column::text("title", 16, 1),
    Column::fixed("id").droppable(1),
    Column::number("size"),
    Column::text("why", 12, 1),
];

fn row(number: Option<u32>, entry: &Entry, why: String) -> [Cell; 6] {
    let bytes = entry.bytes.or(entry.bytes_later);
    [
        number.map(|number| number.to_string()).unwrap_or_default().into(),
        act(entry).into(),
        entry.video.name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or("(no title)").into(),
        entry.video.id.as_str().into(),
        bytes.map_or_else(|| Style::UNKNOWN.to_owned(), |bytes| ByteSize(bytes).to_string()).into(),
        why.into(),
    ]
}

fn reasons(entry: &Entry) -> String {
    entry.reasons.iter().map(|reason| reason.text.as_str()).collect::<Vec<_>>().join("; ")
}

fn lines(table: &Table, hidden: usize, style: &Style) -> Vec<String> {
    let mut lines: Vec<String> = table.render(style).lines().map(str::to_owned).collect();
    if hidden > 0 {
        let hidden = u64::try_from(hidden).unwrap_or(u64::MAX);
        lines.push(format!("{} and {} more", style.ellipsis(), grouped(hidden)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_of_difference_hides_another() {
        assert_eq!(shares([100, 2, 1], 10), [7, 2, 1]);
        assert_eq!(shares([100, 100, 100], 10), [4, 3, 3]);
        assert_eq!(shares([1, 0, 0], 10), [1, 0, 0]);
        assert_eq!(shares([5, 5, 5], 0), [0, 0, 0]);
    }
}
