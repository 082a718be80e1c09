//! A small library that remembers everything done to it and can fail in every way a platform does.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use futures_util::StreamExt as _;
use jiff::Timestamp;

use crate::model::{
    Account, Action, Asset, AssetId, AssetKind, Assets, Capabilities, Delivery, KindSet, Known, Platform, Quarantine,
    Target, Video, VideoId, VideoState,
};
use crate::provider::{
    Copies, Counted, Deleter, Deletion, Error, ErrorKind, Library, Lookup, Marking, Pages, Presence, Pushdown,
    Refreshed, Verification,
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
    ThrottledForAnHour,
    ThrottledForFiveSeconds,
    /// "There is no such thing", and nothing is done.
    Denied,
    Forbidden,
    /// "There is no such thing", although the call took it away.
    DeniedAndApplied,
    /// Refused for now: the platform is at work on it.
    Busy,
    /// Acknowledged, and not done.
    Ignored,
    /// Acknowledged, while somebody else deletes the video.
    Vanishes,
}

/// Which calls never end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hanging {
    /// Readings of videos.
    Readings,
    /// Looks after single targets.
    Looks,
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
    /// What was really put into quarantine or released, in order.
    pub(super) marked: Vec<String>,
    /// The sizes of deleting requests.
    pub(super) batches: Vec<usize>,
    /// Readings that still fail.
    pub(super) failing_reads: u32,
    /// How the next readings fail; `None` for one that works.
    pub(super) read_errors: VecDeque<Option<ErrorKind>>,
    /// A video that somebody else deletes after so many readings.
    pub(super) vanishing: Option<(u32, VideoId)>,
    /// The video that every reading answers with, whatever it was asked for.
    pub(super) always_answers: Option<VideoId>,
    /// How many of the last videos that they were asked for readings leave out.
    pub(super) left_out: usize,
    /// Deletions that are still to happen.
    late: Vec<Target>,
    /// Marks that are still to happen.
    late_marks: Vec<Marking>,
    /// Looks after single targets that still fail, and how where it is not that the platform is down.
    pub(super) failing_looks: u32,
    pub(super) look_error: Option<ErrorKind>,
    /// What never ends.
    pub(super) hanging: Option<Hanging>,
    /// A deleted target may be shown for days, so that a look proves nothing.
    pub(super) shows_for_days: bool,
    /// Whether files are told to whoever looks them up.
    pub(super) tells_files: bool,
    /// Readings of videos so far, and when the platform asked for a wait.
    pub(super) reads: u32,
    pub(super) reads_at_throttle: Option<u32>,
    /// Readings of videos so far, at the end of each deleting request.
    pub(super) reads_at_calls: Vec<u32>,
    /// Videos whose files were looked up.
    pub(super) file_reads: u32,
    /// Addresses that the content network was asked to drop, in order.
    pub(super) refreshed: Vec<String>,
    /// Videos of the library that only its count tells of.
    pub(super) others: u64,
    /// How far its clock is ahead of ours.
    pub(super) skew_seconds: Option<i64>,
    /// Sizes of renditions, where it tells them.
    pub(super) rendition_bytes: Option<u64>,
    /// The only rendition that they are the size of, where it is not all.
    pub(super) resized: Option<AssetId>,
    /// Whether it gives no count.
    pub(super) uncounted: bool,
    /// How many addresses it takes in one session.
    pub(super) refresh_quota: usize,
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

static CAPABILITIES: Capabilities = Capabilities::none(Platform::Brightcove);

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
            video.playable = Known::Absent;
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

    /// Somebody else saves a video without changing anything that shows.
    pub(super) fn touch(&self, n: u32) {
        let mut held = self.held();
        let video = held.videos.get_mut(&id(n)).unwrap();
        video.updated_at = Known::Value(Timestamp::from_second(1_760_000_000).unwrap());
    }

    /// The renditions that a reading of a video shows as playable.
    pub(super) fn plays(&self, n: u32, renditions: &[&str]) {
        let mut held = self.held();
        let video = held.videos.get_mut(&id(n)).unwrap();
        video.playable = Known::Value(renditions.iter().map(|id| (*id).into()).collect());
    }

    /// No reading of a video says what plays of it.
    pub(super) fn tells_nothing_of_what_plays(&self) {
        self.held().videos.values_mut().for_each(|video| video.playable = Known::unknown("not told"));
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

    fn mark(&mut self, Marking { target, video }: &Marking) -> Deletion {
        let Some(held) = self.videos.get_mut(&target.video) else { return Deletion::NotThere };
        match Quarantine::written(target, video) {
            Err(reason) => Deletion::Refused(Error::new(ErrorKind::Refused, reason)),
            Ok(marked) => {
                held.tags = Known::Value(marked.tags);
                if let Some(state) = marked.state {
                    held.state = Known::Value(state);
                }
                self.marked.push(target.to_string());
                let moved = i64::try_from(self.marked.len()).unwrap();
                held.updated_at = Known::Value(Timestamp::from_second(1_760_000_000 + moved).unwrap());
                Deletion::Done
            }
        }
    }

    fn apply_any(&mut self, target: &Target, marking: Option<&Marking>) -> Deletion {
        match marking {
            None => self.apply(target),
            Some(marking) => self.mark(marking),
        }
    }

    fn answer(&mut self, target: &Target, marking: Option<&Marking>) -> Deletion {
        *self.calls.entry(target.to_string()).or_default() += 1;
        let fault = self.faults.get_mut(&target.video).and_then(VecDeque::pop_front);
        match fault {
            None => self.apply_any(target, marking),
            Some(Fault::LostAfterApplied) => {
                let _ = self.apply_any(target, marking);
                Deletion::InDoubt(Error::new(ErrorKind::Interrupted, "the connection broke"))
            }
            Some(Fault::LostBeforeApplied) => {
                Deletion::InDoubt(Error::new(ErrorKind::Interrupted, "the connection broke"))
            }
            Some(Fault::LostAndLate) => {
                match marking {
                    None => self.late.push(target.clone()),
                    Some(marking) => self.late_marks.push(marking.clone()),
                }
                Deletion::InDoubt(Error::new(ErrorKind::Interrupted, "the connection broke"))
            }
            Some(Fault::Refused) => Deletion::Refused(Error::new(ErrorKind::Refused, "it is in use")),
            Some(Fault::Throttled) => Deletion::NotSent(Error::new(ErrorKind::Throttled(None), "too many requests")),
            Some(Fault::ThrottledForAnHour) => Deletion::NotSent(Error::new(
                ErrorKind::Throttled(Some(std::time::Duration::from_hours(1))),
                "too many requests",
            )),
            Some(Fault::ThrottledForFiveSeconds) => {
                self.reads_at_throttle = Some(self.reads);
                let wish = Some(std::time::Duration::from_secs(5));
                Deletion::NotSent(Error::new(ErrorKind::Throttled(wish), "too many requests"))
            }
            Some(Fault::Denied) => Deletion::NotThere,
            Some(Fault::DeniedAndApplied) => {
                let _ = self.apply(target);
                Deletion::NotThere
            }
            Some(Fault::Busy) => Deletion::Refused(Error::new(ErrorKind::Busy, "it is being processed")),
            Some(Fault::Forbidden) => Deletion::Refused(Error::new(
                ErrorKind::MissingPermission("video-cloud/video/delete".into()),
                "the credentials lack video-cloud/video/delete",
            )),
            Some(Fault::Ignored) => Deletion::Done,
            Some(Fault::Vanishes) => {
                self.videos.remove(&target.video);
                Deletion::Done
            }
        }
    }
}

#[async_trait]
impl Deleter for World {
    fn batch(&self, _action: Action) -> usize {
        self.batch
    }

    fn verification(&self, _action: Action) -> Verification {
        if self.held().shows_for_days { Verification::Delayed } else { Verification::Prompt }
    }

    async fn delete(&self, targets: &[Target]) -> Vec<Deletion> {
        assert!(targets.iter().all(|target| target.action.is_deletion()), "only deletions are deleted");
        assert!(targets.len() <= self.batch, "a batch is at most what the platform takes");
        assert!(targets.iter().all(|target| Some(target.action) == targets.first().map(|first| first.action)));
        tokio::task::yield_now().await;
        let answers = {
            let mut held = self.held();
            held.batches.push(targets.len());
            targets.iter().map(|target| held.answer(target, None)).collect()
        };
        tokio::task::yield_now().await;
        let mut held = self.held();
        let reads = held.reads;
        held.reads_at_calls.push(reads);
        answers
    }

    async fn mark(&self, markings: &[Marking]) -> Vec<Deletion> {
        assert!(markings.iter().all(|marking| !marking.target.action.is_deletion()), "a deletion is no mark");
        assert!(markings.len() <= self.batch, "a batch is at most what the platform takes");
        tokio::task::yield_now().await;
        let answers = {
            let mut held = self.held();
            markings.iter().map(|marking| held.answer(&marking.target, Some(marking))).collect()
        };
        tokio::task::yield_now().await;
        let mut held = self.held();
        let reads = held.reads;
        held.reads_at_calls.push(reads);
        answers
    }

    async fn refresh(&self, copies: &[Copies]) -> Refreshed {
        let mut held = self.held();
        let mut answer = Refreshed::default();
        for one in copies {
            for address in &one.addresses {
                let copy = Copies { video: one.video.clone(), addresses: vec![address.clone()] };
                if held.refresh_quota == 0 {
                    answer.left.push((copy, "the day's allowance is used up".into()));
                } else {
                    held.refresh_quota -= 1;
                    held.refreshed.push(address.clone());
                    answer.asked.push(copy);
                }
            }
        }
        answer
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
        let held = self.held();
        let all = u64::try_from(held.videos.len()).unwrap() + held.others;
        Ok(if held.uncounted { Counted::Unknown } else { Counted::Exactly(all) })
    }

    async fn clock_skew(&self) -> Option<jiff::SignedDuration> {
        self.held().skew_seconds.map(jiff::SignedDuration::from_secs)
    }

    fn list(&self, _listing: Listing) -> Pages {
        futures_util::stream::empty().boxed()
    }

    async fn videos(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        tokio::task::yield_now().await;
        assert!(ids.len() <= self.read_batch, "a reading is at most what the platform takes");
        if self.held().hanging == Some(Hanging::Readings) {
            std::future::pending::<()>().await;
        }
        let mut held = self.held();
        held.reads += 1;
        if let Some((_, video)) = held.vanishing.clone().filter(|(reads, _)| held.reads > *reads) {
            held.videos.remove(&video);
        }
        if held.failing_reads > 0 {
            held.failing_reads -= 1;
            return Err(Error::new(ErrorKind::Unavailable, "the platform is down"));
        }
        if let Some(Some(kind)) = held.read_errors.pop_front() {
            return Err(Error::new(kind, "the reading failed"));
        }
        for target in std::mem::take(&mut held.late) {
            let _ = held.apply(&target);
        }
        let asked = ids.len() - held.left_out;
        let answered = |id| held.always_answers.as_ref().unwrap_or(id);
        let found = |id| held.videos.get(id).map_or(Lookup::Gone, |video| Lookup::Found(Arc::new(video.clone())));
        let found = ids.iter().take(asked).map(|id| found(answered(id))).collect();
        // Too late for this reading, and in time for the next.
        for marking in std::mem::take(&mut held.late_marks) {
            let _ = held.mark(&marking);
        }
        Ok(found)
    }

    fn read_batch(&self) -> usize {
        self.read_batch
    }

    async fn assets(&self, video: &Video, _kinds: KindSet) -> Result<Assets, Error> {
        let mut assets = Assets::new(video.id.clone());
        let mut held = self.held();
        held.file_reads += 1;
        if held.tells_files {
            let kind = AssetKind::Rendition;
            let bytes = |id: &AssetId| {
                let resized = held.rendition_bytes.filter(|_| held.resized.as_ref().is_none_or(|one| one == id));
                Known::Value(resized.unwrap_or(10))
            };
            let bare = |id: &AssetId| Asset::bare(id.clone(), video.id.clone(), kind);
            let file = |id: &AssetId| Arc::new(Asset { bytes: bytes(id), ..bare(id) });
            let files = held.renditions.get(&video.id).map(|ids| ids.iter().map(file).collect()).unwrap_or_default();
            assets.set(kind, Known::Value(files));
        }
        Ok(assets)
    }

    async fn references(&self, _video: &VideoId) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn presence(&self, target: &Target) -> Result<Presence, Error> {
        tokio::task::yield_now().await;
        if self.held().hanging == Some(Hanging::Looks) {
            std::future::pending::<()>().await;
        }
        let mut held = self.held();
        if held.failing_looks > 0 {
            held.failing_looks -= 1;
            let kind = held.look_error.clone().unwrap_or(ErrorKind::Unavailable);
            return Err(Error::new(kind, "the platform is down"));
        }
        Ok(if held.has(target) { Presence::Present } else { Presence::Gone })
    }
}
