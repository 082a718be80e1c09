//! Answers searches, and remembers the last few results so that paging through one does not search again.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::ast::{Clauses, looks_at_words, names_deleted};
use super::index::Words;
use super::matching::Subject;
use super::sort::{Key, Sort};
use super::token::Illegal;
use super::{v1, v2};
use crate::sandbox::library::item::{Item, State};
use crate::sandbox::library::shelf::Shelf;

/// How many results are remembered.
const REMEMBERED: usize = 8;

/// What is asked for, as the parameters of a request say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::sandbox::brightcove) struct Ask {
    /// A search in the older language.
    pub(in crate::sandbox::brightcove) q: Option<String>,
    /// A search in the newer language.
    pub(in crate::sandbox::brightcove) query: Option<String>,
    /// The order.
    pub(in crate::sandbox::brightcove) sort: Option<String>,
    /// Only the videos of this folder.
    pub(in crate::sandbox::brightcove) folder: Option<String>,
}

/// Why a search is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox::brightcove) enum Refusal {
    /// The order does not exist.
    Sort,
    /// The search is malformed.
    Search(Illegal),
}

/// The numbers of the videos found, in order.
type Found = Arc<[usize]>;
/// A question and the version of the library that it was asked about.
type Asked = ((u64, u64), Ask);
/// The words of one video and the time of the change that they belong to.
type Cut = (Timestamp, Arc<Words>);

/// Answers searches over one library.
#[derive(Debug, Default)]
pub(in crate::sandbox::brightcove) struct Engine {
    recent: Mutex<Vec<(Asked, Found)>>,
    words: Mutex<(u64, HashMap<usize, Cut>)>,
}

impl Engine {
    /// The numbers of the videos that a question finds, in the order asked for.
    pub(in crate::sandbox::brightcove) fn find(
        &self,
        library: &Shelf,
        question: &Ask,
        now: Timestamp,
    ) -> Result<Found, Refusal> {
        let key = (library.version(), question.clone());
        // Relative times move on between two requests; by so little that the same pages are better.
        if let Some((_, found)) = lock(&self.recent).iter().find(|(asked, _)| *asked == key) {
            return Ok(Arc::clone(found));
        }
        let found: Found = self.search(library, question, now)?.into();
        let mut recent = lock(&self.recent);
        recent.insert(0, (key, Arc::clone(&found)));
        recent.truncate(REMEMBERED);
        Ok(found)
    }

    fn search(&self, library: &Shelf, question: &Ask, now: Timestamp) -> Result<Vec<usize>, Refusal> {
        let sort = question.sort.as_deref().map(|text| Sort::parse(text).ok_or(Refusal::Sort)).transpose()?;
        let Some(clauses) = parse(question, now).map_err(Refusal::Search)? else { return Ok(Vec::new()) };
        let searched = clauses.iter().any(|one| *one != Clauses::default());
        let deleted = clauses.iter().any(names_deleted);
        let (with_text, no_words) = (clauses.iter().any(looks_at_words), Arc::default());
        let mut words = lock(&self.words);
        let (made, _) = library.version();
        if words.0 != made {
            *words = (made, HashMap::new());
        }
        let wanted = |item: &Item| {
            let visible = if deleted { Shelf::remembered(item, now) } else { item.state != State::Deleted };
            visible && question.folder.as_ref().is_none_or(|folder| item.folder_id.as_ref() == Some(folder))
        };
        let mut found: Vec<(u32, usize, &Item)> = Vec::new();
        for (at, item) in library.by_created().filter(|(_, item)| wanted(item)) {
            if !searched {
                found.push((0, at, item));
                continue;
            }
            let cut = if with_text { cut_words(&mut words.1, at, item) } else { Arc::clone(&no_words) };
            let subject = Subject { item, words: &cut, now };
            let scores: Option<Vec<u32>> = clauses.iter().map(|one| subject.score(one)).collect();
            if let Some(scores) = scores {
                found.push((scores.iter().sum(), at, item));
            }
        }
        order(&mut found, sort, searched);
        Ok(found.into_iter().map(|(_, at, _)| at).collect())
    }
}

/// The words of a video, cut again when it was changed.
fn cut_words(known: &mut HashMap<usize, Cut>, at: usize, item: &Item) -> Arc<Words> {
    if let Some((_, words)) = known.get(&at).filter(|(time, _)| *time == item.updated_at) {
        return Arc::clone(words);
    }
    let words = Arc::new(Words::of(item));
    known.insert(at, (item.updated_at, Arc::clone(&words)));
    words
}

/// Sorts what was found in order of creation.
fn order(found: &mut [(u32, usize, &Item)], sort: Option<Sort>, searched: bool) {
    match sort {
        Some(Sort { key: Key::CreatedAt, descending: false }) => {}
        Some(sort) => found.sort_by(|a, b| sort.compare(a.2, b.2)),
        None if searched => found.sort_by_key(|(score, _, item)| (Reverse(*score), Reverse(item.updated_at))),
        None => found.sort_by(|a, b| Sort::NEWEST_CHANGE.compare(a.2, b.2)),
    }
}

/// The searches of a question, all of which have to match; `None` when one of them silently finds nothing.
fn parse(question: &Ask, now: Timestamp) -> Result<Option<Vec<Clauses>>, Illegal> {
    let mut all = Vec::new();
    if let Some(text) = &question.q {
        all.push(v1::parse(text, now)?);
    }
    if let Some(text) = &question.query {
        let Some(clauses) = v2::parse(text)? else { return Ok(None) };
        all.push(clauses);
    }
    Ok(Some(all))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What is behind these locks can be thrown away at any time, so a panic elsewhere cannot spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
