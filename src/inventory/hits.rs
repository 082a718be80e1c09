//! What a search found, read as far as it is wanted.

use std::sync::Arc;

use jiff::Timestamp;

use super::InventoryError;
use super::snapshot::{Place, Snapshot};
use crate::model::Video;

/// How many videos are read at first, for whoever wants only a few, and at most.
const FIRST: usize = 64;
const MOST: usize = 4_096;

/// A video that was found.
pub(super) struct Hit {
    /// The time that it is ordered by.
    pub(super) time: Option<Timestamp>,
    pub(super) place: Place,
}

/// The videos that a search found, in its order. Ends after a failure.
#[derive(Debug)]
pub struct Hits {
    snapshot: Arc<Snapshot>,
    places: Vec<Place>,
    next: usize,
    window: usize,
    ready: std::vec::IntoIter<Arc<Video>>,
}

impl Hits {
    pub(super) fn new(snapshot: Arc<Snapshot>, places: Vec<Place>) -> Self {
        Self { snapshot, places, next: 0, window: FIRST, ready: Vec::new().into_iter() }
    }

    /// How many videos were found.
    #[must_use]
    pub fn found(&self) -> usize {
        self.places.len()
    }

    /// Whether the next video is read already.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.ready.as_slice().is_empty()
    }
}

impl Iterator for Hits {
    type Item = Result<Arc<Video>, InventoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(video) = self.ready.next() {
            return Some(Ok(video));
        }
        let end = self.places.len().min(self.next.saturating_add(self.window));
        let wanted = self.places.get(self.next..end).filter(|places| !places.is_empty())?;
        match self.snapshot.read(wanted) {
            Ok(videos) => {
                self.next = end;
                self.window = (self.window * 4).min(MOST);
                self.ready = videos.into_iter();
                self.ready.next().map(Ok)
            }
            Err(error) => {
                self.next = self.places.len();
                Some(Err(error))
            }
        }
    }
}
