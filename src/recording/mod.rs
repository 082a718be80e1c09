//! Recordings: a library, or a part of it, in one file, without what tells whose it is.
//!
//! A recording is for tests of policies, for planning without a network and for the sandbox. It holds videos and their
//! files as the platform described them, with stand-ins for texts; what was unknown when it was made stays unknown.
//! Nothing here reads a platform or makes a plan, and no recording can be the library that a plan is committed to.

mod document;
mod error;
mod item;
mod key;
mod read;
mod scrub;
mod write;

pub use document::{Coverage, Header, Recording, SCHEMA, Scope, Tool, Trailer, schema};
pub use error::RecordingError;
pub use item::{RecordedAsset, RecordedFiles, RecordedItem, RecordedVideo};
pub use key::{Key, NoRandomness};
pub use read::is_recording;
pub use scrub::{Count, NotKept, Part, PartCount, Rules, Scrubber};
pub use write::RecordingWriter;

use crate::model::Account;

/// How the identity of every recorded library begins.
const PREFIX: &str = Account::RECORDED;
