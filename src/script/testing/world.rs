//! Everything that one test sets up: the clock, the platform, the library and what an account would configure. Each test
//! has a world of its own.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use rhai::NativeCallContext;

use super::assertion::Unmet;
use super::planning::Account;
use super::policies::Policies;
use super::record::PolicyRun;
use super::shelf::Shelf;
use super::snapshot::{Snapshots, Taken};
use super::trial::TestOptions;
use crate::model::{Assets, Capabilities, KindSet, Platform, Video, VideoId};
use crate::query::Listing;
use crate::script::catalog::{Candidates, Catalog, CatalogError};
use crate::script::error::{Fault, Outcome};
use crate::script::memory::MemoryCatalog;
use crate::script::session::Session;
use crate::script::trace::Recorder;

/// One item of a recorded library: the video, and its files as far as the recording tells them.
pub type Recorded = (Video, Assets);

/// A recorded library.
#[derive(Debug)]
pub struct RecordedLibrary {
    /// Where it was recorded.
    pub platform: Platform,
    /// Its videos.
    pub items: Vec<Recorded>,
    /// How many videos the platform counted beyond those.
    pub missing: u64,
}

/// What tests need to know of the platforms. They reach none.
#[derive(Debug, Clone, Copy)]
pub struct Platforms {
    /// What Brightcove Video Cloud can do.
    pub brightcove: &'static Capabilities,
    /// What `ApsaraVideo` VOD can do.
    pub apsara: &'static Capabilities,
    /// Reads a recorded library from its text, or says what is wrong with it.
    pub recording: fn(&str) -> Result<RecordedLibrary, String>,
}

impl Platforms {
    /// What a platform can do.
    pub(super) const fn capabilities(&self, platform: Platform) -> &'static Capabilities {
        match platform {
            Platform::Brightcove => self.brightcove,
            Platform::Apsara => self.apsara,
        }
    }
}

/// The world of one test.
pub(in crate::script) struct World {
    pub(super) platforms: Platforms,
    pub(super) policies: Arc<Policies>,
    pub(super) snapshots: Snapshots,
    pub(super) cancel: Arc<AtomicBool>,
    /// Counts how the conditions of policies come out, where somebody wants to know.
    pub(super) recorder: Option<fn() -> Recorder>,
    state: Mutex<State>,
}

/// What a test changes.
pub(super) struct State {
    pub(super) now: Timestamp,
    pub(super) platform: Platform,
    pub(super) shelf: Shelf,
    pub(super) account: Account,
    pub(super) runs: Vec<PolicyRun>,
    pub(super) taken: Vec<Taken>,
    /// The first assertion that did not hold.
    pub(super) unmet: Option<Unmet>,
    /// The library as it was last read; made again after every change.
    read: Option<Arc<MemoryCatalog>>,
}

/// The clock of a test that sets none: tests must not depend on the day on which they are run.
fn first_moment() -> Timestamp {
    date(2026, 1, 1).to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

impl World {
    pub(super) fn new(policies: Arc<Policies>, snapshots: Snapshots, options: &TestOptions) -> Self {
        let state = State {
            now: first_moment(),
            platform: Platform::Brightcove,
            shelf: Shelf::default(),
            account: Account::default(),
            runs: Vec::new(),
            taken: Vec::new(),
            unmet: None,
            read: None,
        };
        Self {
            platforms: options.platforms,
            policies,
            snapshots,
            cancel: Arc::clone(&options.cancel),
            recorder: options.coverage.then_some(Recorder::of_all),
            state: Mutex::new(state),
        }
    }

    /// The world of the test that a function was called in.
    pub(super) fn of(context: &NativeCallContext<'_>) -> Outcome<Arc<Self>> {
        let world = Session::of(context)?.fixed.world.clone();
        world.ok_or_else(|| Fault::new("not-in-policies", "this function works in a test only").into())
    }

    /// The test's clock.
    pub(in crate::script) fn now(&self) -> Timestamp {
        self.state().now
    }

    /// The folder that the test may read below.
    pub(super) fn folder(&self) -> &Path {
        self.policies.folder()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the library.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> Outcome<T>) -> Outcome<T> {
        let mut state = self.state();
        state.read = None;
        change(&mut state)
    }

    /// The library as it is now.
    pub(super) fn catalog(&self) -> Arc<MemoryCatalog> {
        let mut state = self.state();
        let capabilities = self.platforms.capabilities(state.platform);
        if let Some(read) = &state.read {
            return Arc::clone(read);
        }
        let made = Arc::new(state.shelf.catalog(capabilities));
        state.read = Some(Arc::clone(&made));
        made
    }
}

/// The library of a world for the test itself, which may look at it while it builds it.
pub(super) struct Here {
    world: Arc<World>,
    account: crate::model::Account,
}

impl Here {
    pub(super) fn new(world: Arc<World>) -> Self {
        let account = world.catalog().account().clone();
        Self { world, account }
    }
}

impl Catalog for Here {
    fn account(&self) -> &crate::model::Account {
        &self.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.world.catalog().capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        self.world.catalog().candidates(listing)
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        self.world.catalog().total()
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        self.world.catalog().video(id)
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        self.world.catalog().assets(videos, kinds)
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        self.world.catalog().references(video)
    }
}
