//! Walks a listing through the steps of its chain, one video at a time where the steps allow it.

use std::collections::VecDeque;
use std::sync::Arc;

use rhai::{EvalAltResult, Position};

use super::VideoValue;
use super::call::{Call, Caller, Native};
use super::order::compare_keys;
use super::videos::{Origin, SortKey, Step, VideosValue, guarded, wrong_result};
use crate::model::{KindSet, Known, Video};
use crate::plan::ListingLook;
use crate::query::{Cause, Verdict};
use crate::script::catalog::{Candidates, CatalogError};
use crate::script::error::{Outcome, Raised, Stop};
use crate::script::foresight::{AHEAD, Foresight};
use crate::script::native::{Acts, Term};
use crate::script::session::{ListingCoverage, Session, unknown_value};

/// Videos one after the other; ends after the first error.
pub(crate) type Stream = Box<dyn Iterator<Item = Outcome<VideoValue>>>;

/// Candidates that are looked at before their turn, where they are at hand.
const FORESEEN: usize = 100;
/// Videos at hand between two looks at the clock: a clock takes longer to read than a condition to decide.
const LOOK_EVERY: u32 = 64;

/// The candidates of a listing, each tested.
pub(super) struct Walk {
    session: Arc<Session>,
    origin: Arc<Origin>,
    candidates: Box<dyn Candidates>,
    place: usize,
    /// What the first step, a filter, decides without the interpreter.
    first: Option<Native<Term>>,
    /// Videos since the last look at the clock.
    since_look: u32,
    /// What the script may ask of the videos that it is given next; `None` where a step takes many videos at a time.
    foresight: Option<Arc<Foresight>>,
    prospect: Prospect,
    /// Candidates that were looked at before their turn, and whether the script was foreseen to be given them.
    looked_at: VecDeque<(Result<Arc<Video>, CatalogError>, bool)>,
}

/// What tells of a candidate whether a script will look at it, without looking at it.
struct Prospect {
    /// The conditions of the filters that come first.
    filters: Vec<Native<Term>>,
    /// What is done with a video that they leave; `None` where another step stands between.
    body: Option<Native<Acts>>,
}

impl Prospect {
    fn of(videos: &VideosValue, body: Option<Native<Acts>>) -> Self {
        let filters = videos.steps.iter().map_while(|step| match step {
            Step::Filter(call) => Some(call.verdict(&videos.session)),
            _ => None,
        });
        let filters: Vec<_> = filters.collect();
        let body = body.filter(|_| filters.len() == videos.steps.len());
        Self { filters, body }
    }

    fn is_given(&self, video: &Arc<Video>) -> bool {
        for filter in &self.filters {
            match filter.peek(video) {
                Some(true) => {}
                Some(false) => return false,
                None => return true,
            }
        }
        self.body.as_ref().is_none_or(|body| !body.can_do(video))
    }
}

impl Walk {
    /// Starts a listing and puts its steps on it.
    ///
    /// A loop is not given the videos for which its body is done without the interpreter.
    pub(super) fn start(videos: &VideosValue, body: Body) -> Outcome<Stream> {
        let session = &videos.session;
        let fixed = &session.fixed;
        let (before, item) = {
            let gathered = session.gathered();
            (gathered.current.clone(), gathered.item.clone())
        };
        let listing = &videos.origin.listing;
        if let Some(recorder) = &fixed.recorder {
            recorder.listed(ListingLook {
                policy: fixed.policy.as_ref().to_owned(),
                query: videos.origin.text.as_ref().to_owned(),
                native: listing.native.is_some(),
            });
        }
        let origin = Arc::clone(&videos.origin);
        let first = match videos.steps.first() {
            Some(Step::Filter(call)) if origin.sort.is_none() && origin.limit.is_none() => Some(call.verdict(session)),
            _ => None,
        };
        let candidates = fixed.progress.asking(|| fixed.catalog.candidates(listing)).map_err(raise)?;
        let place = {
            let mut gathered = session.gathered();
            let coverage = candidates.coverage();
            gathered.expect_to_see(coverage.counted.unwrap_or(0));
            gathered.listings.push(ListingCoverage {
                query: videos.origin.text.as_ref().to_owned(),
                coverage,
                exhausted: false,
            });
            gathered.listings.len() - 1
        };
        let (looped, acts) = match body {
            Body::Unknown => (None, None),
            Body::Closure(acts) => (None, Some(acts)),
            Body::Loop(acts) => (Some(acts.clone()), Some(acts)),
        };
        let foresees = !videos.steps.iter().any(|step| matches!(step, Step::WithAssets));
        let walk = Self {
            session: Arc::clone(session),
            origin,
            candidates,
            place,
            first,
            since_look: 0,
            foresight: foresees.then(|| Arc::new(Foresight::new(Arc::clone(&session.ahead)))),
            prospect: Prospect::of(videos, acts),
            looked_at: VecDeque::new(),
        };
        let mut stream: Stream = Box::new(walk);
        if let Some(key) = videos.origin.sort {
            let session = Arc::clone(session);
            // A video of unknown place would stand first or last, and scripts take or leave what stands there.
            let placed = stream.filter(move |item| match item {
                Ok(video) => has_place(&session, key, video),
                Err(_) => true,
            });
            stream = sorted(Box::new(placed), |list| list.sort_by(|a, b| key.compare(a, b)))?;
        }
        if let Some(limit) = videos.origin.limit {
            stream = Box::new(stream.take(limit));
        }
        for step in &videos.steps {
            stream = put(stream, step.clone(), session)?;
        }
        Ok(Box::new(Given { stream: Some(stream), session: Arc::clone(session), before, item, looped }))
    }

    fn test(&self, video: &Arc<Video>) -> bool {
        let Some(matcher) = &self.origin.matcher else { return true };
        match matcher.test(video) {
            Verdict::True => true,
            Verdict::False => false,
            Verdict::Undecided(undecided) => {
                if let Cause::Unknown(reason) = &undecided.cause {
                    let value = unknown_value(video, &undecided.field.to_string(), reason);
                    self.session.unreadable(&value, None);
                }
                false
            }
        }
    }

    /// Whether the first filter surely leaves the video out. It has looked at it then.
    fn is_left_out(&self, video: &Arc<Video>) -> bool {
        let left_out = self.first.as_ref().and_then(|first| first.holds(video)) == Some(false);
        if left_out {
            self.session.hand(video);
        }
        left_out
    }

    /// The next candidate, and whether the script was foreseen to be given it.
    fn candidate(&mut self) -> Option<(Result<Arc<Video>, CatalogError>, bool)> {
        if let Some(looked_at) = self.looked_at.pop_front() {
            return Some(looked_at);
        }
        let next = if self.candidates.is_ready() {
            self.candidates.next()
        } else {
            self.session.fixed.progress.waiting(|| self.candidates.next())
        };
        next.map(|candidate| (candidate, false))
    }

    fn is_ready(&self) -> bool {
        !self.looked_at.is_empty() || self.candidates.is_ready()
    }

    /// Looks which of the candidates at hand the script will be given. Nothing of that is noted before their turn.
    fn look_ahead(&mut self) {
        let Some(foresight) = self.foresight.as_ref().filter(|foresight| foresight.is_on()) else { return };
        while self.looked_at.len() < FORESEEN && self.candidates.is_ready() {
            let Some(candidate) = self.candidates.next() else { return };
            let matches = |video: &Arc<Video>| {
                let matcher = self.origin.matcher.as_ref();
                matcher.is_none_or(|matcher| matches!(matcher.test(video), Verdict::True))
            };
            let foreseen = candidate.as_ref().ok().filter(|video| matches(video) && self.prospect.is_given(video));
            if let Some(video) = foreseen {
                foresight.foresee(video);
            }
            let is_foreseen = foreseen.is_some();
            self.looked_at.push_back((candidate, is_foreseen));
        }
    }

    /// Whether the script must stop. The clock is looked at now and then.
    fn stop(&mut self) -> Option<Stop> {
        let progress = &self.session.fixed.progress;
        self.since_look += 1;
        if self.since_look < LOOK_EVERY && self.is_ready() {
            return progress.glance();
        }
        self.since_look = 0;
        progress.look()
    }

    fn note(&self, exhausted: bool) {
        let coverage = self.candidates.coverage();
        if let Some(listing) = self.session.gathered().listings.get_mut(self.place) {
            listing.coverage = coverage;
            listing.exhausted |= exhausted;
        }
    }
}

impl Iterator for Walk {
    type Item = Outcome<VideoValue>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(stop) = self.stop() {
                return Some(Err(Raised::Stopped(stop).into_error()));
            }
            if !self.session.fixed.progress.may_read() {
                return None;
            }
            match self.candidate() {
                None => {
                    self.note(true);
                    return None;
                }
                Some((Err(error), _)) => return Some(Err(raise(error))),
                Some((Ok(video), is_foreseen)) => {
                    self.session.walked(&video);
                    if let Some(foresight) = self.foresight.as_ref().filter(|_| is_foreseen) {
                        foresight.give();
                    }
                    if self.test(&video) && !self.is_left_out(&video) {
                        if self.looked_at.len() < FORESEEN / 2 {
                            self.look_ahead();
                        }
                        return Some(Ok(VideoValue::walked(video, &self.origin.text, self.foresight.as_ref())));
                    }
                }
            }
        }
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        self.note(false);
    }
}

#[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed everywhere")]
fn raise(error: CatalogError) -> Box<EvalAltResult> {
    Raised::Catalog(error, Position::NONE, None).into_error()
}

fn put(stream: Stream, step: Step, session: &Arc<Session>) -> Outcome<Stream> {
    let session = Arc::clone(session);
    Ok(match step {
        Step::Take(count) => Box::new(stream.take(count)),
        Step::Filter(call) => {
            let mut caller = call.caller(&session)?;
            let native = call.verdict(&session);
            Box::new(stream.filter_map(move |item| {
                let video = match item {
                    Ok(video) => video,
                    Err(error) => return Some(Err(error)),
                };
                session.hand(video.video());
                if let Some(keep) = native.holds(video.video()) {
                    return keep.then_some(Ok(video));
                }
                let orders = session.orders();
                match guarded(&session, &video, || keeps(&mut caller, &video)) {
                    // What holds only because an absent value has no order does not hold.
                    Ok(Some(true)) if session.orders() > orders && session.keeps_unordered(video.video()) => None,
                    Ok(Some(true)) => Some(Ok(video)),
                    Ok(_) => None,
                    Err(error) => Some(Err(error)),
                }
            }))
        }
        Step::SortBy(call) => sort_by(stream, &call, &session)?,
        Step::WithAssets => Box::new(Ahead { stream, session, ready: VecDeque::new() }),
    })
}

fn keeps(caller: &mut Caller, video: &VideoValue) -> Outcome<bool> {
    let verdict = caller.call(video)?;
    match verdict.as_bool() {
        Ok(keep) => Ok(keep),
        Err(_) => Err(wrong_result("filter", "true or false", &verdict)),
    }
}

/// Whether it is known where the video stands; it is noted where it is not.
fn has_place(session: &Session, key: SortKey, video: &VideoValue) -> bool {
    let Known::Unknown(reason) = key.field.of(video.video()) else { return true };
    session.unreadable(&unknown_value(video.video(), key.field.name(), &reason), None);
    false
}

fn sorted(stream: Stream, order: impl FnOnce(&mut Vec<VideoValue>)) -> Outcome<Stream> {
    let mut all = stream.collect::<Outcome<Vec<_>>>()?;
    order(&mut all);
    Ok(Box::new(all.into_iter().map(Ok)))
}

fn sort_by(stream: Stream, call: &Call, session: &Arc<Session>) -> Outcome<Stream> {
    let mut caller = call.caller(session)?;
    let mut keyed = Vec::new();
    for video in stream {
        let video = video?;
        session.hand(video.video());
        if let Some(key) = guarded(session, &video, || caller.call(&video))? {
            keyed.push((key, video));
        }
    }
    keyed.sort_by(|(a, _), (b, _)| compare_keys(a, b));
    Ok(Box::new(keyed.into_iter().map(|(_, video)| Ok(video))))
}

/// What is done with the videos of a walk, as far as that can be told without the interpreter.
pub(super) enum Body {
    /// Nothing of it is known.
    Unknown,
    /// The closure does this. It is given every video.
    Closure(Native<Acts>),
    /// The loop does this, and is given only what is left.
    Loop(Native<Acts>),
}

/// Gives videos to the script, and ends after the first error, whatever the script makes of it.
struct Given {
    stream: Option<Stream>,
    session: Arc<Session>,
    /// The video that the script was looking at when it began this walk.
    before: Option<Arc<Video>>,
    /// The video that the walk around this one gave.
    item: Option<Arc<Video>>,
    /// What the loop does that walks this, without being given the video.
    looped: Option<Native<Acts>>,
}

impl Drop for Given {
    fn drop(&mut self) {
        self.session.gathered().item = self.item.take();
    }
}

impl Iterator for Given {
    type Item = Outcome<VideoValue>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(item) = self.stream.as_mut()?.next() else {
                let mut gathered = self.session.gathered();
                gathered.current = self.before.take();
                gathered.item.clone_from(&self.item);
                drop(gathered);
                self.stream = None;
                return None;
            };
            match &item {
                Ok(video) => {
                    self.session.hand(video.video());
                    match self.looped.as_ref().map_or(Ok(false), |acts| acts.done(video)) {
                        Ok(false) => {}
                        Ok(true) => continue,
                        Err(error) => return Some(Err(self.fail(error))),
                    }
                }
                Err(_) => return Some(item.map_err(|error| self.fail(error))),
            }
            return Some(item);
        }
    }
}

impl Given {
    /// Ends the walk for good.
    #[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed everywhere")]
    fn fail(&mut self, error: Box<EvalAltResult>) -> Box<EvalAltResult> {
        self.stream = None;
        if let Some(raised) = Raised::of(&error) {
            self.session.gathered().failed = Some(raised);
        }
        error
    }
}

/// Looks up the sized files of the next videos in one call.
struct Ahead {
    stream: Stream,
    session: Arc<Session>,
    ready: VecDeque<Outcome<VideoValue>>,
}

impl Iterator for Ahead {
    type Item = Outcome<VideoValue>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            self.ready.extend(self.stream.by_ref().take(AHEAD));
            self.look_up();
        }
        self.ready.pop_front()
    }
}

impl Ahead {
    fn look_up(&self) {
        let waiting: Vec<&VideoValue> = self.ready.iter().filter_map(|item| item.as_ref().ok()).collect();
        let missing: Vec<&VideoValue> =
            waiting.into_iter().filter(|video| !KindSet::SIZED.without(video.files().looked_up()).is_empty()).collect();
        if missing.is_empty() {
            return;
        }
        let videos: Vec<Arc<Video>> = missing.iter().map(|video| Arc::clone(video.video())).collect();
        let fixed = &self.session.fixed;
        let found = fixed.progress.asking(|| fixed.catalog.assets(&videos, KindSet::SIZED));
        for (video, assets) in missing.into_iter().zip(found).filter(|(video, assets)| assets.video == video.video().id)
        {
            video.files().absorb(assets);
        }
    }
}
