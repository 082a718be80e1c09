//! One line that says what a save did to the plan, and one that says what the plan is now.

use crate::model::{Action, ByteSize};
use crate::plan::{ActionTotals, Plan, PlanDiff};
use crate::report::Style;
use crate::report::number::{counted, grouped, len};
use crate::report::plan::short_id;

/// What changed: `+12 −3 videos, +48.0 GB`, later less earlier.
#[must_use]
pub fn headline(diff: &PlanDiff, style: &Style) -> String {
    if diff.is_empty() {
        return "no change".to_owned();
    }
    let mut parts = Vec::new();
    let moved = diff.added.iter().chain(&diff.removed);
    let whole = moved.clone().all(|entry| entry.action == Action::DeleteVideo);
    let (one, many) = if whole { ("video", "videos") } else { ("entry", "entries") };
    let counts: Vec<String> = [("+", len(&diff.added)), (minus(style), len(&diff.removed))]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(sign, count)| format!("{sign}{}", grouped(count)))
        .collect();
    if !counts.is_empty() {
        let noun = if moved.count() == 1 { one } else { many };
        parts.push(format!("{} {noun}", counts.join(" ")));
    }
    if !diff.changed.is_empty() {
        parts.push(format!("{} changed", grouped(len(&diff.changed))));
    }
    let sum = |of: fn(&crate::plan::Delta) -> i64| diff.totals.values().map(of).fold(0, i64::saturating_add);
    let (bytes, unknown) = (sum(|delta| delta.bytes), sum(|delta| delta.bytes_unknown));
    if bytes != 0 {
        parts.push(format!("{}{}", sign(bytes, style), ByteSize(bytes.unsigned_abs())));
    }
    if unknown != 0 {
        parts.push(format!("{}{} of unknown size", sign(unknown, style), grouped(unknown.unsigned_abs())));
    }
    parts.join(", ")
}

/// The sums of a plan: `plan 3f2a9c1b7d04: 2 videos 2.8 GB, 1 master ?; 3 kept, 1 undecided`.
pub(super) fn totals(plan: &Plan) -> String {
    let mut parts: Vec<String> = plan.totals.iter().map(|(action, totals)| of_action(*action, totals)).collect();
    if parts.is_empty() {
        parts.push("nothing to do".to_owned());
    }
    let mut text = format!("plan {}: {}", short_id(&plan.id), parts.join(", "));
    let beside = [(len(&plan.kept), "kept"), (len(&plan.unknown), "undecided")];
    let beside: Vec<String> = beside
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", grouped(*count)))
        .collect();
    if !beside.is_empty() {
        text.push_str("; ");
        text.push_str(&beside.join(", "));
    }
    text
}

fn of_action(action: Action, totals: &ActionTotals) -> String {
    let noun = action.noun();
    let count = counted(totals.count, noun, &format!("{noun}s"));
    let sized = totals.count > totals.bytes_unknown;
    match (action.is_deletion(), sized, totals.bytes_unknown) {
        (false, ..) => count,
        (true, true, 0) => format!("{count} {}", ByteSize(totals.bytes)),
        (true, true, _) => format!("{count} {} and {}", ByteSize(totals.bytes), Style::UNKNOWN),
        (true, false, _) => format!("{count} {}", Style::UNKNOWN),
    }
}

fn sign(number: i64, style: &Style) -> &'static str {
    if number < 0 { minus(style) } else { "+" }
}

const fn minus(style: &Style) -> &'static str {
    if style.unicode { "−" } else { "-" }
}
