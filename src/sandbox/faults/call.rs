//! A request as far as faults care: what sort it is, and which videos it names.

use axum::body::Bytes;
use axum::http::request::Parts;

use super::sort::Sort;
use crate::sandbox::apsara::NamedCall;

/// Which platform is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Dialect {
    Brightcove,
    Apsara,
}

impl Dialect {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Brightcove => "brightcove",
            Self::Apsara => "apsara",
        }
    }
}

/// A request as far as faults care.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Call {
    pub(super) dialect: Dialect,
    pub(super) sorts: &'static [Sort],
    /// The operation of the `ApsaraVideo` dialect.
    pub(in crate::sandbox) operation: Option<String>,
    /// What is listed, without the place of the page in it.
    pub(super) listing: String,
    /// The ids of the videos that it names, in the words of its dialect.
    pub(super) ids: Vec<String>,
    /// Whether it carries a token besides the key, in the `ApsaraVideo` dialect.
    pub(super) has_token: bool,
}

impl Call {
    /// Looks at a request. Whether it is signed, permitted or well-formed does not matter here.
    pub(in crate::sandbox) fn of(parts: &Parts, body: &Bytes) -> Self {
        let path: Vec<&str> = parts.uri.path().split('/').filter(|part| !part.is_empty()).collect();
        if path.is_empty() {
            return Self::of_operation(NamedCall::of(parts, body));
        }
        let ids = match path.as_slice() {
            ["v1", "accounts", _, "videos", ids, ..] => ids.split(',').map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let sorts = Sort::of_path(parts.method.as_str(), &path);
        let query = parts.uri.query().unwrap_or_default();
        let search = query.split('&').filter(|pair| !pair.starts_with("offset=") && !pair.starts_with("limit="));
        let listing = search.collect::<Vec<_>>().join("&");
        Self { dialect: Dialect::Brightcove, sorts, operation: None, listing, ids, has_token: false }
    }

    fn of_operation(named: NamedCall) -> Self {
        let NamedCall { operation, listing, ids, counts, has_token } = named;
        let sorts = operation.as_deref().map_or(&[][..], |name| Sort::of_operation(name, counts));
        Self { dialect: Dialect::Apsara, sorts, operation, listing, ids, has_token }
    }

    pub(super) fn is(&self, sort: Sort) -> bool {
        self.sorts.contains(&sort)
    }
}
