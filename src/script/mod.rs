//! The Rhai engine: scripts ask through a read-only [`Catalog`] and propose; they never act.

mod api;
mod brackets;
mod catalog;
mod check;
mod diagnose;
mod drafting;
mod engine;
mod error;
mod folder;
mod functions;
mod heap;
mod limits;
mod memory;
mod message;
mod nesting;
mod policy;
mod progress;
mod reasons;
mod resolver;
mod run;
mod session;
mod settings;
mod source;
pub mod testing;
#[cfg(test)]
mod tests;
mod trace;
mod tree;
mod values;
mod wishes;

pub use crate::query::Listing;
pub use api::{FieldEntry, FunctionEntry, Reference, api};
pub use catalog::{Candidates, Catalog, CatalogError, Coverage};
pub use drafting::{Drafted, look_up};
pub use heap::measure_memory_with;
pub use limits::Limits;
pub use memory::MemoryCatalog;
pub use message::{Level, Message, Sink};
pub use policy::Policy;
pub use run::{Outcome, RunOptions, run};
pub use session::{ListingCoverage, seen_as};
pub use settings::Setting;
pub use source::PolicySource;
pub use trace::{Recorder, Site, SiteNote};
