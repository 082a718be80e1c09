//! Runs as text: the history, one run in full, how a run ended, its journal verified and exported.

mod entry;
mod export;
mod json;
mod sheet;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod verify;

pub use entry::RunEntry;
pub use export::{export_header, export_record, export_unchained};
pub use json::{run_json, runs_json};
pub use sheet::run_csv;
pub use summary::{SummaryView, summary_json, summary_table};
pub use table::{run_table, runs_table};
pub use verify::{Noted, Verified, verified_json, verified_table};

use crate::store::{Audit, CopyRecord, RunRecord};

/// A run and everything that is told of it.
#[derive(Debug, Clone, Copy)]
pub struct RunView<'a> {
    /// The run.
    pub run: &'a RunRecord,
    /// Every entry.
    pub entries: &'a [RunEntry<'a>],
    /// What became of copies in the content network.
    pub copies: &'a [CopyRecord],
    /// What an examination of its journal found.
    pub audit: &'a Audit,
}
