//! What a plan is for and what it was made from.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::plan::{LibraryView, Plan, PolicyRecord};
use crate::report::age::{moment, span};
use crate::report::number::grouped;
use crate::report::paragraph::Page;

/// The first hex digits of a plan's id: enough to name it and to confirm it.
#[must_use]
pub(in crate::report) fn short_id(id: &str) -> &str {
    let digits = id.strip_prefix("sha256:").unwrap_or(id);
    digits.get(..12).unwrap_or(digits)
}

/// Writes the first lines.
pub(super) fn write(page: &mut Page<'_>, plan: &Plan, now: Timestamp) {
    page.heading(&format!("Plan {} for {}", short_id(&plan.id), plan.account));
    for policy in &plan.policies {
        page.fact("policy", &policy_line(policy));
    }
    page.fact("library", &library_line(&plan.library));
    page.fact("made", &made_line(plan, now));
}

fn policy_line(policy: &PolicyRecord) -> String {
    if policy.params.is_empty() {
        return policy.path.clone();
    }
    let params: Vec<String> = policy.params.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{} ({})", policy.path, params.join(", "))
}

/// What was read of the library, in words.
pub(super) fn library_line(library: &LibraryView) -> String {
    let seen = grouped(library.videos_seen);
    let mut line = match library.videos_total {
        Some(total) => format!("{seen} of {} videos read", grouped(total)),
        None => format!("{seen} videos read, the size of the library is unknown"),
    };
    if let Some(age) = library.inventory_age_seconds {
        let _ = write!(line, ", from the inventory of {} ago", span(i64::try_from(age).unwrap_or(i64::MAX)));
    }
    if !library.complete {
        line.push_str("; the listing was INCOMPLETE");
    }
    line
}

fn made_line(plan: &Plan, now: Timestamp) -> String {
    let left = plan.expires_at.as_second().saturating_sub(now.as_second());
    let ending = if left <= 0 {
        format!("EXPIRED at {}", moment(plan.expires_at))
    } else {
        format!("expires in {} at {}", span(left), moment(plan.expires_at))
    };
    format!("{} by {} {}; {ending}", moment(plan.created_at), plan.tool.name, plan.tool.version)
}
