//! The library that a test builds: videos with their files and playlists, as a catalog that policies can read.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::{Asset, AssetKind, Assets, Capabilities, KindSet, Known, Missing, Video, VideoId};
use crate::script::catalog::CatalogError;
use crate::script::error::Fault;
use crate::script::memory::MemoryCatalog;

/// Videos in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    items: Vec<Item>,
    by_id: HashMap<VideoId, usize>,
    /// After how many videos every listing fails, and why.
    pub(super) fails_after: Option<(usize, String)>,
    /// How many videos the platform counts.
    pub(super) counted: Option<u64>,
}

#[derive(Debug)]
struct Item {
    video: Video,
    files: BTreeMap<AssetKind, Known<Vec<Arc<Asset>>>>,
    references: Vec<String>,
    /// Whether the test itself said if there is a master.
    said_master: bool,
}

impl Shelf {
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Adds a video whose files are these, kinds that are not named being empty.
    pub(super) fn add(&mut self, video: Video, files: Option<&Assets>, said_master: bool) -> Result<(), Fault> {
        let id = video.id.clone();
        if self.by_id.contains_key(&id) {
            return Err(Fault::new("same-id", format!("there is a video {id} already")).hint("give it another id"));
        }
        let mut by_kind = BTreeMap::new();
        for kind in KindSet::ALL.iter() {
            if let Some(known) = files.and_then(|files| files.get(kind)) {
                by_kind.insert(kind, known.clone());
            }
        }
        self.by_id.insert(id, self.items.len());
        self.items.push(Item { video, files: by_kind, references: Vec::new(), said_master });
        Ok(())
    }

    fn item(&mut self, id: &VideoId) -> Result<&mut Item, Fault> {
        self.by_id.get(id).and_then(|place| self.items.get_mut(*place)).ok_or_else(|| {
            Fault::new("no-such-video", format!("there is no video {id} in the library of this test"))
                .hint("add it first: let v = add_video(#{ … });")
        })
    }

    /// The video with this id.
    pub(super) fn video(&self, id: &VideoId) -> Option<&Video> {
        self.by_id.get(id).and_then(|place| self.items.get(*place)).map(|item| &item.video)
    }

    /// Changes a video that is there.
    pub(super) fn put(&mut self, video: Video, said_master: bool) -> Result<(), Fault> {
        let item = self.item(&video.id)?;
        item.said_master |= said_master;
        item.video = video;
        Ok(())
    }

    /// How many files of a kind a video has.
    pub(super) fn files(&self, id: &VideoId, kind: AssetKind) -> usize {
        let item = self.by_id.get(id).and_then(|place| self.items.get(*place));
        item.and_then(|item| item.files.get(&kind)).and_then(Known::value).map_or(0, Vec::len)
    }

    /// Adds a file to its video.
    pub(super) fn add_asset(&mut self, asset: Arc<Asset>) -> Result<(), Fault> {
        let item = self.item(&asset.video)?;
        let (kind, bytes) = (asset.kind, asset.bytes.clone());
        let list = item.files.entry(kind).or_insert_with(|| Known::Value(Vec::new()));
        match list {
            Known::Value(list) => {
                if list.iter().any(|other| other.id == asset.id) {
                    let message = format!("video {} has a {kind} {} already", asset.video, asset.id);
                    return Err(Fault::new("same-id", message).hint("give it another id"));
                }
                list.push(asset);
            }
            other => *other = Known::Value(vec![asset]),
        }
        if kind == AssetKind::Master {
            if !item.said_master {
                item.video.has_master = Known::Value(true);
            }
            // What a listing of ApsaraVideo gives as the size is that of the source file.
            if item.video.size.is_absent() {
                item.video.size = bytes;
            }
        }
        Ok(())
    }

    /// Lets lookups of these kinds fail.
    pub(super) fn fail(&mut self, id: &VideoId, kinds: KindSet, why: &Missing) -> Result<(), Fault> {
        let item = self.item(id)?;
        item.files.extend(kinds.iter().map(|kind| (kind, Known::Unknown(Arc::clone(why)))));
        Ok(())
    }

    /// Lets a playlist hold a video.
    pub(super) fn refer(&mut self, id: &VideoId, playlist: &str) -> Result<(), Fault> {
        self.item(id)?.references.push(playlist.to_owned());
        Ok(())
    }

    /// The library as policies see it.
    pub(super) fn catalog(&self, capabilities: &'static Capabilities) -> MemoryCatalog {
        let videos = self.items.iter().map(|item| item.video.clone()).collect();
        let mut catalog = MemoryCatalog::new(capabilities, videos);
        for item in &self.items {
            let id = &item.video.id;
            if !item.files.is_empty() {
                let mut assets = Assets::new(id.clone());
                item.files.iter().for_each(|(kind, files)| assets.set(*kind, files.clone()));
                catalog = catalog.with_assets(assets);
            }
            if !item.references.is_empty() {
                catalog = catalog.with_references(id.clone(), item.references.clone());
            }
        }
        if let Some((videos, why)) = &self.fails_after {
            let error = CatalogError { message: why.clone(), hint: None, interrupted: false };
            catalog = catalog.failing_after(*videos, error);
        }
        match self.counted {
            Some(videos) => catalog.counting(videos),
            None => catalog,
        }
    }
}
