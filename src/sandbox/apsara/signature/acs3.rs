//! The newer scheme: `ACS3-HMAC-SHA256` over method, query, chosen headers and body.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::encoding::{canonical, hex};
use super::{Claim, Scheme, incomplete, mismatch, unknown_method};
use crate::sandbox::apsara::asked::Asked;
use crate::sandbox::apsara::fault::Fault;

/// The name of the scheme, in the header and in what is signed.
const ALGORITHM: &str = "ACS3-HMAC-SHA256";
/// The header that says what the body hashes to.
const CONTENT_HASH: &str = "x-acs-content-sha256";

/// Whether a request is made for this scheme. The older one may send `x-acs-action` and `x-acs-version` too.
pub(super) fn is_meant(asked: &Asked) -> bool {
    asked.header("authorization").is_some() || asked.header(CONTENT_HASH).is_some()
}

/// Reads `Authorization` and the headers that every request has.
///
/// How the platform words a missing header is not documented; they are named like the parameters of the older scheme.
pub(super) fn claim(asked: &Asked) -> Result<Claim<'_>, Fault> {
    let required = |header: &str, name: &str| {
        asked.header(header).filter(|value| !value.is_empty()).ok_or_else(|| Fault::missing(name))
    };
    let action = required("x-acs-action", "Action")?;
    let version = required("x-acs-version", "Version")?;
    let authorization = asked.header("authorization").ok_or_else(|| incomplete("Authorization is missing"))?;
    let (algorithm, fields) = authorization.split_once(' ').unwrap_or((authorization, ""));
    if algorithm != ALGORITHM {
        return Err(unknown_method());
    }
    let field = |name: &str| {
        let mut values = fields.split(',').filter_map(|field| field.trim().split_once('='));
        let value = values.find(|(known, _)| *known == name).map(|(_, value)| value);
        value.filter(|value| !value.is_empty()).ok_or_else(|| incomplete(&format!("{name} is missing")))
    };
    let signed: Vec<&str> = field("SignedHeaders")?.split(';').collect();
    if let Some(name) = unsigned(asked, &signed) {
        return Err(incomplete(&format!("the header {name} is not signed")));
    }
    required(CONTENT_HASH, "ContentSha256")?;
    Ok(Claim {
        action,
        version,
        key_id: field("Credential")?,
        token: asked.header("x-acs-security-token").filter(|token| !token.is_empty()),
        time: required("x-acs-date", "Timestamp")?,
        nonce: required("x-acs-signature-nonce", "SignatureNonce")?,
        signature: field("Signature")?,
        scheme: Scheme::Acs3 { signed },
    })
}

/// A header that has to be signed and is not: `host`, every `x-acs-*`, and the type of a body.
fn unsigned<'a>(asked: &'a Asked, signed: &[&str]) -> Option<&'a str> {
    let has_to = |name: &&str| match *name {
        "host" => true,
        "content-type" => !asked.body.is_empty(),
        name => name.starts_with("x-acs-"),
    };
    let mut sent = asked.headers.keys().map(axum::http::HeaderName::as_str);
    if signed.contains(&"host") { sent.find(|name| has_to(name) && !signed.contains(name)) } else { Some("host") }
}

/// Whether a signature is what this secret makes of the request.
pub(super) fn verify(asked: &Asked, signed: &[&str], signature: &str, secret: &str) -> Result<(), Fault> {
    let request = canonical_request(asked, signed);
    let text = string_to_sign(&request);
    let hash_is_right = asked.header(CONTENT_HASH) == Some(body_hash(asked).as_str());
    if hash_is_right && sign(&text, secret).as_deref() == Some(signature) {
        return Ok(());
    }
    let Fault { status, code, message } = mismatch(&text);
    Err(Fault { status, code, message: format!("{message}, server canonical request is:{request}") })
}

/// The request as it is signed. What a body hashes to is found out here, and not taken from the header.
pub(super) fn canonical_request(asked: &Asked, signed: &[&str]) -> String {
    let mut names = signed.to_vec();
    names.sort_unstable();
    let headers: Vec<String> = names.iter().map(|name| format!("{name}:{}\n", header_values(asked, name))).collect();
    let (method, query, body) = (&asked.method, canonical(asked.query.iter()), body_hash(asked));
    format!("{method}\n/\n{query}\n{}\n{}\n{body}", headers.concat(), names.join(";"))
}

/// The values of a header, sorted and joined; nothing when it was not sent.
fn header_values(asked: &Asked, name: &str) -> String {
    let all = asked.headers.get_all(name).iter();
    let mut values: Vec<String> =
        all.map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned()).collect();
    values.sort_unstable();
    values.join(",")
}

/// What the body hashes to.
pub(super) fn body_hash(asked: &Asked) -> String {
    hex(&Sha256::digest(&asked.body))
}

/// What is signed: the name of the scheme and what the request hashes to.
pub(super) fn string_to_sign(canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{}", hex(&Sha256::digest(canonical_request)))
}

/// The signature of a text; the key is the secret as it is.
pub(super) fn sign(text: &str, secret: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(text.as_bytes());
    Some(hex(&mac.finalize().into_bytes()))
}
