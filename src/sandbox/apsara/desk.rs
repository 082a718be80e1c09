//! What the operations share.

use std::sync::Arc;

use super::refresh::Refreshes;
use super::search::Engine;
use crate::sandbox::clock::Clock;
use crate::sandbox::library::vault::Vault;

/// What the operations share.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) vault: Arc<Vault>,
    pub(super) clock: Clock,
    /// What was asked of the content network.
    pub(super) refreshes: Arc<Refreshes>,
    /// What searches remember between calls.
    pub(super) engine: Arc<Engine>,
}
