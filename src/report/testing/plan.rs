//! The plan of a test as a small table: what goes, what stays and why.

use crate::model::ByteSize;
use crate::plan::{KeepSource, KeptVideo, Plan};
use crate::report::plan::act;
use crate::report::table::{Cell, Column, Table};
use crate::report::{Style, Tone};

/// Rows that are shown of each sort.
const ROWS: usize = 12;

/// The plan, indented.
pub(super) fn small(plan: &Plan, style: &Style) -> String {
    let policies: Vec<&str> = plan.policies.iter().map(|policy| policy.path.as_str()).collect();
    let title = format!("  the plan of {}", policies.join(", "));
    let title = style.paint(&title, Tone::Strong);
    if plan.entries.is_empty() && plan.kept.is_empty() && plan.unknown.is_empty() {
        return format!("{title} is empty\n");
    }
    let mut table = Table::new([
        Column::fixed("what"),
        Column::text("video", 12, 1),
        Column::text("file", 8, 1).droppable(1),
        Column::number("size"),
        Column::text("why", 20, 3),
    ])
    .indent(4);
    for entry in plan.entries.iter().take(ROWS) {
        let reasons: Vec<&str> = entry.reasons.iter().map(|reason| reason.text.as_str()).collect();
        let file = entry.asset.as_ref().map_or("", |asset| asset.id.as_str());
        let size = entry.bytes.map_or_else(|| Style::UNKNOWN.to_owned(), |bytes| ByteSize(bytes).to_string());
        let what = if entry.action.is_deletion() { format!("delete {}", act(entry)) } else { act(entry) };
        let video = title_of(entry.video.id.as_str(), entry.video.name.as_deref());
        let row = [what, video, file.to_owned(), size, reasons.join("; ")];
        table.row(row.iter().map(Cell::from).collect());
    }
    for kept in plan.kept.iter().take(ROWS) {
        let file = kept.asset.as_ref().map_or("", |asset| asset.as_str()).to_owned();
        let proposed = kept.action.map_or_else(String::new, |action| format!(" ({action})"));
        let why = format!("{}: {}{proposed}", source(kept.source), kept.reason);
        table
            .row([String::from("kept"), video(&kept.video), file, String::new(), why].iter().map(Cell::from).collect());
    }
    for note in plan.unknown.iter().take(ROWS) {
        let why = format!("{}: {}", note.field, note.message);
        let row = ["unknown".to_owned(), video(&note.video), String::new(), String::new(), why];
        table.row(row.iter().map(Cell::from).collect());
    }
    let shown = |count: usize| count.saturating_sub(ROWS);
    let more = shown(plan.entries.len()) + shown(plan.kept.len()) + shown(plan.unknown.len());
    let more = if more > 0 { format!("    and {more} more\n") } else { String::new() };
    let blocked = if plan.blocked { "    it is blocked\n" } else { "" };
    format!("{title}\n{}{more}{blocked}", table.render(style))
}

fn video(video: &KeptVideo) -> String {
    title_of(video.id.as_str(), video.name.as_deref())
}

fn title_of(id: &str, name: Option<&str>) -> String {
    name.map_or_else(|| id.to_owned(), |name| format!("{id} {name}"))
}

const fn source(source: KeepSource) -> &'static str {
    match source {
        KeepSource::Keep => "keep",
        KeepSource::Protection => "protection",
        KeepSource::Shield => "shield",
        KeepSource::Capability => "capability",
    }
}
