//! The errors of the CMS API: a list with one code and one message.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::search::Refusal;
use crate::sandbox::error::Error;
use crate::sandbox::library::patch::Unfit;

/// An error as the platform answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ApiError {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: String,
}

/// What every endpoint returns.
pub(super) type Reply = Result<Response, ApiError>;

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// No token, a wrong one, or one without the permission.
    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "Permission denied.")
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "Resource not found")
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    pub(super) fn illegal_path() -> Self {
        let message = "ILLEGAL_PATH: A request for more than 10 videos is not supported";
        Self::new(StatusCode::BAD_REQUEST, "ILLEGAL_PATH", message)
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "VALIDATION_ERROR", message)
    }

    pub(super) fn bad_value(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_VALUE", message)
    }

    /// The files of the video cannot be changed, now or at all.
    pub(super) fn not_available(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "NOT_AVAILABLE", message)
    }

    pub(super) fn not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Method not allowed")
    }

    pub(super) fn not_acceptable() -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", "Only application/json is served")
    }

    pub(super) fn too_many_requests() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", "Too many requests")
    }

    /// Manual playlists hold the video.
    pub(super) fn references_exist(playlists: &[&str]) -> Self {
        let message = format!("Playlist references exist for: [{}]", playlists.join(", "));
        Self::new(StatusCode::CONFLICT, "REFERENCES_EXIST", message)
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", format!("the sandbox failed to {error}"))
    }
}

impl From<Unfit> for ApiError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Field(name) => {
                let message = format!("field {name} cannot be set");
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "ILLEGAL_FIELD", message)
            }
            Unfit::Value(name) => Self::invalid(format!("value of field {name} is not valid")),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Sort => Self::new(StatusCode::BAD_REQUEST, "INVALID_SORT", "Invalid sort field"),
            Refusal::Search(illegal) => Self::new(StatusCode::BAD_REQUEST, "ILLEGAL_QUERY", illegal.to_string()),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        json_response(self.status, &json!([{ "error_code": self.code, "message": self.message }]))
    }
}

/// A response with a JSON body.
pub(super) fn json_response(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json;charset=UTF-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// 200 with a JSON body.
pub(super) fn ok(body: &Value) -> Response {
    json_response(StatusCode::OK, body)
}

/// 204, nothing else.
pub(super) fn no_content() -> Response {
    StatusCode::NO_CONTENT.into_response()
}
