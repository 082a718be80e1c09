//! What can go wrong with an inventory.

use std::path::{Path, PathBuf};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A failure of an inventory; each message fits after "failed to" and names the file.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// The file is no inventory, or is damaged: nothing in it is believed.
    #[error("read the inventory {}: it is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Cause,
    },
    /// Another version of this program wrote it.
    #[error(
        "read the inventory {}: it has the format {found}, and this version of vodsweep reads {known}",
        path.display()
    )]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The format of this program.
        known: i64,
    },
    /// Another process is writing to it.
    #[error("write the inventory {}: another process is syncing it", path.display())]
    Syncing {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be used.
    #[error("{doing} the inventory {}", path.display())]
    Unusable {
        /// What was tried: `read`, `write`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Cause,
    },
}

/// What is wrong with a damaged file.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Flaw(pub(super) &'static str);

impl InventoryError {
    /// Whether only a new inventory helps.
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::OtherFormat { .. })
    }

    pub(super) fn damaged(path: &Path, what: &'static str) -> Self {
        Self::Damaged { path: path.to_path_buf(), source: Box::new(Flaw(what)) }
    }

    pub(super) fn unusable(
        doing: &'static str,
        path: &Path,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Unusable { doing, path: path.to_path_buf(), source: Box::new(source) }
    }

    /// A failure of the database: a damaged file is told apart from one that cannot be used now.
    pub(super) fn database(doing: &'static str, path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match source.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => {
                Self::Damaged { path: path.to_path_buf(), source: Box::new(source) }
            }
            // A column of another type than this program writes was not written by it.
            None => Self::Damaged { path: path.to_path_buf(), source: Box::new(source) },
            Some(_) => Self::unusable(doing, path, source),
        }
    }
}
