//! Signs requests, for tests that send some.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::encoding::{canonical, encode};
use super::{acs3, rpc};
use crate::sandbox::apsara::asked::Asked;

/// A key, and what its requests say besides their parameters.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Signer {
    pub(in crate::sandbox) key_id: String,
    pub(in crate::sandbox) secret: String,
    pub(in crate::sandbox) token: Option<String>,
    pub(in crate::sandbox) version: &'static str,
    pub(in crate::sandbox) time: String,
    pub(in crate::sandbox) nonce: String,
}

/// Parameters or headers.
pub(in crate::sandbox) type Pairs = Vec<(String, String)>;

pub(in crate::sandbox) fn pairs(pairs: &[(&str, &str)]) -> Pairs {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Signer {
    /// The headers of a request in the newer scheme.
    pub(in crate::sandbox) fn headers(&self, method: &str, action: &str, query: &Pairs, body: &str) -> Pairs {
        let no_body = Asked::new(Method::POST, "", HeaderMap::new(), Bytes::from(body.to_owned()));
        let mut headers = pairs(&[
            ("host", "x"),
            ("x-acs-action", action),
            ("x-acs-content-sha256", &acs3::body_hash(&no_body)),
            ("x-acs-date", &self.time),
            ("x-acs-signature-nonce", &self.nonce),
            ("x-acs-version", self.version),
        ]);
        if let Some(token) = &self.token {
            headers.extend(pairs(&[("x-acs-accesskey-id", &self.key_id), ("x-acs-security-token", token)]));
        }
        if !body.is_empty() {
            headers.extend(pairs(&[("content-type", "application/x-www-form-urlencoded")]));
        }
        let mut map = HeaderMap::new();
        for (name, value) in &headers {
            map.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        let mut names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let asked = Asked::new(method, &canonical(query.iter()), map, Bytes::from(body.to_owned()));
        let request = acs3::canonical_request(&asked, &names);
        let signature = acs3::sign(&acs3::string_to_sign(&request), &self.secret).unwrap();
        let (id, names) = (&self.key_id, names.join(";"));
        let value = format!("ACS3-HMAC-SHA256 Credential={id},SignedHeaders={names},Signature={signature}");
        headers.extend(pairs(&[("Authorization", &value)]));
        headers
    }

    /// The whole query, or form, of a request in the older scheme.
    pub(in crate::sandbox) fn query(&self, method: &str, action: &str, parameters: &Pairs) -> String {
        let mut all = pairs(&[
            ("Action", action),
            ("Version", self.version),
            ("Format", "JSON"),
            ("AccessKeyId", &self.key_id),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", &self.nonce),
            ("Timestamp", &self.time),
        ]);
        all.extend(self.token.iter().map(|token| ("SecurityToken".to_owned(), token.clone())));
        all.extend(parameters.iter().cloned());
        let query = canonical(all.iter());
        let asked = Asked::new(Method::from_bytes(method.as_bytes()).unwrap(), &query, HeaderMap::new(), Bytes::new());
        let signature = rpc::sign(&rpc::string_to_sign(&asked), &self.secret).unwrap();
        format!("{query}&Signature={}", encode(&signature))
    }
}
