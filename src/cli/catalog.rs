//! A provider's library as scripts see it: the bridge from asynchronous reading to synchronous scripts.
//!
//! It holds a [`Library`] and nothing that could delete.

use std::error::Error as _;
use std::sync::{Arc, OnceLock};

use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::Interrupt;
use crate::model::{Account, Assets, Capabilities, KindSet, Video, VideoId};
use crate::provider::{Counted, Error, ErrorKind, Library, Lookup, Page};
use crate::query::Listing;
use crate::script::{Candidates, Catalog, CatalogError, Coverage};

/// How many pages may lie ready before the script takes them.
const PAGES_AHEAD: usize = 4;
/// How many videos' files are looked up at once; the account's pace bounds the requests.
const LOOKUPS_AT_ONCE: usize = 16;
/// How many batches of them are under way at once.
const BATCHES_AT_ONCE: usize = 4;

/// Adapts a [`Library`] to [`Catalog`]. Call it from outside the runtime: every call blocks.
pub struct ProviderCatalog {
    library: Arc<dyn Library>,
    runtime: Handle,
    interrupt: Interrupt,
    observer: Arc<OnceLock<Observer>>,
}

/// Hears how far a walk came.
type Observer = Box<dyn Fn(Coverage) + Send + Sync>;

impl ProviderCatalog {
    /// Wraps a library; requests run on `runtime`, and `interrupt` ends every wait.
    #[must_use]
    pub fn new(library: Arc<dyn Library>, runtime: Handle, interrupt: Interrupt) -> Self {
        Self { library, runtime, interrupt, observer: Arc::default() }
    }

    /// Tells an observer about every video that is read; only the first observer is heard.
    pub fn on_walk(&self, observer: impl Fn(Coverage) + Send + Sync + 'static) {
        let _ = self.observer.set(Box::new(observer));
    }

    /// The library inside.
    #[must_use]
    pub fn library(&self) -> &Arc<dyn Library> {
        &self.library
    }

    /// How many candidates a listing has; `None` when the platform gives no count for it.
    ///
    /// # Errors
    /// Fails when the platform cannot be asked.
    pub fn count(&self, listing: &Listing) -> Result<Option<u64>, CatalogError> {
        Ok(match self.wait("count the candidates", self.library.count(listing))? {
            Counted::Exactly(count) => Some(count),
            Counted::Unknown => None,
        })
    }

    fn wait<T>(&self, what: &str, work: impl Future<Output = Result<T, Error>>) -> Result<T, CatalogError> {
        self.runtime.block_on(async {
            tokio::select! {
                result = work => result.map_err(|error| failure(what, &error)),
                () = self.interrupt.raised() => Err(interrupted()),
            }
        })
    }
}

impl Catalog for ProviderCatalog {
    fn account(&self) -> &Account {
        self.library.account()
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.library.capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        if self.interrupt.is_raised() {
            return Err(interrupted());
        }
        let (sender, pages) = mpsc::channel(PAGES_AHEAD);
        let library = Arc::clone(&self.library);
        let listing = listing.clone();
        self.runtime.spawn(async move {
            let mut stream = library.list(listing);
            while let Some(page) = stream.next().await {
                // The script stopped listening: nothing more needs to be read.
                if sender.send(page).await.is_err() {
                    break;
                }
            }
        });
        Ok(Box::new(Walk {
            pages,
            page: Vec::new().into_iter(),
            coverage: Coverage::default(),
            runtime: self.runtime.clone(),
            interrupt: self.interrupt.clone(),
            observer: Arc::clone(&self.observer),
            ended: false,
        }))
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        self.count(&Listing::default())
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        let ids = [id.clone()];
        let found = self.wait(&format!("read video {id}"), self.library.videos(&ids))?;
        Ok(found.into_iter().find_map(|lookup| match lookup {
            Lookup::Found(video) => Some(video),
            Lookup::Gone => None,
        }))
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        // Full batches of the platform; within one, the provider looks up side by side what it can.
        let batch = self.library.assets_batch().max(LOOKUPS_AT_ONCE);
        let look_up = |batch: &[Arc<Video>]| {
            let batch = batch.to_vec();
            async move { (self.library.assets_of(&batch, kinds).await, batch) }
        };
        let work = async {
            let lookups: Vec<_> = videos.chunks(batch).map(look_up).collect();
            let answers: Vec<_> = stream::iter(lookups).buffered(BATCHES_AT_ONCE).collect().await;
            let told = |(found, batch): (Vec<Result<Assets, Error>>, Vec<Arc<Video>>)| {
                found.into_iter().zip(batch).map(|(found, video)| {
                    found.unwrap_or_else(|error| Assets::unknown(video.id.clone(), kinds, &chain(&error)))
                })
            };
            answers.into_iter().flat_map(told).collect::<Vec<_>>()
        };
        self.runtime.block_on(async {
            tokio::select! {
                found = work => found,
                () = self.interrupt.raised() => {
                    videos.iter().map(|video| Assets::unknown(video.id.clone(), kinds, "interrupted")).collect()
                }
            }
        })
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        self.wait(&format!("look up the playlists of video {video}"), self.library.references(video))
    }
}

struct Walk {
    pages: mpsc::Receiver<Result<Page, Error>>,
    page: std::vec::IntoIter<Arc<Video>>,
    coverage: Coverage,
    runtime: Handle,
    interrupt: Interrupt,
    observer: Arc<OnceLock<Observer>>,
    ended: bool,
}

impl Iterator for Walk {
    type Item = Result<Arc<Video>, CatalogError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(video) = self.page.next() {
                self.coverage.seen += 1;
                if let Some(observer) = self.observer.get() {
                    observer(self.coverage);
                }
                return Some(Ok(video));
            }
            if self.ended {
                return None;
            }
            let next = self.runtime.block_on(async {
                tokio::select! {
                    page = self.pages.recv() => Ok(page),
                    () = self.interrupt.raised() => Err(interrupted()),
                }
            });
            match next {
                Ok(Some(Ok(page))) => {
                    if let Counted::Exactly(count) = page.counted {
                        self.coverage.counted = Some(count);
                    }
                    self.page = page.videos.into_iter();
                }
                Ok(Some(Err(error))) => {
                    self.ended = true;
                    return Some(Err(failure("list the library", &error)));
                }
                Ok(None) => self.ended = true,
                Err(stopped) => {
                    self.ended = true;
                    return Some(Err(stopped));
                }
            }
        }
    }
}

impl Candidates for Walk {
    fn coverage(&self) -> Coverage {
        self.coverage
    }

    fn is_ready(&self) -> bool {
        !self.page.as_slice().is_empty()
    }
}

fn interrupted() -> CatalogError {
    CatalogError { message: "interrupted".to_owned(), hint: None, interrupted: true }
}

fn failure(what: &str, error: &Error) -> CatalogError {
    CatalogError { message: format!("{what}: {}", chain(error)), hint: advice(error), interrupted: false }
}

/// The error with its causes in one line.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// What to do about a failure of the platform.
#[must_use]
pub fn advice(error: &Error) -> Option<String> {
    let text = match &error.kind {
        ErrorKind::Credentials => "check the credentials of the account; `vodsweep doctor` tests them",
        ErrorKind::MissingPermission(_) => "`vodsweep doctor` prints what grants the permission",
        ErrorKind::Unreachable => "check the network and the account's endpoints; `vodsweep doctor` tests them",
        ErrorKind::Throttled(_) => "another program uses the account's rate; lower pace.requests_per_second",
        ErrorKind::Busy | ErrorKind::Unavailable | ErrorKind::Interrupted => "try again later; nothing was changed",
        ErrorKind::Malformed => "the address answers, but not like the platform; check the account's endpoints",
        ErrorKind::NotFound | ErrorKind::Referenced(_) | ErrorKind::Refused | ErrorKind::Configuration => return None,
    };
    Some(text.to_owned())
}
