//! Brightcove Video Cloud through its CMS API.

mod auth;
mod capabilities;
mod check;
mod client;
mod config;
mod deleting;
mod error;
mod files;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod listing;
mod marking;
mod query;
mod reading;
mod recorded;
mod shared;
#[cfg(test)]
mod tests;
mod wire;

pub use capabilities::CAPABILITIES;
pub use check::{OPERATIONS, check, credentials_request};
pub use config::BrightcoveConfig;
pub use recorded::recorded;
pub use shared::Brightcove;
use shared::Shared;
pub use wire::decode_page;

pub use super::{Finding, Verdict};
