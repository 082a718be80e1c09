//! Hot reload: notices saved scripts and plans again from an immutable snapshot. It can never commit.

mod error;
mod folders;
mod remembered;
mod session;
mod wanted;
mod watcher;

pub use error::Error;
pub use remembered::Remembered;
pub use session::{Session, Update};
pub use wanted::Wanted;
pub use watcher::{Canceller, Change, Watcher};
