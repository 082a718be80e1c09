//! Why files cannot be watched.

use std::path::PathBuf;

/// The error of watching files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system's file events are not available.
    #[error("start watching files")]
    Start(#[source] notify::Error),
    /// A folder cannot be watched: it is missing, or the system allows no more watches.
    #[error("watch the folder {}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        #[source]
        source: notify::Error,
    },
    /// The system reported that events were lost or the watch broke.
    #[error("go on watching files: {0}")]
    Broken(String),
}
