//! What can be wrong with a configuration.

use std::path::PathBuf;

use crate::model::Diagnostic;

/// The error of reading the configuration. It names keys and files, never a value of a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("read the configuration {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The text is not valid, with its place.
    #[error("{}", .0.message)]
    Text(Box<Diagnostic>),
    /// A value that cannot work.
    #[error("{key}: {message}")]
    Value {
        /// The key, dotted.
        key: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// No account of that name.
    #[error("find the account {name:?}")]
    UnknownAccount {
        /// The name as given.
        name: String,
        /// What there is, or what was probably meant.
        hint: String,
    },
}

impl ConfigError {
    pub(super) fn value(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Value { key: key.into(), message: message.into() }
    }
}
