//! What to list of a library.

use std::sync::Arc;

use super::Query;

/// The order in which candidates are wanted. It never changes which are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By creation, oldest first: the order in which paging is most stable.
    #[default]
    Created,
    /// By last change, newest first.
    RecentlyUpdated,
}

/// A request for candidates: a superset of what is really wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Our query; the platform is asked only the part that it can answer without losing a match.
    pub query: Option<Arc<Query>>,
    /// A text in the platform's own query language, passed through verbatim.
    pub native: Option<Arc<str>>,
    /// The paging order.
    pub order: Order,
}
