//! What one run of a policy knows and gathers: the library, the clock, the settings, and what was proposed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, Weak};

use jiff::Timestamp;
use rhai::{Dynamic, Engine, NativeCallContext, Position};

use super::catalog::{Catalog, Coverage};
use super::error::{Fault, Outcome, Raised, Stop, UnknownValue};
use super::foresight;
use super::limits::{Limits, clipped};
use super::message::{Level, Message, Sink};
use super::native::{Bindings, Natives};
use super::progress::Progress;
use super::reasons::Reasons;
use super::run::FileSink;
use super::testing::World;
use super::trace::Recorder;
use super::wishes::Wishes;
use crate::model::{Missing, Video, VideoId};
use crate::plan::{Keep, Unreadable};

/// Videos that room is made for before they are read; 16 bytes each, which are not touched before they are needed.
const BELIEVED: u64 = 1 << 20;

/// Calls that the engine may count between a function of this program and what it calls in the script.
const CALLS_BETWEEN: usize = 4;

/// How one listing of the script was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingCoverage {
    /// The query as written; empty for the whole library.
    pub query: String,
    /// What was counted and read.
    pub coverage: Coverage,
    /// Whether the script walked to the end; a listing left early says nothing about completeness.
    pub exhausted: bool,
}

/// What a script gathers.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) wishes: Wishes,
    pub(super) keeps: Vec<Keep>,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) params: BTreeMap<String, serde_json::Value>,
    /// The defaults that settings were asked for with.
    pub(super) defaults: BTreeMap<String, serde_json::Value>,
    pub(super) listings: Vec<ListingCoverage>,
    pub(super) messages: Vec<Message>,
    /// Messages so far, shown or not.
    pub(super) said: usize,
    pub(super) seen: Seen,
    pub(super) current: Option<Arc<Video>>,
    /// The video that the innermost walk gave last.
    pub(super) item: Option<Arc<Video>>,
    /// The latest value that was asked for and is none, with its video.
    absent: Option<(Arc<Video>, String)>,
    /// Videos of which an order was asked for that an absent value does not have, with the field and the line.
    unordered: HashMap<VideoId, (String, u32)>,
    /// How often that happened.
    orders: u64,
    /// How many videos were left out because a value was unknown, and the latest of these values.
    left_out: (u64, Option<UnknownValue>),
    /// What ended a listing. The engine drops it where the body of a loop is empty.
    pub(super) failed: Option<Raised>,
    /// By the reading function and the place of the file.
    pub(super) files: HashMap<(&'static str, PathBuf), Dynamic>,
    /// Hashes of keeps and notes, so that a loop that repeats one stores it once.
    noted: HashSet<u64>,
}

impl Gathered {
    /// Makes room for so many videos, as far as a platform is believed without having shown them.
    pub(super) fn expect_to_see(&mut self, counted: u64) {
        let expected = usize::try_from(counted.min(BELIEVED)).unwrap_or(0);
        self.seen.reserve(expected.saturating_sub(self.seen.len()));
    }
}

/// The fixed part of a session.
pub(super) struct Fixed {
    pub(super) catalog: Arc<dyn Catalog>,
    pub(super) now: Timestamp,
    pub(super) limits: Limits,
    pub(super) policy: Arc<str>,
    pub(super) overrides: BTreeMap<String, String>,
    pub(super) sink: Option<Sink>,
    pub(super) on_file: Option<FileSink>,
    pub(super) progress: Arc<Progress>,
    pub(super) recorder: Option<Arc<Recorder>>,
    /// What a test builds; `None` in the run of a policy.
    pub(super) world: Option<Arc<World>>,
}

/// What belongs to the text that runs. A repl runs one text after the other in one session.
#[derive(Default)]
pub(super) struct Current {
    /// The folder that it may read below.
    pub(super) folder: Option<PathBuf>,
    /// The conditions around its proposals.
    pub(super) reasons: Arc<Reasons>,
    /// What of it is decided without the interpreter.
    pub(super) natives: Arc<Natives>,
}

/// One run of a policy.
pub(super) struct Session {
    pub(super) fixed: Fixed,
    current: RwLock<Current>,
    engine: OnceLock<Weak<Engine>>,
    gathered: Mutex<Gathered>,
    /// What was looked up ahead of the script.
    pub(super) ahead: Arc<foresight::Sums>,
}

impl Session {
    pub(super) fn new(fixed: Fixed, current: Current) -> Self {
        let gathered = Mutex::new(Gathered::default());
        Self { fixed, current: RwLock::new(current), engine: OnceLock::new(), gathered, ahead: Arc::default() }
    }

    /// The conditions around the proposals of the text that runs.
    pub(super) fn reasons(&self) -> Arc<Reasons> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).reasons)
    }

    /// What of the text that runs is decided without the interpreter. A test may turn its clock, so nothing of a test is.
    pub(super) fn natives(&self) -> Arc<Natives> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).natives)
    }

    /// Whether functions of the script can surely call each other so deep from here.
    pub(super) fn can_call(&self, context: &NativeCallContext<'_>, depth: usize) -> bool {
        context.global_runtime_state().level + depth + CALLS_BETWEEN <= self.fixed.limits.call_depth
    }

    /// A condition or a body with everything put in that stands still.
    pub(super) fn bound<T>(&self, bind: impl FnOnce(&Bindings<'_>) -> T) -> T {
        let text_bytes = self.fixed.limits.string_bytes;
        bind(&Bindings { now: self.fixed.now, params: &self.gathered().params, text_bytes })
    }

    /// The folder that the text that runs may read below.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).folder.clone()
    }

    /// From here on another text runs.
    pub(super) fn turn_to(&self, text: Current) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = text;
    }

    /// The moment that scripts are told. In a test it is that of the test's clock.
    pub(super) fn now(&self) -> Timestamp {
        self.fixed.world.as_ref().map_or(self.fixed.now, |world| world.now())
    }

    /// Lets lazy listings call back into the script. The engine owns the session, so only a weak link goes back.
    pub(super) fn attach(&self, engine: &Arc<Engine>) {
        let _ = self.engine.set(Arc::downgrade(engine));
    }

    pub(super) fn engine(&self) -> Outcome<Arc<Engine>> {
        self.engine.get().and_then(Weak::upgrade).ok_or_else(|| Fault::new("internal", "the script has ended").into())
    }

    /// The session that a function was called in.
    pub(super) fn of(context: &NativeCallContext<'_>) -> Outcome<Arc<Self>> {
        context
            .tag()
            .and_then(|tag| tag.clone().try_cast::<Arc<Self>>())
            .ok_or_else(|| Fault::new("internal", "this function works only while a policy runs").into())
    }

    pub(super) fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take_gathered(&self) -> Gathered {
        std::mem::take(&mut *self.gathered())
    }

    /// Notes that this video was read, whether or not the script is given it.
    pub(super) fn walked(&self, video: &Arc<Video>) {
        if let Some(recorder) = &self.fixed.recorder {
            recorder.read(video);
        }
        let hash = seen_as(&video.id);
        if self.gathered().seen.insert(hash) {
            self.fixed.progress.met_video();
        }
    }

    /// Notes that the script is given this video.
    pub(super) fn give(&self, video: &Arc<Video>) {
        self.fixed.progress.next_item();
        self.gathered().current = Some(Arc::clone(video));
    }

    /// Notes that a walk gives the script this video: what is asked of it from now on is asked anew.
    pub(super) fn hand(&self, video: &Arc<Video>) {
        self.fixed.progress.next_item();
        let mut gathered = self.gathered();
        gathered.current = Some(Arc::clone(video));
        gathered.item = Some(Arc::clone(video));
        if !gathered.unordered.is_empty() {
            gathered.unordered.remove(&video.id);
        }
    }

    /// Notes that a value was asked for that is none.
    pub(super) fn absent(&self, video: &Arc<Video>, field: &str) {
        self.gathered().absent = Some((Arc::clone(video), field.to_owned()));
    }

    /// Notes that an absent value was asked for its order. It is neither before nor after anything, so whatever follows
    /// from that, in either polarity, is no ground to delete the videos that it is about.
    pub(super) fn unordered(&self, at: Position) {
        let mut gathered = self.gathered();
        gathered.orders += 1;
        let (asked, field) = match gathered.absent.clone() {
            Some((video, field)) => (Some(video), field),
            None => (None, "a value".to_owned()),
        };
        let (current, item) = (gathered.current.clone(), gathered.item.clone());
        for video in [asked, current, item].into_iter().flatten() {
            gathered.unordered.insert(video.id.clone(), (field.clone(), line_of(at)));
        }
    }

    /// How often an absent value was asked for its order so far.
    pub(super) fn orders(&self) -> u64 {
        self.gathered().orders
    }

    /// Whether the video must be kept because an absent value of it was asked for its order; it is noted then.
    pub(super) fn keeps_unordered(&self, video: &Video) -> bool {
        let Some((field, line)) = self.gathered().unordered.get(&video.id).cloned() else { return false };
        let value = unknown_value(video, &field, &Missing::from("it has no value, and only a value has an order"));
        self.unreadable(&value, Some(line));
        true
    }

    /// How many videos were left out so far because a value was unknown, with the latest of these values.
    pub(super) fn left_out(&self) -> (u64, Option<UnknownValue>) {
        self.gathered().left_out.clone()
    }

    /// Makes sure that a number counted every video. Where it decides about another video it is unknown; else it is said
    /// that it is too low.
    pub(super) fn counted_all(&self, before: u64, context: &NativeCallContext<'_>) -> Outcome<()> {
        let (after, value) = self.left_out();
        let Some(value) = value.filter(|_| after > before) else { return Ok(()) };
        let (at, source) = (context.call_position(), context.call_source());
        if self.gathered().item.is_some() {
            return Err(Raised::Unknown(value, at, source.map(str::to_owned)).into_error());
        }
        let text = format!("{} left out of this number, because of unknown values", videos(after - before));
        self.say(Level::Warn, at, source, &text);
        Ok(())
    }

    /// Records a value that a rule hangs on; the video is kept.
    pub(super) fn unreadable(&self, value: &UnknownValue, line: Option<u32>) {
        let note = Unreadable {
            video: value.video.clone(),
            name: value.name.clone(),
            field: value.field.clone(),
            policy: self.fixed.policy.as_ref().to_owned(),
            line,
            message: value.reason.as_ref().to_owned(),
        };
        let mut gathered = self.gathered();
        gathered.left_out = (gathered.left_out.0 + 1, Some(value.clone()));
        if gathered.noted.insert(hash(("unreadable", &note.video, &note.field, note.line, &note.message))) {
            gathered.unreadable.push(note);
        }
    }

    /// Shields a video; saying so again for the same reason changes nothing.
    pub(super) fn keep(&self, keep: Keep) -> Outcome<()> {
        let most = self.fixed.limits.proposals;
        let mut gathered = self.gathered();
        let reason = &keep.reason;
        if gathered.noted.insert(hash(("keep", &keep.video.id, &reason.policy, reason.line, &reason.text))) {
            if gathered.keeps.len() >= most {
                return Err(Raised::Stopped(Stop::Keeps(most)).into_error());
            }
            gathered.keeps.push(keep);
        }
        Ok(())
    }

    /// Whether no further message is shown, so that none has to be made.
    pub(super) fn is_silent(&self) -> bool {
        self.gathered().said > self.fixed.limits.messages
    }

    /// Passes a message on, or keeps it where nobody listens. After the last one that is allowed it says so.
    pub(super) fn say(&self, level: Level, at: Position, source: Option<&str>, text: &str) {
        let limits = &self.fixed.limits;
        let before = {
            let mut gathered = self.gathered();
            gathered.said += 1;
            gathered.said - 1
        };
        let (level, text) = match before.cmp(&limits.messages) {
            Ordering::Less => (level, clipped(text, limits.message_bytes)),
            Ordering::Equal => {
                (Level::Warn, format!("{} messages were shown; further ones are left out", limits.messages))
            }
            Ordering::Greater => return,
        };
        let message = Message {
            level,
            policy: source.filter(|name| !name.is_empty()).unwrap_or(&self.fixed.policy).to_owned(),
            line: line_of(at),
            text,
        };
        match &self.fixed.sink {
            Some(sink) => sink(&message),
            None => self.gathered().messages.push(message),
        }
    }
}

fn videos(count: u64) -> String {
    if count == 1 { "1 video is".to_owned() } else { format!("{count} videos are") }
}

/// What a video that was read is noted as in [`Outcome::seen`](crate::script::Outcome).
#[must_use]
pub fn seen_as(id: &VideoId) -> u64 {
    hash(id)
}

/// Hashes of the ids of videos, which need not be hashed again.
pub type Seen = HashSet<u64, BuildHasherDefault<Hashed>>;

/// Takes a number that is a hash already as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The line of a place in a script; 1 where the engine knows none.
pub(super) fn line_of(at: Position) -> u32 {
    at.line().and_then(|line| u32::try_from(line).ok()).unwrap_or(1)
}

/// The error of asking for a value that could not be obtained.
#[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed everywhere")]
pub(super) fn unknown(
    video: &Video,
    field: &str,
    reason: &Missing,
    context: &NativeCallContext<'_>,
) -> Box<rhai::EvalAltResult> {
    let value = unknown_value(video, field, reason);
    Raised::Unknown(value, context.call_position(), context.call_source().map(str::to_owned)).into_error()
}

/// Describes a value that could not be obtained.
pub(super) fn unknown_value(video: &Video, field: &str, reason: &Missing) -> UnknownValue {
    UnknownValue {
        video: video.id.clone(),
        name: video.name.value().map(|name| name.as_ref().to_owned()),
        field: field.to_owned(),
        reason: Arc::clone(reason),
    }
}
