//! Access to the platforms: reading through [`Library`], deleting through [`Deleter`].
//!
//! The two traits are separate so that everything that plans can hold only the first. [`Deleter`] is named
//! nowhere outside this folder and `execute/`; a test over the source proves it.

mod deleter;
mod error;
mod library;

pub use deleter::{Deleter, Deletion, Verification};
pub use error::{Error, ErrorKind};
pub use library::{Counted, Library, Lookup, Page, Pages, Presence, Pushdown};
