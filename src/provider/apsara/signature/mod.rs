//! How requests prove whose they are. Everything here is a pure function: time and nonce are arguments.

mod encoding;
#[cfg(test)]
mod tests;
mod v1;
mod v3;

use hmac::{KeyInit, Mac};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue};

pub(super) use encoding::{canonical_query, hex};

use crate::model::Secret;
use crate::provider::{Error, ErrorKind};

/// The version of the API, part of every request.
const VERSION: &str = "2017-03-21";
const JSON: &str = "application/json";

/// A scheme of signing. The platform takes both and recommends the newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureVersion {
    /// `ACS3-HMAC-SHA256`, in headers.
    #[default]
    V3,
    /// HMAC-SHA1, in the query: for proxies that drop headers, and for old gateways.
    V1,
}

/// An access key, with its token when it is a temporary one.
#[derive(Debug, Clone)]
pub(super) struct Credentials {
    pub(super) key_id: Secret,
    pub(super) key_secret: Secret,
    pub(super) token: Option<Secret>,
}

/// Shorter texts are no real keys, and could be part of any word.
const SHORTEST_KEY: usize = 16;

impl Credentials {
    /// A text of the server without anything of the key that it may repeat.
    pub(super) fn hidden_in(&self, text: &str) -> String {
        let secrets = [Some(&self.key_id), Some(&self.key_secret), self.token.as_ref()];
        let long = secrets.into_iter().flatten().map(Secret::expose).filter(|secret| secret.len() >= SHORTEST_KEY);
        long.fold(text.to_owned(), |text, secret| text.replace(secret, "[secret]"))
    }
}

/// A request before it is signed: always `POST /` with an empty body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unsigned<'a> {
    pub(super) operation: &'a str,
    /// As the header says it, with a port that is not the usual one.
    pub(super) host: &'a str,
    pub(super) params: &'a [(&'a str, &'a str)],
    pub(super) time: Timestamp,
    /// Never used before, by anybody with this key.
    pub(super) nonce: &'a str,
}

/// What is added to the address and the headers of a signed request.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) query: String,
    pub(super) headers: HeaderMap,
}

impl SignatureVersion {
    /// Signs a request.
    ///
    /// # Errors
    /// Fails when the key or its token holds characters that cannot be sent.
    pub(super) fn sign(self, request: &Unsigned<'_>, credentials: &Credentials) -> Result<Signed, Error> {
        match self {
            Self::V3 => sign_v3(request, credentials),
            Self::V1 => Ok(sign_v1(request, credentials)),
        }
    }
}

fn sign_v3(request: &Unsigned<'_>, credentials: &Credentials) -> Result<Signed, Error> {
    let query = canonical_query(request.params.iter().copied());
    let (date, hash) = (timestamp(request.time), v3::body_hash(b""));
    let mut headers: Vec<(&'static str, &str)> = vec![
        ("accept", JSON),
        ("host", request.host),
        ("x-acs-action", request.operation),
        ("x-acs-content-sha256", hash.as_str()),
        ("x-acs-date", date.as_str()),
        ("x-acs-signature-nonce", request.nonce),
        ("x-acs-version", VERSION),
    ];
    if let Some(token) = &credentials.token {
        headers.push(("x-acs-accesskey-id", credentials.key_id.expose()));
        headers.push(("x-acs-security-token", token.expose()));
    }
    let whole = v3::Request { method: "POST", query: &query, headers: &headers, body: b"" };
    let authorization = v3::authorization(&whole, credentials.key_id.expose(), credentials.key_secret.expose());
    let mut sent = HeaderMap::with_capacity(headers.len() + 1);
    // The host goes with the connection.
    for (name, value) in headers.into_iter().chain([("authorization", authorization.as_str())]) {
        if name != "host" {
            sent.insert(HeaderName::from_static(name), sensitive(value)?);
        }
    }
    Ok(Signed { query, headers: sent })
}

fn sign_v1(request: &Unsigned<'_>, credentials: &Credentials) -> Signed {
    let date = timestamp(request.time);
    let mut params = request.params.to_vec();
    params.extend([
        ("AccessKeyId", credentials.key_id.expose()),
        ("Action", request.operation),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", request.nonce),
        ("SignatureVersion", "1.0"),
        ("Timestamp", date.as_str()),
        ("Version", VERSION),
    ]);
    params.extend(credentials.token.as_ref().map(|token| ("SecurityToken", token.expose())));
    let query = canonical_query(params);
    let signature = v1::signature("POST", &query, credentials.key_secret.expose());
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(JSON))]);
    Signed { query: format!("{query}&Signature={}", encoding::encode(&signature)), headers }
}

/// A moment as both schemes write it: in UTC, without a fraction.
fn timestamp(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}

/// A header value that debug output does not show.
fn sensitive(value: &str) -> Result<HeaderValue, Error> {
    let refused = |_| Error::new(ErrorKind::Configuration, "the access key holds characters that cannot be sent");
    let mut value = HeaderValue::from_str(value).map_err(refused)?;
    value.set_sensitive(true);
    Ok(value)
}

fn keyed<M: Mac + KeyInit>(key: &[u8], text: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { unreachable!("HMAC takes keys of any length") };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}
