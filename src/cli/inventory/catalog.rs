//! The library of an account as scripts see it: what the inventory holds is read there, everything else from the platform.
//!
//! It holds a reading type only, and the files that it looks up are kept for the next plan.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::Arc;

use super::Reading;
use crate::cli::ProviderCatalog;
use crate::inventory::{Hits, InventoryError, Snapshot};
use crate::model::{Account, AssetKind, Assets, Capabilities, KindSet, Video, VideoId};
use crate::query::Listing;
use crate::script::{Candidates, Catalog, CatalogError, Coverage};

/// Why the files of a video are unknown that were not looked up before.
const NOT_KEPT: &str = "its files were not looked up before, and --offline asks no platform";

/// The library of an account.
pub(in crate::cli) struct AccountCatalog {
    reading: Arc<Reading>,
    platform: ProviderCatalog,
}

impl AccountCatalog {
    /// Reads as `reading` says; `platform` is asked for what that does not hold, unless no platform may be asked.
    pub(in crate::cli) const fn new(reading: Arc<Reading>, platform: ProviderCatalog) -> Self {
        Self { reading, platform }
    }

    /// Whether the inventory holds every candidate of the listing, with everything that its query is about. A field that
    /// a listing tells only when its query names it is not in the inventory.
    fn is_held(&self, listing: &Listing) -> bool {
        let looked_up = self.platform.capabilities().looked_up;
        let names = |field| listing.query.as_ref().is_some_and(|query| query.names_field(field));
        listing.native.is_none()
            && listing.is_within(&Listing::default())
            && !looked_up.iter().any(|field| names(*field))
    }

    /// The platform, if it may be asked.
    fn platform(&self, what: &str) -> Result<&ProviderCatalog, CatalogError> {
        if !self.reading.is_offline() {
            return Ok(&self.platform);
        }
        Err(CatalogError {
            message: format!("{what}: the inventory does not hold it, and --offline asks no platform"),
            hint: Some("leave --offline out".to_owned()),
            interrupted: false,
        })
    }

    /// What is kept of the files of the videos. That it cannot be read only means that the platform is asked.
    fn kept(&self, videos: &[Arc<Video>]) -> Vec<Assets> {
        let none = || videos.iter().map(|video| Assets::new(video.id.clone())).collect();
        match self.reading.inventory().map(|inventory| inventory.files(videos)) {
            None => none(),
            Some(Ok(kept)) => kept,
            Some(Err(error)) => {
                tracing::warn!(%error, "the files that were looked up before cannot be read");
                none()
            }
        }
    }

    fn keep(&self, found: &[(Arc<Video>, Assets)]) {
        if let Some(Err(error)) = self.reading.inventory().map(|inventory| inventory.keep_files(found)) {
            tracing::warn!(%error, "the files that were looked up are not kept");
        }
    }
}

impl Catalog for AccountCatalog {
    fn account(&self) -> &Account {
        self.platform.account()
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.platform.capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        match self.reading.snapshot() {
            Some(snapshot) if self.is_held(listing) => {
                let hits = snapshot.search(listing.query.as_deref(), listing.order).map_err(|error| broken(&error))?;
                Ok(Box::new(Held::new(hits, &snapshot)))
            }
            Some(_) if listing.native.is_some() => {
                self.platform("search in the platform's own language")?.candidates(listing)
            }
            Some(_) => self.platform(&what_is_not_held(listing))?.candidates(listing),
            None => self.platform.candidates(listing),
        }
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        match self.reading.snapshot() {
            Some(snapshot) => Ok(Some(snapshot.synced().total())),
            None => self.platform.total(),
        }
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        let Some(snapshot) = self.reading.snapshot() else { return self.platform.video(id) };
        // Read by its id, a video tells what a listing does not: offline that is unknown, and online it is asked for.
        let tells_less = !self.platform.capabilities().looked_up.is_empty();
        if !tells_less || self.reading.is_offline() {
            let held = snapshot.video(id).map_err(|error| broken(&error))?;
            // A complete inventory holds every video; pictures and the like have another sort of id.
            if held.is_some() || (snapshot.synced().complete && !id.as_str().contains(':')) {
                return Ok(held);
            }
        }
        self.platform(&format!("read video {id}"))?.video(id)
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        let mut all = self.kept(videos);
        let mut missing: BTreeMap<Vec<&str>, (KindSet, Vec<usize>)> = BTreeMap::new();
        for (place, kept) in all.iter().enumerate() {
            let lacking = kinds.without(kept.looked_up());
            if !lacking.is_empty() {
                let key = lacking.iter().map(AssetKind::as_str).collect();
                missing.entry(key).or_insert_with(|| (lacking, Vec::new())).1.push(place);
            }
        }
        for (lacking, places) in missing.into_values() {
            let asked: Vec<Arc<Video>> = places.iter().filter_map(|place| videos.get(*place)).cloned().collect();
            let found = if self.reading.is_offline() {
                asked.iter().map(|video| Assets::unknown(video.id.clone(), lacking, NOT_KEPT)).collect()
            } else {
                let found = self.platform.assets(&asked, lacking);
                let pairs: Vec<_> = asked.iter().cloned().zip(found.iter().cloned()).collect();
                self.keep(&pairs);
                found
            };
            for (place, found) in places.into_iter().zip(found) {
                if let Some(slot) = all.get_mut(place) {
                    slot.absorb(found);
                }
            }
        }
        all
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        self.platform(&format!("look up the playlists of video {video}"))?.references(video)
    }
}

/// A walk through what the inventory holds.
struct Held {
    hits: Hits,
    coverage: Coverage,
}

impl Held {
    fn new(hits: Hits, snapshot: &Snapshot) -> Self {
        let synced = snapshot.synced();
        // Any listing of an inventory that is not complete may lack what the inventory lacks.
        let lacking = if synced.complete { 0 } else { synced.total().saturating_sub(synced.held).max(1) };
        let counted = Some(hits.found() as u64 + lacking);
        Self { hits, coverage: Coverage { counted, seen: 0 } }
    }
}

impl Iterator for Held {
    type Item = Result<Arc<Video>, CatalogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.hits.next()?;
        self.coverage.seen += u64::from(item.is_ok());
        Some(item.map_err(|error| broken(&error)))
    }
}

impl Candidates for Held {
    fn coverage(&self) -> Coverage {
        self.coverage
    }

    fn is_ready(&self) -> bool {
        self.hits.is_ready()
    }
}

fn what_is_not_held(listing: &Listing) -> String {
    match &listing.query {
        Some(query) => format!("search for {:?}", query.text),
        None => "list the library".to_owned(),
    }
}

fn broken(error: &InventoryError) -> CatalogError {
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    CatalogError {
        message: format!("{error}{cause}"),
        hint: error.is_broken().then(|| "`vodsweep sync --full` makes it anew".to_owned()),
        interrupted: false,
    }
}
