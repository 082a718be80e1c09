//! One session of a run: what it knows of the entries, and the only place that writes the journal.
//!
//! Journal writes block for some milliseconds. They are made in place on purpose: nothing of the run may go on before
//! they are durable.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use super::meter::Meter;
use super::recheck::in_full;
use super::{Cancel, Context, Event, Step};
use crate::model::{Action, Native, Video, VideoId};
use crate::plan::{Entry, Plan};
use crate::provider::{Error, ErrorKind};
use crate::store::{EntryRecord, EntryState, Intent, Outcome, RunId, StoreError};

/// How long a reading that settles something may go on after Ctrl-C.
const SETTLING: Duration = Duration::from_secs(10);

/// Why nothing new is begun any more.
#[derive(Debug)]
pub(super) enum Halt {
    /// Ctrl-C.
    Interrupted,
    /// Too many errors, or one after which going on makes no sense.
    Stopped(String),
    /// The journal cannot be written.
    Journal(StoreError),
}

/// An entry that passed its re-check, on its way into a call.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) entry: &'a Entry,
    /// The video as just read: what a quarantine or a release does not change is written back from it.
    pub(super) video: Arc<Video>,
    /// The platform's own object of it.
    pub(super) evidence: Option<Native>,
}

/// A session at work.
pub(super) struct Session<'a> {
    pub(super) context: &'a Context,
    pub(super) run: RunId,
    /// Bounds the deleting calls under way.
    pub(super) gate: Semaphore,
    entries: BTreeMap<u32, &'a Entry>,
    halted: Cancel,
    desk: Mutex<Desk<'a>>,
}

/// What changes while a session is at work.
struct Desk<'a> {
    events: &'a mut (dyn FnMut(Event) + Send),
    states: BTreeMap<u32, EntryState>,
    /// Entries of this run that changed, or may have changed, their video without deleting it.
    changes: BTreeMap<VideoId, BTreeSet<u32>>,
    /// When this run last changed a video, or may have.
    changed_at: BTreeMap<VideoId, Timestamp>,
    /// Entries with a call of unknown effect.
    doubted: BTreeSet<u32>,
    tries: BTreeMap<u32, u32>,
    throttles: BTreeMap<u32, u32>,
    /// Until when the platform wants nothing to be begun.
    held_until: Option<Timestamp>,
    meter: Meter,
    halt: Option<Halt>,
}

impl<'a> Session<'a> {
    /// A session of a run whose entries have come so far.
    pub(super) fn new(
        context: &'a Context,
        run: RunId,
        plan: &'a Plan,
        states: BTreeMap<u32, EntryState>,
        events: &'a mut (dyn FnMut(Event) + Send),
    ) -> Self {
        let mut changes: BTreeMap<VideoId, BTreeSet<u32>> = BTreeMap::new();
        let mut doubted = BTreeSet::new();
        for entry in plan.entries.iter().filter(|entry| changes_its_video(entry)) {
            let state = states.get(&entry.seq).copied().unwrap_or(EntryState::Pending);
            if state.is_done() || state.is_unsettled() {
                changes.entry(entry.video.id.clone()).or_default().insert(entry.seq);
            }
        }
        doubted.extend(states.iter().filter(|(_, state)| state.is_unsettled()).map(|(seq, _)| *seq));
        let desk = Desk {
            events,
            states,
            changes,
            changed_at: BTreeMap::new(),
            doubted,
            tries: BTreeMap::new(),
            throttles: BTreeMap::new(),
            held_until: None,
            meter: Meter::default(),
            halt: None,
        };
        Self {
            context,
            run,
            gate: Semaphore::new(context.options.concurrency.max(1)),
            entries: plan.entries.iter().map(|entry| (entry.seq, entry)).collect(),
            halted: Cancel::new(),
            desk: Mutex::new(desk),
        }
    }

    /// Takes in when an earlier session came to its entries.
    pub(super) fn remembering(self, entries: &[EntryRecord]) -> Self {
        for record in entries {
            if let (Some(entry), Some(at)) = (self.entries.get(&record.seq).copied(), record.at) {
                self.note_change(entry, at);
            }
        }
        self
    }

    fn note_change(&self, entry: &Entry, at: Timestamp) {
        if changes_its_video(entry) {
            let mut desk = self.desk();
            let latest = desk.changed_at.entry(entry.video.id.clone()).or_insert(at);
            *latest = at.max(*latest);
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk<'a>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the listener.
    pub(super) fn emit(&self, event: Event) {
        (self.desk().events)(event);
    }

    /// The entries for which this holds of their state, in the order of the plan.
    pub(super) fn entries_that(&self, hold: impl Fn(EntryState) -> bool) -> Vec<&'a Entry> {
        let desk = self.desk();
        let state = |seq| desk.states.get(seq).copied().unwrap_or(EntryState::Pending);
        self.entries.iter().filter(|(seq, _)| hold(state(seq))).map(|(_, entry)| *entry).collect()
    }

    /// Whether something new may be begun.
    pub(super) fn may_start(&self) -> bool {
        if self.context.cancel.is_cancelled() {
            self.halt(Halt::Interrupted);
        }
        self.desk().halt.is_none()
    }

    /// Begins nothing new from now on. The first cause stands, except that a broken journal outranks every other.
    pub(super) fn halt(&self, cause: Halt) {
        let mut desk = self.desk();
        if desk.halt.is_none() || matches!(cause, Halt::Journal(_)) {
            desk.halt = Some(cause);
        }
        drop(desk);
        self.halted.cancel();
    }

    /// Why the session was halted, if it was.
    pub(super) fn take_halt(&self) -> Option<Halt> {
        self.desk().halt.take()
    }

    /// Waits so long; false when the session came to a halt meanwhile.
    pub(super) async fn pause(&self, time: Duration) -> bool {
        if !time.is_zero() {
            tokio::select! {
                biased;
                () = self.context.cancel.cancelled() => {}
                () = self.halted.cancelled() => {}
                () = self.context.clock.sleep(time) => {}
            }
        }
        self.may_start()
    }

    /// Does a reading, unless the session comes to a halt meanwhile: then it is dropped, which changes nothing.
    pub(super) async fn unless_halted<T>(&self, reading: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.context.cancel.cancelled() => {
                self.may_start();
                None
            }
            () = self.halted.cancelled() => None,
            found = reading => Some(found),
        }
    }

    /// Does a reading that settles what was done. Ctrl-C leaves it some seconds, and then it is dropped.
    pub(super) async fn unless_stopped<T>(&self, reading: impl Future<Output = T>) -> Option<T> {
        let stopped = async {
            self.context.cancel.cancelled().await;
            self.context.clock.sleep(SETTLING).await;
        };
        tokio::select! {
            biased;
            found = reading => Some(found),
            () = stopped => {
                self.may_start();
                None
            }
        }
    }

    /// Notes that the platform wants a pause: nothing is begun before it is over.
    fn hold(&self, pause: Duration) {
        let pause = SignedDuration::try_from(pause).unwrap_or(SignedDuration::MAX);
        let until = self.context.clock.now().checked_add(pause).unwrap_or(Timestamp::MAX);
        let mut desk = self.desk();
        desk.held_until = desk.held_until.max(Some(until));
    }

    /// How long the platform still wants a pause.
    pub(super) fn held(&self) -> Option<Duration> {
        let until = self.desk().held_until?;
        Duration::try_from(until.duration_since(self.context.clock.now())).ok().filter(|left| !left.is_zero())
    }

    /// Counts an attempt as one that the platform turned away for the rate, and not as one that went wrong.
    pub(super) fn throttled(&self, entry: &Entry) -> u32 {
        let mut desk = self.desk();
        if let Some(tries) = desk.tries.get_mut(&entry.seq) {
            *tries = tries.saturating_sub(1);
        }
        let throttles = desk.throttles.entry(entry.seq).or_default();
        *throttles += 1;
        *throttles
    }

    /// How long to wait before the n-th attempt is followed by another: the platform's wish counts, else the pauses grow.
    /// `None` means that it asks for more than a session waits; then the session is halted.
    pub(super) fn pause_for(&self, n: u32, error: &Error) -> Option<Duration> {
        let options = &self.context.options;
        let own = options.pause_after(n);
        let ErrorKind::Throttled(Some(wish)) = error.kind else { return Some(own) };
        if wish <= options.longest_pause {
            self.hold(own.max(wish));
            return Some(own.max(wish));
        }
        let wish = SignedDuration::try_from(wish).unwrap_or(SignedDuration::MAX);
        let until = self.context.clock.now().checked_add(wish).unwrap_or(Timestamp::MAX);
        let until = until.strftime("%Y-%m-%d %H:%M:%S UTC");
        self.halt(Halt::Stopped(format!("the platform wants no call before {until}: {}", in_full(error))));
        None
    }

    /// When this run itself last changed the video, or may have: until then its time of change says nothing about others.
    pub(super) fn changed_by_us(&self, video: &VideoId) -> Option<Timestamp> {
        let desk = self.desk();
        let changed = desk.changes.get(video).is_some_and(|entries| !entries.is_empty());
        // Of a change without a moment in the journal anything may be its consequence.
        changed.then(|| desk.changed_at.get(video).copied().unwrap_or(Timestamp::MAX))
    }

    /// How often the entry was attempted in this session.
    pub(super) fn tries(&self, entry: &Entry) -> u32 {
        self.desk().tries.get(&entry.seq).copied().unwrap_or(0)
    }

    /// Notes that a call for the entry was made of which the effect is unknown.
    pub(super) fn doubt(&self, entry: &Entry) {
        self.desk().doubted.insert(entry.seq);
    }

    /// Whether an earlier call for the entry had an unknown effect.
    pub(super) fn is_doubted(&self, entry: &Entry) -> bool {
        self.desk().doubted.contains(&entry.seq)
    }

    /// Writes down that a call is about to be made; false when it must not be.
    pub(super) fn begin(&self, jobs: &[Job<'_>]) -> bool {
        if !self.may_start() {
            return false;
        }
        let intents: Vec<Intent> =
            jobs.iter().map(|job| Intent { seq: job.entry.seq, evidence: job.evidence.clone() }).collect();
        if let Err(error) = self.context.store.intents(&self.run, &intents, self.context.clock.now()) {
            self.halt(Halt::Journal(error));
            return false;
        }
        let mut desk = self.desk();
        for job in jobs {
            let seq = job.entry.seq;
            desk.states.insert(seq, EntryState::InFlight);
            *desk.tries.entry(seq).or_default() += 1;
            if changes_its_video(job.entry) {
                desk.changes.entry(job.entry.video.id.clone()).or_default().insert(seq);
            }
        }
        drop(desk);
        let now = self.context.clock.now();
        for job in jobs {
            self.note_change(job.entry, now);
        }
        let seqs: Vec<u32> = jobs.iter().map(|job| job.entry.seq).collect();
        self.context.probe.at(Step::Intended(&seqs));
        true
    }

    /// Writes down how an entry ended.
    ///
    /// One with an intent that is found gone is deleted; where nothing was to be deleted, it failed: nobody can say
    /// whether it was carried out before. One with an intent that is found unchanged, and is not to be touched any more,
    /// is first pending again: its intent came to nothing.
    pub(super) fn end(&self, entry: &Entry, state: EntryState, error: Option<String>) {
        let unsettled = self.state(entry).is_unsettled();
        let (state, error) = match state {
            EntryState::AlreadyGone if unsettled && entry.action.is_deletion() => (EntryState::Deleted, None),
            EntryState::AlreadyGone if unsettled => (EntryState::Failed, Some(lost(entry))),
            other => (other, error),
        };
        let mut outcomes = Vec::with_capacity(2);
        if unsettled && matches!(state, EntryState::Drifted | EntryState::Protected) {
            outcomes.push(Outcome { seq: entry.seq, state: EntryState::Pending, error: None });
        }
        outcomes.push(Outcome { seq: entry.seq, state, error: error.clone() });
        if !self.write(entry, state, &outcomes) {
            return;
        }
        self.emit(Event::Entry {
            seq: entry.seq,
            target: entry.target(),
            state,
            error: error.clone(),
            bytes: entry.bytes,
        });
        self.count(state, error);
        self.context.probe.at(Step::Recorded(entry.seq));
    }

    /// Writes down that the call for an entry was certainly not applied, and why. After an earlier call of unknown effect the
    /// entry stays unsettled.
    pub(super) fn release(&self, entry: &Entry, error: &Error) {
        if !self.is_doubted(entry) {
            let outcome = Outcome { seq: entry.seq, state: EntryState::Pending, error: Some(in_full(error)) };
            self.write(entry, EntryState::Pending, &[outcome]);
        }
    }

    fn state(&self, entry: &Entry) -> EntryState {
        self.desk().states.get(&entry.seq).copied().unwrap_or(EntryState::Pending)
    }

    fn write(&self, entry: &Entry, state: EntryState, outcomes: &[Outcome]) -> bool {
        if let Err(error) = self.context.store.outcomes(&self.run, outcomes, self.context.clock.now()) {
            self.halt(Halt::Journal(error));
            return false;
        }
        if state.is_done() || state.is_unsettled() {
            self.note_change(entry, self.context.clock.now());
        }
        let mut desk = self.desk();
        desk.states.insert(entry.seq, state);
        if !(state.is_done() || state.is_unsettled())
            && let Some(changes) = desk.changes.get_mut(&entry.video.id)
        {
            changes.remove(&entry.seq);
        }
        true
    }

    fn count(&self, state: EntryState, error: Option<String>) {
        let too_many = match state {
            done if done.is_done() => {
                self.desk().meter.success();
                None
            }
            EntryState::Failed | EntryState::InDoubt => self.desk().meter.error(self.context.options.max_errors),
            _ => None,
        };
        if let Some(many) = too_many {
            let last = error.unwrap_or_default();
            self.halt(Halt::Stopped(format!("there were {many}; the last one: {last}")));
        }
    }
}

/// What to say of a video that is gone when it should be in quarantine or out of it.
pub(super) fn lost(entry: &Entry) -> String {
    match entry.action {
        Action::Release => "the video is gone: there is nothing left to release".to_owned(),
        _ => format!("the video is gone: whether its {} happened before cannot be told", entry.action.noun()),
    }
}

/// Whether carrying out the entry leaves a changed video behind.
fn changes_its_video(entry: &Entry) -> bool {
    entry.action != Action::DeleteVideo
}
