//! The Brightcove dialect: OAuth and the CMS API over the emulated library.

mod assets;
mod error;
mod lists;
mod oauth;
mod render;
mod render_files;
mod routes;
mod scope;
mod search;
mod service;
mod videos;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::clock::Clock;
use super::library::vault::Vault;
pub(super) use oauth::Tokens;
pub use scope::Scopes;

/// No tokens yet, for credentials with these permissions.
pub(super) fn tokens(clock: Clock, scopes: Scopes) -> Arc<Tokens> {
    // Tokens of another server, or of an earlier one at the same port, are not good here.
    let salt = u64::from_ne_bytes(clock.now().as_nanosecond().to_ne_bytes().first_chunk().copied().unwrap_or_default());
    Arc::new(Tokens::new(scopes, salt))
}

/// The endpoints of the dialect over a library.
pub(super) fn router(vault: Arc<Vault>, clock: Clock, tokens: Arc<Tokens>) -> Router {
    routes::router(service::Service { vault, tokens, engine: Arc::default(), clock })
}

/// An error in the words of the CMS API, or in those of the token service.
pub(super) fn refusal(status: u16, code: &str, message: &str, of_tokens: bool) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if of_tokens {
        return error::json_response(status, &json!({ "error": code.to_lowercase(), "error_description": message }));
    }
    error::json_response(status, &json!([{ "error_code": code, "message": message }]))
}

/// The answer to a request over the limits.
pub(super) fn too_many_requests() -> Response {
    error::ApiError::too_many_requests().into_response()
}
