//! A library on disk and a desk over it, for tests.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::clock::Clock;
use crate::sandbox::library::Plan;
use crate::sandbox::library::change::Change;
use crate::sandbox::library::header::Header;
use crate::sandbox::library::vault::Vault;

/// A library on disk and a desk over it.
pub(in crate::sandbox::apsara) struct Bench {
    dir: TempDir,
    pub(in crate::sandbox::apsara) desk: Desk,
}

/// The moment at which every library of a test is complete.
pub(in crate::sandbox::apsara) fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

impl Bench {
    /// So many generated videos.
    pub(in crate::sandbox::apsara) fn new(videos: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Vault::create(dir.path(), &Header::new(Plan { seed: 1, videos, anchor: now() }), true).unwrap();
        let desk = desk(&dir);
        Self { dir, desk }
    }

    /// The same library as another process sees it.
    pub(in crate::sandbox::apsara) fn again(&self) -> Desk {
        desk(&self.dir)
    }

    pub(in crate::sandbox::apsara) fn change(&self, change: Change) {
        self.desk.vault.write(now(), |_| ((), Some(change))).unwrap();
    }

    /// Adds videos as the other dialect gives them.
    pub(in crate::sandbox::apsara) fn import(&self, videos: &Value) {
        let videos = videos.as_array().unwrap().iter().map(|video| video.as_object().unwrap().clone()).collect();
        self.change(Change::Imported { videos });
    }
}

fn desk(dir: &TempDir) -> Desk {
    let vault = Arc::new(Vault::open(dir.path()).unwrap().unwrap());
    Desk { vault, clock: Clock::starting_at(now()), refreshes: Arc::default(), engine: Arc::default() }
}

/// Parameters of a request.
pub(in crate::sandbox::apsara) fn params<const N: usize>(pairs: [(&str, &str); N]) -> Params {
    Params::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// One video as the other dialect gives it, to be completed.
pub(in crate::sandbox::apsara) fn clip(id: &str, name: &str, created_at: &str) -> Value {
    json!({ "id": id, "name": name, "created_at": created_at, "delivery_type": "dynamic_origin" })
}
