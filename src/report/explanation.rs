//! Why a video is in a plan, or why it is not, as text.

use super::json::pretty;
use super::paragraph::Page;
use super::plan::act;
use super::table::{Cell, Column, Table};
use super::{Style, Tone};
use crate::model::ByteSize;
use crate::plan::{Answer, ConditionLook, Entry, Explanation, KeepSource, Kept, SearchLook, UnknownNote};

/// The explanation for people: the answer, then what led to it in the order that it was decided.
#[must_use]
pub fn explanation_text(explanation: &Explanation, style: &Style) -> String {
    let mut page = Page::new(style);
    let name = explanation.video.name.as_deref().unwrap_or("(no title)");
    page.heading(&format!("Video {} {name}", explanation.video.id));
    let (answer, tone) = answer(explanation.answer);
    page.toned(answer, tone);
    for entry in &explanation.entries {
        planned(&mut page, entry);
    }
    explanation.kept.iter().for_each(|kept| page.item(&held(kept)));
    explanation.unknown.iter().for_each(|note| page.item(&unread(note)));
    for blocked in &explanation.blocked_because {
        page.item(&format!("the plan is blocked: {}", blocked.0));
    }
    for search in &explanation.searches {
        searched(&mut page, search, style);
    }
    let mut rest = explanation.conditions.as_slice();
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|other| other.policy != first.policy).unwrap_or(rest.len());
        let (same, others) = rest.split_at(end);
        page.heading(&format!("Conditions of {}", first.policy));
        page.block(&conditions(same, style));
        rest = others;
    }
    page.finish()
}

/// The explanation as JSON.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn explanation_json(explanation: &Explanation) -> serde_json::Result<String> {
    pretty(explanation)
}

const fn answer(answer: Answer) -> (&'static str, Tone) {
    match answer {
        Answer::Planned => ("It is in the plan.", Tone::Danger),
        Answer::Blocked => ("It is in the plan, and the plan is blocked.", Tone::Warn),
        Answer::Kept => ("It is kept, although a policy proposed to delete of it.", Tone::Good),
        Answer::Unknown => ("It is kept, because a value that decides about it is unknown.", Tone::Good),
        Answer::NotMatched => ("It is not in the plan: no search of the policy matches it.", Tone::Good),
        Answer::NotProposed => {
            ("It is not in the plan: the policy looked at it, and its conditions proposed nothing.", Tone::Good)
        }
        Answer::NotReached => {
            ("It is not in the plan: a search matches it, and the policy never got to test it.", Tone::Good)
        }
        Answer::NotInPlan => {
            ("It is not in this plan. Why, a saved plan does not say: explain the policy instead.", Tone::Good)
        }
    }
}

fn planned(page: &mut Page<'_>, entry: &Entry) {
    let size = entry.bytes.map_or_else(|| "size unknown".to_owned(), |bytes| ByteSize(bytes).to_string());
    let file = entry.asset.as_ref().map_or_else(String::new, |asset| format!(" {}", asset.id));
    page.item(
        &format!("entry {}: delete {}{file}, {size}", entry.seq, act(entry)).replace("delete quarantine", "quarantine"),
    );
    for reason in &entry.reasons {
        page.item(&format!("because: {} ({}, line {})", reason.text, reason.policy, reason.line));
    }
    entry.warnings.iter().for_each(|warning| page.item(&format!("warning: {warning}")));
}

fn held(kept: &Kept) -> String {
    let source = match kept.source {
        KeepSource::Keep => "keep() in the policy",
        KeepSource::Protection => "a protection of the account",
        KeepSource::Shield => "a built-in shield",
        KeepSource::Capability => "what the platform allows",
    };
    let action = kept.action.map_or_else(String::new, |action| format!("{action}: "));
    format!("{action}kept by {source}: {}", kept.reason)
}

fn unread(note: &UnknownNote) -> String {
    let place = note.line.map_or_else(|| "the query".to_owned(), |line| format!("line {line}"));
    format!("{} is unknown, asked for by {place} of {}: {}", note.field, note.policy, note.message)
}

fn searched(page: &mut Page<'_>, search: &SearchLook, style: &Style) {
    page.heading(&format!("Search of {}", search.policy));
    if search.clauses.is_empty() {
        page.line(match search.verdict {
            Some(_) => "the whole library",
            None => "a query in the platform's own language: only the platform can say whether it matches",
        });
        return;
    }
    let mut table = Table::new([Column::fixed(""), Column::text("query", 16, 3), Column::text("the video", 16, 3)]);
    for clause in &search.clauses {
        table.row(vec![word(clause.verdict, true), clause.text.as_str().into(), clause.found.as_str().into()]);
    }
    page.block(&table.render(style));
}

fn conditions(list: &[ConditionLook], style: &Style) -> String {
    let mut table = Table::new([
        Column::number("line"),
        Column::fixed(""),
        Column::text("condition", 16, 3),
        Column::text("with", 12, 2),
    ]);
    for condition in list {
        table.row(vec![
            condition.line.to_string().into(),
            word(condition.verdict, condition.times > 0),
            condition.text.as_str().into(),
            condition.found.as_deref().unwrap_or_default().into(),
        ]);
    }
    table.render(style)
}

/// A verdict in one word; what was not tested is left open.
fn word(verdict: Option<bool>, tested: bool) -> Cell {
    match verdict {
        Some(true) => Cell::from("yes").tone(Tone::Good),
        Some(false) => Cell::from("no").tone(Tone::Warn),
        None if tested => Cell::from("unknown").tone(Tone::Warn),
        None => Cell::from("not tested"),
    }
}
