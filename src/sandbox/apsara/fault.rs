//! The errors of the dialect: a status, a code and a message.

use axum::http::StatusCode;

use crate::sandbox::error::Error;

/// An error as the platform answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) code: String,
    pub(super) message: String,
}

impl Fault {
    /// An error with its status (400, 403, 404, 503), code and message.
    pub(super) fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, code: code.into(), message: message.into() }
    }

    /// A parameter that every request has is not there.
    pub(super) fn missing(name: &str) -> Self {
        Self::new(400, format!("Missing{name}"), format!("{name} is mandatory for this action."))
    }

    /// A parameter of the operation that must be there is not.
    pub(super) fn missing_parameter(name: &str) -> Self {
        Self::new(400, "MissingParameter", format!("The specified parameter {name} is missing."))
    }

    /// A parameter has a value that it cannot have.
    pub(super) fn invalid(name: &str) -> Self {
        Self::new(400, "InvalidParameter", format!("The specified parameter {name} is not valid."))
    }

    /// A list has more entries than one request may have.
    pub(super) fn exceeded(name: &str) -> Self {
        Self::new(400, format!("{name}ExceededMax"), format!("The {name} exceed maximum."))
    }

    /// There is no such video.
    pub(super) fn video_not_found() -> Self {
        Self::new(404, "InvalidVideo.NotFound", "The video does not exist.")
    }

    /// There is no such picture.
    pub(super) fn no_such_resource() -> Self {
        Self::new(404, "NoSuchResource", "The specified resource could not be found.")
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::new(500, "InternalError", format!("the sandbox failed to {error}"))
    }
}
