//! The reading half: [`Library`] for a library of ApsaraVideo VOD.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::SignedDuration;

use super::capabilities::CAPABILITIES;
use super::detail::{BATCH, Source, ask, ask_batch, singly};
use super::item::Item;
use super::operation::Operation;
use super::query::choose;
use super::shared::{Apsara, Shared};
use super::wire::{self, ATTACHED, Answered, IMAGE};
use super::{files, listing, refresh};
use crate::model::{Account, Assets, Capabilities, KindSet, Target, Video, VideoId};
use crate::provider::{Counted, Error, ErrorKind, Library, Lookup, Pages, Presence, Pushdown, RefreshQuota};
use crate::query::{Listing, Query};

/// Which operation tells of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// Videos and sound, which are told apart by nothing in their ids.
    Playable,
    Image,
    Attached,
}

type Decode = fn(&str) -> Result<Video, Error>;

impl Sort {
    /// The sort of an id, and the platform's own id.
    fn of(id: &VideoId) -> Result<(Self, &str), Error> {
        Ok(match Item::of(id)? {
            Item::Media(own) => (Self::Playable, own),
            Item::Image(own) => (Self::Image, own),
            Item::Attached(own) => (Self::Attached, own),
        })
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Playable => "",
            Self::Image => IMAGE,
            Self::Attached => ATTACHED,
        }
    }
}

impl Shared {
    /// Reads up to twenty items of one sort by the platform's own ids.
    async fn batch(&self, sort: Sort, ids: &[&str]) -> Result<HashMap<VideoId, Lookup>, Error> {
        let what = format!("reading {}{}", sort.prefix(), ids.join(", "));
        let (operation, parameter, decode): (_, _, Decode) = match sort {
            Sort::Playable => match ask_batch(self, ids, &what).await? {
                Some(answer) => return lookups(sort, ids, answer.as_deref(), wire::media_info, &what),
                None => (Operation::GetVideoInfos, "VideoIds", wire::video_info),
            },
            Sort::Image => (Operation::GetImageInfos, "ImageIds", wire::image_info),
            Sort::Attached => (Operation::GetAttachedMediaInfo, "MediaIds", wire::attached_info),
        };
        let answer = ask(self, operation, parameter, ids, &what).await?;
        let found = lookups(sort, ids, answer.as_deref(), decode, &what)?;
        if sort == Sort::Playable { self.with_sources(found).await } else { Ok(found) }
    }

    /// Adds what `GetVideoInfos` does not tell, so that this reading is like the other one.
    async fn with_sources(&self, mut found: HashMap<VideoId, Lookup>) -> Result<HashMap<VideoId, Lookup>, Error> {
        let there = found.iter().filter(|(_, lookup)| matches!(lookup, Lookup::Found(_)));
        let ids: Vec<VideoId> = there.map(|(id, _)| id.clone()).collect();
        for (id, source) in singly(self, &ids).await? {
            match (source, found.get_mut(&id)) {
                (Source::There(source), Some(Lookup::Found(video))) => {
                    let video = Arc::make_mut(video);
                    video.has_master = source.has_master;
                    video.original_filename = source.original_filename;
                }
                // It went between the two readings.
                (Source::Gone, Some(lookup)) => *lookup = Lookup::Gone,
                _ => {}
            }
        }
        Ok(found)
    }

    pub(super) async fn videos(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        let wanted: BTreeSet<(Sort, &str)> = ids.iter().map(Sort::of).collect::<Result<_, _>>()?;
        let mut batches: Vec<(Sort, Vec<String>)> = Vec::new();
        for sort in [Sort::Playable, Sort::Image, Sort::Attached] {
            let own: Vec<String> =
                wanted.iter().filter(|(of, _)| *of == sort).map(|(_, id)| (*id).to_owned()).collect();
            batches.extend(own.chunks(BATCH).map(|batch| (sort, batch.to_vec())));
        }
        let found: Vec<HashMap<VideoId, Lookup>> = stream::iter(batches)
            .map(|(sort, batch)| async move {
                let ids: Vec<&str> = batch.iter().map(String::as_str).collect();
                self.batch(sort, &ids).await
            })
            .buffered(self.vod.concurrency())
            .try_collect()
            .await?;
        let found: HashMap<VideoId, Lookup> = found.into_iter().flatten().collect();
        ids.iter().map(|id| found.get(id).cloned().ok_or_else(|| left_out(id.as_str(), "reading items"))).collect()
    }
}

/// What an answer says of each id that was asked for; without an answer none of them exists.
fn lookups(
    sort: Sort,
    ids: &[&str],
    body: Option<&serde_json::value::RawValue>,
    decode: Decode,
    what: &str,
) -> Result<HashMap<VideoId, Lookup>, Error> {
    let within = |error: Error| Error { message: format!("{what}: {}", error.message), ..error };
    let answer: Option<Answered<'_>> = body.map(|body| wire::answered(body.get())).transpose().map_err(within)?;
    let mut found = HashMap::new();
    for raw in answer.iter().flat_map(|answer| &answer.items) {
        let video = decode(raw).map_err(within)?;
        found.insert(video.id.clone(), Lookup::Found(Arc::new(video)));
    }
    for own in ids {
        let text = format!("{}{own}", sort.prefix());
        let id = VideoId::new(text.as_str()).map_err(|_| left_out(&text, what))?;
        if found.contains_key(&id) {
            continue;
        }
        match &answer {
            Some(answer) if answer.forbidden.contains(*own) => {
                let message =
                    format!("{what}: the key may not see {id}, which belongs to another application of the account");
                return Err(Error::new(ErrorKind::Refused, message));
            }
            Some(answer) if !answer.missing.contains(*own) => return Err(left_out(&text, what)),
            _ => found.insert(id, Lookup::Gone),
        };
    }
    Ok(found)
}

/// An item that is neither listed nor said to be missing must not count as gone.
fn left_out(id: &str, what: &str) -> Error {
    Error::new(ErrorKind::Malformed, format!("{what}: the answer does not mention {id}"))
}

#[async_trait]
impl Library for Apsara {
    fn account(&self) -> &Account {
        &self.shared.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn pushdown(&self, query: &Query) -> Pushdown {
        choose(Some(query), None, self.shared.categories.known().as_deref()).report
    }

    async fn count(&self, listing: &Listing) -> Result<Counted, Error> {
        listing::count(&self.shared, listing).await
    }

    async fn clock_skew(&self) -> Option<SignedDuration> {
        self.shared.vod.clock.skew()
    }

    fn list(&self, listing: Listing) -> Pages {
        listing::pages(Arc::clone(&self.shared), listing)
    }

    async fn videos(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        self.shared.videos(ids).await
    }

    fn read_batch(&self) -> usize {
        BATCH
    }

    async fn assets(&self, video: &Video, kinds: KindSet) -> Result<Assets, Error> {
        files::assets(&self.shared, video, kinds).await
    }

    fn assets_batch(&self) -> usize {
        BATCH
    }

    async fn assets_of(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Result<Assets, Error>> {
        files::assets_of(&self.shared, videos, kinds).await
    }

    async fn refresh_quota(&self) -> Result<Option<RefreshQuota>, Error> {
        refresh::quota(&self.shared).await
    }

    /// The platform has no playlists.
    async fn references(&self, _video: &VideoId) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn presence(&self, target: &Target) -> Result<Presence, Error> {
        files::presence(&self.shared, target).await
    }

    async fn presence_of(&self, targets: &[Target]) -> Vec<Result<Presence, Error>> {
        files::presences(&self.shared, targets).await
    }
}
