//! Reads the pages of a listing: one walk for each sort of item, one page ahead of the reader.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::try_join_all;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use tokio::task::JoinSet;

use super::client::{Params, Raw};
use super::detail::Lookups;
use super::operation::Operation;
use super::query::choose;
use super::search::Search;
use super::shared::Shared;
use super::walk::{Walk, counting};
use super::wire::{self, Found};
use crate::model::MediaType;
use crate::provider::{Counted, Error, ErrorKind, Page, Pages};
use crate::query::Listing;

struct Reader {
    shared: Arc<Shared>,
    lookups: Option<Lookups>,
    /// What is still to be walked, each with its first page.
    walks: VecDeque<(Walk, Option<Found>)>,
    /// Items of the walks that ended.
    ended: Counted,
    /// Items that were listed and gone when they were looked up.
    gone: u64,
    ahead: JoinSet<Result<Found, Error>>,
}

/// The pages of a listing.
pub(super) fn pages(shared: Arc<Shared>, listing: Listing) -> Pages {
    stream::once(async move { begin(shared, &listing).await })
        .map_ok(|reader| {
            stream::try_unfold(reader, |mut reader| async move {
                Ok::<_, Error>(reader.next().await?.map(|page| (page, reader)))
            })
        })
        .try_flatten()
        .boxed()
}

/// How many items a listing has.
pub(super) async fn count(shared: &Shared, listing: &Listing) -> Result<Counted, Error> {
    let totals = searches(shared, listing).await.into_iter().map(|search| async move {
        let found = fetch(shared, search.kind, counting(&search)).await?;
        Ok::<_, Error>(found.total.map_or(Counted::Unknown, Counted::Exactly))
    });
    Ok(try_join_all(totals).await?.into_iter().fold(Counted::Exactly(0), plus))
}

/// What is searched for. The categories are read only for a query that hangs on one.
async fn searches(shared: &Shared, listing: &Listing) -> Vec<Search> {
    let (query, native) = (listing.query.as_deref(), listing.native.as_deref());
    let chosen = choose(query, native, None);
    if !chosen.by_category {
        return chosen.searches;
    }
    let categories = shared.categories.fresh(&shared.vod, Instant::now()).await;
    choose(query, native, Some(&categories)).searches
}

fn plus(one: Counted, other: Counted) -> Counted {
    match (one, other) {
        (Counted::Exactly(one), Counted::Exactly(other)) => Counted::Exactly(one.saturating_add(other)),
        _ => Counted::Unknown,
    }
}

async fn fetch(shared: &Shared, kind: MediaType, params: Params<'_>) -> Result<Found, Error> {
    let number = params.iter().find(|(name, _)| *name == "PageNo").map_or("1", |(_, value)| value.as_ref());
    let what = format!("listing {kind} items, page {number}");
    let answer: Raw = shared.vod.read(Operation::SearchMedia, params, &what).await?;
    wire::page(kind, answer.get()).map_err(|error| Error { message: format!("{what}: {}", error.message), ..error })
}

/// Reads the first page of every walk, because only together they tell how many items the listing has.
async fn begin(shared: Arc<Shared>, listing: &Listing) -> Result<Reader, Error> {
    let searches = searches(&shared, listing).await;
    let mut walks: Vec<Walk> = searches.into_iter().map(|search| Walk::new(search, listing.order)).collect();
    let first = try_join_all(walks.iter_mut().map(|walk| {
        let shared = &shared;
        async move {
            let Some(params) = walk.request()? else { return Ok(None) };
            let found = fetch(shared, walk.kind(), params).await?;
            walk.expect(found.total);
            Ok::<_, Error>(Some(found))
        }
    }))
    .await?;
    Ok(Reader {
        shared,
        lookups: Lookups::of(listing.query.as_deref()),
        walks: walks.into_iter().zip(first).collect(),
        ended: Counted::Exactly(0),
        gone: 0,
        ahead: JoinSet::new(),
    })
}

impl Reader {
    async fn next(&mut self) -> Result<Option<Page>, Error> {
        loop {
            let Some((walk, first)) = self.walks.front_mut() else { return Ok(None) };
            let found = match first.take() {
                Some(found) => found,
                None => match self.ahead.join_next().await {
                    None => {
                        // Nothing is under way: the walk has ended, or cannot go on.
                        walk.request()?;
                        self.ended = plus(self.ended, walk.counted());
                        self.walks.pop_front();
                        continue;
                    }
                    Some(Ok(Ok(found))) => found,
                    Some(Ok(Err(error))) if is_expired(&error) => {
                        walk.restart(error)?;
                        self.fetch_ahead();
                        continue;
                    }
                    Some(Ok(Err(error))) => return Err(error),
                    Some(Err(cause)) => {
                        let message = "reading a page of a listing was broken off";
                        let source: Option<Box<dyn std::error::Error + Send + Sync>> = Some(Box::new(cause));
                        return Err(Error { source, ..Error::new(ErrorKind::Interrupted, message) });
                    }
                },
            };
            let listed = walk.accept(found);
            self.fetch_ahead();
            let before = listed.len();
            let videos = match &self.lookups {
                Some(lookups) => lookups.complete(&self.shared, listed).await?,
                None => listed,
            };
            self.gone += before.saturating_sub(videos.len()) as u64;
            return Ok(Some(Page { videos, counted: self.counted() }));
        }
    }

    /// Asks for the next page of the walk while the reader works on this one. Each page needs the token of the one
    /// before, so there is never more than one.
    fn fetch_ahead(&mut self) {
        let Some((walk, _)) = self.walks.front() else { return };
        // A walk that cannot go on says so after its last page was given.
        let Ok(Some(params)) = walk.request() else { return };
        let (shared, kind) = (Arc::clone(&self.shared), walk.kind());
        self.ahead.spawn(async move { fetch(&shared, kind, params).await });
    }

    fn counted(&self) -> Counted {
        match self.walks.iter().map(|(walk, _)| walk.counted()).fold(self.ended, plus) {
            Counted::Exactly(count) => Counted::Exactly(count.saturating_sub(self.gone)),
            Counted::Unknown => Counted::Unknown,
        }
    }
}

fn is_expired(error: &Error) -> bool {
    error.code.as_deref().is_some_and(|code| {
        code.get(.."InvalidScrollToken".len()).is_some_and(|start| start.eq_ignore_ascii_case("InvalidScrollToken"))
    })
}
