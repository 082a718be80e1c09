//! The files of videos that a script has not come to yet.
//!
//! A script that asks for the files of one video after the other waits for every answer. Where it asks for those of nearly
//! every video that it is given, the next ones are looked up together with the one that it asks for. What is looked up so
//! and never asked for is never more than a fifth of all lookups.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::model::{Assets, KindSet, Known, Video, VideoId};

/// Videos whose files are looked up in one call.
pub(super) const AHEAD: usize = 40;
/// Lookups that the script makes itself for each one that may be for nothing.
const EARNED_BY: u64 = 4;
/// Of ten videos given, those whose files must have been asked for.
const ASKED_OF_TEN: u64 = 8;

/// How much was looked up ahead of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LookedAhead {
    /// Lookups of files that the script asked for.
    pub asked: u64,
    /// Lookups of files that the script had not asked for then.
    pub lookups: u64,
    /// Those of them that it never asked for.
    pub unused: u64,
}

impl LookedAhead {
    /// The sums of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            asked: self.asked + other.asked,
            lookups: self.lookups + other.lookups,
            unused: self.unused + other.unused,
        }
    }
}

/// The sums of a run.
#[derive(Debug, Default)]
pub(super) struct Sums {
    asked: AtomicU64,
    lookups: AtomicU64,
    used: AtomicU64,
}

impl Sums {
    pub(super) fn taken(&self) -> LookedAhead {
        let (lookups, used) = (self.lookups.load(Ordering::Relaxed), self.used.load(Ordering::Relaxed));
        LookedAhead { asked: self.asked.load(Ordering::Relaxed), lookups, unused: lookups - used }
    }
}

/// What is foreseen during one walk.
#[derive(Debug)]
pub(super) struct Foresight {
    /// Whether files of a video of this walk were asked for. Before that, nothing is foreseen.
    is_on: AtomicBool,
    inner: Mutex<Inner>,
    sums: Arc<Sums>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The videos that the script will be given next, as far as that can be told.
    upcoming: VecDeque<Arc<Video>>,
    ready: HashMap<(VideoId, KindSet), Assets>,
    /// The video that the script was given last.
    current: Option<VideoId>,
    /// Videos given that were foreseen, and those of them that something was asked of.
    given: u64,
    asked: u64,
    latest: Option<VideoId>,
    /// Lookups that the script asked for, and those made ahead of it that it has not asked for.
    wanted: u64,
    unused: u64,
}

impl Inner {
    /// How many further lookups may turn out to be for nothing.
    fn allowance(&self) -> usize {
        if self.asked * 10 < self.given * ASKED_OF_TEN {
            return 0;
        }
        usize::try_from((self.wanted / EARNED_BY).saturating_sub(self.unused)).unwrap_or(AHEAD).min(AHEAD)
    }
}

impl Foresight {
    /// Of a new walk.
    pub(super) fn new(sums: Arc<Sums>) -> Self {
        Self { is_on: AtomicBool::new(false), inner: Mutex::default(), sums }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is worth telling what comes next.
    pub(super) fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    /// The script will be given this video after all others that were foreseen.
    pub(super) fn foresee(&self, video: &Arc<Video>) {
        self.inner().upcoming.push_back(Arc::clone(video));
    }

    /// The script is given the next of the videos that were foreseen. What is still there of the one before was for nothing.
    pub(super) fn give(&self) {
        let mut inner = self.inner();
        inner.given += 1;
        let next = inner.upcoming.pop_front().map(|video| video.id.clone());
        if let Some(before) = std::mem::replace(&mut inner.current, next) {
            inner.ready.retain(|(video, _), _| *video != before);
        }
    }

    /// The files that the script asks for, where they were looked up already.
    pub(super) fn take(&self, video: &Arc<Video>, kinds: KindSet) -> Option<Assets> {
        self.is_on.store(true, Ordering::Relaxed);
        let mut inner = self.inner();
        if inner.latest.as_ref() != Some(&video.id) {
            inner.latest = Some(video.id.clone());
            inner.asked += 1;
            inner.given = inner.given.max(inner.asked);
        }
        inner.wanted += 1;
        self.sums.asked.fetch_add(1, Ordering::Relaxed);
        let found = inner.ready.remove(&(video.id.clone(), kinds))?;
        inner.unused -= 1;
        self.sums.used.fetch_add(1, Ordering::Relaxed);
        Some(found)
    }

    /// The videos whose files of these kinds are looked up with those that the script asks for.
    pub(super) fn companions(&self, kinds: KindSet) -> Vec<Arc<Video>> {
        let inner = self.inner();
        let is_missing = |video: &&Arc<Video>| !inner.ready.contains_key(&(video.id.clone(), kinds));
        inner.upcoming.iter().take(AHEAD).filter(is_missing).take(inner.allowance()).cloned().collect()
    }

    /// Keeps what was found for companions. A lookup that failed is made again when the script asks.
    pub(super) fn keep(&self, found: impl Iterator<Item = Assets>, kinds: KindSet) {
        let mut inner = self.inner();
        for assets in found {
            inner.unused += 1;
            self.sums.lookups.fetch_add(1, Ordering::Relaxed);
            if kinds.iter().all(|kind| !matches!(assets.of(kind), Known::Unknown(_))) {
                inner.ready.insert((assets.video.clone(), kinds), assets);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::AssetKind;

    fn video(number: usize) -> Arc<Video> {
        Arc::new(Video::unknown(VideoId::new(number.to_string()).expect("an id"), "not set"))
    }

    fn found(video: &Video, fails: bool) -> Assets {
        let mut assets = Assets::new(video.id.clone());
        let list = if fails { Known::unknown("HTTP 500") } else { Known::Value(Vec::new()) };
        assets.set(AssetKind::Master, list);
        assets
    }

    const MASTER: KindSet = KindSet::of(AssetKind::Master);

    /// Walks over videos and asks for the files of those that are wanted; gives the lookups that the script waited for.
    fn walk(wanted: &[bool], fails: &dyn Fn(usize) -> bool) -> (usize, LookedAhead) {
        let sums = Arc::new(Sums::default());
        let foresight = Foresight::new(Arc::clone(&sums));
        let videos: Vec<_> = (0..wanted.len()).map(video).collect();
        let (mut told, mut asked_for) = (0, 0);
        for (at, is_wanted) in wanted.iter().enumerate() {
            if foresight.is_on() {
                told = told.max(at);
                while told < videos.len() && told < at + 100 {
                    foresight.foresee(&videos[told]);
                    told += 1;
                }
                foresight.give();
            }
            if *is_wanted && foresight.take(&videos[at], MASTER).is_none() {
                asked_for += 1;
                let companions = foresight.companions(MASTER);
                assert!(companions.iter().all(|other| other.id != videos[at].id), "it is looked up anyway");
                let fails = |video: &Video| fails(video.id.as_str().parse().expect("a number"));
                foresight.keep(companions.iter().map(|video| found(video, fails(video))), MASTER);
            }
            let taken = sums.taken();
            let made = asked_for as u64 + taken.lookups;
            assert!(taken.unused * 5 <= made, "{taken:?} of {made}");
        }
        (asked_for, sums.taken())
    }

    #[test]
    fn a_script_that_asks_for_everything_waits_for_few_answers_and_wastes_nothing() {
        let (asked_for, ahead) = walk(&[true; 1_000], &|_| false);
        assert!(asked_for < 50, "{asked_for}");
        assert_eq!((ahead.lookups, ahead.unused), (1_000 - asked_for as u64, 0));
    }

    #[test]
    fn nothing_is_looked_up_ahead_for_a_script_that_asks_now_and_then() {
        let wanted: Vec<bool> = (0..1_000).map(|at| at % 2 == 0).collect();
        let (asked_for, ahead) = walk(&wanted, &|_| false);
        assert!(ahead.lookups < 10, "{ahead:?}");
        assert!(asked_for > 490, "{asked_for}");
    }

    #[test]
    fn a_lookup_that_failed_is_made_again() {
        let (asked_for, ahead) = walk(&[true; 200], &|at| at == 150);
        assert_eq!(ahead.unused, 1);
        assert_eq!(asked_for as u64 + ahead.lookups, 201);
    }

    proptest! {
        #[test]
        fn no_more_than_a_fifth_is_for_nothing(wanted in prop::collection::vec(any::<bool>(), 0..400), fail in 0_usize..9) {
            walk(&wanted, &|at| fail > 0 && at % fail == 0);
        }

        #[test]
        fn nor_where_nearly_everything_is_asked_for(wanted in prop::collection::vec(prop::bool::weighted(0.9), 0..900)) {
            walk(&wanted, &|_| false);
        }
    }
}
