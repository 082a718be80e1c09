//! What the endpoints share, and who is calling.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::error::ApiError;
use super::oauth::Tokens;
use super::scope::{Scope, Scopes};
use super::search::Engine;
use crate::sandbox::clock::Clock;
use crate::sandbox::library::item::Item;
use crate::sandbox::library::shelf::Shelf;
use crate::sandbox::library::vault::Vault;

/// What the endpoints share.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub(super) vault: Arc<Vault>,
    pub(super) tokens: Arc<Tokens>,
    pub(super) engine: Arc<Engine>,
    pub(super) clock: Clock,
}

/// Somebody with a good token, on their account.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) account: String,
    scopes: Scopes,
}

impl Caller {
    /// Fails unless the token permits this.
    pub(super) fn may(&self, scope: Scope) -> Result<(), ApiError> {
        if self.scopes.permit(scope) { Ok(()) } else { Err(ApiError::unauthorized()) }
    }
}

impl FromRequestParts<Service> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, ApiError> {
        if !accepts_json(&parts.headers) {
            return Err(ApiError::not_acceptable());
        }
        let scopes = bearer(&parts.headers)
            .and_then(|token| service.tokens.scopes_of(token, service.clock.now()))
            .ok_or_else(ApiError::unauthorized)?;
        let params = RawPathParams::from_request_parts(parts, service).await.map_err(|_| ApiError::not_found())?;
        let account = params.iter().find(|(name, _)| *name == "account").map(|(_, value)| value.to_owned());
        let account = account.ok_or_else(ApiError::not_found)?;
        let own = service.vault.read(|header, _| header.account_id == account)?;
        if own { Ok(Self { account, scopes }) } else { Err(ApiError::unauthorized()) }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, token) = value.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    if accepted.peek().is_none() {
        return true;
    }
    let fits = |kind: &str| {
        matches!(kind.split(';').next().map(str::trim), Some("*/*" | "application/*" | "application/json"))
    };
    accepted.flat_map(|value| value.split(',')).any(fits)
}

/// The video that a path names, by id or as `ref:` and a reference id.
pub(super) fn find<'a>(shelf: &'a Shelf, name: &str) -> Result<&'a Item, ApiError> {
    let found =
        name.strip_prefix("ref:").map_or_else(|| shelf.get(name), |reference| shelf.get_by_reference(reference));
    found.ok_or_else(ApiError::not_found)
}

/// The parameters of a query string.
pub(super) type Params = HashMap<String, String>;

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) offset: usize,
    pub(super) limit: usize,
}

impl Page {
    /// Reads `limit` (1 to 100, 20 by default) and `offset`.
    pub(super) fn of(params: &Params) -> Result<Self, ApiError> {
        let number = |name: &str, default: usize| {
            params.get(name).map_or(Ok(default), |text| {
                text.parse().map_err(|_| ApiError::bad_request(format!("{name} is not a number")))
            })
        };
        let (limit, offset) = (number("limit", 20)?, number("offset", 0)?);
        if (1..=100).contains(&limit) {
            Ok(Self { offset, limit })
        } else {
            Err(ApiError::bad_request("limit must be between 1 and 100"))
        }
    }
}
