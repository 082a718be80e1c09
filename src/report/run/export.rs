//! A run as JSON Lines, complete enough for another program to check its chain and to rebuild a record of what is gone.
//!
//! The first line is the header: `schema`, the run as in `runs`, `plan_text` (the plan exactly as the first record binds
//! it), `by`, `policies`, `sessions`, and `journal` with the head. Each further line is a record of the log: `n`,
//! `record` (the exact text that was digested), `digest`, for an intent `evidence` (the exact text of the video's own
//! object, whose digest is in the record) and `files` (what planning saw of the files that go, from the plan). How
//! digests are made is said at [`Record`]. A run that an older version wrote has lines with `unchained`.

use serde::Serialize;

use crate::plan::{FileRecord, Plan};
use crate::store::{Audit, LogRecord, Operator, Record, RunRecord, ScriptDigest, SessionRecord, UnchainedStep};

/// The name and version of the export.
const SCHEMA: &str = "vodsweep.run-log/1";

/// The first line, with its line feed.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn export_header(run: &RunRecord, plan_text: &str, audit: &Audit) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Header<'a> {
        schema: &'static str,
        #[serde(flatten)]
        run: &'a RunRecord,
        by: Option<&'a Operator>,
        policies: &'a [ScriptDigest],
        sessions: &'a [SessionRecord],
        journal: &'a Audit,
        plan_text: &'a str,
    }
    let opened = audit.opened.as_ref();
    line(&Header {
        schema: SCHEMA,
        run,
        by: opened.map(|opened| &opened.by),
        policies: opened.map_or(&[], |opened| &opened.policies),
        sessions: &audit.sessions,
        journal: audit,
        plan_text,
    })
}

/// The line of a record, with its line feed.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn export_record(record: &LogRecord, plan: &Plan) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        n: u64,
        record: &'a str,
        digest: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        evidence: Option<&'a str>,
        #[serde(skip_serializing_if = "<[FileRecord]>::is_empty")]
        files: &'a [FileRecord],
    }
    let seq = match serde_json::from_str(&record.record) {
        Ok(Record::Intent { seq, .. }) => Some(seq),
        _ => None,
    };
    let entry = seq.and_then(|seq| plan.entries.iter().find(|entry| entry.seq == seq));
    line(&Line {
        n: record.n,
        record: &record.record,
        digest: &record.digest,
        evidence: record.evidence.as_deref(),
        files: entry.map_or(&[], |entry| &entry.files),
    })
}

/// The line of a step that an older version wrote, with its line feed.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn export_unchained(step: &UnchainedStep) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        unchained: &'a UnchainedStep,
    }
    line(&Line { unchained: step })
}

fn line<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let mut text = serde_json::to_string(value)?;
    text.push('\n');
    Ok(text)
}
