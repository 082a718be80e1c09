//! Why a plan file cannot be used, or a limit not be set.

/// The error of loading a plan document.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The text is not JSON: truncated, or not a plan at all.
    #[error("read the plan: it is not complete JSON (truncated or not a plan file)")]
    Json(#[source] serde_json::Error),
    /// The document has another schema.
    #[error("read the plan: its schema is {found:?} and this program reads {expected:?}")]
    Schema {
        /// What the document says.
        found: String,
        /// What this program reads.
        expected: &'static str,
    },
    /// The content does not match the digest.
    #[error("accept the plan: its content does not match its digest, so it was edited or damaged after it was made")]
    Digest,
    /// The digest matches but the content is not a plan.
    #[error("read the plan: its content does not follow the schema")]
    Content(#[source] serde_json::Error),
    /// The content contradicts itself.
    #[error("accept the plan: {0}")]
    Inconsistent(String),
}

/// The error of reading a limit such as `share=20%`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("set the limit {name}: {message}")]
pub struct LimitError {
    /// The limit as written.
    pub name: String,
    /// What is wrong, with what would be right.
    pub message: String,
}
