//! What changed between two texts, line by line, with a few of the lines around.

use crate::report::text::clean;
use crate::report::{Style, Tone};

/// Lines around a change that are shown.
const AROUND: usize = 2;
/// Lines of a text beyond which the whole of it counts as changed: comparing takes the product of both lengths.
const LONGEST: usize = 2_000;

/// Two texts that should be the same.
#[derive(Debug, Clone, Copy)]
pub struct Difference<'a> {
    /// The text that is kept; `None` when there is none yet.
    pub old: Option<&'a str>,
    /// The text that came out.
    pub new: &'a str,
}

/// One line of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row<'a> {
    Same(&'a str),
    Gone(&'a str),
    Added(&'a str),
}

/// The changed lines: `-` was there, `+` is there now.
#[must_use]
pub fn difference(change: &Difference<'_>, style: &Style) -> String {
    let old: Vec<&str> = change.old.unwrap_or_default().lines().collect();
    let new: Vec<&str> = change.new.lines().collect();
    let rows = compared(&old, &new);
    let mut out = String::new();
    let mut skipped = false;
    for (at, row) in rows.iter().enumerate() {
        let near = rows.iter().skip(at.saturating_sub(AROUND)).take(2 * AROUND + 1);
        let near = near.take(AROUND + 1 + at.min(AROUND)).any(|row| !matches!(row, Row::Same(_)));
        let (text, tone) = match row {
            Row::Same(line) if near => (format!("    {}", shown(line)), Tone::Plain),
            Row::Same(_) => {
                skipped = true;
                continue;
            }
            Row::Gone(line) => (format!("  - {}", shown(line)), Tone::Danger),
            Row::Added(line) => (format!("  + {}", shown(line)), Tone::Good),
        };
        if std::mem::take(&mut skipped) && !out.is_empty() {
            out.push_str("    ");
            out.push_str(style.ellipsis());
            out.push('\n');
        }
        out.push_str(&style.paint(text.trim_end(), tone));
        out.push('\n');
    }
    if out.is_empty() { "    only the ends of its lines differ\n".to_owned() } else { out }
}

/// A line without anything that moves the cursor, its indentation kept.
fn shown(line: &str) -> String {
    let indent = line.len() - line.trim_start_matches(' ').len();
    format!("{}{}", " ".repeat(indent), clean(line))
}

/// The snapshot with its change, for whoever decides about it.
#[must_use]
pub fn snapshot_question(path: &str, change: &Difference<'_>, style: &Style) -> String {
    let what = if change.old.is_some() { "changed" } else { "new" };
    let head = style.paint(&format!("{} ({what})", clean(path)), Tone::Strong);
    format!("\n{head}\n{}", difference(change, style))
}

/// The longest common lines stay, the others are gone or added.
fn compared<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Row<'a>> {
    let gone = old.iter().copied().map(Row::Gone);
    let added = new.iter().copied().map(Row::Added);
    if old.len() > LONGEST || new.len() > LONGEST {
        return gone.chain(added).collect();
    }
    // `common[i][j]` is the length of the longest common part of what follows both places.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    let at = |common: &[Vec<usize>], i: usize, j: usize| common.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    for (i, left) in old.iter().enumerate().rev() {
        for (j, right) in new.iter().enumerate().rev() {
            let length = if left == right {
                at(&common, i + 1, j + 1) + 1
            } else {
                at(&common, i + 1, j).max(at(&common, i, j + 1))
            };
            if let Some(place) = common.get_mut(i).and_then(|row| row.get_mut(j)) {
                *place = length;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::with_capacity(old.len().max(new.len()));
    loop {
        match (old.get(i), new.get(j)) {
            (Some(left), Some(right)) if left == right => {
                rows.push(Row::Same(left));
                (i, j) = (i + 1, j + 1);
            }
            (Some(left), right) if right.is_none() || at(&common, i + 1, j) >= at(&common, i, j + 1) => {
                rows.push(Row::Gone(left));
                i += 1;
            }
            (_, Some(right)) => {
                rows.push(Row::Added(right));
                j += 1;
            }
            (_, None) => return rows,
        }
    }
}
