//! A library that is read once and then answers from memory, so that a save plans again at once.
//!
//! It reads through a [`Catalog`] and can do nothing else. It is as old as its first reading; commit never uses it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::model::{Account, Assets, Capabilities, KindSet, Video, VideoField, VideoId};
use crate::script::{Candidates, Catalog, CatalogError, Coverage, Listing};

/// Up to this many videos the whole library is read at once, so that any query can be answered from memory.
const WHOLE_UP_TO: u64 = 50_000;
/// Up to this many it is read whole as soon as what was read does not answer a second query. Before that it would take
/// longer than the first plan should; beyond, more memory than a screen is worth.
const WHOLE_AT_LAST_UP_TO: u64 = 200_000;

/// A [`Catalog`] that remembers everything it was asked.
pub struct Remembered {
    inner: Arc<dyn Catalog>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    total: Option<Total>,
    listings: Vec<(Listing, Arc<Read>)>,
    videos: HashMap<VideoId, Option<Arc<Video>>>,
    assets: HashMap<VideoId, Assets>,
    references: HashMap<VideoId, Vec<String>>,
}

/// What the library said of its size, which may be that it does not know.
#[derive(Clone, Copy)]
struct Total(Option<u64>);

/// A listing that was read to its end.
struct Read {
    videos: Vec<Arc<Video>>,
    coverage: Coverage,
}

impl Remembered {
    /// Wraps a catalog; nothing is read yet.
    #[must_use]
    pub fn new(inner: Arc<dyn Catalog>) -> Self {
        Self { inner, seen: Arc::default() }
    }

    /// Forgets everything, so that the next plan reads the library again.
    pub fn forget(&self) {
        *lock(&self.seen) = Seen::default();
    }

    /// The fields that the query names and that a listing tells only then. What is known of a video must not hang on
    /// an earlier query: a rule that reads such a field would decide otherwise than in `plan`.
    fn looked_up(&self, listing: &Listing) -> Vec<VideoField> {
        let fields = self.inner.capabilities().looked_up.iter().copied();
        fields.filter(|field| listing.query.as_ref().is_some_and(|query| query.names_field(*field))).collect()
    }

    /// A listing that was read to its end and holds everything that is wanted.
    fn known(&self, wanted: &Listing) -> Option<Arc<Read>> {
        let looked_up = self.looked_up(wanted);
        let answers =
            |known: &Listing| known == wanted || (wanted.is_within(known) && self.looked_up(known) == looked_up);
        let seen = lock(&self.seen);
        // The one with the fewest videos is the quickest to walk.
        let fitting = seen.listings.iter().filter(|(known, _)| answers(known)).map(|(_, read)| read);
        fitting.min_by_key(|read| read.videos.len()).map(Arc::clone)
    }

    /// What really has to be listed: everything, when the library is small enough to be read whole.
    fn widened(&self, listing: &Listing) -> Result<Listing, CatalogError> {
        let whole = Listing::default();
        if !listing.is_within(&whole) || !self.looked_up(listing).is_empty() {
            return Ok(listing.clone());
        }
        let most = if lock(&self.seen).listings.is_empty() { WHOLE_UP_TO } else { WHOLE_AT_LAST_UP_TO };
        let small = self.total()?.is_some_and(|total| total <= most);
        Ok(if small { whole } else { listing.clone() })
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Catalog for Remembered {
    fn account(&self) -> &Account {
        self.inner.account()
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.inner.capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        if let Some(read) = self.known(listing) {
            return Ok(Box::new(Replay { read, next: 0 }));
        }
        let wanted = self.widened(listing)?;
        let walk = self.inner.candidates(&wanted)?;
        Ok(Box::new(Recording { walk, wanted, videos: Vec::new(), failed: false, seen: Arc::clone(&self.seen) }))
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        if let Some(Total(total)) = lock(&self.seen).total {
            return Ok(total);
        }
        let total = self.inner.total()?;
        lock(&self.seen).total = Some(Total(total));
        Ok(total)
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        if let Some(video) = lock(&self.seen).videos.get(id) {
            return Ok(video.clone());
        }
        let video = self.inner.video(id)?;
        lock(&self.seen).videos.insert(id.clone(), video.clone());
        Ok(video)
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        let missing: Vec<Arc<Video>> = {
            let seen = lock(&self.seen);
            let lacks = |video: &&Arc<Video>| {
                // A lookup that failed is tried again.
                let known = |kind| seen.assets.get(&video.id).is_some_and(|assets| !assets.of(kind).is_unknown());
                !kinds.iter().all(known)
            };
            videos.iter().filter(lacks).cloned().collect()
        };
        if !missing.is_empty() {
            let found = self.inner.assets(&missing, kinds);
            let mut seen = lock(&self.seen);
            for assets in found {
                let id = assets.video.clone();
                seen.assets.entry(id.clone()).or_insert_with(|| Assets::new(id)).absorb(assets);
            }
        }
        let seen = lock(&self.seen);
        videos
            .iter()
            .map(|video| {
                seen.assets
                    .get(&video.id)
                    .cloned()
                    .unwrap_or_else(|| Assets::unknown(video.id.clone(), kinds, "the files were not looked up"))
            })
            .collect()
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        if let Some(playlists) = lock(&self.seen).references.get(video) {
            return Ok(playlists.clone());
        }
        let playlists = self.inner.references(video)?;
        lock(&self.seen).references.insert(video.clone(), playlists.clone());
        Ok(playlists)
    }
}

/// A listing from memory.
struct Replay {
    read: Arc<Read>,
    next: usize,
}

impl Iterator for Replay {
    type Item = Result<Arc<Video>, CatalogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let video = self.read.videos.get(self.next)?;
        self.next += 1;
        Some(Ok(Arc::clone(video)))
    }
}

impl Candidates for Replay {
    fn coverage(&self) -> Coverage {
        self.read.coverage
    }

    fn is_ready(&self) -> bool {
        true
    }
}

/// A listing that is remembered once it was read to its end without a failure.
struct Recording {
    walk: Box<dyn Candidates>,
    wanted: Listing,
    videos: Vec<Arc<Video>>,
    failed: bool,
    seen: Arc<Mutex<Seen>>,
}

impl Iterator for Recording {
    type Item = Result<Arc<Video>, CatalogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.walk.next();
        match &item {
            Some(Ok(video)) => self.videos.push(Arc::clone(video)),
            Some(Err(_)) => self.failed = true,
            None if !self.failed => {
                self.failed = true;
                let read = Read { videos: std::mem::take(&mut self.videos), coverage: self.walk.coverage() };
                lock(&self.seen).listings.push((self.wanted.clone(), Arc::new(read)));
            }
            None => {}
        }
        item
    }
}

impl Candidates for Recording {
    fn coverage(&self) -> Coverage {
        self.walk.coverage()
    }

    fn is_ready(&self) -> bool {
        self.walk.is_ready()
    }
}

#[cfg(test)]
mod tests;
