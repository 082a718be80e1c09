//! Access to the platforms: reading through [`Library`], deleting through [`Deleter`].
//!
//! The two traits are separate so that everything that plans can hold only the first. [`Deleter`] is named
//! nowhere outside this folder and `execute/`; a test over the source proves it.

pub mod brightcove;
pub mod http;

mod connection;
mod deleter;
mod error;
mod library;
mod memory;

pub use connection::Connection;
pub use deleter::{Deleter, Deletion, Verification};
pub use error::{Error, ErrorKind};
pub use library::{Counted, Library, Lookup, Page, Pages, Presence, Pushdown};
pub use memory::Memory;
