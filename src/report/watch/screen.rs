//! The screen: what stands where. Pure: a view, a width and a height give the lines.

use std::time::Duration;

use unicode_width::UnicodeWidthChar as _;

use super::{WatchPanel, WatchState, WatchView, entries, headline};
use crate::plan::Plan;
use crate::report::age::moment;
use crate::report::number::{counted, grouped, len};
use crate::report::text::{clean, truncate, width, wrap, wrap_rows};
use crate::report::{Style, Tone, diagnostic, explanation_text};

/// Lines that messages of scripts may take.
const SAID: usize = 3;
/// With fewer lines there are diagnostics only, which can be scrolled.
const ROOM_FOR_BOTH: usize = 12;
/// Lines below diagnostics that are kept for the last good plan.
const BELOW: usize = 3;

const HELP: [(&str, &str); 9] = [
    ("r", "read the library again, then plan"),
    ("t", "all entries of the plan, or what changed"),
    ("s", "save the plan, and show the command that commits it"),
    ("e", "explain an entry by its number, or a video by its id"),
    ("up, down", "scroll by a line; page up and page down by a page"),
    ("Esc", "back to what changed"),
    ("?", "this help"),
    ("q", "quit; Ctrl-C does the same in the middle of reading"),
    ("", "Saving a script, or a file that it imports or reads, plans again. Nothing is ever deleted from here."),
];

/// The lines of the screen from top to bottom: at most `height`, none wider than the style says; the last one tells the
/// keys.
#[must_use]
pub fn watch_screen(view: &WatchView<'_>, style: &Style, height: usize) -> Vec<String> {
    let mut lines = top(view, style);
    let room = height.saturating_sub(1);
    let body = body(view, style, room.saturating_sub(lines.len() + 1));
    if !body.is_empty() {
        lines.push(String::new());
        lines.extend(body);
    }
    lines.truncate(room);
    lines.resize(room, String::new());
    lines.push(status(view, style));
    let first = lines.len().saturating_sub(height);
    lines.into_iter().skip(first).map(|line| clip(&line, style)).collect()
}

fn top(view: &WatchView<'_>, style: &Style) -> Vec<String> {
    let fit = |text: &str, tone: Tone| style.paint(&truncate(&clean(text), style.columns(), style.ellipsis()), tone);
    let mut lines = vec![fit(&format!("Watching {} for {}", view.scripts, view.account), Tone::Plain)];
    match view.state {
        WatchState::Planning => lines.push(fit("planning …", Tone::Strong)),
        WatchState::Planned { took } => {
            let what = match (view.diff, view.plan) {
                (Some(diff), _) => headline::headline(diff, style),
                (None, Some(plan)) => format!("first plan: {}", counted(len(&plan.entries), "entry", "entries")),
                (None, None) => "no plan".to_owned(),
            };
            lines.push(fit(&format!("{what}; planned in {}", millis(took)), Tone::Strong));
        }
        WatchState::Broken { diagnostics, took } => {
            let kept = if view.plan.is_some() { "the last good plan stays" } else { "there is no plan yet" };
            let count = counted(len(diagnostics), "mistake", "mistakes");
            lines.push(fit(&format!("NOT PLANNED: {count}, found in {}; {kept}", millis(took)), Tone::Danger));
        }
    }
    // Below diagnostics stands the last good plan.
    if let (Some(plan), WatchState::Planning | WatchState::Planned { .. }) = (view.plan, view.state) {
        lines.extend(sums(plan, style));
    }
    lines.extend(limited(view.said, SAID, style).iter().map(|line| fit(line, Tone::Warn)));
    for note in view.notes {
        lines.extend(wrap(&clean(note), style.columns()));
    }
    lines
}

fn body(view: &WatchView<'_>, style: &Style, room: usize) -> Vec<String> {
    match view.panel {
        WatchPanel::Help { first } => scrolled(&help(style).join("\n"), first, room, style),
        WatchPanel::Explained { what: Ok(explanation), first } => {
            scrolled(&explanation_text(explanation, style), first, room, style)
        }
        WatchPanel::Explained { what: Err(why), first } => scrolled(why, first, room, style),
        WatchPanel::Changes | WatchPanel::Table { .. } => match view.state {
            WatchState::Broken { diagnostics, .. } => {
                let text: String = diagnostics.iter().map(|shown| diagnostic(shown, style)).collect();
                broken(&text, view, style, room)
            }
            WatchState::Planning | WatchState::Planned { .. } => table(view, style, room),
        },
    }
}

fn table(view: &WatchView<'_>, style: &Style, room: usize) -> Vec<String> {
    match (view.panel, view.diff, view.plan) {
        (WatchPanel::Changes, Some(diff), _) if !diff.is_empty() => entries::of_diff(diff, room, style),
        (WatchPanel::Table { first }, _, Some(plan)) => entries::of_plan(plan, first, room, style),
        (_, _, Some(plan)) => entries::of_plan(plan, 0, room, style),
        (_, _, None) => Vec::new(),
    }
}

/// Diagnostics, and below them what there is of the last good plan.
fn broken(text: &str, view: &WatchView<'_>, style: &Style, room: usize) -> Vec<String> {
    let first = if let WatchPanel::Table { first } = view.panel { first } else { 0 };
    let Some(plan) = view.plan.filter(|_| room >= ROOM_FOR_BOTH) else {
        return scrolled(text.trim_end(), first, room, style);
    };
    let mut lines = scrolled(text.trim_end(), 0, room.saturating_sub(BELOW), style);
    lines.push(String::new());
    lines.extend(sums(plan, style));
    let left = room.saturating_sub(lines.len() + 1);
    if left > BELOW {
        lines.push(String::new());
        lines.extend(entries::of_plan(plan, first, left, style));
    }
    lines
}

/// What the plan comes to, and why it cannot be committed.
fn sums(plan: &Plan, style: &Style) -> Vec<String> {
    let fit = |text: &str| truncate(&clean(text), style.columns(), style.ellipsis());
    let totals = wrap_rows(&clean(&headline::totals(plan)), style.columns(), 2, style.ellipsis());
    let mut lines: Vec<String> = totals.lines().map(str::to_owned).collect();
    if plan.blocked {
        let causes: Vec<&str> = plan.blocked_because.iter().map(|cause| cause.0.as_str()).collect();
        lines.push(style.paint(&fit(&format!("BLOCKED: {}", causes.join("; "))), Tone::Danger));
    }
    lines
}

fn help(style: &Style) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, does) in HELP {
        for (number, line) in wrap(does, style.columns().saturating_sub(12)).iter().enumerate() {
            lines.push(format!("  {:<10}{line}", if number == 0 { key } else { "" }));
        }
    }
    lines
}

/// The last line: the keys, and how old what is shown is.
fn status(view: &WatchView<'_>, style: &Style) -> String {
    if let Some(typed) = view.typed {
        let ask = "explain which entry? number or video id: ";
        // The end of what is typed has to be seen.
        let room = style.columns().saturating_sub(width(ask) + 1);
        let typed = clean(typed);
        let skipped = typed.chars().count().saturating_sub(room);
        return style.paint(&format!("{ask}{}_", typed.chars().skip(skipped).collect::<String>()), Tone::Strong);
    }
    let table = if let WatchPanel::Changes = view.panel { "t table" } else { "t changes" };
    let keys = format!("r refresh  {table}  s save  e explain  ? help  q quit");
    let read = view.read_at.map(|at| format!("read {}", moment(at))).unwrap_or_default();
    let gap = style.columns().saturating_sub(width(&keys) + width(&read));
    let line = if gap < 2 { keys } else { format!("{keys}{}{read}", " ".repeat(gap)) };
    style.paint(&truncate(&line, style.columns(), style.ellipsis()), Tone::Strong)
}

fn millis(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}

/// The lines from the given one on that fit, and how many more there are.
fn scrolled(text: &str, first: usize, room: usize, style: &Style) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let first = first.min(lines.len().saturating_sub(room));
    limited(lines.get(first..).unwrap_or_default(), room, style)
}

/// So many lines, the last of which says how many are left out.
fn limited(lines: &[String], room: usize, style: &Style) -> Vec<String> {
    if lines.len() <= room {
        return lines.to_vec();
    }
    let shown = room.saturating_sub(1);
    let hidden = len(lines.get(shown..).unwrap_or_default());
    let more = format!("{} and {} more lines", style.ellipsis(), grouped(hidden));
    lines.iter().take(shown).cloned().chain((room > 0).then_some(more)).collect()
}

/// Cuts a line at the width of the screen without cutting a colour in two: a source text may be as wide as it likes.
fn clip(line: &str, style: &Style) -> String {
    let columns = style.columns();
    if !line.contains('\u{1b}') {
        return truncate(line, columns, style.ellipsis());
    }
    let (mut out, mut used, mut chars) = (String::with_capacity(line.len()), 0, line.chars());
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            out.push(c);
            for c in chars.by_ref() {
                out.push(c);
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
            continue;
        }
        used += c.width().unwrap_or(0);
        if used > columns {
            out.push_str("\u{1b}[0m");
            break;
        }
        out.push(c);
    }
    out
}
