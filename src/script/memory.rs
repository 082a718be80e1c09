//! A library in memory: for embedding, for tests of policies, and for ours.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::catalog::{Candidates, Catalog, CatalogError, Coverage};
use crate::model::{Account, Assets, Capabilities, KindSet, Known, Platform, Video, VideoId};
use crate::query::Listing;

/// A library that is all there, with a record of what was asked of it.
pub struct MemoryCatalog {
    account: Account,
    capabilities: &'static Capabilities,
    videos: Vec<Arc<Video>>,
    assets: BTreeMap<VideoId, Assets>,
    references: BTreeMap<VideoId, Vec<String>>,
    fails_after: Option<(usize, CatalogError)>,
    counted: Option<u64>,
    lookups: Mutex<Vec<(Vec<VideoId>, KindSet)>>,
}

impl MemoryCatalog {
    /// A library of these videos without files.
    #[must_use]
    pub fn new(capabilities: &'static Capabilities, videos: Vec<Video>) -> Self {
        let account = Account {
            name: "memory".to_owned(),
            platform: capabilities.platform,
            account_id: match capabilities.platform {
                Platform::Brightcove => "1".to_owned(),
                Platform::Apsara => "memory".to_owned(),
            },
        };
        Self {
            account,
            capabilities,
            videos: videos.into_iter().map(Arc::new).collect(),
            assets: BTreeMap::new(),
            references: BTreeMap::new(),
            fails_after: None,
            counted: None,
            lookups: Mutex::new(Vec::new()),
        }
    }

    /// Gives a video its files; kinds that were not set are empty.
    #[must_use]
    pub fn with_assets(mut self, assets: Assets) -> Self {
        self.assets.insert(assets.video.clone(), assets);
        self
    }

    /// Lets playlists hold a video.
    #[must_use]
    pub fn with_references(mut self, video: VideoId, playlists: Vec<String>) -> Self {
        self.references.insert(video, playlists);
        self
    }

    /// Lets every listing fail after this many videos.
    #[must_use]
    pub fn failing_after(mut self, videos: usize, error: CatalogError) -> Self {
        self.fails_after = Some((videos, error));
        self
    }

    /// Lets the platform count this many videos, whatever there is.
    #[must_use]
    pub fn counting(mut self, videos: u64) -> Self {
        self.counted = Some(videos);
        self
    }

    /// The lookups of files so far: the videos of each call and the kinds that were asked for.
    #[must_use]
    pub fn lookups(&self) -> Vec<(Vec<VideoId>, KindSet)> {
        self.lookups.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn found(&self, video: &VideoId, kinds: KindSet) -> Assets {
        let known = self.assets.get(video);
        let mut found = Assets::new(video.clone());
        for kind in kinds.iter() {
            let list = known.and_then(|assets| assets.get(kind).cloned());
            found.set(kind, list.unwrap_or_else(|| Known::Value(Vec::new())));
        }
        found
    }
}

impl Catalog for MemoryCatalog {
    fn account(&self) -> &Account {
        &self.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.capabilities
    }

    fn candidates(&self, _listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        let counted = self.counted.unwrap_or(self.videos.len() as u64);
        Ok(Box::new(Listed {
            videos: self.videos.clone(),
            next: 0,
            fails_after: self.fails_after.clone(),
            coverage: Coverage { counted: Some(counted), seen: 0 },
        }))
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        Ok(Some(self.counted.unwrap_or(self.videos.len() as u64)))
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        Ok(self.videos.iter().find(|video| video.id == *id).cloned())
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        let ids = videos.iter().map(|video| video.id.clone()).collect();
        self.lookups.lock().unwrap_or_else(PoisonError::into_inner).push((ids, kinds));
        videos.iter().map(|video| self.found(&video.id, kinds)).collect()
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        Ok(self.references.get(video).cloned().unwrap_or_default())
    }
}

struct Listed {
    videos: Vec<Arc<Video>>,
    next: usize,
    fails_after: Option<(usize, CatalogError)>,
    coverage: Coverage,
}

impl Iterator for Listed {
    type Item = Result<Arc<Video>, CatalogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((after, error)) = &self.fails_after
            && self.next >= *after
        {
            return Some(Err(error.clone()));
        }
        let video = self.videos.get(self.next)?;
        self.next += 1;
        self.coverage.seen += 1;
        Some(Ok(Arc::clone(video)))
    }
}

impl Candidates for Listed {
    fn coverage(&self) -> Coverage {
        self.coverage
    }

    fn is_ready(&self) -> bool {
        true
    }
}
