//! Durable state: the journal of runs, the account lock. SQL and its types stay in this folder.

mod run;

pub use run::{EntryRecord, EntryState, RunId, RunRecord, RunState, RunTotals};
