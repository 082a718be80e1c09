//! Looks up the files of videos: masters and renditions of twenty with one request, pictures only when asked for. And
//! whether what was deleted can still be seen.

mod batch;
mod pictures;
mod presence;
mod single;
mod streams;

use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _};

use self::batch::{Batch, Said};
pub(super) use pictures::SNAPSHOT_TYPES;
pub(super) use presence::{is_unfinished, jobs_left, presences, snapshot_types_left};

use super::client::Raw;
use super::detail::{BATCH, ask_batch};
use super::error::is;
use super::item::Item;
use super::shared::Shared;
use super::wire::{self, Answered, IMAGE, List};
use crate::model::{Asset, AssetKind, Assets, KindSet, Known, Target, Video};
use crate::provider::{Error, ErrorKind, Presence};

/// How many requests of one lookup are under way at once; the pace bounds them further.
const AT_ONCE: usize = 8;

type Files = Known<Vec<Arc<Asset>>>;

/// What was found of the stored files of one video.
#[derive(Default)]
struct Stored {
    master: Option<Files>,
    renditions: Option<Files>,
}

/// Looks up the kinds asked for of one video.
pub(super) async fn assets(shared: &Shared, video: &Video, kinds: KindSet) -> Result<Assets, Error> {
    let missing = || Error::new(ErrorKind::Malformed, format!("nothing was found out about video {}", video.id));
    assets_of_all(shared, &[video], kinds).await.pop().unwrap_or_else(|| Err(missing()))
}

/// Whether the target of a deletion can still be seen.
pub(super) async fn presence(shared: &Shared, target: &Target) -> Result<Presence, Error> {
    let missing = || Error::new(ErrorKind::Malformed, format!("nothing was found out about {target}"));
    presences(shared, std::slice::from_ref(target)).await.pop().unwrap_or_else(|| Err(missing()))
}

/// Looks up the kinds asked for of several videos, in their order.
pub(super) async fn assets_of(shared: &Shared, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Result<Assets, Error>> {
    let videos: Vec<&Video> = videos.iter().map(AsRef::as_ref).collect();
    assets_of_all(shared, &videos, kinds).await
}

async fn assets_of_all(shared: &Shared, videos: &[&Video], kinds: KindSet) -> Vec<Result<Assets, Error>> {
    let mut batches = Vec::with_capacity(videos.len().div_ceil(BATCH));
    for batch in videos.chunks(BATCH) {
        batches.push(stored(shared, batch, kinds));
    }
    let found: Vec<Vec<Result<Stored, Error>>> = stream::iter(batches).buffered(AT_ONCE).collect().await;
    let mut lookups = Vec::with_capacity(videos.len());
    for (video, stored) in videos.iter().zip(found.into_iter().flatten()) {
        lookups.push(async move { together(shared, video, kinds, stored?).await });
    }
    stream::iter(lookups).buffered(AT_ONCE).collect().await
}

/// Puts the kinds asked for together; those that the platform does not have are known to be none.
async fn together(shared: &Shared, video: &Video, kinds: KindSet, stored: Stored) -> Result<Assets, Error> {
    let Stored { mut master, mut renditions } = stored;
    let mut assets = Assets::new(video.id.clone());
    for kind in kinds.iter() {
        let files = match kind {
            AssetKind::Master => master.take().unwrap_or_else(|| Known::Value(Vec::new())),
            AssetKind::Rendition => renditions.take().unwrap_or_else(|| Known::Value(Vec::new())),
            AssetKind::Poster => pictures::poster(video),
            AssetKind::Snapshot => pictures::snapshots(shared, video).await?,
            AssetKind::Thumbnail
            | AssetKind::Image
            | AssetKind::TextTrack
            | AssetKind::AudioTrack
            | AssetKind::Manifest => Known::Value(Vec::new()),
        };
        assets.set(kind, files);
    }
    Ok(assets)
}

/// Masters and renditions of at most [`BATCH`] items.
async fn stored(shared: &Shared, videos: &[&Video], kinds: KindSet) -> Vec<Result<Stored, Error>> {
    let wanted = kinds.contains(AssetKind::Master) || kinds.contains(AssetKind::Rendition);
    let items: Vec<_> = videos.iter().map(|video| Item::of(&video.id)).collect();
    let media: Vec<&str> = items
        .iter()
        .filter_map(|item| match item {
            Ok(Item::Media(id)) => Some(*id),
            Ok(Item::Image(_) | Item::Attached(_)) | Err(_) => None,
        })
        .collect();
    let what = match media.as_slice() {
        [first, .., last] => format!("reading the files of {} videos ({first} … {last})", media.len()),
        other => format!("reading the files of video {}", other.concat()),
    };
    let body = if wanted && !media.is_empty() { ask_batch(shared, &media, &what).await } else { Ok(None) };
    let told = match &body {
        // One video that the platform objects to must not fail its neighbours.
        Err(error) if error.kind == ErrorKind::Refused && media.len() > 1 => Told::Nothing,
        Err(error) => Told::Failed(again(error)),
        Ok(None) => Told::Nothing,
        Ok(Some(None)) => Told::NoneThere,
        Ok(Some(Some(body))) => Batch::read(body, &what).map_or_else(Told::Failed, Told::Answer),
    };
    let told = &told;
    let mut lookups = Vec::with_capacity(videos.len());
    for (video, item) in videos.iter().zip(items) {
        lookups.push(async move {
            match (item?, told) {
                (Item::Image(_) | Item::Attached(_), _) => Ok(alone(video)),
                (Item::Media(_), _) if !wanted => Ok(Stored::default()),
                (Item::Media(id), Told::Nothing) => single::stored(shared, video, id, kinds).await,
                (Item::Media(id), Told::NoneThere) => Err(single::no_video(id)),
                (Item::Media(id), Told::Answer(batch)) => from_batch(shared, video, id, batch, kinds).await,
                (Item::Media(_), Told::Failed(error)) => Err(again(error)),
            }
        });
    }
    stream::iter(lookups).buffered(AT_ONCE).collect().await
}

/// What a question about several videos told.
enum Told<'a> {
    /// It was not put, or not heard: each video is asked about by itself.
    Nothing,
    /// None of them exists.
    NoneThere,
    Answer(Batch<'a>),
    Failed(Error),
}

/// An image or auxiliary file has no parts, but it is not nothing either: its size is in no list.
fn alone(video: &Video) -> Stored {
    let what = if video.id.as_str().starts_with(IMAGE) { "an image" } else { "an auxiliary file" };
    let master = Known::unknown(format!("ApsaraVideo has no master of {what}, and lists no size of it"));
    Stored { master: Some(master), renditions: Some(Known::Value(Vec::new())) }
}

/// What an answer says of one of its videos. What it leaves out is asked again, for this video alone.
async fn from_batch(
    shared: &Shared,
    video: &Video,
    id: &str,
    batch: &Batch<'_>,
    kinds: KindSet,
) -> Result<Stored, Error> {
    let entry = match batch.of(id) {
        Said::Described(entry) => entry,
        Said::Missing => return Err(single::no_video(id)),
        Said::Forbidden => {
            let message = format!(
                "the files of video {id} may not be read: usually the access key lacks a permission for the \
                 application that holds it"
            );
            return Err(Error::new(ErrorKind::Refused, message));
        }
        Said::Nothing => {
            let message = format!("the answer about several videos does not mention video {id}");
            return Err(Error::new(ErrorKind::Malformed, message));
        }
    };
    let master = match entry.mezzanine_info.raw() {
        Some(raw) => Some(streams::master(video, raw)),
        None if kinds.contains(AssetKind::Master) => Some(single::master(shared, video, id).await?),
        None => None,
    };
    let renditions = match List::of(entry.play_info_list.raw()).0 {
        Some(raws) => Some(streams::renditions(video, entry.status().as_deref(), &raws)),
        None if kinds.contains(AssetKind::Rendition) => Some(single::renditions(shared, video, id).await?),
        None => None,
    };
    Ok(Stored { master, renditions })
}

/// The same error once more, for the next video of a request that failed; the cause itself cannot be copied.
pub(super) fn again(error: &Error) -> Error {
    let mut message = error.message.clone();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        message = format!("{message}: {deeper}");
        cause = deeper.source();
    }
    Error { code: error.code.clone(), status: error.status, ..Error::new(error.kind.clone(), message) }
}

/// Whether the platform gave one of these codes.
pub(super) fn says(error: &Error, codes: &[&str]) -> bool {
    codes.iter().any(|code| is(error, code))
}

/// Reads the answer to a question for items by id; `what` says which.
pub(super) fn answered<'a>(body: &'a Raw, what: &str) -> Result<Answered<'a>, Error> {
    wire::answered(body.get()).map_err(|error| Error { message: format!("{what}: {}", error.message), ..error })
}
