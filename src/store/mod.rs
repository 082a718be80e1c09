//! Durable state: the journal of runs, the account lock, saved plans. SQL and its types stay in this folder.

mod copies;
mod database;
mod error;
mod files;
mod history;
mod journal;
mod lock;
mod plans;
mod run;
mod schema;

pub use copies::CopyRecord;
pub use database::Store;
pub use error::StoreError;
pub use files::write_atomically;
pub use journal::{Intent, Outcome};
pub use lock::{AccountLock, Holder};
pub use plans::{PlanFolder, SavedPlan};
pub use run::{EntryRecord, EntryState, RunId, RunRecord, RunState, RunTotals};

#[cfg(test)]
mod tests;
