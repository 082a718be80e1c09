//! `--explain-query`: what the platform is asked, and what is decided here.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Account, Assets, Capabilities, KindSet, Video, VideoId};
use crate::provider::{Library, Pushdown};
use crate::query::Listing;
use crate::script::{Candidates, Catalog, CatalogError, Coverage};

/// A library that is empty, and writes down how each of its listings would be read.
pub(super) struct Asked {
    library: Arc<dyn Library>,
    text: Mutex<String>,
}

impl Asked {
    /// Wraps a library that is never read.
    pub(super) fn new(library: Arc<dyn Library>) -> Self {
        Self { library, text: Mutex::default() }
    }

    /// What was asked so far.
    pub(super) fn text(&self) -> String {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Catalog for Asked {
    fn account(&self) -> &Account {
        self.library.account()
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.library.capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        let text = match (&listing.query, &listing.native) {
            (Some(query), _) => pushdown(&query.text, &self.library.pushdown(query)),
            (None, Some(native)) => format!("native query: {native}\n"),
            (None, None) => "query: (none)\nthe platform is asked for every video\n".to_owned(),
        };
        self.text.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        Ok(Box::new(Empty))
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        Ok(None)
    }

    fn video(&self, _: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        Ok(None)
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        videos.iter().map(|video| Assets::unknown(video.id.clone(), kinds, "nothing is read here")).collect()
    }

    fn references(&self, _: &VideoId) -> Result<Vec<String>, CatalogError> {
        Ok(Vec::new())
    }
}

struct Empty;

impl Iterator for Empty {
    type Item = Result<Arc<Video>, CatalogError>;

    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

impl Candidates for Empty {
    fn coverage(&self) -> Coverage {
        Coverage::default()
    }
}

/// The division of a query as text.
#[must_use]
pub(super) fn pushdown(query: &str, pushdown: &Pushdown) -> String {
    let mut text = format!("query: {query}\n");
    if pushdown.sent.is_empty() {
        text.push_str("the platform is asked for every video\n");
    }
    for (name, value) in &pushdown.sent {
        let _ = writeln!(text, "the platform is asked: {name}={value}");
    }
    for part in &pushdown.pushed {
        let _ = writeln!(text, "  narrowed there: {part}");
    }
    for part in &pushdown.kept_here {
        let _ = writeln!(text, "  decided here only: {part}");
    }
    text.push_str("every condition is decided here, on the fetched video\n");
    text
}
