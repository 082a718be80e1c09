//! One opened library: what reading and deleting share.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::sync::Mutex;

use super::categories::LastRead;
use super::client::Vod;
use super::config::ApsaraConfig;
use crate::model::Account;
use crate::provider::Error;
use crate::provider::http::TallyCounts;

/// What belongs to one library, shared by its readers and its deleter.
pub(super) struct Shared {
    pub(super) account: Account,
    pub(super) vod: Vod,
    /// The categories, for queries that name one.
    pub(super) categories: LastRead,
    /// Whether the content network is asked to drop copies.
    pub(super) refresh: bool,
    /// Whether the key was seen to lack `BatchGetMediaInfos`, which the platform's read-only policy does not cover.
    pub(super) batch_refused: AtomicBool,
    /// Videos whose unfinished uploads this process dropped: their records may go on saying that they are uploading.
    pub(super) dropped_uploads: Mutex<HashSet<String>>,
}

/// An opened ApsaraVideo VOD library.
#[derive(Clone)]
pub struct Apsara {
    pub(super) shared: Arc<Shared>,
}

impl Apsara {
    /// Opens a library. Nothing is sent yet.
    ///
    /// # Errors
    /// Fails when the region is unknown, the endpoint is not `https` (or `http` on this machine), the access key
    /// cannot be sent, or the HTTP client cannot be set up.
    pub fn new(config: ApsaraConfig) -> Result<Self, Error> {
        let (account, refresh) = (config.account.clone(), config.refresh);
        let vod = Vod::new(config)?;
        let shared = Shared {
            account,
            vod,
            categories: LastRead::default(),
            refresh,
            batch_refused: AtomicBool::new(false),
            dropped_uploads: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Counts of the requests made so far.
    #[must_use]
    pub fn calls(&self) -> TallyCounts {
        self.shared.vod.calls()
    }
}

impl std::fmt::Debug for Apsara {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Apsara").field("account", &self.shared.account).finish_non_exhaustive()
    }
}
