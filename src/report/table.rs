//! The one place that makes tables: it decides which columns fit and how wide they are.
//!
//! No line is ever wider than the style says, whatever the cells hold; cells are cleaned here and nowhere else.

use comfy_table::{CellAlignment, ContentArrangement, Table as Layout, presets};

use super::text::{clean, truncate, width, wrap_rows};
use super::{Style, Tone};

/// Columns left free between two columns.
const GAP: usize = 2;

/// How a column behaves when room is short.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    header: &'static str,
    right: bool,
    /// It is not made narrower than this; columns that never shrink have the maximum here.
    least: usize,
    /// Lines that one text may fill before it is cut.
    rows: usize,
    /// Left out when room is short; higher goes first. 0 stays.
    droppable: u8,
}

impl Column {
    /// A column of short words or numbers, never made narrower.
    pub(super) const fn fixed(header: &'static str) -> Self {
        Self { header, right: false, least: usize::MAX, rows: 1, droppable: 0 }
    }

    /// A column of numbers.
    pub(super) const fn number(header: &'static str) -> Self {
        Self { right: true, ..Self::fixed(header) }
    }

    /// A column of text that is made narrower as far as `least`, and then wrapped to `rows` lines.
    pub(super) const fn text(header: &'static str, least: usize, rows: usize) -> Self {
        Self { header, right: false, least, rows, droppable: 0 }
    }

    /// Says that the column may be left out; higher goes first.
    pub(super) const fn droppable(mut self, rank: u8) -> Self {
        self.droppable = rank;
        self
    }
}

/// What stands in one field of a table: one or more texts above each other.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    parts: Vec<String>,
    tone: Tone,
}

impl Cell {
    /// A second text below the first. Blank text adds nothing.
    pub(super) fn below(mut self, text: &str) -> Self {
        let text = clean(text);
        if !text.is_empty() {
            self.parts.push(text);
        }
        self
    }

    /// Colours the cell.
    pub(super) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    fn natural(&self) -> usize {
        self.parts.iter().map(|part| width(part)).max().unwrap_or(0)
    }

    fn fitted(&self, columns: usize, rows: usize, ellipsis: &str) -> String {
        let fit = |part: &String| match rows {
            0 | 1 => truncate(part, columns, ellipsis),
            _ => wrap_rows(part, columns, rows, ellipsis),
        };
        self.parts.iter().map(fit).collect::<Vec<_>>().join("\n")
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { parts: vec![clean(text.as_ref())], tone: Tone::Plain }
    }
}

/// Rows under headers.
#[derive(Debug, Clone)]
pub(super) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    indent: usize,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self { columns: columns.into(), rows: Vec::new(), indent: 0 }
    }

    /// Moves the whole table to the right.
    pub(super) fn indent(mut self, columns: usize) -> Self {
        self.indent = columns;
        self
    }

    /// Adds a row: one cell a column.
    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "a row has one cell a column");
        self.rows.push(cells);
    }

    /// The table as lines, each ended by a line feed.
    pub(super) fn render(&self, style: &Style) -> String {
        let chosen = self.choose(style.columns().saturating_sub(self.indent));
        let fields = || chosen.iter().filter_map(|&(index, room)| Some((index, room, self.columns.get(index)?)));
        let mut layout = Layout::new();
        layout.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let mut tones = vec![Tone::Strong];
        layout.set_header(fields().map(|(_, room, column)| truncate(column.header, room, style.ellipsis())));
        for row in &self.rows {
            let texts: Vec<String> = fields()
                .map(|(index, room, column)| {
                    row.get(index).map(|cell| cell.fitted(room, column.rows, style.ellipsis())).unwrap_or_default()
                })
                .collect();
            let height = texts.iter().map(|text| text.split('\n').count()).max().unwrap_or(1);
            tones.extend(std::iter::repeat_n(row.first().map_or(Tone::Plain, |cell| cell.tone), height));
            layout.add_row(texts);
        }
        for ((_, _, column), laid) in fields().zip(layout.column_iter_mut()) {
            laid.set_padding((0, u16::try_from(GAP).unwrap_or(u16::MAX)));
            if column.right {
                laid.set_cell_alignment(CellAlignment::Right);
            }
        }
        self.colored(&layout, &tones, style)
    }

    /// Colours are put in after the layout, so that they cannot disturb it: headers, and the first column.
    fn colored(&self, layout: &Layout, tones: &[Tone], style: &Style) -> String {
        let mut out = String::new();
        for (line, tone) in layout.lines().zip(tones) {
            let line = line.trim_end();
            let first = line.find("  ").unwrap_or(line.len());
            let (colored, rest) = line.split_at(if *tone == Tone::Strong { line.len() } else { first });
            out.push_str(&" ".repeat(if line.is_empty() { 0 } else { self.indent }));
            out.push_str(&style.paint(colored, *tone));
            out.push_str(rest);
            out.push('\n');
        }
        out
    }

    /// The columns that are shown, with their widths, so that all of them fit.
    fn choose(&self, room: usize) -> Vec<(usize, usize)> {
        let natural = |index: usize, column: &Column| {
            let cells = self.rows.iter().filter_map(|row| row.get(index)).map(Cell::natural).max().unwrap_or(0);
            cells.max(width(column.header)).min(room)
        };
        let mut chosen: Vec<(usize, usize)> =
            self.columns.iter().enumerate().map(|(index, column)| (index, natural(index, column))).collect();
        loop {
            if self.shrink(&mut chosen, room) {
                return chosen;
            }
            let rank = |&(index, _): &(usize, usize)| self.columns.get(index).map_or(0, |column| column.droppable);
            let Some(worst) = chosen.iter().map(rank).max().filter(|rank| *rank > 0) else { break };
            chosen.retain(|field| rank(field) != worst);
            for (index, size) in &mut chosen {
                *size = self.columns.get(*index).map_or(0, |column| natural(*index, column));
            }
        }
        // Nothing can be left out any more: every column gives way.
        squeeze(&mut chosen, room, |_| 1);
        chosen
    }

    fn shrink(&self, chosen: &mut [(usize, usize)], room: usize) -> bool {
        squeeze(chosen, room, |index| self.columns.get(index).map_or(1, |column| column.least))
    }
}

/// Takes room from the widest column that may give some until all fit; false when they cannot.
fn squeeze(chosen: &mut [(usize, usize)], room: usize, least: impl Fn(usize) -> usize) -> bool {
    let gaps = GAP * chosen.len().saturating_sub(1);
    loop {
        let total: usize = chosen.iter().map(|(_, size)| *size).sum::<usize>() + gaps;
        let Some(over) = total.checked_sub(room).filter(|over| *over > 0) else { return true };
        let mut sizes: Vec<usize> =
            chosen.iter().filter(|(index, size)| *size > least(*index)).map(|(_, size)| *size).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let Some(widest) = sizes.first().copied() else { return false };
        let next = sizes.iter().copied().find(|size| *size < widest).unwrap_or(0);
        let Some((index, size)) = chosen.iter_mut().find(|(index, size)| *size == widest && *size > least(*index))
        else {
            return false;
        };
        // Equally wide columns give way evenly.
        let even = if sizes.get(1) == Some(&widest) { 1 } else { widest - next };
        let step = over.min(even).min(widest - least(*index));
        *size -= step;
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;

    fn sample(title: &str, reason: &str) -> Table {
        let mut table = Table::new([
            Column::fixed("action"),
            Column::text("title", 10, 1),
            Column::number("size"),
            Column::fixed("state").droppable(1),
            Column::text("reason", 12, 2),
        ]);
        table.row(vec!["video".into(), title.into(), "1.4 GB".into(), "inactive".into(), reason.into()]);
        table.row(vec!["master".into(), "news".into(), "12 B".into(), "active".into(), "old".into()]);
        table
    }

    #[test]
    fn columns_shrink_then_wrap_then_are_left_out() {
        let table = sample("日本語の番組 第一回", "unchanged for 400 days, plays from its renditions");
        assert_snapshot!(table.render(&Style::plain(100)), @"
        action  title                  size  state     reason
        video   日本語の番組 第一回  1.4 GB  inactive  unchanged for 400 days, plays from its renditions
        master  news                   12 B  active    old
        ");
        assert_snapshot!(table.render(&Style::plain(60)), @"
        action  title               size  state     reason
        video   日本語の番組 第…  1.4 GB  inactive  unchanged for
                                                    400 days, plays…
        master  news                12 B  active    old
        ");
        assert_snapshot!(table.render(&Style::plain(45)), @"
        action  title            size  reason
        video   日本語の番組…  1.4 GB  unchanged for
                                       400 days, pla…
        master  news             12 B  old
        ");
    }

    #[test]
    fn colour_is_only_there_when_asked_for() {
        let mut table = Table::new([Column::fixed("action"), Column::fixed("id")]);
        table.row(vec![Cell::from("video").tone(Tone::Danger), "1".into()]);
        let style = Style { color: true, ..Style::plain(80) };
        assert_eq!(table.render(&style), "\u{1b}[1maction  id\u{1b}[0m\n\u{1b}[31mvideo\u{1b}[0m   1\n");
        assert!(!table.render(&Style::plain(80)).contains('\u{1b}'));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked(title in any::<String>(), reason in any::<String>(), columns in 0_usize..200) {
            let style = Style::plain(columns);
            for line in sample(&title, &reason).render(&style).lines() {
                prop_assert!(width(line) <= style.columns(), "{line:?}");
            }
        }
    }
}
