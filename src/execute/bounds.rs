//! The limits once more, right before a session deletes anything: against the library as it is now and against what other
//! runs deleted meanwhile.
//!
//! Several plans may be made before any of them is committed, and a run may be resumed days later. Each was within its
//! limits by itself; together they need not be.

use std::collections::BTreeSet;

use super::accept::{DAY, day_budget};
use super::{Context, ExecuteError, Refusal};
use crate::model::Action;
use crate::plan::{Entry, LimitCheck, Limits, Plan, Usage};
use crate::provider::Counted;
use crate::store::{EntryRecord, EntryState};

/// Holds what a plan would still delete against its limits, with a fresh count of the library.
///
/// Ctrl-C ends the wait for the count without a verdict: the session that follows begins nothing.
pub(super) async fn library_allows(plan: &Plan, open: &[&Entry], context: &Context) -> Result<(), ExecuteError> {
    if open.is_empty() {
        return Ok(());
    }
    let counted = tokio::select! {
        biased;
        () = context.cancel.cancelled() => return Ok(()),
        counted = context.platform.library.total() => counted.map_err(ExecuteError::Uncounted)?,
    };
    let total = match counted {
        Counted::Exactly(count) => Some(count),
        Counted::Unknown => None,
    };
    // Pictures and the like carry their sort in front of their id and are not in the platform's count.
    let videos = open.iter().copied().filter(|entry| !entry.video.id.as_str().contains(':'));
    let usage = Usage::of(videos, total, 0);
    let whole = Usage::of(open.iter().copied(), total, 0);
    // What is planned and gone already cannot be more than all of it.
    let touched = total.map_or(usage.videos_touched, |total| usage.videos_touched.min(total));
    let usage = Usage { videos_touched: touched, ..usage };
    let usage = Usage {
        entries: whole.entries,
        bytes: whole.bytes,
        large_unknown: whole.large_unknown,
        largest: whole.largest,
        ..usage
    };
    let exceeded: Vec<String> = Limits::of_plan(plan)
        .check(&usage)
        .iter()
        // The day has its own check, which knows the journal.
        .filter(|limit| limit.exceeded && limit.name != "per_day")
        .map(|limit| sentence(limit, &usage))
        .collect();
    if exceeded.is_empty() { Ok(()) } else { Err(Refusal::Outgrown(exceeded).into()) }
}

fn sentence(limit: &LimitCheck, usage: &Usage) -> String {
    let name = &limit.name;
    let Some(total) = usage.videos_total else {
        return format!("the limit {name} is exceeded, because how many videos it has is unknown");
    };
    match name.as_str() {
        "share" => format!(
            "the limit share is exceeded: {} of its {total} videos are more than {} %",
            usage.videos_touched,
            limit.allowed.as_f64().unwrap_or_default() * 100.0
        ),
        "survivors" => format!(
            "the limit survivors is exceeded: of its {total} videos {} would remain, and {} must",
            total.saturating_sub(usage.videos_deleted),
            limit.allowed
        ),
        _ => format!("the limit {name} is exceeded"),
    }
}

/// Whether what a run has left fits into the day, with what every run deleted in the last 24 hours, its own included.
pub(super) fn day_allows(plan: &Plan, entries: &[EntryRecord], context: &Context) -> Result<(), ExecuteError> {
    let since = context.clock.now() - DAY;
    // What may be under way is among the deletions that the journal counts, unless it was begun too long ago.
    // Undoing uses nothing of the day.
    let undoes: BTreeSet<u32> =
        plan.entries.iter().filter(|entry| entry.action == Action::Release).map(|entry| entry.seq).collect();
    let open = entries.iter().filter(|entry| !undoes.contains(&entry.seq)).filter(|entry| match entry.state {
        EntryState::Pending | EntryState::NotAttempted => true,
        state => state.is_unsettled() && entry.at.is_none_or(|at| at < since),
    });
    let deleted = context.store.deleted_since(context.platform.library.account(), since)?;
    Ok(day_budget(plan, u64::try_from(open.count()).unwrap_or(u64::MAX), deleted)?)
}
