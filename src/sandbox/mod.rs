//! The built-in platform: an emulation of real ones on loopback, with a library of made-up videos.
//!
//! Must never be reachable from another machine and never reach out itself.

mod apsara;
mod brightcove;
mod clock;
mod error;
mod faults;
mod history;
mod library;
mod limits;
mod platform;
mod server;
mod status;
mod wire;

pub use apsara::{BadAnswer, RefreshAllowance, Trouble};
pub use brightcove::Scopes;
pub use error::{Error, Flaw, NotRecorded};
pub use faults::{FAULTS_HELP, FaultMistake, Faults};
pub use history::{Deed, Happened};
pub use platform::{ImportSummary, PlaybackSummary, ResetOptions, Sandbox};
pub use server::{ServeOptions, Served, Server};
pub use status::{Announcement, Endpoints, Status};
