//! The reading half of a provider.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use jiff::SignedDuration;

use super::Error;
use crate::model::{Account, Assets, Capabilities, KindSet, Target, Video, VideoId};
use crate::query::{Listing, Query};

/// How many videos the platform says a listing has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The platform's count; it may err on the high side.
    Exactly(u64),
    /// The platform gives no count for this listing.
    Unknown,
}

/// One page of a listing, without repetitions of what earlier pages held.
#[derive(Debug, Clone)]
pub struct Page {
    /// New videos, in the platform's order.
    pub videos: Vec<Arc<Video>>,
    /// The platform's count for the whole listing, as last read.
    pub counted: Counted,
}

/// The pages of a listing. A page that could not be read is an error and ends the listing.
pub type Pages = BoxStream<'static, Result<Page, Error>>;

/// What a fresh reading found of one video.
#[derive(Debug, Clone)]
pub enum Lookup {
    /// It is there.
    Found(Arc<Video>),
    /// The platform says that there is no such video, or that it is deleted.
    Gone,
}

/// Whether the target of a deletion can still be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is still there.
    Present,
    /// It is not there any more.
    Gone,
}

/// What of a query the platform is asked, for `--explain-query`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pushdown {
    /// The request parameters that carry it, as name and unencoded value; empty when nothing is pushed.
    pub sent: Vec<(String, String)>,
    /// The parts of the query that the platform is asked, in our language.
    pub pushed: Vec<String>,
    /// Why the other parts are not, one line a part.
    pub kept_here: Vec<String>,
}

/// What is left today of the daily allowance for dropping copies from the content network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshQuota {
    /// Addresses of single files.
    pub addresses: u64,
    /// Folders.
    pub folders: u64,
}

/// How many single lookups run at once; the account's pace bounds the requests.
const LOOKUPS_AT_ONCE: usize = 16;

/// Read access to one library. Planning, watching, testing and explaining hold only this.
#[async_trait]
pub trait Library: Send + Sync {
    /// Which library this is.
    fn account(&self) -> &Account;

    /// What the platform can do.
    fn capabilities(&self) -> &'static Capabilities;

    /// What of a query would be sent to the platform.
    fn pushdown(&self, query: &Query) -> Pushdown;

    /// How many videos the listing's pushed-down part has; the whole library for an empty listing.
    async fn count(&self, listing: &Listing) -> Result<Counted, Error>;

    /// How many videos the whole library has now.
    async fn total(&self) -> Result<Counted, Error> {
        self.count(&Listing::default()).await
    }

    /// How far the platform's clock is ahead of this machine's, as seen in its latest answer that told; `None` when no
    /// answer did yet.
    async fn clock_skew(&self) -> Option<SignedDuration> {
        None
    }

    /// How many videos one page of a listing holds at most: 100 on both platforms.
    fn list_batch(&self) -> usize {
        100
    }

    /// Walks the candidates of a listing: every true match is among them, others may be too.
    fn list(&self, listing: Listing) -> Pages;

    /// Reads videos again by id, in the order asked, in the platform's largest read batches.
    ///
    /// # Errors
    /// One failed request fails the whole call: no video is reported gone because a page was not read.
    async fn videos(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error>;

    /// How many videos one [`Library::videos`] request of the platform takes.
    fn read_batch(&self) -> usize;

    /// Looks up the files of the given kinds of one video.
    ///
    /// # Errors
    /// Fails when a request fails; kinds that the platform answers with "not available" are unknown in the result.
    async fn assets(&self, video: &Video, kinds: KindSet) -> Result<Assets, Error>;

    /// How many videos one request of the platform tells the files of: the best size of a [`Library::assets_of`] batch.
    fn assets_batch(&self) -> usize {
        1
    }

    /// Looks up the files of several videos, in the order given, with as few requests as the platform needs. A lookup
    /// that fails does not fail its neighbours.
    async fn assets_of(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Result<Assets, Error>> {
        let mut lookups = Vec::with_capacity(videos.len());
        for video in videos {
            lookups.push(self.assets(video, kinds));
        }
        stream::iter(lookups).buffered(LOOKUPS_AT_ONCE).collect().await
    }

    /// How many addresses the content network may be asked to drop today; `None` when the platform has no such thing.
    async fn refresh_quota(&self) -> Result<Option<RefreshQuota>, Error> {
        Ok(None)
    }

    /// The manual playlists that hold the video, by id.
    async fn references(&self, video: &VideoId) -> Result<Vec<String>, Error>;

    /// Looks whether the target of a deletion is still there.
    async fn presence(&self, target: &Target) -> Result<Presence, Error>;

    /// The same for several targets, in the order given, with as few requests as the platform needs. One that fails does
    /// not fail its neighbours.
    async fn presence_of(&self, targets: &[Target]) -> Vec<Result<Presence, Error>> {
        let mut looks = Vec::with_capacity(targets.len());
        for target in targets {
            looks.push(self.presence(target));
        }
        stream::iter(looks).buffered(LOOKUPS_AT_ONCE).collect().await
    }
}
