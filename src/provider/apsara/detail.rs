//! What only a question for single items tells: whether a source file is kept, and its name.
//!
//! `BatchGetMediaInfos` tells it of twenty items at once. The platform's read-only policy does not cover that
//! operation, so a key may lack it; then each item is asked for by itself.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Deserialize;

use super::client::Raw;
use super::error::is;
use super::operation::Operation;
use super::shared::Shared;
use super::wire::{self, Mezzanine};
use crate::model::{MediaType, Video, VideoField, VideoId};
use crate::provider::{Error, ErrorKind};
use crate::query::{Matcher, Query};

/// So many ids one question takes (documented, for each of the operations that take several).
pub(super) const BATCH: usize = 20;

/// What is told only by a further question.
pub(super) const LOOKED_UP: &[VideoField] = &[VideoField::HasMaster, VideoField::OriginalFilename];

/// What a question told of an item.
#[derive(Debug, Clone)]
pub(super) enum Source {
    There(Mezzanine),
    /// The item itself does not exist.
    Gone,
}

/// Completes the videos of a listing whose query hangs on their source files.
pub(super) struct Lookups {
    matcher: Matcher,
}

impl Lookups {
    /// The lookups that a query needs; `None` when a listing tells everything that it names.
    pub(super) fn of(query: Option<&Query>) -> Option<Self> {
        let query = query.filter(|query| LOOKED_UP.iter().any(|field| query.names_field(*field)))?;
        Some(Self { matcher: Matcher::new(query) })
    }

    /// The videos with what was looked up, less those that are gone meanwhile. A video that cannot match whatever the
    /// lookup says is not looked up.
    pub(super) async fn complete(&self, shared: &Shared, videos: Vec<Arc<Video>>) -> Result<Vec<Arc<Video>>, Error> {
        let open: Vec<VideoId> =
            videos.iter().filter(|video| self.is_open(video)).map(|video| video.id.clone()).collect();
        let batches: Vec<Vec<VideoId>> = open.chunks(BATCH).map(<[VideoId]>::to_vec).collect();
        let found: Vec<HashMap<VideoId, Source>> = stream::iter(batches)
            .map(|batch| async move { sources(shared, &batch).await })
            .buffered(shared.vod.concurrency())
            .try_collect()
            .await?;
        let mut found: HashMap<VideoId, Source> = found.into_iter().flatten().collect();
        let completed = videos.into_iter().filter_map(|video| match found.remove(&video.id) {
            None => Some(video),
            Some(Source::Gone) => None,
            Some(Source::There(source)) => {
                let mut video = Arc::unwrap_or_clone(video);
                video.has_master = source.has_master;
                video.original_filename = source.original_filename;
                Some(Arc::new(video))
            }
        });
        Ok(completed.collect())
    }

    fn is_open(&self, video: &Video) -> bool {
        matches!(video.media_type.get(), Some(MediaType::Video | MediaType::Audio))
            && !self.matcher.test(video).is_false()
    }
}

/// Asks for up to twenty items by id; `None` when the platform says that none of them exists.
pub(super) async fn ask(
    shared: &Shared,
    operation: Operation,
    parameter: &'static str,
    ids: &[&str],
    what: &str,
) -> Result<Option<Raw>, Error> {
    match shared.vod.read::<Raw>(operation, vec![(parameter, Cow::Owned(ids.join(",")))], what).await {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Asks `BatchGetMediaInfos`; `None` when the key may not, which is remembered.
pub(super) async fn ask_batch(shared: &Shared, ids: &[&str], what: &str) -> Result<Option<Option<Raw>>, Error> {
    if shared.batch_refused.load(Ordering::Relaxed) {
        return Ok(None);
    }
    match ask(shared, Operation::BatchGetMediaInfos, "MediaIds", ids, what).await {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if matches!(error.kind, ErrorKind::MissingPermission(_)) => {
            tracing::warn!(%error, "asking for each item by itself instead");
            shared.batch_refused.store(true, Ordering::Relaxed);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What is told of the source files of up to twenty items.
async fn sources(shared: &Shared, ids: &[VideoId]) -> Result<HashMap<VideoId, Source>, Error> {
    let names: Vec<&str> = ids.iter().map(VideoId::as_str).collect();
    let what = format!("reading the source files of {}", names.join(", "));
    match ask_batch(shared, &names, &what).await? {
        Some(Some(answer)) => batch(ids, answer.get(), &what),
        Some(None) => Ok(ids.iter().map(|id| (id.clone(), Source::Gone)).collect()),
        None => singly(shared, ids).await,
    }
}

fn batch(ids: &[VideoId], body: &str, what: &str) -> Result<HashMap<VideoId, Source>, Error> {
    let within = |error: Error| Error { message: format!("{what}: {}", error.message), ..error };
    let answer = wire::answered(body).map_err(within)?;
    let mut found = HashMap::new();
    for raw in &answer.items {
        let (id, source) = wire::media_mezzanine(raw).map_err(within)?;
        found.insert(id, Source::There(source));
    }
    for id in ids {
        if found.contains_key(id) {
            continue;
        }
        let source = if answer.missing.contains(id.as_str()) {
            Source::Gone
        } else if answer.forbidden.contains(id.as_str()) {
            Source::There(Mezzanine::unknown(
                "the key may not see it: it belongs to another application of the account",
            ))
        } else {
            Source::There(Mezzanine::unknown("ApsaraVideo left it out of its answer"))
        };
        found.insert(id.clone(), source);
    }
    Ok(found)
}

/// Asks for the source file of each item by itself.
pub(super) async fn singly(shared: &Shared, ids: &[VideoId]) -> Result<HashMap<VideoId, Source>, Error> {
    stream::iter(ids.to_vec())
        .map(|id| async move { single(shared, &id).await.map(|source| (id, source)) })
        .buffered(BATCH)
        .try_collect()
        .await
}

async fn single(shared: &Shared, id: &VideoId) -> Result<Source, Error> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "Mezzanine", default)]
        mezzanine: Option<Raw>,
    }
    let what = format!("reading the source file of {id}");
    let params = vec![("VideoId", Cow::Borrowed(id.as_str()))];
    match shared.vod.read::<Answer>(Operation::GetMezzanineInfo, params, &what).await {
        Ok(answer) => {
            Ok(Source::There(wire::mezzanine(answer.mezzanine.as_deref().map(serde_json::value::RawValue::get))))
        }
        Err(error) if is(&error, "InvalidFile.NotFound") => Ok(Source::There(Mezzanine::missing())),
        Err(error) => match error.kind {
            ErrorKind::NotFound => Ok(Source::Gone),
            // What the platform refuses of one item must not end a listing: it is unknown.
            ErrorKind::MissingPermission(_) | ErrorKind::Refused => {
                Ok(Source::There(Mezzanine::unknown(&error.to_string())))
            }
            _ => Err(error),
        },
    }
}
