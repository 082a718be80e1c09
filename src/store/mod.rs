//! Durable state: the journal of runs, the account lock, saved plans. SQL and its types stay in this folder.

mod audit;
mod chain;
mod copies;
mod database;
mod error;
mod files;
mod fold;
mod history;
mod journal;
mod lock;
mod log;
mod operator;
mod plans;
mod quarantines;
mod run;
mod schema;

pub use audit::Audit;
pub use chain::{Earlier, Opened, Record, ScriptDigest};
pub use copies::CopyRecord;
pub use database::Store;
pub use error::StoreError;
pub use files::{write_atomically, write_atomically_with};
pub use fold::SessionRecord;
pub use journal::{Intent, Outcome};
pub use lock::{AccountLock, Holder};
pub use log::{LogRecord, UnchainedStep};
pub use operator::Operator;
pub use plans::{PlanFolder, SavedPlan};
pub use quarantines::QuarantineRecord;
pub use run::{EntryRecord, EntryState, RunId, RunRecord, RunState, RunTotals};

#[cfg(test)]
mod tests;
