//! A run as one row an entry.

use std::io::Write;

use super::RunEntry;
use crate::report::Error;
use crate::report::sheet::{self, Field};
use crate::store::RunRecord;

/// The columns, in an order that stays.
const HEADER: [&str; 18] = [
    "run",
    "account",
    "account_id",
    "seq",
    "state",
    "error",
    "at",
    "action",
    "video_id",
    "video_name",
    "created_at",
    "updated_at",
    "tags",
    "asset_id",
    "asset_kind",
    "asset_label",
    "bytes",
    "reasons",
];

/// Writes one row an entry. Texts that a spreadsheet would take for a formula are defused by an apostrophe.
///
/// # Errors
/// Fails when the writer does.
pub fn run_csv(run: &RunRecord, entries: &[RunEntry<'_>], out: &mut dyn Write) -> Result<(), Error> {
    sheet::write(out, &HEADER, entries.iter().map(|entry| fields(run, entry)))
}

fn fields<'a>(run: &'a RunRecord, entry: &RunEntry<'a>) -> Vec<Field<'a>> {
    let time = |at: Option<jiff::Timestamp>| Field::text(at.map(|at| at.to_string()).unwrap_or_default());
    let planned = entry.planned;
    let video = planned.map(|entry| &entry.video);
    let asset = planned.and_then(|entry| entry.asset.as_ref());
    let reasons = planned.map(|entry| entry.reasons.iter().map(|reason| reason.text.as_str()).collect::<Vec<_>>());
    vec![
        Field::text(run.id.as_str()),
        Field::text(run.account.name.as_str()),
        Field::text(run.account.account_id.as_str()),
        Field::Number(Some(u64::from(entry.record.seq))),
        Field::text(entry.record.state.as_str()),
        Field::text(entry.record.error.as_deref().unwrap_or_default()),
        time(entry.record.at),
        Field::text(planned.map_or("", |entry| entry.action.as_str())),
        Field::text(video.map_or("", |video| video.id.as_str())),
        Field::text(video.and_then(|video| video.name.as_deref()).unwrap_or_default()),
        time(video.and_then(|video| video.created_at)),
        time(video.and_then(|video| video.updated_at)),
        Field::text(video.map(|video| video.tags.join(";")).unwrap_or_default()),
        Field::text(asset.map_or("", |asset| asset.id.as_str())),
        Field::text(asset.map_or("", |asset| asset.kind.as_str())),
        Field::text(asset.and_then(|asset| asset.label.as_deref()).unwrap_or_default()),
        Field::Number(planned.and_then(|entry| entry.bytes)),
        Field::text(reasons.map(|reasons| reasons.join("; ")).unwrap_or_default()),
    ]
}
