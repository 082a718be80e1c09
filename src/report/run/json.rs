//! Runs as JSON.

use serde::Serialize;

use super::{RunEntry, RunView};
use crate::report::json::pretty;
use crate::store::{Audit, CopyRecord, Operator, RunRecord, ScriptDigest, SessionRecord};

/// The history as a list of `{id, plan, account, state, started_at, finished_at, totals}`.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn runs_json(runs: &[RunRecord]) -> serde_json::Result<String> {
    pretty(runs)
}

/// One run as in the history, with `entries[]` of `{seq, action, video, asset, state, error}` and, where there is a
/// content network, `copies[]` of `{video, address, asked, reason}`. Beside that `by` (who opened it: user, host, tool),
/// `policies[]` of `{path, sha256}`, `sessions[]`, and `journal` with its `head` and what does not fit in `broken[]`.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn run_json(view: &RunView<'_>) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        #[serde(flatten)]
        run: &'a RunRecord,
        entries: &'a [RunEntry<'a>],
        #[serde(skip_serializing_if = "<[CopyRecord]>::is_empty")]
        copies: &'a [CopyRecord],
        by: Option<&'a Operator>,
        policies: &'a [ScriptDigest],
        sessions: &'a [SessionRecord],
        journal: &'a Audit,
    }
    let RunView { run, entries, copies, audit } = *view;
    let opened = audit.opened.as_ref();
    pretty(&Document {
        run,
        entries,
        copies,
        by: opened.map(|opened| &opened.by),
        policies: opened.map_or(&[], |opened| &opened.policies),
        sessions: &audit.sessions,
        journal: audit,
    })
}
