//! Why a file is no recording that can be read.

use super::SCHEMA;

/// Why a text is not a recording.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// It ends too early.
    #[error("it ends before it is complete (line {0}): it was cut off, or is still being written")]
    Truncated(usize),
    /// It is no JSON.
    #[error("it is not JSON: {0}")]
    Json(serde_json::Error),
    /// It is JSON, but not of this program.
    #[error("it is JSON, but no recording: it has no schema `{SCHEMA}`")]
    Other,
    /// It is a recording of another version.
    #[error("it is a recording of another version ({0}); this program reads {SCHEMA}, a newer one may read it")]
    Version(String),
    /// It has a member that is wrong.
    #[error("it is damaged: {0}")]
    Damaged(serde_json::Error),
    /// It contradicts itself.
    #[error("it is damaged: {0}")]
    Inconsistent(String),
}
