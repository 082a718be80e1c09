//! A plan as one row an entry.

use std::io::Write;

use super::rows::joined_reasons;
use crate::plan::{Entry, Plan};
use crate::report::Error;
use crate::report::sheet::{self, Field};

/// The columns, in an order that stays.
const HEADER: [&str; 19] = [
    "seq",
    "action",
    "video_id",
    "video_name",
    "video_state",
    "created_at",
    "updated_at",
    "tags",
    "asset_id",
    "asset_kind",
    "asset_label",
    "bytes",
    "reasons",
    "policies",
    "force",
    "unlink_playlists",
    "warnings",
    "until",
    "bytes_later",
];

/// Writes one row an entry. Texts that a spreadsheet would take for a formula are defused by an apostrophe.
///
/// # Errors
/// Fails when the writer does.
pub fn plan_csv(plan: &Plan, out: &mut dyn Write) -> Result<(), Error> {
    sheet::write(out, &HEADER, plan.entries.iter().map(fields))
}

fn fields(entry: &Entry) -> Vec<Field<'_>> {
    let video = &entry.video;
    let asset = entry.asset.as_ref();
    let time = |at: Option<jiff::Timestamp>| Field::text(at.map(|at| at.to_string()).unwrap_or_default());
    let places: Vec<String> = entry.reasons.iter().map(|reason| format!("{}:{}", reason.policy, reason.line)).collect();
    vec![
        Field::Number(Some(u64::from(entry.seq))),
        Field::text(entry.action.as_str()),
        Field::text(video.id.as_str()),
        Field::text(video.name.as_deref().unwrap_or_default()),
        Field::text(video.state.map_or("", crate::model::VideoState::as_str)),
        time(video.created_at),
        time(video.updated_at),
        Field::text(video.tags.join(";")),
        Field::text(asset.map_or("", |asset| asset.id.as_str())),
        Field::text(asset.map_or("", |asset| asset.kind.as_str())),
        Field::text(asset.and_then(|asset| asset.label.as_deref()).unwrap_or_default()),
        Field::Number(entry.bytes),
        Field::text(joined_reasons(entry)),
        Field::text(places.join("; ")),
        Field::text(if entry.options.force { "true" } else { "false" }),
        Field::text(if entry.options.unlink_playlists { "true" } else { "false" }),
        Field::text(entry.warnings.join("; ")),
        Field::text(entry.options.until.map(|until| until.to_string()).unwrap_or_default()),
        Field::Number(entry.bytes_later),
    ]
}
