//! What a plan leaves alone, gathered by why.

use std::collections::BTreeMap;

use crate::plan::{KeepSource, KeptVideo, Plan};
use crate::report::Style;
use crate::report::number::{grouped, len};
use crate::report::paragraph::Page;
use crate::report::table::{Column, Table};

/// Videos that are named as examples of a group.
const EXAMPLES: usize = 3;
/// Groups that are shown of each kind.
const GROUPS: usize = 20;

/// Writes what was proposed and is kept all the same.
pub(super) fn kept(page: &mut Page<'_>, plan: &Plan, style: &Style) {
    if plan.kept.is_empty() {
        return;
    }
    let mut groups: BTreeMap<(KeepSource, &str), Vec<&KeptVideo>> = BTreeMap::new();
    for kept in &plan.kept {
        groups.entry((kept.source, &kept.reason)).or_default().push(&kept.video);
    }
    page.heading(&format!("Kept: {}", grouped(len(&plan.kept))));
    let mut table = Table::new([
        Column::fixed("kept by"),
        Column::number("count"),
        Column::text("why", 16, 2),
        Column::text("for example", 14, 2),
    ])
    .indent(2);
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, videos)| std::cmp::Reverse(videos.len()));
    for ((source, reason), videos) in groups.iter().take(GROUPS) {
        table.row(vec![
            source_word(*source).into(),
            grouped(len(videos)).into(),
            reason.into(),
            examples(videos).into(),
        ]);
    }
    page.block(&table.render(style));
    more(page, groups.len());
}

/// Writes the videos that a rule could not be decided for.
pub(super) fn unknown(page: &mut Page<'_>, plan: &Plan, style: &Style) {
    if plan.unknown.is_empty() {
        return;
    }
    let mut groups: BTreeMap<(&str, &str), Vec<&KeptVideo>> = BTreeMap::new();
    for note in &plan.unknown {
        groups.entry((&note.field, &note.message)).or_default().push(&note.video);
    }
    page.heading(&format!("Kept because a value is unknown: {}", grouped(len(&plan.unknown))));
    let mut table = Table::new([
        Column::text("value", 10, 1),
        Column::number("count"),
        Column::text("why", 16, 2),
        Column::text("for example", 14, 2),
    ])
    .indent(2);
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, videos)| std::cmp::Reverse(videos.len()));
    for ((field, message), videos) in groups.iter().take(GROUPS) {
        table.row(vec![field.into(), grouped(len(videos)).into(), message.into(), examples(videos).into()]);
    }
    page.block(&table.render(style));
    more(page, groups.len());
}

fn more(page: &mut Page<'_>, groups: usize) {
    if groups > GROUPS {
        page.line(&format!("  and {} more reasons, all in the plan file", groups - GROUPS));
    }
}

/// The source as people say it.
pub(super) const fn source_word(source: KeepSource) -> &'static str {
    match source {
        KeepSource::Keep => "policy",
        KeepSource::Protection => "protection",
        KeepSource::Shield => "shield",
        KeepSource::Capability => "platform",
    }
}

/// The first few different videos by title.
fn examples(videos: &[&KeptVideo]) -> String {
    let mut shown: Vec<&KeptVideo> = Vec::new();
    for &video in videos {
        if shown.len() < EXAMPLES && !shown.iter().any(|other| other.id == video.id) {
            shown.push(video);
        }
    }
    let names: Vec<&str> = shown.iter().map(|video| video.name.as_deref().unwrap_or(video.id.as_str())).collect();
    names.join(", ")
}
