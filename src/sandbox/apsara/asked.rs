//! A request as it came in, before anybody believes it.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, header};

use super::params::Params;
use super::signature::encoding::decode_pairs;

/// The content type of a body that holds parameters.
const FORM: &str = "application/x-www-form-urlencoded";

/// A request as it came in, its parameters decoded.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The parameters of the query, in the order sent.
    pub(super) query: Vec<(String, String)>,
    /// The parameters of a form body; empty with any other body.
    pub(super) form: Vec<(String, String)>,
}

impl Asked {
    /// Takes a request apart.
    pub(super) fn new(method: Method, query: &str, headers: HeaderMap, body: Bytes) -> Self {
        let query = decode_pairs(query.as_bytes());
        let form = if is_form(&headers) { decode_pairs(&body) } else { Vec::new() };
        Self { method, headers, body, query, form }
    }

    /// A header, without blanks around it; one that is not text counts as not there.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.headers.get(name)?.as_bytes()).ok().map(str::trim)
    }

    /// All parameters, of the query and of the form.
    pub(super) fn pairs(&self) -> impl Iterator<Item = &(String, String)> {
        self.query.iter().chain(&self.form)
    }

    /// A parameter; of several with one name the last counts, and one that is empty counts as not there.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.pairs().filter(|(known, _)| known == name).last();
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// What an operation is given.
    pub(super) fn params(&self) -> Params {
        Params::new(self.pairs().cloned())
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.and_then(|kind| kind.split(';').next()).is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
}
