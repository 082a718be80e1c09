//! Access to the platforms: reading through [`Library`], deleting through [`Deleter`].
//!
//! The two traits are separate so that everything that plans can hold only the first. [`Deleter`] is named
//! nowhere outside this folder and `execute/`; a test over the source proves it.

pub mod apsara;
pub mod brightcove;
pub mod http;

mod check;
mod connection;
mod deleter;
mod error;
mod library;
mod memory;

use crate::model::{Capabilities, Platform};

pub use check::{Finding, Verdict};
pub use connection::Connection;
pub use deleter::{Copies, Deleter, Deletion, Marking, Refreshed, Verification};
pub(crate) use error::shown;
pub use error::{Error, ErrorKind};
pub use library::{Counted, Library, Lookup, Page, Pages, Presence, Pushdown, RefreshQuota};
pub use memory::Memory;

/// What a platform can do, without an account on it.
#[must_use]
pub const fn capabilities(platform: Platform) -> &'static Capabilities {
    match platform {
        Platform::Brightcove => &brightcove::CAPABILITIES,
        Platform::Apsara => &apsara::CAPABILITIES,
    }
}
