//! A library that is opened when something is asked of it, so that a session starts at once.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::cli::config::{AccountConfig, PlatformConfig};
use crate::cli::{Failure, Opened, ProviderCatalog, Session};
use crate::model::{Account, Assets, Capabilities, KindSet, Video, VideoId};
use crate::provider::capabilities;
use crate::query::Listing;
use crate::report::WalkProgress;
use crate::script::{Candidates, Catalog, CatalogError};

/// The library of an account, opened once it is needed.
pub(super) struct LaterCatalog {
    session: Arc<Session>,
    /// The account as far as it is known before that.
    named: Account,
    open: OnceLock<(ProviderCatalog, Opened)>,
    progress: Arc<Mutex<Option<WalkProgress>>>,
}

impl LaterCatalog {
    pub(super) fn new(session: Arc<Session>, config: &AccountConfig) -> Self {
        let account_id = match &config.platform {
            PlatformConfig::Brightcove(own) => own.account_id.clone(),
            PlatformConfig::Apsara(_) | PlatformConfig::Sandbox(_) => String::new(),
        };
        let named = Account { name: config.name.clone(), platform: config.platform.platform(), account_id };
        Self { session, named, open: OnceLock::new(), progress: Arc::default() }
    }

    /// The name of the account.
    pub(super) fn name(&self) -> &str {
        &self.named.name
    }

    /// Takes the progress of the last walk off the screen.
    pub(super) fn finish_progress(&self) {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// The library. What could not be opened is tried again the next time.
    fn opened(&self) -> Result<&ProviderCatalog, CatalogError> {
        if self.open.get().is_none() {
            let opened = self.session.account().and_then(|config| Opened::new(&self.session, config.clone()));
            let opened = opened.map_err(refused)?;
            let runtime = self.session.runtime().handle().clone();
            let catalog = ProviderCatalog::new(opened.library(), runtime, self.session.interrupt.clone());
            let (progress, terminal) = (Arc::clone(&self.progress), self.session.terminal);
            catalog.on_walk(move |coverage| {
                let mut bar = progress.lock().unwrap_or_else(PoisonError::into_inner);
                bar.get_or_insert_with(|| WalkProgress::new(terminal.progress())).seen(coverage.seen, coverage.counted);
            });
            let _ = self.open.set((catalog, opened));
        }
        let never = || CatalogError { message: "the library is gone".to_owned(), hint: None, interrupted: false };
        self.open.get().map(|(catalog, _)| catalog).ok_or_else(never)
    }
}

/// A failure in the words of a library that cannot be read.
fn refused(failure: Failure) -> CatalogError {
    let found = failure.into_diagnostics();
    let message: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    let hint = found.iter().find_map(|found| found.hint.clone());
    CatalogError { message: message.join("; "), hint, interrupted: false }
}

impl Catalog for LaterCatalog {
    fn account(&self) -> &Account {
        self.open.get().map_or(&self.named, |(catalog, _)| catalog.account())
    }

    fn capabilities(&self) -> &'static Capabilities {
        capabilities(self.named.platform)
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        self.opened()?.candidates(listing)
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        self.opened()?.total()
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        self.opened()?.video(id)
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        match self.opened() {
            Ok(catalog) => catalog.assets(videos, kinds),
            Err(error) => videos.iter().map(|video| Assets::unknown(video.id.clone(), kinds, &error.message)).collect(),
        }
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        self.opened()?.references(video)
    }
}
