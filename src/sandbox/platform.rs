//! The built-in platform as a whole: its library, and what can be done with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::apsara::Temporary;
use super::clock::Clock;
use super::error::{Error, Flaw};
use super::history::{Happened, happened};
use super::library::Plan;
use super::library::change::Change;
use super::library::header::Header;
use super::library::import;
use super::library::recorded::{self, NotRecorded};
use super::library::vault::Vault;
use super::server::{ServeOptions, Server};
use super::status::{Announcement, Status, announced};
use crate::recording::Recording;

/// How a new library is made.
#[derive(Debug, Clone, Copy)]
pub struct ResetOptions {
    /// How many videos.
    pub videos: u64,
    /// The seed; the same seed, size and time give the same videos.
    pub seed: u64,
    /// Nothing in the library is newer than this.
    pub now: Timestamp,
}

impl ResetOptions {
    /// What is made when nobody asked for anything else: 600 videos of seed 1.
    #[must_use]
    pub const fn standard(now: Timestamp) -> Self {
        Self { videos: 600, seed: 1, now }
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ImportSummary {
    /// Videos that were not there before.
    pub added: usize,
    /// Videos that were there, or had been deleted, and are now as given.
    pub replaced: usize,
}

/// What the library of a recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PlaybackSummary {
    /// The videos that are in it now.
    pub videos: usize,
    /// Pictures and auxiliary media that are not.
    pub left_out: usize,
}

/// The built-in platform.
#[derive(Debug, Clone)]
pub struct Sandbox {
    vault: Arc<Vault>,
    clock: Clock,
}

impl Sandbox {
    /// Opens the library below a state folder, making the standard one when there is none. The platform's clock starts at `now`.
    pub fn open(state_dir: &Path, now: Timestamp) -> Result<Self, Error> {
        let folder = folder(state_dir);
        if let Some(vault) = Vault::open(&folder)? {
            return Ok(Self { vault: Arc::new(vault), clock: Clock::starting_at(now) });
        }
        Self::make(&folder, ResetOptions::standard(now), true)
    }

    /// Replaces the library below a state folder by a new one; what is served from it changes at once.
    pub fn reset(state_dir: &Path, options: ResetOptions) -> Result<Self, Error> {
        Self::make(&folder(state_dir), options, false)
    }

    fn make(folder: &Path, options: ResetOptions, keep: bool) -> Result<Self, Error> {
        let ResetOptions { videos, seed, now } = options;
        Vault::create(folder, &Header::new(Plan { seed, videos, anchor: now }), keep)?;
        let vault = Vault::open(folder)?
            .ok_or_else(|| Error::Damaged { path: folder.to_owned(), reason: "it vanished again".to_owned() })?;
        Ok(Self { vault: Arc::new(vault), clock: Clock::starting_at(now) })
    }

    /// Adds the videos of a JSON text: a list as `GET /videos` returns it. All or, when one of them is malformed, none.
    /// Every field is kept; files are made up. A video that is there already is replaced, a deleted one restored.
    pub fn import(&self, json_text: &str) -> Result<ImportSummary, Error> {
        let text: Value = serde_json::from_str(json_text).map_err(Error::NotJson)?;
        let Value::Array(list) = text else { return Err(Error::NotAList) };
        let now = self.clock.now();
        let mut videos: Vec<Map<String, Value>> = Vec::with_capacity(list.len());
        let mut ids = Vec::with_capacity(list.len());
        for (index, value) in list.into_iter().enumerate() {
            let not_a_video = |flaw| Error::NotAVideo { index, flaw };
            let Value::Object(raw) = value else { return Err(not_a_video(Flaw::NotAnObject)) };
            ids.push(import::item(raw.clone(), now).map_err(not_a_video)?.id);
            videos.push(raw);
        }
        self.vault.write(now, |shelf| {
            let replaced = ids.iter().filter(|id| shelf.has_seen(id)).count();
            let summary = ImportSummary { added: ids.len() - replaced, replaced };
            let change = (!videos.is_empty()).then_some(Change::Imported { videos });
            (summary, change)
        })
    }

    /// Replaces the library below a state folder by that of a recording, with the files that were recorded. What was
    /// unknown is not told. Pictures and auxiliary media, which are no videos, are left out, and counted.
    pub fn play_back(state_dir: &Path, recording: &Recording, now: Timestamp) -> Result<PlaybackSummary, Error> {
        let platform = recording.header.platform;
        let mut items = Vec::with_capacity(recording.videos.len());
        let mut left_out = 0;
        for (index, one) in recording.videos.iter().enumerate() {
            let not_recorded = |flaw| Error::NotRecorded { index, flaw };
            let value = serde_json::to_value(one).map_err(NotRecorded::Unreadable).map_err(not_recorded)?;
            match recorded::item(value.clone(), platform, now).map_err(not_recorded)? {
                Some(_) => items.push(value),
                None => left_out += 1,
            }
        }
        let summary = PlaybackSummary { videos: items.len(), left_out };
        // Everything was looked at before the old library goes.
        let sandbox = Self::reset(state_dir, ResetOptions { videos: 0, seed: 1, now })?;
        sandbox.vault.write(now, |_| ((), Some(Change::Recorded { platform, items })))?;
        Ok(summary)
    }

    /// What there is to know about it, with endpoints only if somebody answers at them.
    pub fn status(&self) -> Result<Status, Error> {
        let endpoints = announced(self.vault.folder());
        let path = self.vault.folder().to_owned();
        self.vault.read(|header, shelf| {
            let Temporary { key_id: sts_access_key_id, token: security_token } = Temporary::of(header);
            Status {
                account_id: header.account_id.clone(),
                client_id: header.client_id.clone(),
                client_secret: header.client_secret.clone(),
                region: header.region.clone(),
                access_key_id: header.access_key_id.clone(),
                access_key_secret: header.access_key_secret.clone(),
                sts_access_key_id,
                security_token,
                videos: shelf.live(),
                endpoints,
                seed: header.seed,
                path,
            }
        })
    }

    /// Everything that really happened to the library since it was made, whoever did it and whatever was answered.
    pub fn happened(&self) -> Result<Vec<Happened>, Error> {
        Ok(happened(self.vault.history()?))
    }

    /// Serves it on loopback, on the current Tokio runtime.
    pub async fn serve(&self, options: ServeOptions) -> Result<Server, Error> {
        Server::start(Arc::clone(&self.vault), self.clock, options).await
    }

    /// Tells other processes about a server until the announcement is dropped.
    pub fn announce(&self, server: &Server) -> Result<Announcement, Error> {
        Announcement::write(self.vault.folder(), server.addr().port())
    }
}

fn folder(state_dir: &Path) -> PathBuf {
    state_dir.join("sandbox")
}
