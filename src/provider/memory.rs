//! A library in memory, for embedding and tests. It deletes for real, from its own lists.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt};

use super::{
    Counted, Deleter, Deletion, Error, ErrorKind, Library, Lookup, Marking, Page, Pages, Presence, Pushdown,
    Verification,
};
use crate::model::{Account, Action, Assets, Capabilities, KindSet, Known, Quarantine, Target, Video, VideoId};
use crate::query::{Listing, Order, Query};

const PAGE: usize = 100;

/// Videos with their files and the playlists that hold them.
#[derive(Debug)]
pub struct Memory {
    account: Account,
    capabilities: &'static Capabilities,
    items: Mutex<BTreeMap<VideoId, Item>>,
}

#[derive(Debug, Clone)]
struct Item {
    video: Arc<Video>,
    assets: Assets,
    playlists: Vec<String>,
}

impl Memory {
    /// An empty library that follows the rules of a platform.
    #[must_use]
    pub fn new(account: Account, capabilities: &'static Capabilities) -> Self {
        Self { account, capabilities, items: Mutex::default() }
    }

    /// Adds a video or replaces it. Kinds of files that `assets` does not hold count as none.
    pub fn insert(&self, video: Video, assets: Assets, playlists: Vec<String>) {
        self.items().insert(video.id.clone(), Item { video: Arc::new(video), assets, playlists });
    }

    /// Removes a video behind everybody's back.
    pub fn remove(&self, id: &VideoId) {
        self.items().remove(id);
    }

    /// How many videos there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items().len()
    }

    /// Whether there is no video.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
    }

    fn items(&self) -> MutexGuard<'_, BTreeMap<VideoId, Item>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn delete_one(&self, target: &Target) -> Deletion {
        let mut items = self.items();
        let Some(item) = items.get_mut(&target.video) else { return Deletion::NotThere };
        if !target.action.is_deletion() {
            return Deletion::Refused(Error::new(ErrorKind::Refused, format!("{} is no deletion", target.action)));
        }
        if let Some(reason) = self.capabilities.refusal(target.action, &item.video) {
            return Deletion::Refused(Error::new(ErrorKind::Refused, reason));
        }
        let Some(kind) = target.action.kind() else {
            if !item.playlists.is_empty() && !target.options.unlink_playlists {
                let message = format!("{target} is in the manual playlists {}", item.playlists.join(", "));
                return Deletion::Refused(Error::new(ErrorKind::Referenced(item.playlists.clone()), message));
            }
            items.remove(&target.video);
            return Deletion::Done;
        };
        let Known::Value(list) = item.assets.of(kind) else { return Deletion::NotThere };
        let wanted = target.asset.as_ref().map(|asset| &asset.id);
        let left: Vec<_> = list.iter().filter(|asset| wanted.is_some_and(|id| *id != asset.id)).cloned().collect();
        if left.len() == list.len() {
            return Deletion::NotThere;
        }
        item.assets.set(kind, Known::Value(left));
        if target.action == Action::DeleteMaster {
            let mut video = Video::clone(&item.video);
            video.has_master = Known::Value(false);
            item.video = Arc::new(video);
        }
        Deletion::Done
    }

    fn mark_one(&self, Marking { target, video }: &Marking) -> Deletion {
        let mut items = self.items();
        let Some(item) = items.get_mut(&target.video) else { return Deletion::NotThere };
        let refused = |reason: String| Deletion::Refused(Error::new(ErrorKind::Refused, reason));
        if let Some(reason) = self.capabilities.refusal(target.action, &item.video) {
            return refused(reason);
        }
        let marked = match Quarantine::written(target, video) {
            Ok(marked) => marked,
            Err(reason) => return refused(reason),
        };
        let mut changed = Video::clone(&item.video);
        changed.tags = Known::Value(marked.tags);
        if let Some(state) = marked.state.filter(|_| self.capabilities.quarantine_hides) {
            changed.state = Known::Value(state);
        }
        item.video = Arc::new(changed);
        Deletion::Done
    }
}

#[async_trait]
impl Library for Memory {
    fn account(&self) -> &Account {
        &self.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.capabilities
    }

    fn pushdown(&self, query: &Query) -> Pushdown {
        let kept_here = query.required().iter().map(|expr| format!("{expr}: everything is in memory")).collect();
        Pushdown { kept_here, ..Pushdown::default() }
    }

    async fn count(&self, _listing: &Listing) -> Result<Counted, Error> {
        Ok(Counted::Exactly(self.len() as u64))
    }

    fn list(&self, listing: Listing) -> Pages {
        if listing.native.is_some() {
            let error = Error::new(ErrorKind::Refused, "a library in memory has no search language of its own");
            return stream::iter([Err(error)]).boxed();
        }
        let mut videos: Vec<Arc<Video>> = self.items().values().map(|item| Arc::clone(&item.video)).collect();
        match listing.order {
            Order::Created => videos.sort_by_key(|video| video.created_at.get()),
            Order::RecentlyUpdated => videos.sort_by_key(|video| std::cmp::Reverse(video.updated_at.get())),
        }
        let counted = Counted::Exactly(videos.len() as u64);
        let pages: Vec<Result<Page, Error>> =
            videos.chunks(PAGE).map(|page| Ok(Page { videos: page.to_vec(), counted })).collect();
        stream::iter(pages).boxed()
    }

    async fn videos(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        let items = self.items();
        let look = |id| items.get(id).map_or(Lookup::Gone, |item: &Item| Lookup::Found(Arc::clone(&item.video)));
        Ok(ids.iter().map(look).collect())
    }

    fn read_batch(&self) -> usize {
        PAGE
    }

    async fn assets(&self, video: &Video, kinds: KindSet) -> Result<Assets, Error> {
        let items = self.items();
        let Some(item) = items.get(&video.id) else {
            return Err(Error::new(
                ErrorKind::NotFound,
                format!("reading the files of video {}: it is gone", video.id),
            ));
        };
        let mut found = Assets::new(video.id.clone());
        for kind in kinds.iter() {
            found.set(kind, item.assets.get(kind).cloned().unwrap_or(Known::Value(Vec::new())));
        }
        Ok(found)
    }

    async fn references(&self, video: &VideoId) -> Result<Vec<String>, Error> {
        Ok(self.items().get(video).map(|item| item.playlists.clone()).unwrap_or_default())
    }

    async fn presence(&self, target: &Target) -> Result<Presence, Error> {
        let items = self.items();
        let Some(item) = items.get(&target.video) else { return Ok(Presence::Gone) };
        let Some(kind) = target.action.kind() else { return Ok(Presence::Present) };
        let wanted = target.asset.as_ref().map(|asset| &asset.id);
        let list = item.assets.of(kind);
        let there = list.value().is_some_and(|list| list.iter().any(|asset| wanted.is_none_or(|id| *id == asset.id)));
        Ok(if there { Presence::Present } else { Presence::Gone })
    }
}

#[async_trait]
impl Deleter for Memory {
    fn batch(&self, _action: Action) -> usize {
        PAGE
    }

    fn verification(&self, _action: Action) -> Verification {
        Verification::Prompt
    }

    async fn delete(&self, targets: &[Target]) -> Vec<Deletion> {
        targets.iter().map(|target| self.delete_one(target)).collect()
    }

    async fn mark(&self, markings: &[Marking]) -> Vec<Deletion> {
        markings.iter().map(|marking| self.mark_one(marking)).collect()
    }
}
