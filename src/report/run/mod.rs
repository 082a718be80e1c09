//! Runs as text: the history, one run in full, and how a run ended.

mod entry;
mod json;
mod summary;
mod table;
#[cfg(test)]
mod tests;

pub use entry::RunEntry;
pub use json::{run_json, runs_json};
pub use summary::{SummaryView, summary_json, summary_table};
pub use table::{run_table, runs_table};
