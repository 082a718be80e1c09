//! What was noted of the conditions of one or several policies while they ran.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rhai::{Dynamic, Engine, INT, NativeCallContext};

use super::{CONDITION, SIDE, Site};
use crate::model::{Video, VideoId};
use crate::plan::{ConditionLook, ListingLook, Looked};
use crate::script::session::Session;

/// Characters of a value that are kept.
const VALUE_CHARS: usize = 80;

/// How a condition came out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteNote {
    /// How often it held, for whatever video.
    pub held: u64,
    /// How often it did not.
    pub failed: u64,
    /// Of the video that is looked at: how often it was tested, how it came out last, and with what on its two sides.
    pub looked: u64,
    /// How it came out last.
    pub verdict: Option<bool>,
    /// What stood on its sides then; `None` for a side that is written out, or of what is no comparison.
    pub sides: [Option<String>; 2],
}

#[derive(Debug, Default)]
struct Noted {
    sites: Vec<Site>,
    notes: BTreeMap<usize, SiteNote>,
    listings: Vec<ListingLook>,
    video: Option<Arc<Video>>,
}

/// Notes what traced policies decide.
#[derive(Debug)]
pub struct Recorder {
    only: Option<VideoId>,
    noted: Mutex<Noted>,
}

impl Recorder {
    /// Counts how conditions come out for all videos.
    #[must_use]
    pub fn of_all() -> Self {
        Self { only: None, noted: Mutex::default() }
    }

    /// The same, and notes what they are tested with for one video.
    #[must_use]
    pub fn of_video(video: VideoId) -> Self {
        Self { only: Some(video), noted: Mutex::default() }
    }

    /// The conditions, in the order written, with what was noted of each; those that were never tested too.
    #[must_use]
    pub fn conditions(&self) -> Vec<(Site, SiteNote)> {
        let noted = self.noted();
        let note = |number: usize| noted.notes.get(&number).cloned().unwrap_or_default();
        noted.sites.iter().enumerate().map(|(number, site)| (site.clone(), note(number))).collect()
    }

    /// The video that is looked at, as it was read first.
    #[must_use]
    pub fn video(&self) -> Option<Arc<Video>> {
        self.noted().video.clone()
    }

    /// What was noted of the video that is looked at.
    #[must_use]
    pub fn looked(&self) -> Looked {
        let conditions = self.conditions().into_iter().map(|(site, note)| ConditionLook {
            found: note.verdict.and_then(|_| found(&site, &note)),
            policy: site.policy,
            line: site.line,
            text: site.text,
            verdict: note.verdict,
            times: note.looked,
        });
        Looked { listings: self.noted().listings.clone(), conditions: conditions.collect() }
    }

    /// Adds conditions; gives the number of the first.
    pub(crate) fn add(&self, sites: Vec<Site>) -> usize {
        let mut noted = self.noted();
        let first = noted.sites.len();
        noted.sites.extend(sites);
        first
    }

    /// How many conditions there are so far.
    pub(crate) fn len(&self) -> usize {
        self.noted().sites.len()
    }

    /// Notes that a video was read.
    pub(crate) fn read(&self, video: &Arc<Video>) {
        if self.only.as_ref() == Some(&video.id) {
            self.noted().video.get_or_insert_with(|| Arc::clone(video));
        }
    }

    /// Notes that a listing began.
    pub(crate) fn listed(&self, listing: ListingLook) {
        let mut noted = self.noted();
        if !noted.listings.contains(&listing) {
            noted.listings.push(listing);
        }
    }

    fn condition(&self, number: INT, value: &Dynamic, item: Option<&VideoId>) {
        let (Ok(number), Ok(verdict)) = (usize::try_from(number), value.as_bool()) else { return };
        let mut noted = self.noted();
        let note = noted.notes.entry(number).or_default();
        if verdict {
            note.held += 1;
        } else {
            note.failed += 1;
        }
        if self.only.is_some() && self.only.as_ref() == item {
            note.looked += 1;
            note.verdict = Some(verdict);
        }
    }

    fn side(&self, number: INT, side: INT, value: &Dynamic, item: Option<&VideoId>) {
        if self.only.is_none() || self.only.as_ref() != item {
            return;
        }
        let (Ok(number), Ok(side)) = (usize::try_from(number), usize::try_from(side)) else { return };
        let mut noted = self.noted();
        if let Some(place) = noted.notes.entry(number).or_default().sides.get_mut(side) {
            *place = Some(shown(value));
        }
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A comparison with the values in place of what gave them.
fn found(site: &Site, note: &SiteNote) -> Option<String> {
    let (operator, written) = site.comparison.as_ref()?;
    let [left, right] = [0, 1].map(|side| {
        let value = note.sides.get(side).and_then(Option::as_deref);
        value.or_else(|| written.get(side).and_then(Option::as_deref))
    });
    Some(format!("{} {operator} {}", left?, right?))
}

/// A value in few words.
fn shown(value: &Dynamic) -> String {
    let text = if value.is_string() { format!("{:?}", value.to_string()) } else { value.to_string() };
    let text = if value.is_unit() { "()".to_owned() } else { text };
    match text.char_indices().nth(VALUE_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Gives the engine of a traced run the functions that note.
pub(crate) fn register(engine: &mut Engine, recorder: &Arc<Recorder>) {
    let conditions = Arc::clone(recorder);
    engine.register_fn(CONDITION, move |context: NativeCallContext<'_>, number: INT, value: Dynamic| {
        conditions.condition(number, &value, item(&context).as_ref());
        value
    });
    let sides = Arc::clone(recorder);
    engine.register_fn(SIDE, move |context: NativeCallContext<'_>, number: INT, side: INT, value: Dynamic| {
        if sides.only.is_some() {
            sides.side(number, side, &value, item(&context).as_ref());
        }
        value
    });
}

/// The video that the innermost walk gave the script.
fn item(context: &NativeCallContext<'_>) -> Option<VideoId> {
    let session = Session::of(context).ok()?;
    let gathered = session.gathered();
    gathered.current.as_ref().map(|video| video.id.clone())
}
