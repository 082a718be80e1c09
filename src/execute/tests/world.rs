//! A small library that remembers everything done to it and can fail in every way a platform does.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use futures_util::StreamExt as _;
use jiff::Timestamp;

use crate::model::{
    Account, Action, AssetId, Assets, Capabilities, Delivery, KindSet, Known, Platform, Target, Video, VideoId,
    VideoState,
};
use crate::provider::{
    Counted, Deleter, Deletion, Error, ErrorKind, Library, Lookup, Pages, Presence, Pushdown, Verification,
};
use crate::query::{Listing, Query};

/// How one attempt on one video goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    LostAfterApplied,
    LostBeforeApplied,
    /// The answer is lost; the deletion happens only when the videos are read the next time.
    LostAndLate,
    Refused,
    Throttled,
    Forbidden,
    /// Acknowledged, and not done.
    Ignored,
}

/// What the library holds and what was done to it.
#[derive(Default)]
pub(super) struct Held {
    pub(super) videos: BTreeMap<VideoId, Video>,
    pub(super) renditions: BTreeMap<VideoId, BTreeSet<AssetId>>,
    pub(super) faults: BTreeMap<VideoId, VecDeque<Fault>>,
    /// Requests that reached the library, by target.
    pub(super) calls: BTreeMap<String, u32>,
    /// What was really deleted, in order.
    pub(super) deleted: Vec<String>,
    /// The sizes of deleting requests.
    pub(super) batches: Vec<usize>,
    /// Readings that still fail.
    pub(super) failing_reads: u32,
    /// Deletions that are still to happen.
    late: Vec<Target>,
    /// Looks after single targets that still fail.
    pub(super) failing_looks: u32,
}

/// The library, both halves.
pub(super) struct World {
    account: Account,
    pub(super) batch: usize,
    pub(super) read_batch: usize,
    held: Mutex<Held>,
}

pub(super) fn id(n: u32) -> VideoId {
    VideoId::new(format!("v{n:02}")).unwrap()
}

pub(super) fn account() -> Account {
    Account { name: "main".into(), platform: Platform::Brightcove, account_id: "57838016001".into() }
}

static CAPABILITIES: Capabilities =
    Capabilities { platform: Platform::Brightcove, rules: &[], playlists: true, native_search: true };

impl World {
    /// A library of so many unremarkable videos with so many renditions each.
    pub(super) fn new(videos: u32, renditions: u32, batch: usize, read_batch: usize) -> Arc<Self> {
        let mut held = Held::default();
        for n in 1..=videos {
            let mut video = Video::unknown(id(n), "not needed");
            video.updated_at = Known::Value(Timestamp::from_second(1_700_000_000).unwrap());
            video.state = Known::Value(VideoState::Inactive);
            video.tags = Known::Value(vec!["old".into()]);
            video.has_master = Known::Value(true);
            video.delivery = Known::Value(Delivery::StaticOrigin);
            video.shared_out = Known::Value(false);
            video.native = format!("{{\"id\":\"v{n:02}\"}}").into();
            held.videos.insert(id(n), video);
            held.renditions.insert(id(n), (1..=renditions).map(|r| AssetId::new(format!("r{r}")).unwrap()).collect());
        }
        Arc::new(Self { account: account(), batch, read_batch, held: Mutex::new(held) })
    }

    pub(super) fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap()
    }

    /// Lets the next attempts on a video go wrong.
    pub(super) fn fail(&self, n: u32, faults: &[Fault]) {
        self.held().faults.insert(id(n), faults.iter().copied().collect());
    }

    /// Somebody else tags a video.
    pub(super) fn tag(&self, n: u32, tag: &str) {
        let mut held = self.held();
        let video = held.videos.get_mut(&id(n)).unwrap();
        video.tags = Known::Value(vec![tag.into()]);
    }

    /// Somebody else deletes a video.
    pub(super) fn vanish(&self, n: u32) {
        self.held().videos.remove(&id(n));
    }
}

impl Held {
    fn has(&self, target: &Target) -> bool {
        self.videos.contains_key(&target.video)
            && target
                .asset
                .as_ref()
                .is_none_or(|asset| self.renditions.get(&target.video).is_some_and(|all| all.contains(&asset.id)))
    }

    fn apply(&mut self, target: &Target) -> Deletion {
        if !self.has(target) {
            return Deletion::NotThere;
        }
        self.deleted.push(target.to_string());
        match &target.asset {
            None => drop(self.videos.remove(&target.video)),
            Some(asset) => {
                self.renditions.get_mut(&target.video).unwrap().remove(&asset.id);
                let video = self.videos.get_mut(&target.video).unwrap();
                let moved = i64::try_from(self.deleted.len()).unwrap();
                video.updated_at = Known::Value(Timestamp::from_second(1_750_000_000 + moved).unwrap());
            }
        }
        Deletion::Done
    }

    fn answer(&mut self, target: &Target) -> Deletion {
        *self.calls.entry(target.to_string()).or_default() += 1;
        let fault = self.faults.get_mut(&target.video).and_then(VecDeque::pop_front);
        match fault {
            None => self.apply(target),
            Some(Fault::LostAfterApplied) => {
                let _ = self.apply(target);
                Deletion::InDoubt(Error::new(ErrorKind::Interrupted, "the connection broke"))
            }
            Some(Fault::LostBeforeApplied) => {
                Deletion::InDoubt(Error::new(ErrorKind::Interrupted, "the connection broke"))
            }
            Some(Fault::LostAndLate) => {
                self.late.push(target.clone());
                Deletion::InDoubt(Error::new(ErrorKind::Interrupted, "the connection broke"))
            }
            Some(Fault::Refused) => Deletion::Refused(Error::new(ErrorKind::Refused, "it is in use")),
            Some(Fault::Throttled) => Deletion::NotSent(Error::new(ErrorKind::Throttled(None), "too many requests")),
            Some(Fault::Forbidden) => Deletion::Refused(Error::new(
                ErrorKind::MissingPermission("video-cloud/video/delete".into()),
                "the credentials lack video-cloud/video/delete",
            )),
            Some(Fault::Ignored) => Deletion::Done,
        }
    }
}

#[async_trait]
impl Deleter for World {
    fn batch(&self, _action: Action) -> usize {
        self.batch
    }

    fn verification(&self, _action: Action) -> Verification {
        Verification::Prompt
    }

    async fn delete(&self, targets: &[Target]) -> Vec<Deletion> {
        assert!(targets.len() <= self.batch, "a batch is at most what the platform takes");
        assert!(targets.iter().all(|target| Some(target.action) == targets.first().map(|first| first.action)));
        tokio::task::yield_now().await;
        let answers = {
            let mut held = self.held();
            held.batches.push(targets.len());
            targets.iter().map(|target| held.answer(target)).collect()
        };
        tokio::task::yield_now().await;
        answers
    }
}

#[async_trait]
impl Library for World {
    fn account(&self) -> &Account {
        &self.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn pushdown(&self, _query: &Query) -> Pushdown {
        Pushdown::default()
    }

    async fn count(&self, _listing: &Listing) -> Result<Counted, Error> {
        Ok(Counted::Unknown)
    }

    fn list(&self, _listing: Listing) -> Pages {
        futures_util::stream::empty().boxed()
    }

    async fn videos(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        tokio::task::yield_now().await;
        assert!(ids.len() <= self.read_batch, "a reading is at most what the platform takes");
        let mut held = self.held();
        if held.failing_reads > 0 {
            held.failing_reads -= 1;
            return Err(Error::new(ErrorKind::Unavailable, "the platform is down"));
        }
        for target in std::mem::take(&mut held.late) {
            let _ = held.apply(&target);
        }
        Ok(ids
            .iter()
            .map(|id| held.videos.get(id).map_or(Lookup::Gone, |video| Lookup::Found(Arc::new(video.clone()))))
            .collect())
    }

    fn read_batch(&self) -> usize {
        self.read_batch
    }

    async fn assets(&self, video: &Video, _kinds: KindSet) -> Result<Assets, Error> {
        Ok(Assets::new(video.id.clone()))
    }

    async fn references(&self, _video: &VideoId) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn presence(&self, target: &Target) -> Result<Presence, Error> {
        tokio::task::yield_now().await;
        let mut held = self.held();
        if held.failing_looks > 0 {
            held.failing_looks -= 1;
            return Err(Error::new(ErrorKind::Unavailable, "the platform is down"));
        }
        Ok(if held.has(target) { Presence::Present } else { Presence::Gone })
    }
}
