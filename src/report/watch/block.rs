//! One run for a reader that is a program: a line of sums, then a line an entry, then what changed.

use std::fmt::Write as _;
use std::time::Duration;

use crate::model::{ByteSize, Diagnostic};
use crate::plan::{Plan, PlanDiff};
use crate::report::{Style, diagnostic};

/// A plan, and how it differs from the good one before it.
#[must_use]
pub fn watch_block(plan: &Plan, diff: Option<&PlanDiff>, took: Duration) -> String {
    let mut text = format!(
        "plan {}: {} entries, {}{}\n",
        plan.short_id(),
        plan.entries.len(),
        ByteSize(plan.bytes()),
        if plan.blocked { ", BLOCKED" } else { "" }
    );
    for entry in &plan.entries {
        let asset = entry.asset.as_ref().map(|asset| format!(" {}", asset.id)).unwrap_or_default();
        let _ = writeln!(text, "  {} {}{asset}", entry.action, entry.video.id);
    }
    if let Some(diff) = diff {
        changes(&mut text, diff);
    }
    let _ = writeln!(text, "planned in {} ms; watching, Ctrl-C ends", took.as_millis());
    text
}

/// What is wrong with a policy.
#[must_use]
pub fn watch_block_broken(diagnostics: &[Diagnostic], has_plan: bool, style: &Style) -> String {
    let mut text: String = diagnostics.iter().map(|shown| diagnostic(shown, style)).collect();
    let kept = if has_plan { "the last good plan stays" } else { "there is no plan yet" };
    let _ = writeln!(text, "not planned: {kept}; watching, Ctrl-C ends");
    text
}

fn changes(text: &mut String, diff: &PlanDiff) {
    if diff.is_empty() {
        text.push_str("nothing changed since the last good plan\n");
        return;
    }
    let _ = writeln!(text, "since the last good plan: +{} -{}", diff.added.len(), diff.removed.len());
    for (sign, entries) in [('+', &diff.added), ('-', &diff.removed)] {
        for entry in entries {
            let _ = writeln!(text, "  {sign} {} {}", entry.action, entry.video.id);
        }
    }
}
