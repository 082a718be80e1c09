//! What can go wrong between us and a platform.

use std::time::Duration;

/// What kind of failure it is: decides about retrying, exit codes and advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// The credentials were not accepted.
    Credentials,
    /// The credentials lack a permission, named in the platform's words (`video-cloud/asset/delete`).
    MissingPermission(String),
    /// The thing does not exist.
    NotFound,
    /// Manual playlists still hold the video; their ids as far as known.
    Referenced(Vec<String>),
    /// Somebody or something is changing it right now; later may work.
    Busy,
    /// The platform says that we are too fast; how long it wants us to wait, when it says so.
    Throttled(Option<Duration>),
    /// The request as such was refused and will be refused again.
    Refused,
    /// The platform failed or was not reachable; later may work.
    Unavailable,
    /// No connection could be made: nothing was sent.
    Unreachable,
    /// The connection broke or timed out after the request was sent.
    Interrupted,
    /// The answer is not what the platform documents.
    Malformed,
    /// The configuration of the account cannot work.
    Configuration,
}

/// A failure of a call to a platform.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// What happened, as a lower-case fragment with the thing concerned in it; never a secret.
    pub message: String,
    /// The platform's own code, when it gave one.
    pub code: Option<String>,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// The cause.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of a kind with its message.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), code: None, status: None, source: None }
    }

    /// The same error for another item of the request, without its source.
    pub(crate) fn repeated(&self) -> Self {
        let Self { kind, message, code, status, source } = self;
        let message = match source {
            Some(source) => format!("{message}: {source}"),
            None => message.clone(),
        };
        Self { kind: kind.clone(), message, code: code.clone(), status: *status, source: None }
    }

    /// Whether the same reading may work later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Busy
                | ErrorKind::Throttled(_)
                | ErrorKind::Unavailable
                | ErrorKind::Unreachable
                | ErrorKind::Interrupted
                | ErrorKind::Malformed
        )
    }
}

/// A server's own words, short enough for one line.
pub(crate) fn shown(text: &str) -> Option<String> {
    let harmless: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line: String = harmless.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    (!line.is_empty()).then_some(line)
}
