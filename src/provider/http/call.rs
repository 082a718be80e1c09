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
}

impl Call {
    /// A reading: it changes nothing and may be repeated.
    pub(crate) fn read(url: Url) -> Self {
        Self { method: Method::GET, url, headers: HeaderMap::new(), body: None, repeat: Repeat::Freely }
    }

    /// A change: it is repeated only when it was certainly not applied.
    pub(crate) fn change(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None, repeat: Repeat::IfNotApplied }
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
