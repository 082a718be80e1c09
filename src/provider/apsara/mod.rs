//! Alibaba Cloud `ApsaraVideo` VOD through its API of 2017-03-21.

mod capabilities;
mod categories;
mod check;
mod client;
mod clock;
mod config;
mod deleting;
mod detail;
mod error;
mod files;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod item;
mod listing;
mod operation;
mod query;
mod reading;
mod refresh;
mod region;
mod search;
mod shared;
mod signature;
#[cfg(test)]
mod tests;
mod walk;
mod wire;

pub use capabilities::CAPABILITIES;
pub use check::{COMMIT_PERMISSIONS, PLAN_PERMISSIONS, QUARANTINE_PERMISSIONS, check, ram_policy};
pub use config::{ApsaraConfig, account_id};
pub use region::REGIONS;
pub use shared::Apsara;
pub use signature::SignatureVersion;
