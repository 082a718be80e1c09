//! What changed between two plans, as text.

use super::json::pretty;
use super::number::{counted, grouped, len};
use super::paragraph::Page;
use super::plan::{act, short_id};
use super::table::{Cell, Column, Table};
use super::{Style, Tone};
use crate::model::ByteSize;
use crate::plan::{Delta, Entry, PlanDiff};

/// Entries that are listed of each kind of difference.
const ROWS: usize = 50;

/// The difference as a table: `+` is new, `-` is gone, `~` is the same entry with other facts.
#[must_use]
pub fn diff_table(diff: &PlanDiff, style: &Style) -> String {
    let mut page = Page::new(style);
    page.heading(&format!("Plan {} compared with {}", short_id(&diff.after), short_id(&diff.before)));
    if diff.is_empty() {
        page.line(&format!("No difference in {}.", counted(diff.unchanged, "entry", "entries")));
        return page.finish();
    }
    page.gap();
    page.block(&entries(diff, style));
    let shown = |count: usize| count.saturating_sub(ROWS);
    let hidden = shown(diff.added.len()) + shown(diff.removed.len()) + shown(diff.changed.len());
    if hidden > 0 {
        page.line(&format!("{} and {hidden} more; all of them with --format json", style.ellipsis()));
    }
    page.gap();
    page.line(&format!(
        "{} added, {} removed, {} changed, {} the same",
        grouped(len(&diff.added)),
        grouped(len(&diff.removed)),
        grouped(len(&diff.changed)),
        grouped(diff.unchanged)
    ));
    if !diff.totals.is_empty() {
        page.gap();
        page.block(&totals(diff, style));
    }
    page.finish()
}

/// The difference as JSON.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn diff_json(diff: &PlanDiff) -> serde_json::Result<String> {
    pretty(diff)
}

fn entries(diff: &PlanDiff, style: &Style) -> String {
    let mut table = Table::new([
        Column::fixed(""),
        Column::fixed("action"),
        Column::text("title", 16, 1),
        Column::fixed("id").droppable(1),
        Column::number("size"),
        Column::text("why", 16, 2),
    ]);
    let mut put = |sign: Cell, entry: &Entry, why: String| {
        table.row(vec![
            sign,
            act(entry).into(),
            entry.video.name.as_deref().unwrap_or("(no title)").into(),
            entry.video.id.as_str().into(),
            entry.bytes.map_or_else(|| Style::UNKNOWN.to_owned(), |bytes| ByteSize(bytes).to_string()).into(),
            why.into(),
        ]);
    };
    let reasons =
        |entry: &Entry| entry.reasons.iter().map(|reason| reason.text.as_str()).collect::<Vec<_>>().join("; ");
    for entry in diff.added.iter().take(ROWS) {
        put(Cell::from("+").tone(Tone::Danger), entry, reasons(entry));
    }
    for entry in diff.removed.iter().take(ROWS) {
        put(Cell::from("-").tone(Tone::Good), entry, reasons(entry));
    }
    for change in diff.changed.iter().take(ROWS) {
        let why = format!("{} changed: {}", change.fields.join(", "), reasons(&change.after));
        put(Cell::from("~").tone(Tone::Warn), &change.after, why);
    }
    table.render(style)
}

fn totals(diff: &PlanDiff, style: &Style) -> String {
    let mut table = Table::new([
        Column::fixed("action"),
        Column::number("entries"),
        Column::number("size"),
        Column::number("of unknown size"),
    ]);
    for (action, Delta { count, bytes, bytes_unknown }) in &diff.totals {
        let size = format!("{}{}", sign(*bytes), ByteSize(bytes.unsigned_abs()));
        table.row(vec![action.noun().into(), signed(*count).into(), size.into(), signed(*bytes_unknown).into()]);
    }
    table.render(style)
}

fn signed(number: i64) -> String {
    format!("{}{}", sign(number), grouped(number.unsigned_abs()))
}

const fn sign(number: i64) -> &'static str {
    match number {
        1.. => "+",
        0 => "",
        _ => "-",
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::report::samples;

    #[test]
    fn a_difference_shows_what_is_new_gone_and_other() {
        let before = samples::plan();
        let mut after = samples::plan();
        after.id = format!("sha256:{}", "77".repeat(32));
        after.entries.remove(0);
        after.entries[0].bytes = Some(2_000_000_000);
        after.entries.push(samples::entry(4, "6300000000009", "Weather"));
        after.totals.remove(&crate::model::Action::DeleteMaster);
        assert_snapshot!(diff_table(&PlanDiff::between(&before, &after), &Style::plain(80)), @"
        Plan 777777777777 compared with 3f2a9c1b7d04

           action  title               id                     size  why
        +  video   Weather             6300000000009        1.4 GB  inactive for a year
        -  video   Evening news of 1…  6300000000001        1.4 GB  inactive for a year
        ~  master  第三回 全国高校サ…  1698990613556232930  2.0 GB  bytes changed:
                                                                    unchanged for 882…

        1 added, 1 removed, 1 changed, 1 the same

        action  entries     size  of unknown size
        master       -1  -1.4 GB                0
        ");
    }

    #[test]
    fn the_order_of_entries_is_no_difference() {
        let before = samples::plan();
        let mut after = samples::plan();
        after.entries.reverse();
        let diff = PlanDiff::between(&before, &after);
        assert!(diff.is_empty());
        assert_snapshot!(diff_table(&diff, &Style::plain(80)), @"
        Plan 3f2a9c1b7d04 compared with 3f2a9c1b7d04
        No difference in 3 entries.
        ");
        assert!(diff_json(&diff).expect("JSON").contains("\"unchanged\": 3"));
    }
}
