//! Answers searches, and remembers the last few results so that paging through one does not search again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::field::Kind;
use super::matching::Subject;
use super::parse::Node;
use super::scroll::{Position, Scrolls};
use super::sort::Order;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::{Media, attached, audio, pictures};
use crate::sandbox::library::shelf::Shelf;

/// How many results are remembered.
const REMEMBERED: usize = 8;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) kind: Kind,
    pub(super) filter: Node,
    pub(super) order: Vec<Order>,
}

/// The numbers of the things found, in order.
pub(super) type Found = Arc<[usize]>;
/// The version of the library, what it was asked and what it answered.
type Answer = ((u64, u64), Arc<Ask>, Found);

/// Answers searches over one library.
#[derive(Debug, Default)]
pub(in crate::sandbox::apsara) struct Engine {
    recent: Mutex<Vec<Answer>>,
    scrolls: Mutex<Scrolls>,
}

impl Engine {
    /// The numbers of everything that is found, in the order asked for.
    pub(super) fn find(&self, library: &Shelf, ask: &Arc<Ask>) -> Found {
        let version = library.version();
        let known = |answer: &&Answer| answer.0 == version && answer.1 == *ask;
        if let Some((_, _, found)) = lock(&self.recent).iter().find(known) {
            return Arc::clone(found);
        }
        let found: Found = search(library, ask).into();
        let mut recent = lock(&self.recent);
        recent.insert(0, (version, Arc::clone(ask), Arc::clone(&found)));
        recent.truncate(REMEMBERED);
        found
    }

    /// Gives a token for a position in what was found.
    pub(super) fn token(&self, ask: &Arc<Ask>, start: usize, now: Timestamp) -> String {
        lock(&self.scrolls).give(ask, start, now)
    }

    /// Where a token was given.
    pub(super) fn position(&self, token: &str, now: Timestamp) -> Result<Position, Fault> {
        lock(&self.scrolls).find(token, now)
    }
}

/// The things with these numbers.
pub(super) fn subjects<'a>(shelf: &'a Shelf, kind: Kind, numbers: &[usize]) -> Vec<Subject<'a>> {
    if kind == Kind::Video {
        return numbers.iter().filter_map(|&at| Some(Subject::Media(Media::of(shelf, shelf.at(at)?)))).collect();
    }
    let mut all: Vec<Option<Subject<'a>>> = extras(shelf, kind).into_iter().map(Some).collect();
    numbers.iter().filter_map(|&at| all.get_mut(at)?.take()).collect()
}

/// Everything of a kind that is not a video of the shelf, oldest first.
fn extras(shelf: &Shelf, kind: Kind) -> Vec<Subject<'_>> {
    match kind {
        Kind::Video => Vec::new(),
        Kind::Audio => audio(shelf).into_iter().map(Subject::Media).collect(),
        Kind::Image => pictures(shelf).into_iter().map(Subject::Picture).collect(),
        Kind::Attached => attached(shelf).into_iter().map(Subject::Attached).collect(),
    }
}

fn search(shelf: &Shelf, ask: &Ask) -> Vec<usize> {
    let mut found: Vec<((i64, i64), usize)> = Vec::new();
    let mut look = |at: usize, subject: &Subject<'_>| {
        if subject.meets(&ask.filter) {
            found.push((subject.seconds(), at));
        }
    };
    if ask.kind == Kind::Video {
        for (at, item) in shelf.by_created().filter(|(_, item)| item.deleted_at.is_none()) {
            let media = Media::of(shelf, item);
            if !media.is_audio() {
                look(at, &Subject::Media(media));
            }
        }
    } else {
        extras(shelf, ask.kind).iter().enumerate().for_each(|(at, subject)| look(at, subject));
    }
    // Those of the same second stay in one order, so that pages neither repeat nor miss any.
    found.sort_by(|(a, _), (b, _)| {
        let differ = ask.order.iter().map(|order| order.compare(*a, *b)).find(|order| order.is_ne());
        differ.unwrap_or(std::cmp::Ordering::Equal)
    });
    found.into_iter().map(|(_, at)| at).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks can be thrown away at any time, so a panic elsewhere cannot spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
