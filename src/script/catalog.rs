//! What a script can see of a library: reading only, and synchronous, because scripts are.

use std::sync::Arc;

use crate::model::{Account, Assets, Capabilities, KindSet, Video, VideoId};
use crate::query::Listing;

/// The error of reading the library for a script: a page or file list that could not be read fails the plan.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct CatalogError {
    /// What happened, with its causes, as a lower-case fragment.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether the reading was stopped on purpose (Ctrl-C).
    pub interrupted: bool,
}

/// How completely a listing was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// What the platform counted; `None` when it gives no count.
    pub counted: Option<u64>,
    /// Distinct videos that were read.
    pub seen: u64,
}

/// The candidates of a listing, one after the other; each video once.
pub trait Candidates: Iterator<Item = Result<Arc<Video>, CatalogError>> + Send {
    /// How completely the listing was read so far; final once the iterator has ended.
    fn coverage(&self) -> Coverage;

    /// Whether the next item is at hand, so that taking it waits for nothing.
    fn is_ready(&self) -> bool {
        false
    }
}

/// A library as a script sees it.
///
/// Every call blocks. Implementations are shared by threads and must not hold a deleting type.
pub trait Catalog: Send + Sync {
    /// Which library it is.
    fn account(&self) -> &Account;

    /// What the platform can do.
    fn capabilities(&self) -> &'static Capabilities;

    /// Walks the candidates of a listing: a superset of the true matches, tested exactly by the caller.
    ///
    /// # Errors
    /// Fails when the walk cannot start; a later failure comes as an item.
    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError>;

    /// How many videos the whole library has; `None` when the platform does not say.
    ///
    /// # Errors
    /// Fails when the platform cannot be asked.
    fn total(&self) -> Result<Option<u64>, CatalogError>;

    /// Reads one video; `None` when there is no such video.
    ///
    /// # Errors
    /// Fails when the platform cannot be asked.
    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError>;

    /// Looks up the files of the given kinds for several videos at once, in the order given.
    ///
    /// A lookup that failed is unknown in its result, with the reason; it is never an empty list.
    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets>;

    /// The manual playlists that hold the video, by id.
    ///
    /// # Errors
    /// Fails when the platform cannot be asked.
    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError>;
}
