//! The reading half: [`Library`] for a Brightcove account.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::SignedDuration;

use super::capabilities::CAPABILITIES;
use super::client::Search;
use super::query::choose;
use super::{Brightcove, Shared, files, listing, wire};
use crate::model::{Account, Action, AssetKind, Assets, Capabilities, KindSet, Target, Video, VideoId, VideoState};
use crate::provider::{Counted, Error, ErrorKind, Library, Lookup, Pages, Presence, Pushdown};
use crate::query::Listing;

/// `GET /videos/{ids}` takes at most ten.
const READ_BATCH: usize = 10;

impl Shared {
    /// Whether this server counts by search version 2, which is not documented; asked once.
    async fn counts_by_v2(&self) -> Result<bool, Error> {
        let probe = Some(("query", "+id:0".to_owned()));
        self.v2
            .get_or_try_init(|| async {
                match try_join(self.cms.count(&None), self.cms.count(&probe)).await {
                    Ok((all, none)) => Ok(none < all),
                    Err(error) if error.kind == ErrorKind::Refused => Ok(false),
                    Err(error) => Err(error),
                }
            })
            .await
            .copied()
    }

    /// The search that is sent for a listing.
    pub(super) async fn search(&self, listing: &Listing) -> Result<Search, Error> {
        let (query, native) = (listing.query.as_deref(), listing.native.as_deref());
        let best = choose(query, native, None).search;
        if native.is_none() && matches!(best, Some(("query", _))) && !self.counts_by_v2().await? {
            return Ok(choose(query, native, Some(false)).search);
        }
        Ok(best)
    }

    /// The count of a search; a native text is counted only where the server counts by its language.
    pub(super) async fn counted(&self, search: &Search, native: bool) -> Result<Counted, Error> {
        if native && !self.counts_by_v2().await? {
            return Ok(Counted::Unknown);
        }
        self.cms.count(search).await.map(Counted::Exactly)
    }

    async fn batch(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        let names: Vec<&str> = ids.iter().map(VideoId::as_str).collect();
        let raws = match self.cms.videos_by_id(&names).await {
            Ok(raws) => raws,
            Err(error) if error.kind == ErrorKind::NotFound && ids.len() == 1 => return Ok(vec![Lookup::Gone]),
            // What a list with a missing id is answered is not documented.
            Err(error) if error.kind == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut found: HashMap<VideoId, Arc<Video>> = HashMap::new();
        for raw in raws {
            let video = wire::video(raw.get())?;
            found.insert(video.id.clone(), Arc::new(video));
        }
        let mut lookups = Vec::with_capacity(ids.len());
        for id in ids {
            lookups.push(match found.get(id) {
                Some(video) => lookup(Arc::clone(video)),
                None => self.alone(id).await?,
            });
        }
        Ok(lookups)
    }

    /// A video that a list left out is asked for by itself before it counts as gone.
    async fn alone(&self, id: &VideoId) -> Result<Lookup, Error> {
        match self.cms.videos_by_id(&[id.as_str()]).await {
            Ok(raws) => match raws.first().map(|raw| wire::video(raw.get())).transpose()? {
                Some(video) if video.id == *id => Ok(lookup(Arc::new(video))),
                _ => Err(Error::new(ErrorKind::Malformed, format!("reading video {id}: another video came"))),
            },
            Err(error) if error.kind == ErrorKind::NotFound => Ok(Lookup::Gone),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn video(&self, id: &VideoId) -> Result<Lookup, Error> {
        self.alone(id).await
    }
}

fn lookup(video: Arc<Video>) -> Lookup {
    if video.state.get() == Some(VideoState::Deleted) { Lookup::Gone } else { Lookup::Found(video) }
}

#[async_trait]
impl Library for Brightcove {
    fn account(&self) -> &Account {
        &self.shared.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn pushdown(&self, query: &crate::query::Query) -> Pushdown {
        choose(Some(query), None, self.shared.v2.get().copied()).report
    }

    async fn count(&self, listing: &Listing) -> Result<Counted, Error> {
        let search = self.shared.search(listing).await?;
        self.shared.counted(&search, listing.native.is_some()).await
    }

    async fn clock_skew(&self) -> Option<SignedDuration> {
        self.shared.cms.tokens.clocks().await.map(|(server, ours)| server.duration_since(ours))
    }

    fn list(&self, listing: Listing) -> Pages {
        listing::pages(Arc::clone(&self.shared), listing)
    }

    async fn videos(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        let batches: Vec<Vec<VideoId>> = ids.chunks(READ_BATCH).map(<[VideoId]>::to_vec).collect();
        let found: Vec<Vec<Lookup>> = stream::iter(batches)
            .map(|batch| async move { self.shared.batch(&batch).await })
            .buffered(self.shared.cms.http.pace().concurrency())
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    fn read_batch(&self) -> usize {
        READ_BATCH
    }

    async fn assets(&self, video: &Video, kinds: KindSet) -> Result<Assets, Error> {
        files::assets(&self.shared.cms, video, kinds).await
    }

    async fn references(&self, video: &VideoId) -> Result<Vec<String>, Error> {
        self.shared.cms.references(video.as_str()).await
    }

    async fn presence(&self, target: &Target) -> Result<Presence, Error> {
        if target.action == Action::DeleteMaster {
            return match self.shared.cms.digital_master(target.video.as_str()).await {
                Ok(Some(_)) => Ok(Presence::Present),
                Ok(None) => Ok(Presence::Gone),
                Err(error) if error.kind == ErrorKind::NotFound => Ok(Presence::Gone),
                Err(error) => Err(error),
            };
        }
        let Lookup::Found(video) = self.shared.video(&target.video).await? else { return Ok(Presence::Gone) };
        let (Some(kind), Some(asset)) = (target.action.kind(), &target.asset) else { return Ok(Presence::Present) };
        let assets = self.assets(&video, KindSet::of(kind)).await?;
        match assets.of(kind) {
            crate::model::Known::Unknown(reason) => {
                Err(Error::new(ErrorKind::Busy, format!("whether {target} is still there is unknown: {reason}")))
            }
            crate::model::Known::Absent => Ok(Presence::Gone),
            crate::model::Known::Value(list) => {
                let by_label = matches!(kind, AssetKind::Poster | AssetKind::Thumbnail | AssetKind::Image);
                let there = list.iter().any(|one| {
                    one.id == asset.id || (by_label && one.label.value().map(AsRef::as_ref) == Some(asset.id.as_str()))
                });
                Ok(if there { Presence::Present } else { Presence::Gone })
            }
        }
    }
}
