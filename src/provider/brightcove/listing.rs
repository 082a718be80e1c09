//! Walks a listing to its end: pages overlap, come short, and shift while they are read.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::Shared;
use super::client::Search;
use crate::model::{Video, VideoId};
use crate::provider::{Counted, Error, ErrorKind, Page, Pages};
use crate::query::{Listing, Order};

const LIMIT: u64 = 100;
/// So many pages beyond the count without anything new are the end: a server may repeat its last page for ever.
const REPEATS: u32 = 3;
/// So many empty pages in a row mean that the count is wrong: no library has such a gap.
const EMPTIES: u32 = 20;
/// Pages fetched ahead of the reader.
const AHEAD: usize = 6;

type Fetched = BoxStream<'static, Result<Vec<Arc<Video>>, Error>>;

/// What is being read.
enum Stage {
    /// All pages that the count promises.
    Counted(Fetched),
    /// Pages beyond the count, one after the other, until one is empty.
    Surplus(u64),
    /// The same listing in the other order, to find what shifted away while paging.
    Again(Fetched),
    /// One last word about the count.
    Closing,
    /// Nothing more.
    Ended,
}

struct Walk {
    shared: Arc<Shared>,
    search: Search,
    order: Order,
    counted: Counted,
    seen: HashSet<VideoId>,
    last_was_full: bool,
    /// Pages beyond the count, in a row, that held nothing new.
    repeats: u32,
    /// Empty pages in a row.
    empties: u32,
    stage: Stage,
    ready: VecDeque<Page>,
}

/// The pages of a listing.
pub(super) fn pages(shared: Arc<Shared>, listing: Listing) -> Pages {
    stream::once(async move { begin(shared, &listing).await })
        .map_ok(|walk| {
            stream::try_unfold(
                walk,
                |mut walk| async move { Ok::<_, Error>(walk.next().await?.map(|page| (page, walk))) },
            )
        })
        .try_flatten()
        .boxed()
}

async fn begin(shared: Arc<Shared>, listing: &Listing) -> Result<Walk, Error> {
    let search = shared.search(listing).await?;
    let counted = shared.counted(&search, listing.native.is_some()).await?;
    let stage = match counted {
        Counted::Exactly(count) => Stage::Counted(fetch_all(&shared, &search, sort(listing.order), count)),
        Counted::Unknown => Stage::Surplus(0),
    };
    Ok(Walk {
        shared,
        search,
        order: listing.order,
        counted,
        seen: HashSet::new(),
        last_was_full: true,
        repeats: 0,
        empties: 0,
        stage,
        ready: VecDeque::new(),
    })
}

impl Walk {
    async fn next(&mut self) -> Result<Option<Page>, Error> {
        loop {
            if let Some(page) = self.ready.pop_front() {
                return Ok(Some(page));
            }
            match &mut self.stage {
                Stage::Counted(_) if self.empties >= EMPTIES => {
                    self.empties = 0;
                    self.stage = Stage::Surplus(self.first_surplus());
                }
                Stage::Again(_) if self.empties >= EMPTIES => self.stage = Stage::Closing,
                Stage::Counted(pages) => match pages.next().await.transpose()? {
                    Some(videos) => self.accept(videos),
                    None if self.is_full() && !self.last_was_full => self.stage = Stage::Ended,
                    None => self.stage = Stage::Surplus(self.first_surplus()),
                },
                Stage::Surplus(offset) => {
                    let offset = *offset;
                    self.surplus(offset).await?;
                }
                Stage::Again(pages) => match pages.next().await.transpose()? {
                    Some(videos) => {
                        self.accept(videos);
                        if self.is_full() {
                            self.stage = Stage::Ended;
                        }
                    }
                    None => self.stage = Stage::Closing,
                },
                Stage::Closing => {
                    // Videos may have gone while we read: the last count is the one to be measured against.
                    self.recount().await?;
                    self.ready.push_back(Page { videos: Vec::new(), counted: self.counted });
                    self.stage = Stage::Ended;
                }
                Stage::Ended => return Ok(None),
            }
        }
    }

    async fn surplus(&mut self, offset: u64) -> Result<(), Error> {
        let read = page(&self.shared, &self.search, sort(self.order), offset).await;
        let videos = match read {
            Ok(videos) => videos,
            // Some servers refuse an offset beyond the end. What lies before it was read, and whether it is all is seen
            // from the count.
            Err(error) if error.status == Some(400) && offset > 0 => Vec::new(),
            Err(error) => return Err(error),
        };
        if !videos.is_empty() && self.repeats < REPEATS {
            let before = self.seen.len();
            self.accept(videos);
            self.repeats = if self.seen.len() > before { 0 } else { self.repeats + 1 };
            self.stage = Stage::Surplus(offset + LIMIT);
            return Ok(());
        }
        if !self.is_full() {
            self.recount().await?;
        }
        self.stage = match self.counted {
            Counted::Exactly(count) if !self.is_full() => {
                let other = match self.order {
                    Order::Created => "-updated_at",
                    Order::RecentlyUpdated => "created_at",
                };
                Stage::Again(fetch_all(&self.shared, &self.search, other, count))
            }
            Counted::Exactly(_) => {
                self.ready.push_back(Page { videos: Vec::new(), counted: self.counted });
                Stage::Ended
            }
            Counted::Unknown => Stage::Ended,
        };
        Ok(())
    }

    fn accept(&mut self, mut videos: Vec<Arc<Video>>) {
        self.last_was_full = videos.len() as u64 >= LIMIT;
        self.empties = if videos.is_empty() { self.empties + 1 } else { 0 };
        videos.retain(|video| self.seen.insert(video.id.clone()));
        self.ready.push_back(Page { videos, counted: self.counted });
    }

    async fn recount(&mut self) -> Result<(), Error> {
        if let Counted::Exactly(_) = self.counted {
            self.counted = Counted::Exactly(self.shared.cms.count(&self.search).await?);
        }
        Ok(())
    }

    fn is_full(&self) -> bool {
        match self.counted {
            Counted::Exactly(count) => self.seen.len() as u64 >= count,
            Counted::Unknown => true,
        }
    }

    fn first_surplus(&self) -> u64 {
        match self.counted {
            Counted::Exactly(count) => count.div_ceil(LIMIT) * LIMIT,
            Counted::Unknown => 0,
        }
    }
}

fn sort(order: Order) -> &'static str {
    match order {
        Order::Created => "created_at",
        Order::RecentlyUpdated => "-updated_at",
    }
}

/// Every page that the count promises, in order, some of them ahead. A short page is not the end of a listing.
fn fetch_all(shared: &Arc<Shared>, search: &Search, sort: &'static str, count: u64) -> Fetched {
    let (shared, search) = (Arc::clone(shared), search.clone());
    let ahead = shared.cms.http.pace().concurrency().clamp(1, AHEAD);
    stream::iter(0..count.div_ceil(LIMIT))
        .map(move |index| {
            let (shared, search) = (Arc::clone(&shared), search.clone());
            async move { page(&shared, &search, sort, index * LIMIT).await }
        })
        .buffered(ahead)
        .boxed()
}

/// One page. One element that cannot be read fails it, because a video left out is one not protected.
async fn page(shared: &Shared, search: &Search, sort: &str, offset: u64) -> Result<Vec<Arc<Video>>, Error> {
    let read = shared.cms.videos(search, sort, offset, LIMIT).await?;
    let videos = read.map_err(|(index, cause)| {
        let message = format!("element {index} of the page from {offset} on cannot be read: {cause}");
        Error { source: cause.source, ..Error::new(ErrorKind::Malformed, message) }
    })?;
    Ok(videos.into_iter().map(Arc::new).collect())
}
