//! The Rhai engine: scripts ask through a read-only [`Catalog`] and propose; they never act.

mod catalog;

pub use catalog::{Candidates, Catalog, CatalogError, Coverage};
