//! What a run works with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{Cancel, Clock, MaxErrors, NoProbe, Probe, SystemClock};
use crate::model::Video;
use crate::plan::{Entry, in_grace, too_late};
use crate::provider::{Connection, Deleter, Library};
use crate::store::Store;

/// Says why a freshly read video must not be touched by an entry: protection, or a built-in shield that the entry's
/// `force` does not override. `None` lets the entry go on. That a grace lasts is seen to beside it.
pub type Protection = Arc<dyn Fn(&Entry, &Video) -> Option<String> + Send + Sync>;

/// Both halves of the access to one library.
#[derive(Clone)]
pub struct Platform {
    /// Reads.
    pub library: Arc<dyn Library>,
    /// Deletes.
    pub deleter: Arc<dyn Deleter>,
}

impl Platform {
    /// Both halves of an opened library.
    #[must_use]
    pub fn of(connection: &Connection) -> Self {
        Self { library: connection.library(), deleter: connection.deleter() }
    }
}

/// How a run is carried out; nothing here changes what is deleted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExecuteOptions {
    /// Deleting calls under way at once. The pace itself is the provider's.
    pub concurrency: usize,
    /// When to stop because of errors.
    pub max_errors: MaxErrors,
    /// Entries whose deletion is verified by reading before the rest begins.
    pub first_wave: usize,
    /// Attempts of a call that was certainly not applied, or found not applied; each after a fresh re-check.
    pub attempts: u32,
    /// Attempts of a call that the platform turned away because of the rate.
    pub throttled_attempts: u32,
    /// Readings before a target that is still there is taken to be there.
    pub readings: u32,
    /// The first pause between attempts or readings; each further one is twice as long.
    pub pause: Duration,
    /// The longest pause; a platform that asks for more ends the session, so that it is obeyed.
    pub longest_pause: Duration,
    /// Whether a master, or a rendition, must not be deleted when the fresh reading shows nothing else that plays.
    pub last_playable: bool,
}

impl Default for ExecuteOptions {
    fn default() -> Self {
        Self {
            concurrency: 16,
            max_errors: MaxErrors::default(),
            first_wave: 10,
            attempts: 3,
            throttled_attempts: 8,
            readings: 5,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_mins(2),
            last_playable: true,
        }
    }
}

impl ExecuteOptions {
    /// The pause after the n-th attempt or reading, from 1.
    pub(super) fn pause_after(&self, n: u32) -> Duration {
        self.pause.saturating_mul(2_u32.saturating_pow(n.saturating_sub(1))).min(self.longest_pause)
    }
}

/// Everything that a run works with.
#[derive(Clone)]
pub struct Context {
    /// The library.
    pub platform: Platform,
    /// The journal.
    pub store: Arc<Store>,
    /// What shields videos.
    pub protection: Protection,
    /// How to go about it.
    pub options: ExecuteOptions,
    /// Raised by Ctrl-C.
    pub cancel: Cancel,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The clock of policies, where it is another: a quarantine may come too late by it, but no grace ends earlier.
    pub now: Option<Timestamp>,
    /// Watches the moments of a run; for tests.
    pub probe: Arc<dyn Probe>,
}

impl Context {
    /// A context with the machine's clock and the usual options.
    #[must_use]
    pub fn new(platform: Platform, store: Arc<Store>, protection: Protection) -> Self {
        Self {
            platform,
            store,
            protection,
            options: ExecuteOptions::default(),
            cancel: Cancel::new(),
            clock: Arc::new(SystemClock),
            now: None,
            probe: Arc::new(NoProbe),
        }
    }
}

impl Context {
    /// Why an entry would break a grace that was promised: its quarantine would be shorter than a day, or its video is in
    /// quarantine still. No option of a policy ends that.
    pub(super) fn against_grace(&self, entry: &Entry, video: &Video) -> Option<String> {
        let clock = self.clock.now();
        let now = self.now.unwrap_or(clock);
        in_grace(video, now.min(clock)).or_else(|| too_late(entry, now))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("account", self.platform.library.account())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
