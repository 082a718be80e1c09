//! Access tokens: handed out for client credentials, good for five minutes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::error::json_response;
use super::scope::Scopes;
use super::service::Service;
use crate::sandbox::library::rng::Rng;

/// For how many seconds a token is good.
const LIFE_SECONDS: i64 = 300;

/// The tokens that a server handed out.
#[derive(Debug)]
pub(in crate::sandbox) struct Tokens {
    scopes: Scopes,
    issued: Mutex<Issued>,
}

#[derive(Debug)]
struct Issued {
    rng: Rng,
    expiry: HashMap<String, Timestamp>,
}

impl Tokens {
    /// No token yet; `salt` keeps those of one server apart from those of another.
    pub(super) fn new(scopes: Scopes, salt: u64) -> Self {
        Self { scopes, issued: Mutex::new(Issued { rng: Rng::new(salt, 7, 0), expiry: HashMap::new() }) }
    }

    /// Hands out a token.
    fn issue(&self, now: Timestamp) -> String {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued.expiry.retain(|_, expiry| *expiry > now);
        let token = format!("SBX{}", issued.rng.hex(200));
        let expiry = now.checked_add(SignedDuration::from_secs(LIFE_SECONDS)).unwrap_or(now);
        issued.expiry.insert(token.clone(), expiry);
        token
    }

    /// Makes every token that was handed out so far a bad one.
    pub(in crate::sandbox) fn revoke_all(&self) {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner).expiry.clear();
    }

    /// What a token permits; `None` when it was never handed out or has expired.
    pub(super) fn scopes_of(&self, token: &str, now: Timestamp) -> Option<Scopes> {
        let issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued.expiry.get(token).filter(|expiry| **expiry > now).map(|_| self.scopes.clone())
    }
}

/// `POST /v4/access_token`.
pub(super) async fn access_token(
    State(service): State<Service>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let says_grant = |text: &str| text.split('&').any(|pair| pair == "grant_type=client_credentials");
    if !says_grant(&body) && !says_grant(uri.query().unwrap_or_default()) {
        return refused(StatusCode::BAD_REQUEST, "unsupported_grant_type", "grant_type must be client_credentials");
    }
    let Some((id, secret)) = credentials(&headers) else {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client", "client credentials are missing");
    };
    let known = service.vault.read(|header, _| header.client_id == id && header.client_secret == secret);
    match known {
        Ok(true) => {}
        Ok(false) => {
            let text = "The \"client_id\" or \"client_secret\" is not valid.";
            return refused(StatusCode::BAD_REQUEST, "invalid_client", text);
        }
        Err(error) => return refused(StatusCode::INTERNAL_SERVER_ERROR, "server_error", &error.to_string()),
    }
    let token = service.tokens.issue(service.clock.now());
    let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": LIFE_SECONDS });
    let mut response = json_response(StatusCode::OK, &body);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refused(status: StatusCode, error: &str, text: &str) -> Response {
    json_response(status, &json!({ "error": error, "error_description": text }))
}

fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let bytes = STANDARD.decode(value.strip_prefix("Basic ")?.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}
