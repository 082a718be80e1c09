//! One opened account: what reading and deleting share.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell};

use super::client::Cms;
use super::config::BrightcoveConfig;
use crate::model::{Account, AssetId, VideoId};
use crate::provider::Error;
use crate::provider::http::TallyCounts;

/// What belongs to one account, shared by its readers and its deleter.
pub(super) struct Shared {
    pub(super) account: Account,
    pub(super) cms: Cms,
    pub(super) v2: OnceCell<bool>,
    /// Text tracks that this process removed, while a reading may still show them.
    pub(super) removed_tracks: Mutex<HashSet<(VideoId, AssetId)>>,
}

/// An opened Brightcove account.
#[derive(Clone)]
pub struct Brightcove {
    pub(super) shared: Arc<Shared>,
}

impl Brightcove {
    /// Opens an account. Nothing is sent yet.
    ///
    /// # Errors
    /// Fails when an endpoint is not `https` (or `http` on this machine) or the HTTP client cannot be set up.
    pub fn new(config: BrightcoveConfig) -> Result<Self, Error> {
        let account = config.account.clone();
        let cms = Cms::new(config)?;
        Ok(Self { shared: Arc::new(Shared { account, cms, v2: OnceCell::new(), removed_tracks: Mutex::default() }) })
    }

    /// Counts of the requests made so far.
    #[must_use]
    pub fn calls(&self) -> TallyCounts {
        self.shared.cms.http.tally().counts()
    }
}

impl std::fmt::Debug for Brightcove {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Brightcove").field("account", &self.shared.account).finish_non_exhaustive()
    }
}
