//! What is asked of the platform, and what is answered from memory.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

use super::*;
use crate::model::{Known, MediaType, Platform, VideoState};
use crate::script::{MemoryCatalog, Policy, PolicySource, RunOptions, run};

static PLAIN: Capabilities = Capabilities::none(Platform::Brightcove);
static COSTLY: Capabilities =
    Capabilities { looked_up: &[VideoField::StorageClass], ..Capabilities::none(Platform::Brightcove) };

/// Counts the listings and totals that reach the library.
struct Counting {
    inner: MemoryCatalog,
    asked: AtomicU64,
}

impl Counting {
    fn count(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    fn one_more(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
    }
}

impl Catalog for Counting {
    fn account(&self) -> &Account {
        self.inner.account()
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.inner.capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        self.one_more();
        self.inner.candidates(listing)
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        self.one_more();
        self.inner.total()
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        self.one_more();
        self.inner.video(id)
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        self.one_more();
        self.inner.assets(videos, kinds)
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        self.one_more();
        self.inner.references(video)
    }
}

fn library(capabilities: &'static Capabilities, total: u64) -> (Arc<Counting>, Arc<Remembered>) {
    let video = |number: u32| {
        let mut video = Video::unknown(VideoId::new(number.to_string()).expect("an id"), "not set up");
        let state = if number.is_multiple_of(2) { VideoState::Active } else { VideoState::Inactive };
        video.state = Known::Value(state);
        video.media_type = Known::Value(MediaType::Video);
        video.tags = Known::Value(Vec::new());
        video
    };
    let inner = MemoryCatalog::new(capabilities, (0..10).map(video).collect()).counting(total);
    let counting = Arc::new(Counting { inner, asked: AtomicU64::new(0) });
    let remembered = Arc::new(Remembered::new(Arc::clone(&counting) as Arc<dyn Catalog>));
    (counting, remembered)
}

/// Runs a policy that proposes everything that the query finds; gives how many, and what it cost.
fn proposed(query: &str, (counting, remembered): &(Arc<Counting>, Arc<Remembered>)) -> (usize, u64) {
    let before = counting.count();
    let text = format!("search({query:?}).each(|v| delete_video(v, \"why\"));");
    let policy = Policy::compile(&PolicySource::from_text("p.rhai", &text, &[])).expect("compiles");
    let options = RunOptions::at(Timestamp::UNIX_EPOCH);
    let outcome = run(&policy, Arc::clone(remembered) as Arc<dyn Catalog>, options).expect("runs");
    (outcome.proposals.len(), counting.count() - before)
}

#[test]
fn a_small_library_is_read_once_whatever_is_asked() {
    let library = library(&PLAIN, 10);
    assert_eq!(proposed("state:inactive", &library), (5, 2), "the total and one listing");
    assert_eq!(proposed("state:active", &library), (5, 0));
    assert_eq!(proposed("", &library), (10, 0));
}

#[test]
fn a_query_that_narrows_what_was_read_of_a_large_library_asks_nothing() {
    let library = library(&PLAIN, 1_000_000);
    assert_eq!(proposed("state:inactive", &library), (5, 2));
    assert_eq!(proposed("state:inactive -tags:keep", &library), (5, 0));
    assert_eq!(proposed("-tags:keep state:inactive", &library), (5, 0));
    assert_eq!(proposed("state:active", &library), (5, 1), "it is not within what was read");
}

#[test]
fn a_library_of_middle_size_is_read_whole_with_the_second_query() {
    let library = library(&PLAIN, 100_000);
    assert_eq!(proposed("state:inactive", &library), (5, 2));
    assert_eq!(proposed("state:active", &library), (5, 1));
    assert_eq!(proposed("", &library), (10, 0));
}

#[test]
fn a_field_that_costs_a_call_is_answered_only_where_the_earlier_query_named_it_too() {
    let library = library(&COSTLY, 10);
    assert_eq!(proposed("state:inactive", &library).1, 2);
    assert_eq!(proposed("state:inactive storage_class:*", &library).1, 1);
    assert_eq!(proposed("state:inactive storage_class:* -tags:a", &library).1, 0);
    assert_eq!(proposed("state:inactive -tags:a", &library).1, 0, "answered from the listing that did not name it");
}

#[test]
fn items_that_no_usual_listing_holds_are_asked_for() {
    let library = library(&PLAIN, 10);
    assert_eq!(proposed("", &library).1, 2);
    assert_eq!(proposed("media_type:image", &library).1, 1);
    assert_eq!(proposed("media_type:audio", &library).1, 0);
}

#[test]
fn forgetting_reads_again() {
    let library = library(&PLAIN, 10);
    assert_eq!(proposed("", &library).1, 2);
    library.1.forget();
    assert_eq!(proposed("", &library).1, 2);
}
