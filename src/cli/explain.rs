//! `--explain-query`: what the platform is asked, what is decided here, and how many calls that takes.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use super::ProviderCatalog;
use crate::model::{Account, Assets, Capabilities, KindSet, Video, VideoId};
use crate::provider::Pushdown;
use crate::query::Listing;
use crate::report::counted;
use crate::script::{Candidates, Catalog, CatalogError, Coverage};

/// A library that is empty, and writes down how each of its listings would be read. The platform is only asked to count.
pub(super) struct Asked {
    catalog: ProviderCatalog,
    offline: bool,
    text: Mutex<String>,
}

impl Asked {
    /// Wraps a library that is never read.
    pub(super) fn new(catalog: ProviderCatalog, offline: bool) -> Self {
        Self { catalog, offline, text: Mutex::default() }
    }

    /// What was asked so far.
    pub(super) fn text(&self) -> String {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Catalog for Asked {
    fn account(&self) -> &Account {
        self.catalog.account()
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.catalog.capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        let text = listing_text(&self.catalog, listing, self.offline);
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

/// How a listing is read where no platform may be asked.
fn offline_text(listing: &Listing) -> String {
    match (&listing.query, &listing.native) {
        (_, Some(native)) => format!("native query: {native}\nthe inventory cannot answer it\n"),
        (Some(query), None) => format!("query: {}\nthe inventory is searched, and no platform is asked\n", query.text),
        (None, None) => "query: (none)\nthe whole inventory is read, and no platform is asked\n".to_owned(),
    }
}

/// How a listing is read, with its calls where the platform may be asked for a count.
pub(super) fn listing_text(catalog: &ProviderCatalog, listing: &Listing, offline: bool) -> String {
    if offline {
        return offline_text(listing);
    }
    let mut text = match (&listing.query, &listing.native) {
        (Some(query), _) => pushdown(&query.text, &catalog.library().pushdown(query)),
        (None, Some(native)) => format!("native query: {native}\n"),
        (None, None) => "query: (none)\nthe platform is asked for every video\n".to_owned(),
    };
    let batch = catalog.library().list_batch();
    let _ = match catalog.count(listing) {
        Ok(Some(count)) => {
            let calls = count.div_ceil(u64::try_from(batch).unwrap_or(u64::MAX)).max(1);
            let candidates = counted(count, "candidate", "candidates");
            writeln!(text, "{candidates} in {}", counted(calls, "call", "calls"))
        }
        Ok(None) => writeln!(text, "each call lists up to {batch} candidates; the platform does not count these"),
        Err(error) => writeln!(text, "how many calls it takes is not known: {error}"),
    };
    text
}

/// The division of a query as text.
#[must_use]
fn pushdown(query: &str, pushdown: &Pushdown) -> String {
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
