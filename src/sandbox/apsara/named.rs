//! What a request names, believed without a look at its signature.

use axum::body::Bytes;
use axum::http::request::Parts;

use super::asked::Asked;
use super::signature;

/// The parameters that hold ids of items.
const IDS: [&str; 4] = ["VideoIds", "VideoId", "MediaIds", "ImageIds"];

/// The parameters that say what is searched for.
const SEARCH: [&str; 3] = ["SearchType", "Match", "SortBy"];

/// What a request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) struct NamedCall {
    /// The operation.
    pub(in crate::sandbox) operation: Option<String>,
    /// What is searched for, without the place of the page in it.
    pub(in crate::sandbox) listing: String,
    /// The items.
    pub(in crate::sandbox) ids: Vec<String>,
    /// Whether it is a search for one item, as one counts.
    pub(in crate::sandbox) counts: bool,
    /// Whether it comes with a token of a temporary key.
    pub(in crate::sandbox) has_token: bool,
}

impl NamedCall {
    /// Reads a request.
    pub(in crate::sandbox) fn of(parts: &Parts, body: &Bytes) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let asked = Asked::new(parts.method.clone(), query, parts.headers.clone(), body.clone());
        let params = asked.params();
        let ids = IDS.iter().flat_map(|name| params.list(name)).map(str::to_owned).collect();
        Self {
            operation: signature::action(&asked).map(str::to_owned),
            listing: SEARCH.iter().filter_map(|name| params.text(name)).collect::<Vec<_>>().join("\n"),
            ids,
            counts: params.text("PageSize") == Some("1") && params.text("ScrollToken").is_none(),
            has_token: asked.header("x-acs-security-token").is_some() || params.text("SecurityToken").is_some(),
        }
    }
}
