//! What one run of a policy knows and gathers: the library, the clock, the settings, and what was proposed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use jiff::Timestamp;
use rhai::{Dynamic, Engine, NativeCallContext, Position};

use super::catalog::{Catalog, Coverage};
use super::error::{Fault, Outcome, Raised, UnknownValue};
use super::limits::Limits;
use super::message::{Level, Message, Sink};
use super::progress::Progress;
use super::reasons::Reasons;
use super::wishes::Wishes;
use crate::model::{Missing, Video};
use crate::plan::{Keep, Unreadable};

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
    pub(super) seen: HashSet<u64>,
    pub(super) current: Option<Arc<Video>>,
    /// What ended a listing. The engine drops it where the body of a loop is empty.
    pub(super) failed: Option<Raised>,
    pub(super) files: HashMap<String, Dynamic>,
    /// Hashes of keeps and notes, so that a loop that repeats one stores it once.
    noted: HashSet<u64>,
}

/// The fixed part of a session.
pub(super) struct Fixed {
    pub(super) catalog: Arc<dyn Catalog>,
    pub(super) now: Timestamp,
    pub(super) limits: Limits,
    pub(super) policy: Arc<str>,
    pub(super) folder: Option<PathBuf>,
    pub(super) overrides: BTreeMap<String, String>,
    pub(super) reasons: Arc<Reasons>,
    pub(super) sink: Option<Sink>,
    pub(super) progress: Arc<Progress>,
}

/// One run of a policy.
pub(super) struct Session {
    pub(super) fixed: Fixed,
    engine: OnceLock<Weak<Engine>>,
    gathered: Mutex<Gathered>,
}

impl Session {
    pub(super) fn new(fixed: Fixed) -> Self {
        Self { fixed, engine: OnceLock::new(), gathered: Mutex::new(Gathered::default()) }
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
        self.gathered().seen.insert(hash(&video.id));
    }

    /// Notes that the script is given this video.
    pub(super) fn give(&self, video: &Arc<Video>) {
        self.fixed.progress.next_item();
        self.gathered().current = Some(Arc::clone(video));
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
        if gathered.noted.insert(hash(("unreadable", &note.video, &note.field, note.line, &note.message))) {
            gathered.unreadable.push(note);
        }
    }

    /// Shields a video; saying so again for the same reason changes nothing.
    pub(super) fn keep(&self, keep: Keep) {
        let mut gathered = self.gathered();
        let reason = &keep.reason;
        if gathered.noted.insert(hash(("keep", &keep.video.id, &reason.policy, reason.line, &reason.text))) {
            gathered.keeps.push(keep);
        }
    }

    /// Passes a message on, or keeps it where nobody listens.
    pub(super) fn say(&self, level: Level, at: Position, source: Option<&str>, text: String) {
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
