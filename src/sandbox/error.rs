//! What can go wrong with the built-in platform itself, as opposed to what it answers.

use std::path::PathBuf;

pub use super::library::import::Flaw;
pub use super::library::recorded::NotRecorded;

/// A failure of the sandbox. Displays as a fragment that fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of the library could not be used.
    #[error("{action} {}", path.display())]
    File {
        /// What was being done with it: `read`, `write`, …
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file of the library is not what this program wrote.
    #[error("understand {}: {reason}; `vodsweep sandbox reset` makes a new library", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The text to import is not JSON.
    #[error("import videos: the text is not JSON")]
    NotJson(#[source] serde_json::Error),
    /// The text to import is JSON but not a list.
    #[error("import videos: expected a list of videos as `GET /videos` returns it")]
    NotAList,
    /// One of the videos to import is not a video. Nothing was imported.
    #[error("import videos: number {index} of the list (counted from 0): {flaw}")]
    NotAVideo {
        /// Its place in the list, counted from 0.
        index: usize,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// One of the videos of a recording cannot be in the library. Nothing was changed.
    #[error("play back the recording: number {index} of its videos (counted from 0): {flaw}")]
    NotRecorded {
        /// Its place in the recording, counted from 0.
        index: usize,
        /// What is wrong with it.
        flaw: NotRecorded,
    },
    /// The port could not be listened on.
    #[error("listen on 127.0.0.1:{port}")]
    Listen {
        /// The port; 0 stands for any.
        port: u16,
        /// The cause.
        source: std::io::Error,
    },
}
