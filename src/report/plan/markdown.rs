//! A plan as Markdown, for reviews and tickets.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::header::{library_line, short_id};
use super::rows::{act, joined_reasons, size};
use super::{groups, notes};
use crate::model::ByteSize;
use crate::plan::{Entry, Plan};
use crate::report::Style;
use crate::report::age::{day, moment};
use crate::report::number::grouped;
use crate::report::text::clean;

/// The whole plan as Markdown with every entry; foreign text cannot break a table or become markup.
#[must_use]
pub fn plan_markdown(plan: &Plan) -> String {
    let mut out = format!("# Plan {} for {}\n\n", short_id(&plan.id), escape(&plan.account.to_string()));
    for policy in &plan.policies {
        let _ = writeln!(out, "- policy: {}", escape(&policy.path));
    }
    let _ = writeln!(out, "- library: {}", library_line(&plan.library));
    let _ = writeln!(out, "- made: {}, expires: {}", moment(plan.created_at), moment(plan.expires_at));
    let _ = writeln!(out, "- id: `{}`", plan.id);
    if plan.blocked {
        out.push_str("\n**BLOCKED**\n\n");
        for cause in &plan.blocked_because {
            let _ = writeln!(out, "- {}", escape(&cause.0));
        }
    }
    entries(&mut out, &plan.entries);
    totals(&mut out, plan);
    if !plan.kept.is_empty() {
        let rows = plan.kept.iter().map(|kept| {
            let name = kept.video.name.as_deref().unwrap_or_default();
            vec![
                kept.video.id.to_string(),
                name.to_owned(),
                groups::source_word(kept.source).into(),
                kept.reason.clone(),
            ]
        });
        section(&mut out, "Kept", &["id", "title", "kept by", "why"], rows);
    }
    if !plan.unknown.is_empty() {
        let rows = plan.unknown.iter().map(|note| {
            let name = note.video.name.as_deref().unwrap_or_default();
            vec![note.video.id.to_string(), name.to_owned(), note.field.clone(), note.message.clone()]
        });
        section(&mut out, "Unknown", &["id", "title", "value", "why"], rows);
    }
    let notes = notes::warnings(plan);
    if !notes.is_empty() {
        out.push_str("\n## Before you commit\n\n");
        for note in &notes {
            let _ = writeln!(out, "- {}", escape(note));
        }
    }
    out
}

fn entries(out: &mut String, entries: &[Entry]) {
    if entries.is_empty() {
        out.push_str("\nNothing to delete.\n");
        return;
    }
    let since = |at: Option<Timestamp>| at.map_or_else(|| Style::UNKNOWN.to_owned(), day);
    let rows = entries.iter().map(|entry| {
        vec![
            entry.seq.to_string(),
            act(entry),
            entry.video.id.to_string(),
            entry.video.name.clone().unwrap_or_default(),
            entry.asset.as_ref().map_or_else(String::new, |asset| asset.id.to_string()),
            size(entry.bytes),
            since(entry.video.updated_at),
            entry.video.state.map_or(Style::UNKNOWN, crate::model::VideoState::as_str).to_owned(),
            joined_reasons(entry),
        ]
    });
    let header = ["#", "action", "id", "title", "file", "size", "updated", "state", "reason"];
    section(out, "Entries", &header, rows);
}

fn totals(out: &mut String, plan: &Plan) {
    if plan.totals.is_empty() {
        return;
    }
    let rows = plan.totals.iter().map(|(action, totals)| {
        vec![
            action.noun().to_owned(),
            grouped(totals.count),
            ByteSize(totals.bytes).to_string(),
            grouped(totals.bytes_unknown),
        ]
    });
    section(out, "Total", &["action", "entries", "size", "of unknown size"], rows);
}

fn section(out: &mut String, title: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let _ = writeln!(out, "\n## {title}\n\n| {} |", header.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(header.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

/// Text that is only text in Markdown: no table break, no markup, no HTML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
