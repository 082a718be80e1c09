//! Requests that the platform's own clients signed: all of them are good, and none is after any change.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Deserialize;

use super::acs3::{canonical_request, string_to_sign as acs3_string_to_sign};
use super::encoding::{canonical, encode};
use super::rpc::string_to_sign as rpc_string_to_sign;
use super::{Claim, Scheme, check_time};
use crate::sandbox::apsara::asked::Asked;

const SECRET: &str = "testAccessKeySecret";

/// A request as one of the platform's clients sent it, with what it did not sign left out.
#[derive(Debug, Clone, Deserialize)]
struct Capture {
    name: String,
    method: String,
    target: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// A request and what its signature is made from, step by step.
#[derive(Debug, Clone, Deserialize)]
struct Vector {
    name: String,
    scheme: String,
    secret: String,
    method: String,
    parameters: BTreeMap<String, String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    canonical_request: Option<String>,
    string_to_sign: Option<String>,
    signature: String,
}

fn captures() -> Vec<Capture> {
    serde_json::from_str(include_str!("../../../../tests/fixtures/apsara/captures.json")).unwrap()
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("../../../../tests/fixtures/apsara/signatures.json")).unwrap()
}

impl Capture {
    fn query(&self) -> &str {
        self.target.split_once('?').map(|(_, query)| query).unwrap_or_default()
    }

    fn asked(&self) -> Asked {
        asked(&self.method, self.query(), &self.headers, &self.body)
    }

    fn is_good(&self) -> bool {
        is_good(&self.asked(), SECRET)
    }
}

impl Vector {
    fn asked(&self) -> Asked {
        let signature = ("Signature".to_owned(), self.signature.clone());
        let signature = (self.scheme == "rpc").then_some(signature);
        // As on the wire: in any order, and with `+` for blanks.
        let pairs =
            signature.into_iter().chain(self.parameters.clone().into_iter().collect::<Vec<_>>().into_iter().rev());
        let query: Vec<String> =
            pairs.map(|(name, value)| format!("{name}={}", encode(&value).replace("%20", "+"))).collect();
        asked(&self.method, &query.join("&"), &self.headers, &self.body)
    }
}

fn asked(method: &str, query: &str, headers: &BTreeMap<String, String>, body: &str) -> Asked {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        map.insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    Asked::new(Method::from_bytes(method.as_bytes()).unwrap(), query, map, Bytes::from(body.to_owned()))
}

fn is_good(asked: &Asked, secret: &str) -> bool {
    Claim::of(asked).and_then(|claim| claim.verify(asked, secret)).is_ok()
}

#[test]
fn all_recorded_requests_are_good() {
    let captures = captures();
    assert_eq!(captures.len(), 67);
    for capture in &captures {
        let asked = capture.asked();
        let claim = Claim::of(&asked).unwrap();
        assert_eq!(claim.verify(&asked, SECRET), Ok(()), "{}", capture.name);
        assert_eq!(claim.scheme == Scheme::Rpc, !capture.name.contains("-v3"), "{}", capture.name);
        assert_eq!((claim.version, claim.key_id), ("2017-03-21", "testAccessKeyId"));
        let operation = capture.name.split("__").nth(1).unwrap().split('-').next().unwrap();
        assert_eq!(claim.action, operation);
        let token = capture.name.contains("-sts_").then_some("STSTOKEN/example+token==");
        assert_eq!(claim.token, token, "{}", capture.name);
        if capture.name.starts_with("fixed") {
            assert_eq!(check_time(claim.time, "2026-01-02T03:04:05Z".parse().unwrap()), Ok(()));
        } else {
            assert_eq!(check_time(claim.time, claim.time.parse().unwrap()), Ok(()));
        }
    }
}

#[test]
fn every_step_to_a_signature_is_as_published() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 12);
    for vector in &vectors {
        let asked = vector.asked();
        let claim = Claim::of(&asked).unwrap();
        let text = match &claim.scheme {
            Scheme::Rpc => rpc_string_to_sign(&asked),
            Scheme::Acs3 { signed } => {
                let request = canonical_request(&asked, signed);
                assert_eq!(&request, vector.canonical_request.as_ref().unwrap_or(&request), "{}", vector.name);
                acs3_string_to_sign(&request)
            }
        };
        assert_eq!(&text, vector.string_to_sign.as_ref().unwrap_or(&text), "{}", vector.name);
        assert_eq!(claim.signature, vector.signature, "{}", vector.name);
        assert_eq!(claim.verify(&asked, &vector.secret), Ok(()), "{}", vector.name);
    }
}

#[test]
fn parameters_of_the_older_scheme_may_stand_in_a_form() {
    let headers = BTreeMap::from([("content-type", "application/x-www-form-urlencoded; charset=UTF-8")]);
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let posted = captures().into_iter().filter(|capture| !capture.name.contains("-v3"));
    for capture in posted {
        let (front, back) = capture.query().split_once('&').unwrap();
        assert!(is_good(&asked("POST", front, &headers, back), SECRET), "{}", capture.name);
        assert!(!is_good(&asked("POST", front, &BTreeMap::new(), back), SECRET), "{}", capture.name);
    }
}

#[test]
fn no_byte_of_a_query_can_be_changed() {
    for capture in captures() {
        let prefix = capture.target.len() - capture.query().len();
        for at in prefix..capture.target.len() {
            let mut bytes = capture.target.clone().into_bytes();
            bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
            let changed = Capture { target: String::from_utf8(bytes).unwrap(), ..capture.clone() };
            assert!(!changed.is_good(), "{} with {}", capture.name, changed.target);
        }
        for more in ["&OwnerId=1", "&=", "&Action=GetVideoInfo"] {
            let changed = Capture { target: format!("{}{more}", capture.target), ..capture.clone() };
            assert!(!changed.is_good(), "{} with {more}", capture.name);
        }
    }
}

#[test]
fn no_byte_of_a_signed_header_can_be_changed() {
    for capture in captures().into_iter().filter(|capture| capture.name.contains("-v3")) {
        for (name, value) in &capture.headers {
            for at in 0..value.len() {
                let mut bytes = value.clone().into_bytes();
                bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
                // Which key it was signed with is for others to look up.
                let in_key_id = name == "Authorization" && (28..43).contains(&at);
                let mut changed = capture.clone();
                changed.headers.insert(name.clone(), String::from_utf8(bytes).unwrap());
                assert_eq!(changed.is_good(), in_key_id, "{} with {:?}", capture.name, changed.headers);
            }
            let mut changed = capture.clone();
            changed.headers.remove(name);
            assert!(!changed.is_good(), "{} without {name}", capture.name);
        }
    }
}

#[test]
fn method_body_and_secret_count_too() {
    for capture in captures() {
        let asked = capture.asked();
        assert!(!is_good(&asked, "testAccessKeySecreT") && !is_good(&asked, ""), "{}", capture.name);
        let changed = Capture { method: "GET".to_owned(), ..capture.clone() };
        assert!(!changed.is_good(), "{}", capture.name);
        let changed = Capture { body: "x".to_owned(), ..capture.clone() };
        assert_eq!(changed.is_good(), !capture.name.contains("-v3"), "{}", capture.name);
    }
}

#[test]
fn a_signed_body_cannot_be_changed_even_with_its_hash() {
    let vector = vectors().into_iter().find(|vector| !vector.body.is_empty()).unwrap();
    assert!(is_good(&vector.asked(), SECRET));
    let other = Vector { body: vector.body.replace("true", "TRUE"), ..vector.clone() };
    assert!(!is_good(&other.asked(), SECRET));
    let mut with_hash = other;
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    with_hash.headers.insert("x-acs-content-sha256".to_owned(), hash.to_owned());
    assert!(!is_good(&with_hash.asked(), SECRET));
}

#[test]
fn what_has_to_be_signed_is_signed() {
    let vector = vectors().into_iter().find(|vector| !vector.body.is_empty()).unwrap();
    let code = |vector: &Vector| Claim::of(&vector.asked()).map_err(|fault| fault.code).err();
    assert_eq!(code(&vector), None);
    for name in ["content-type", "host", "x-acs-date"] {
        let mut other = vector.clone();
        let authorization = other.headers.get_mut("Authorization").unwrap();
        *authorization = authorization.replace(&format!("{name};"), "");
        assert_eq!(code(&other).as_deref(), Some("IncompleteSignature"), "{name}");
    }
    let mut other = vector;
    other.headers.insert("x-acs-more".to_owned(), String::new());
    assert_eq!(code(&other).as_deref(), Some("IncompleteSignature"));
}

#[test]
fn requests_without_what_every_request_has_are_told_what_is_missing() {
    let find = |name: &str| captures().into_iter().find(|capture| capture.name == name).unwrap();
    let newer = find("fixed-v3__DeleteVideo");
    for (header, code) in [
        ("x-acs-action", "MissingAction"),
        ("x-acs-version", "MissingVersion"),
        ("x-acs-date", "MissingTimestamp"),
        ("x-acs-signature-nonce", "MissingSignatureNonce"),
        ("x-acs-content-sha256", "MissingContentSha256"),
        ("Authorization", "IncompleteSignature"),
    ] {
        let mut capture = newer.clone();
        capture.headers.remove(header);
        assert_eq!(Claim::of(&capture.asked()).unwrap_err().code, code);
    }
    let mut capture = newer;
    capture.headers.insert("Authorization".to_owned(), "ACS3-HMAC-SM3 Credential=a".to_owned());
    assert_eq!(Claim::of(&capture.asked()).unwrap_err().code, "InvalidSignatureMethod");
    let older = find("fixed-v1__DeleteVideo");
    let parameters = [
        "Action",
        "Version",
        "AccessKeyId",
        "Timestamp",
        "SignatureNonce",
        "Signature",
        "SignatureMethod",
        "SignatureVersion",
    ];
    for name in parameters {
        let target = older.target.replacen(&format!("{name}="), "Other=", 1);
        let capture = Capture { target, ..older.clone() };
        assert_eq!(Claim::of(&capture.asked()).unwrap_err().code, format!("Missing{name}"));
    }
    for (from, to, code) in [
        ("HMAC-SHA1", "HMAC-MD5", "InvalidSignatureMethod"),
        ("SignatureVersion=1.0", "SignatureVersion=2.0", "InvalidParameter.Format"),
        ("Format=json", "Format=yaml", "InvalidParameter.Format"),
    ] {
        let capture = Capture { target: older.target.replace(from, to), ..older.clone() };
        assert_eq!(Claim::of(&capture.asked()).unwrap_err().code, code);
    }
}

#[test]
fn a_wrong_signature_is_told_what_to_sign_and_never_the_secret() {
    for name in ["fixed-v3__DeleteVideo", "fixed-v1__DeleteVideo"] {
        let capture = captures().into_iter().find(|capture| capture.name == name).unwrap();
        let asked = capture.asked();
        let claim = Claim::of(&asked).unwrap();
        let fault = claim.verify(&asked, "another-secret").unwrap_err();
        assert_eq!((fault.status.as_u16(), fault.code.as_str()), (400, "SignatureDoesNotMatch"));
        let text = match &claim.scheme {
            Scheme::Rpc => rpc_string_to_sign(&asked),
            Scheme::Acs3 { signed } => acs3_string_to_sign(&canonical_request(&asked, signed)),
        };
        assert!(fault.message.contains(&text), "{}", fault.message);
        assert!(!fault.message.contains("another-secret"));
    }
}

#[test]
fn several_values_of_a_header_are_signed_as_one() {
    let mut headers = HeaderMap::new();
    for value in [" b ", "a"] {
        headers.append("x-acs-tag", HeaderValue::from_static(value));
    }
    let asked = Asked::new(Method::GET, "b=%7E&a", headers, Bytes::new());
    assert!(canonical_request(&asked, &["x-acs-tag"]).starts_with("GET\n/\na=&b=~\nx-acs-tag:a,b\n\nx-acs-tag\n"));
    assert_eq!(canonical(asked.pairs()), "a=&b=~");
}
