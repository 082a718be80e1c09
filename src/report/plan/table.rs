//! A plan for people: what would go, what stays, what it would use of the limits, and how to go on.

use std::path::Path;

use jiff::Timestamp;

use super::header::{library_line, short_id};
use super::{groups, header, notes, rows};
use crate::model::ByteSize;
use crate::plan::{ActionTotals, LimitCheck, Plan};
use crate::report::number::{counted, grouped, len};
use crate::report::paragraph::Page;
use crate::report::table::{Cell, Column, Table};
use crate::report::text::shell_word;
use crate::report::{Style, Tone};

/// What to show of a plan, and from which point of view.
#[derive(Debug, Clone, Copy)]
pub struct PlanView<'a> {
    /// Where the plan was saved; `None` when it was not.
    pub path: Option<&'a Path>,
    /// The moment from which ages are counted.
    pub now: Timestamp,
    /// Entries that are listed; `None` lists all.
    pub rows: Option<usize>,
}

impl<'a> PlanView<'a> {
    /// Entries that are listed unless more are asked for.
    pub const ROWS: usize = 50;

    /// The first entries of a plan that was saved there.
    #[must_use]
    pub const fn new(now: Timestamp, path: Option<&'a Path>) -> Self {
        Self { path, now, rows: Some(Self::ROWS) }
    }

    /// The same with every entry.
    #[must_use]
    pub const fn all(self) -> Self {
        Self { rows: None, ..self }
    }
}

/// The plan as text. Only commands, which must be copied whole, may be wider than the style says.
#[must_use]
pub fn plan_table(plan: &Plan, view: &PlanView<'_>, style: &Style) -> String {
    let mut page = Page::new(style);
    header::write(&mut page, plan, view.now);
    page.gap();
    if plan.entries.is_empty() {
        page.toned(&format!("Nothing to delete: {}.", library_line(&plan.library)), Tone::Good);
    } else {
        entries(&mut page, plan, view, style);
        totals(&mut page, plan, style);
    }
    groups::kept(&mut page, plan, style);
    groups::unknown(&mut page, plan, style);
    limits(&mut page, plan, style);
    let warnings = notes::warnings(plan);
    if !warnings.is_empty() {
        page.heading("Before you commit");
        for note in &warnings {
            page.item(note);
        }
    }
    page.gap();
    footer(&mut page, plan, view);
    page.finish()
}

fn entries(page: &mut Page<'_>, plan: &Plan, view: &PlanView<'_>, style: &Style) {
    let limit = view.rows.unwrap_or(usize::MAX);
    let shown = plan.entries.get(..limit).unwrap_or(&plan.entries);
    page.block(&rows::entries(shown, view.now, style));
    let hidden = len(&plan.entries).saturating_sub(len(shown));
    if hidden > 0 {
        let path = path_word(view.path);
        page.line(&format!("{} and {} more; all of them:", style.ellipsis(), grouped(hidden)));
        page.command(&format!("vodsweep show {path} --all"));
    }
}

fn totals(page: &mut Page<'_>, plan: &Plan, style: &Style) {
    page.heading("Total");
    let mut table = Table::new([
        Column::fixed("action"),
        Column::number("entries"),
        Column::number("size"),
        Column::number("of unknown size"),
    ])
    .indent(2);
    let mut sum = ActionTotals::default();
    let mut put = |name: &str, totals: &ActionTotals| {
        table.row(vec![
            name.into(),
            grouped(totals.count).into(),
            ByteSize(totals.bytes).to_string().into(),
            grouped(totals.bytes_unknown).into(),
        ]);
    };
    for (action, totals) in &plan.totals {
        put(action.noun(), totals);
        sum.count = sum.count.saturating_add(totals.count);
        sum.bytes = sum.bytes.saturating_add(totals.bytes);
        sum.bytes_unknown = sum.bytes_unknown.saturating_add(totals.bytes_unknown);
    }
    if plan.totals.len() > 1 {
        put("all", &sum);
    }
    page.block(&table.render(style));
}

fn limits(page: &mut Page<'_>, plan: &Plan, style: &Style) {
    if plan.limits.is_empty() {
        return;
    }
    page.heading("Limits");
    let mut table = Table::new([
        Column::fixed("limit"),
        Column::number("planned"),
        Column::number("allowed"),
        Column::text("", 8, 1),
    ])
    .indent(2);
    for limit in &plan.limits {
        let verdict = match (limit.exceeded, limit.actual.is_some()) {
            (true, true) => "EXCEEDED".to_owned(),
            (true, false) => "EXCEEDED, because it is unknown".to_owned(),
            (false, _) if limit.set_for_this_plan => "ok, set for this plan only".to_owned(),
            (false, _) => "ok".to_owned(),
        };
        let verdict = match (limit.unknown, limit.unknown_as) {
            (0, _) => verdict,
            (unknown, 0) => format!("{verdict}, without {} of unknown size", grouped(unknown)),
            (unknown, size) => {
                format!("{verdict}, {} of unknown size taken as {}", grouped(unknown), ByteSize(size))
            }
        };
        let tone = if limit.exceeded { Tone::Danger } else { Tone::Plain };
        table.row(vec![
            Cell::from(&limit.name).tone(tone),
            limit.actual.as_ref().map_or_else(|| Style::UNKNOWN.to_owned(), |actual| amount(limit, actual)).into(),
            allowed(limit).into(),
            verdict.into(),
        ]);
    }
    page.block(&table.render(style));
}

/// `survivors` is the only limit from below.
fn allowed(limit: &LimitCheck) -> String {
    let amount = amount(limit, &limit.allowed);
    if limit.name == "survivors" { format!("at least {amount}") } else { amount }
}

fn amount(limit: &LimitCheck, number: &serde_json::Number) -> String {
    match (limit.name.as_str(), number.as_u64(), number.as_f64()) {
        ("share", _, Some(share)) => format!("{:.1} %", share * 100.0),
        ("bytes", Some(bytes), _) => ByteSize(bytes).to_string(),
        (_, Some(count), _) => grouped(count),
        _ => number.to_string(),
    }
}

fn footer(page: &mut Page<'_>, plan: &Plan, view: &PlanView<'_>) {
    if plan.blocked {
        page.toned("BLOCKED: this plan cannot be committed.", Tone::Danger);
        for cause in &plan.blocked_because {
            page.item(&cause.0);
        }
        page.line(remedy(plan));
        return;
    }
    if plan.entries.is_empty() {
        return;
    }
    if plan.account.is_recorded() {
        page.line("Nothing has been deleted. The plan was made from a recording: it cannot be committed.");
        return;
    }
    if plan.expires_at <= view.now {
        page.toned("EXPIRED: this plan cannot be committed any more; plan again.", Tone::Danger);
        return;
    }
    // A plan that was not saved cannot be committed.
    let done = if plan.deletes() { "deleted" } else { "changed" };
    let Some(path) = view.path else { return page.line(&format!("Nothing has been {done}.")) };
    let command = commit_command(path);
    let count = counted(len(&plan.entries), "entry", "entries");
    let these = if plan.entries.len() == 1 { "this" } else { "these" };
    page.line(&format!("Nothing has been {done}. To carry out exactly {these} {count}:"));
    page.command(&command);
    page.line("or, where nobody can be asked:");
    page.command(&format!("{command} --confirm {}", short_id(&plan.id)));
}

/// The command that carries out a saved plan, for a shell.
#[must_use]
pub fn commit_command(path: &Path) -> String {
    format!("vodsweep commit {}", shell_word(&path.to_string_lossy()))
}

fn remedy(plan: &Plan) -> &'static str {
    if !plan.library.complete {
        "Plan again; when the listing stays incomplete, --allow-incomplete accepts that videos were missed."
    } else if plan.limits.iter().any(|limit| limit.exceeded && limit.actual.is_none()) {
        "Plan again with --sizes fetch, or when the platform can be reached, so that the unknown values become known."
    } else {
        "Narrow the policy, or, when this much is really meant, plan again with --limit NAME=VALUE."
    }
}

fn path_word(path: Option<&Path>) -> String {
    path.map_or_else(|| "PLAN".to_owned(), |path| shell_word(&path.to_string_lossy()))
}
