//! One request, together with whether it may be repeated.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};

use super::Repeat;

/// A request that is about to be sent. Whether it may be repeated is said where it is built.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) repeat: Repeat,
    /// What traces and observers are told instead of path and query: some platforms put credentials there.
    pub(crate) name: Option<String>,
}

impl Call {
    /// A reading: it changes nothing and may be repeated.
    pub(crate) fn read(url: Url) -> Self {
        Self { method: Method::GET, url, headers: HeaderMap::new(), body: None, repeat: Repeat::Freely, name: None }
    }

    /// A change: it is never repeated here, because a fresh look has to come first.
    pub(crate) fn change(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None, repeat: Repeat::Never, name: None }
    }

    /// A call of a platform that takes everything as `POST`: the name says what it is, and `repeat` whether it changes
    /// something.
    pub(crate) fn post(url: Url, repeat: Repeat, name: String) -> Self {
        Self { method: Method::POST, url, headers: HeaderMap::new(), body: None, repeat, name: Some(name) }
    }

    /// The same call with one more header.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The same call with a body.
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }
}
