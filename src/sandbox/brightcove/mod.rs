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
use axum::response::{IntoResponse, Response};

use super::clock::Clock;
use super::library::vault::Vault;
pub use scope::Scopes;

/// The endpoints of the dialect over a library.
pub(super) fn router(vault: Arc<Vault>, clock: Clock, scopes: Scopes) -> Router {
    // Tokens of another server, or of an earlier one at the same port, are not good here.
    let salt = u64::from_ne_bytes(clock.now().as_nanosecond().to_ne_bytes().first_chunk().copied().unwrap_or_default());
    routes::router(service::Service {
        vault,
        tokens: Arc::new(oauth::Tokens::new(scopes, salt)),
        engine: Arc::default(),
        clock,
    })
}

/// The answer to a request over the limits.
pub(super) fn too_many_requests() -> Response {
    error::ApiError::too_many_requests().into_response()
}
