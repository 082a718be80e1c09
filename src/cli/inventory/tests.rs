//! Syncs of a library that changes, by a platform that pages, lags and counts as real ones do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Listed, Outcome, SyncError, Why, sync};
use crate::inventory::Inventory;
use crate::model::{Account, Assets, Capabilities, KindSet, Known, Platform, Target, Video, VideoId, VideoState};
use crate::provider::{Counted, Error, ErrorKind, Library, Lookup, Page, Pages, Presence, Pushdown, capabilities};
use crate::query::{Listing, Matcher, Order, Query, parse};

const PAGE: usize = 7;

/// What happens to a library.
#[derive(Debug, Clone, Copy)]
enum Event {
    Made,
    Changed(usize),
    Deleted(usize),
    /// A change that the platform's search sees only after the next sync.
    ChangedUnseen(usize),
}

#[derive(Default)]
struct State {
    videos: BTreeMap<VideoId, Arc<Video>>,
    unseen: Vec<Arc<Video>>,
    made: u32,
    seconds: i64,
    /// What happens after the first page of the next listing.
    meanwhile: Option<Event>,
    pages: u32,
    /// The listing fails at this page.
    fails_at: Option<u32>,
    /// Videos that are counted and never listed.
    hidden: u64,
    counts: bool,
    tells_changes: bool,
}

struct Shelf {
    account: Account,
    state: Arc<Mutex<State>>,
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + seconds).unwrap()
}

impl State {
    fn happen(&mut self, event: Event) {
        // Eight minutes pass between two events, so that the margin of an hour covers those between two syncs.
        self.seconds += 480;
        let nth = |state: &Self, n: usize| {
            let count = state.videos.len().max(1);
            state.videos.values().nth(n % count).cloned()
        };
        match event {
            Event::Made => {
                self.made += 1;
                let id = VideoId::new(format!("{}", 6_300_000_000_000_u64 + u64::from(self.made))).unwrap();
                let mut video = Video::unknown(id.clone(), "it was not told");
                video.name = Known::Value(format!("news {}", self.made).into());
                video.state = Known::Value(VideoState::Active);
                video.created_at = Known::Value(at(self.seconds));
                video.updated_at = Known::Value(at(self.seconds));
                video.native = format!("{{\"made\":{}}}", self.made).into();
                self.videos.insert(id, Arc::new(video));
            }
            Event::Changed(n) | Event::ChangedUnseen(n) => {
                let Some(video) = nth(self, n) else { return };
                let mut changed = Video::clone(&video);
                let is_active = changed.state.get() == Some(VideoState::Active);
                changed.state = Known::Value(if is_active { VideoState::Inactive } else { VideoState::Active });
                changed.updated_at = Known::Value(at(self.seconds));
                changed.native = format!("{{\"changed\":{}}}", self.seconds).into();
                if matches!(event, Event::Changed(_)) {
                    self.unseen.retain(|unseen| unseen.id != changed.id);
                    self.videos.insert(changed.id.clone(), Arc::new(changed));
                } else {
                    self.unseen.push(Arc::new(changed));
                }
            }
            Event::Deleted(n) => {
                if let Some(video) = nth(self, n) {
                    self.videos.remove(&video.id);
                    self.unseen.retain(|unseen| unseen.id != video.id);
                }
            }
        }
    }

    /// The search sees what it did not see.
    fn catch_up(&mut self) {
        for video in std::mem::take(&mut self.unseen) {
            self.videos.insert(video.id.clone(), video);
        }
    }

    fn listed(&self, listing: &Listing) -> Vec<Arc<Video>> {
        let matcher = listing.query.as_deref().map(Matcher::new);
        let mut list: Vec<_> = self
            .videos
            .values()
            .filter(|video| matcher.as_ref().is_none_or(|matcher| !matcher.test(video).is_false()))
            .cloned()
            .collect();
        match listing.order {
            Order::Created => list.sort_by_key(|video| video.created_at.get()),
            Order::RecentlyUpdated => list.sort_by_key(|video| std::cmp::Reverse(video.updated_at.get())),
        }
        list
    }

    fn counted(&self, listing: &Listing) -> Counted {
        let hidden = if listing.query.is_none() { self.hidden } else { 0 };
        if self.counts { Counted::Exactly(self.listed(listing).len() as u64 + hidden) } else { Counted::Unknown }
    }

    fn page(&mut self, listing: &Listing, offset: usize) -> Result<Vec<Arc<Video>>, Error> {
        self.pages += 1;
        if self.fails_at == Some(self.pages) {
            return Err(Error::new(ErrorKind::Unavailable, "the platform is out of order"));
        }
        let page = self.listed(listing).into_iter().skip(offset).take(PAGE).collect();
        if let (Some(event), true) = (self.meanwhile, offset == PAGE) {
            self.meanwhile = None;
            self.happen(event);
        }
        Ok(page)
    }
}

impl Shelf {
    fn new() -> Self {
        let account = Account { name: "main".into(), platform: Platform::Brightcove, account_id: "1".into() };
        let state = State { counts: true, tells_changes: true, ..State::default() };
        Self { account, state: Arc::new(Mutex::new(state)) }
    }

    fn with(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
    }

    fn pages(&self) -> u32 {
        std::mem::take(&mut self.state.lock().unwrap().pages)
    }

    fn now(&self) -> Timestamp {
        at(self.state.lock().unwrap().seconds)
    }
}

#[async_trait]
impl Library for Shelf {
    fn account(&self) -> &Account {
        &self.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        capabilities(Platform::Brightcove)
    }

    fn pushdown(&self, query: &Query) -> Pushdown {
        let pushed = if self.state.lock().unwrap().tells_changes { vec![query.text.to_string()] } else { Vec::new() };
        Pushdown { pushed, ..Pushdown::default() }
    }

    async fn count(&self, listing: &Listing) -> Result<Counted, Error> {
        Ok(self.state.lock().unwrap().counted(listing))
    }

    fn list(&self, listing: Listing) -> Pages {
        let state = Arc::clone(&self.state);
        stream::unfold((0, BTreeSet::new(), false), move |(offset, mut seen, ended)| {
            let (state, listing) = (Arc::clone(&state), listing.clone());
            async move {
                if ended {
                    return None;
                }
                let mut state = state.lock().unwrap();
                let page = state.page(&listing, offset).map(|mut videos| {
                    let last = videos.is_empty();
                    videos.retain(|video| seen.insert(video.id.clone()));
                    (last, Page { videos, counted: state.counted(&listing) })
                });
                Some(match page {
                    Ok((last, page)) => (Ok(page), (offset + PAGE, seen, last)),
                    Err(error) => (Err(error), (offset, seen, true)),
                })
            }
        })
        .boxed()
    }

    async fn videos(&self, _: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        Ok(Vec::new())
    }

    fn read_batch(&self) -> usize {
        1
    }

    async fn assets(&self, video: &Video, _: KindSet) -> Result<Assets, Error> {
        Ok(Assets::new(video.id.clone()))
    }

    async fn references(&self, _: &VideoId) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn presence(&self, _: &Target) -> Result<Presence, Error> {
        Ok(Presence::Gone)
    }
}

fn synced(shelf: &Shelf, inventory: &Inventory) -> Result<Outcome, SyncError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(sync(shelf, inventory, false, shelf.now(), &|_, _| {}))
}

fn inventory() -> (tempfile::TempDir, Inventory) {
    let folder = tempfile::tempdir().unwrap();
    let inventory = Inventory::make(folder.path(), &Shelf::new().account).unwrap();
    (folder, inventory)
}

/// What a search of the inventory gives, and what the platform would.
fn searched(shelf: &Shelf, inventory: &Inventory, query: &str) -> (Vec<Arc<Video>>, Vec<Arc<Video>>) {
    let query = Arc::new(parse(query, at(0)).unwrap());
    let snapshot = inventory.snapshot().unwrap().unwrap();
    let held = snapshot.search(Some(&query), Order::Created).unwrap().collect::<Result<_, _>>().unwrap();
    let listing = Listing { query: Some(query), ..Listing::default() };
    (held, shelf.state.lock().unwrap().listed(&listing))
}

fn assert_current(shelf: &Shelf, inventory: &Inventory) {
    for query in ["", "state:inactive", "-name:*3* state:active", "news size:>1GB"] {
        let (held, live) = searched(shelf, inventory, query);
        assert_eq!(held, live, "{query}");
    }
}

#[test]
fn the_first_sync_lists_everything_and_the_next_what_changed() {
    let (shelf, (_folder, inventory)) = (Shelf::new(), inventory());
    shelf.with(|state| (0..100).for_each(|_| state.happen(Event::Made)));
    let first = synced(&shelf, &inventory).unwrap();
    assert_eq!((first.listed, first.synced.held), (Listed::Everything(Why::First), 100));
    assert_eq!(shelf.pages(), 16);
    shelf.with(|state| {
        state.happen(Event::Changed(3));
        state.happen(Event::Made);
    });
    let second = synced(&shelf, &inventory).unwrap();
    assert!(
        matches!(second.listed, Listed::Changes(from) if from == first.synced.newest - SignedDuration::from_hours(1))
    );
    assert_eq!((second.taken.new, second.taken.changed, second.taken.same), (1, 1, 8));
    assert_eq!(shelf.pages(), 3);
    assert_current(&shelf, &inventory);
    // Nothing happened: nothing is written but the time of the sync.
    let third = synced(&shelf, &inventory).unwrap();
    assert_eq!((third.taken.new, third.taken.changed), (0, 0));
    assert_eq!(third.synced.listed_at, first.synced.at);
}

#[test]
fn a_deletion_is_seen_by_the_count_and_everything_is_listed_again() {
    let (shelf, (_folder, inventory)) = (Shelf::new(), inventory());
    shelf.with(|state| (0..30).for_each(|_| state.happen(Event::Made)));
    synced(&shelf, &inventory).unwrap();
    shelf.with(|state| {
        state.happen(Event::Deleted(4));
        state.happen(Event::Made);
    });
    let outcome = synced(&shelf, &inventory).unwrap();
    assert_eq!(outcome.listed, Listed::Everything(Why::Differs { counted: 30, held: 31 }));
    assert_current(&shelf, &inventory);
}

#[test]
fn what_the_platform_does_not_tell_makes_a_sync_list_everything() {
    let (shelf, (_folder, inventory)) = (Shelf::new(), inventory());
    shelf.with(|state| (0..30).for_each(|_| state.happen(Event::Made)));
    synced(&shelf, &inventory).unwrap();
    shelf.with(|state| state.tells_changes = false);
    assert_eq!(synced(&shelf, &inventory).unwrap().listed, Listed::Everything(Why::NoChanges));
    shelf.with(|state| (state.tells_changes, state.counts) = (true, false));
    let outcome = synced(&shelf, &inventory).unwrap();
    assert_eq!(outcome.listed, Listed::Everything(Why::NoCount));
    assert!(outcome.synced.complete && outcome.synced.counted.is_none());
}

#[test]
fn a_sync_that_fails_leaves_what_was_held_and_a_short_one_says_so() {
    let (shelf, (_folder, inventory)) = (Shelf::new(), inventory());
    shelf.with(|state| (0..30).for_each(|_| state.happen(Event::Made)));
    shelf.with(|state| state.fails_at = Some(3));
    assert!(matches!(synced(&shelf, &inventory), Err(SyncError::Library(_))));
    assert!(inventory.snapshot().unwrap().is_none());
    shelf.with(|state| state.fails_at = None);
    synced(&shelf, &inventory).unwrap();
    let before = inventory.snapshot().unwrap().unwrap().synced().clone();
    shelf.pages();
    shelf.with(|state| {
        state.happen(Event::Deleted(0));
        state.fails_at = Some(4);
    });
    assert!(synced(&shelf, &inventory).is_err());
    assert_eq!(inventory.snapshot().unwrap().unwrap().synced(), &before);
    shelf.with(|state| (state.fails_at, state.hidden) = (None, 2));
    let short = synced(&shelf, &inventory).unwrap();
    assert_eq!((short.synced.complete, short.synced.held, short.synced.total()), (false, 29, 31));
    // What is not complete is not built upon.
    shelf.with(|state| state.hidden = 0);
    let whole = synced(&shelf, &inventory).unwrap();
    assert_eq!((whole.listed, whole.synced.complete), (Listed::Everything(Why::Incomplete), true));
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::Made),
        3 => any::<usize>().prop_map(Event::Changed),
        1 => any::<usize>().prop_map(Event::Deleted),
        1 => any::<usize>().prop_map(Event::ChangedUnseen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_inventory_answers_as_the_platform_whatever_happened_between_its_syncs(
        made in 0..40_usize,
        rounds in proptest::collection::vec((proptest::collection::vec(event(), 0..6), proptest::option::of(event())), 1..8),
    ) {
        let (shelf, (_folder, inventory)) = (Shelf::new(), inventory());
        shelf.with(|state| (0..made).for_each(|_| state.happen(Event::Made)));
        for (events, meanwhile) in rounds {
            shelf.with(|state| {
                for event in &events {
                    state.happen(*event);
                }
                state.meanwhile = meanwhile;
            });
            // One sync while something happens and before the search has seen everything, and one when it has.
            synced(&shelf, &inventory).unwrap();
            shelf.with(|state| {
                state.meanwhile = None;
                state.catch_up();
            });
            synced(&shelf, &inventory).unwrap();
            assert_current(&shelf, &inventory);
        }
    }
}
