//! An opened library, as the caller holds it: readers take [`Connection::library`], a commit takes the whole.

use std::sync::Arc;

use super::apsara::{Apsara, ApsaraConfig};
use super::brightcove::{Brightcove, BrightcoveConfig};
use super::memory::Memory;
use super::{Deleter, Error, Library};

/// An opened library with both halves of its provider.
///
/// Whoever only plans should hold what [`Connection::reader`] gives: from that, nothing can be deleted.
#[derive(Clone)]
pub struct Connection {
    library: Arc<dyn Library>,
    deleter: Arc<dyn Deleter>,
}

impl Connection {
    /// Opens a Brightcove account. Nothing is sent yet.
    ///
    /// # Errors
    /// Fails when an endpoint cannot be used.
    pub fn brightcove(config: BrightcoveConfig) -> Result<Self, Error> {
        Brightcove::new(config).map(|provider| Self::custom(Arc::new(provider)))
    }

    /// Opens an ApsaraVideo VOD library. Nothing is sent yet.
    ///
    /// # Errors
    /// Fails when the region is unknown or its address cannot be used.
    pub fn apsara(config: ApsaraConfig) -> Result<Self, Error> {
        Apsara::new(config).map(|provider| Self::custom(Arc::new(provider)))
    }

    /// A library in memory.
    #[must_use]
    pub fn memory(memory: Memory) -> Self {
        Self::custom(Arc::new(memory))
    }

    /// A provider of your own.
    #[must_use]
    pub fn custom<P: Library + Deleter + 'static>(provider: Arc<P>) -> Self {
        Self { library: Arc::clone(&provider) as Arc<dyn Library>, deleter: provider }
    }

    /// The reading half.
    #[must_use]
    pub fn library(&self) -> Arc<dyn Library> {
        Arc::clone(&self.library)
    }

    /// The deleting half.
    #[must_use]
    pub fn deleter(&self) -> Arc<dyn Deleter> {
        Arc::clone(&self.deleter)
    }

    /// Gives up the deleting half.
    #[must_use]
    pub fn reader(self) -> Arc<dyn Library> {
        self.library
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("account", self.library.account()).finish_non_exhaustive()
    }
}
