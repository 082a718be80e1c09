//! Runs as JSON.

use serde::Serialize;

use super::RunEntry;
use crate::report::json::pretty;
use crate::store::{CopyRecord, RunRecord};

/// The history as a list of `{id, plan, account, state, started_at, finished_at, totals}`.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn runs_json(runs: &[RunRecord]) -> serde_json::Result<String> {
    pretty(runs)
}

/// One run as in the history, with `entries[]` of `{seq, action, video, asset, state, error}` and, where there is a
/// content network, `copies[]` of `{video, address, asked, reason}`.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn run_json(run: &RunRecord, entries: &[RunEntry<'_>], copies: &[CopyRecord]) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        #[serde(flatten)]
        run: &'a RunRecord,
        entries: &'a [RunEntry<'a>],
        #[serde(skip_serializing_if = "<[CopyRecord]>::is_empty")]
        copies: &'a [CopyRecord],
    }
    pretty(&Document { run, entries, copies })
}
