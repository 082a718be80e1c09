//! What an account was seen to hold: videos, files and sizes, in one file for each account.
//!
//! It may be thrown away at any time, and nothing may be decided by it that cannot be decided again by the platform: a
//! commit never opens it. What cannot be read in it is an error, never a shorter answer.
//!
//! A [`Draft`] writes what a sync read and takes its place only as a whole; a [`Snapshot`] is searched.

mod block;
mod column;
mod database;
mod draft;
mod error;
mod files;
mod frame;
mod hits;
mod natives;
mod pack;
mod parallel;
mod snapshot;
mod synced;
#[cfg(test)]
mod tests;

pub use database::Inventory;
pub use draft::{Draft, Taken};
pub use error::InventoryError;
pub use hits::Hits;
pub use snapshot::Snapshot;
pub use synced::{Ending, MARGIN, Synced};
