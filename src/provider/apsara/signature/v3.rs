//! The newer scheme, `ACS3-HMAC-SHA256`: operation and credentials travel in headers, and the body is signed too.

use std::fmt::Write as _;

use hmac::Hmac;
use sha2::{Digest as _, Sha256};

use super::encoding::hex;
use super::keyed;

/// What the platform and its documents call it.
const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// What is signed of a request. Header names are lower case; the path is always `/`.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    /// As it stands in the address: sorted and encoded.
    pub(super) query: &'a str,
    pub(super) headers: &'a [(&'a str, &'a str)],
    pub(super) body: &'a [u8],
}

/// The hash that stands in `x-acs-content-sha256`.
pub(super) fn body_hash(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// The names of the signed headers, in order.
pub(super) fn signed_headers(request: &Request<'_>) -> String {
    let names: Vec<&str> = sorted(request).into_iter().map(|(name, _)| name).collect();
    names.join(";")
}

/// The one form of the request that both sides hash.
pub(super) fn canonical(request: &Request<'_>) -> String {
    let mut headers = String::new();
    for (name, value) in sorted(request) {
        let _ = writeln!(headers, "{name}:{}", value.trim());
    }
    let Request { method, query, body, .. } = request;
    format!("{method}\n/\n{query}\n{headers}\n{}\n{}", signed_headers(request), body_hash(body))
}

/// What the signature is made of.
pub(super) fn string_to_sign(canonical: &str) -> String {
    format!("{ALGORITHM}\n{}", hex(&Sha256::digest(canonical)))
}

/// The value of the header `Authorization`.
pub(super) fn authorization(request: &Request<'_>, key_id: &str, key_secret: &str) -> String {
    let text = string_to_sign(&canonical(request));
    let signature = hex(&keyed::<Hmac<Sha256>>(key_secret.as_bytes(), text.as_bytes()));
    format!("{ALGORITHM} Credential={key_id},SignedHeaders={},Signature={signature}", signed_headers(request))
}

fn sorted<'a>(request: &Request<'a>) -> Vec<(&'a str, &'a str)> {
    let mut headers = request.headers.to_vec();
    headers.sort_unstable();
    headers
}
