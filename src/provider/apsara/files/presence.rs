//! Looks whether the target of a deletion is still there. Only what the platform says in words proves that it is gone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use futures_util::stream::{self, StreamExt as _};
use serde::Deserialize;

use super::batch::{Batch, Said};
use super::pictures::{self, Pictures};
use super::single::{self, Mezzanine, Streams};
use super::streams::{before_transcoding, listed_jobs};
use super::{again, answered};
use crate::model::{Action, AssetRef, Known, Target, Text};
use crate::provider::apsara::client::Raw;
use crate::provider::apsara::detail::{BATCH, ask};
use crate::provider::apsara::item::Item;
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::shared::Shared;
use crate::provider::apsara::wire::{self, Field, List, UNFINISHED, address};
use crate::provider::{Error, ErrorKind, Presence};

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "PascalCase", default)]
struct Seen<'a> {
    video_id: Field<'a>,
    image_id: Field<'a>,
    media_id: Field<'a>,
    status: Field<'a>,
    #[serde(rename = "CoverURL")]
    cover_url: Field<'a>,
}

/// An item that is still there.
struct There {
    status: Option<Text>,
    cover: Known<Text>,
}

/// What was found of the items that one request asked for.
#[derive(Default)]
struct Found {
    there: HashMap<Text, There>,
    missing: HashSet<String>,
    /// Whether the platform says that none of them exists.
    none: bool,
}

impl Found {
    /// One of the items; `None` when the platform says that there is none.
    fn of(&self, id: &str) -> Result<Option<&There>, Error> {
        match self.there.get(id) {
            Some(there) => Ok(Some(there)),
            None if self.none || self.missing.contains(id) => Ok(None),
            None => Err(Error::new(ErrorKind::Malformed, format!("looking for {id}: the answer does not mention it"))),
        }
    }
}

/// The operation that tells of items of one sort, with the name of its list of ids.
type Question = (Operation, &'static str);

/// A request's worth of looking, with the places of the targets.
enum Look<'a> {
    Wholes(Question, Vec<(usize, &'a str)>),
    Part(usize, &'a Target),
}

/// Whether the targets of deletions can still be seen, in their order: whole items of twenty with one request, which
/// fails for these twenty only.
pub(in super::super) async fn presences(shared: &Shared, targets: &[Target]) -> Vec<Result<Presence, Error>> {
    let mut wholes: BTreeMap<Question, Vec<(usize, &str)>> = BTreeMap::new();
    let mut looks = Vec::new();
    for (place, target) in targets.iter().enumerate() {
        match Item::of(&target.video) {
            Ok(item) if target.action == Action::DeleteVideo => {
                let (question, id) = question(item);
                wholes.entry(question).or_default().push((place, id));
            }
            _ => looks.push(look(shared, Look::Part(place, target))),
        }
    }
    for (question, placed) in wholes {
        looks.extend(placed.chunks(BATCH).map(|placed| look(shared, Look::Wholes(question, placed.to_vec()))));
    }
    let looked: Vec<Vec<_>> = stream::iter(looks).buffer_unordered(shared.vod.concurrency()).collect().await;
    let mut looked: Vec<(usize, Result<Presence, Error>)> = looked.into_iter().flatten().collect();
    looked.sort_by_key(|(place, _)| *place);
    looked.into_iter().map(|(_, presence)| presence).collect()
}

async fn look(shared: &Shared, look: Look<'_>) -> Vec<(usize, Result<Presence, Error>)> {
    let (question, placed) = match look {
        Look::Part(place, target) => return vec![(place, part(shared, target).await)],
        Look::Wholes(question, placed) => (question, placed),
    };
    let ids: BTreeSet<&str> = placed.iter().map(|(_, id)| *id).collect();
    let found = find(shared, question, &ids).await;
    let end = |id: &str| match &found {
        Ok(found) => found.of(id).map(whole),
        Err(error) => Err(again(error)),
    };
    placed.into_iter().map(|(place, id)| (place, end(id))).collect()
}

/// Whether a part of a video is still there.
async fn part(shared: &Shared, target: &Target) -> Result<Presence, Error> {
    let Item::Media(id) = Item::of(&target.video)? else { return Err(odd(target)) };
    match (target.action, &target.asset) {
        (Action::DeleteMaster, asset) => master(shared, id, asset.as_ref()).await,
        (Action::DeleteRendition, Some(asset)) => rendition(shared, id, asset.id.as_str()).await,
        (Action::DeleteSnapshot, Some(asset)) => snapshot_presence(shared, id, asset.id.as_str()).await,
        (Action::DeletePoster, Some(asset)) => poster(shared, id, asset.id.as_str()).await,
        _ => Err(odd(target)),
    }
}

fn question(item: Item<'_>) -> (Question, &str) {
    match item {
        Item::Media(id) => ((Operation::GetVideoInfos, "VideoIds"), id),
        Item::Image(id) => ((Operation::GetImageInfos, "ImageIds"), id),
        Item::Attached(id) => ((Operation::GetAttachedMediaInfo, "MediaIds"), id),
    }
}

/// Up to twenty items of one sort as they are now.
async fn find(shared: &Shared, (operation, parameter): Question, ids: &BTreeSet<&str>) -> Result<Found, Error> {
    let ids: Vec<&str> = ids.iter().copied().collect();
    let what = format!("looking for {}", ids.join(", "));
    let Some(body) = ask(shared, operation, parameter, &ids, &what).await? else {
        return Ok(Found { none: true, ..Found::default() });
    };
    let answer = answered(&body, &what)?;
    let mut there = HashMap::new();
    for seen in answer.items.iter().filter_map(|raw| wire::object::<Seen<'_>>(raw).ok()) {
        if let Some(id) = seen.video_id.or(seen.image_id).or(seen.media_id).text("id").value() {
            let status = seen.status.text("Status").value().cloned();
            there.entry(id.clone()).or_insert(There { status, cover: seen.cover_url.text("CoverURL") });
        }
    }
    Ok(Found { there, missing: answer.missing, none: false })
}

/// Whether a whole item is still there. Sound that was deleted can stay listed with this word for its state.
fn whole(there: Option<&There>) -> Presence {
    let deleted = there.is_none_or(|there| there.status.as_deref() == Some("Deleted"));
    if deleted { Presence::Gone } else { Presence::Present }
}

async fn master(shared: &Shared, id: &str, asset: Option<&AssetRef>) -> Result<Presence, Error> {
    let unfinished = is_unfinished(asset);
    if unfinished && shared.dropped_uploads.lock().await.contains(id) {
        // The platform acknowledged that its parts are gone. They were never listed, and its record may stay as it is.
        return Ok(Presence::Gone);
    }
    let raw = match single::mezzanine(shared, id).await? {
        Mezzanine::Described(raw) => raw,
        Mezzanine::NoFile | Mezzanine::NoVideo => return Ok(Presence::Gone),
    };
    let seen: Seen<'_> = wire::object(raw.get()).unwrap_or_default();
    match seen.status.text("Status").value().map(|status| &**status) {
        Some("Deleted") => Ok(Presence::Gone),
        Some("Uploading") => Ok(Presence::Present),
        Some(_) => Ok(if unfinished { Presence::Gone } else { Presence::Present }),
        None => {
            let message = format!("the answer does not give the status of the master of video {id}");
            Err(Error::new(ErrorKind::Malformed, message))
        }
    }
}

/// Whether a master is one that was never uploaded to its end.
pub(in super::super) fn is_unfinished(asset: Option<&AssetRef>) -> bool {
    asset.and_then(|asset| asset.label.as_deref()) == Some(UNFINISHED)
}

async fn rendition(shared: &Shared, id: &str, job: &str) -> Result<Presence, Error> {
    let there = |raws: &[_]| {
        let jobs = listed_jobs(raws, id)?;
        Ok(if jobs.contains(job) { Presence::Present } else { Presence::Gone })
    };
    match single::play_info(shared, id).await? {
        Streams::Listed(raws, _) => there(&raws),
        Streams::None | Streams::NoVideo => Ok(Presence::Gone),
        Streams::NotTold(error) => match listed(shared, id).await? {
            None => Ok(Presence::Gone),
            // An empty list of a video in such a state proves nothing.
            Some((raws, status)) if raws.is_empty() && !before_transcoding(status.as_deref()) => Err(error),
            Some((raws, _)) => there(&raws),
        },
    }
}

/// The ids of the streams that a video still has, after a deletion of some was acknowledged: then an empty list is
/// believed in any state of the video.
pub(in super::super) async fn jobs_left(shared: &Shared, id: &str) -> Result<BTreeSet<String>, Error> {
    let raws = match single::play_info(shared, id).await? {
        Streams::Listed(raws, _) => raws,
        Streams::None | Streams::NoVideo => Vec::new(),
        Streams::NotTold(_) => listed(shared, id).await?.map(|(raws, _)| raws).unwrap_or_default(),
    };
    listed_jobs(&raws, id)
}

/// The streams of a video from the operation that is for several, with the video's state; `None` without the video.
async fn listed(shared: &Shared, id: &str) -> Result<Option<(Vec<Raw>, Option<Text>)>, Error> {
    let what = format!("reading the files of video {id}");
    let Some(body) = ask(shared, Operation::BatchGetMediaInfos, "MediaIds", &[id], &what).await? else {
        return Ok(None);
    };
    let unlisted = || Error::new(ErrorKind::Malformed, format!("{what}: the answer does not list its streams"));
    match Batch::read(&body, &what)?.of(id) {
        Said::Described(entry) => {
            let raws = List::of(entry.play_info_list.raw()).0.ok_or_else(unlisted)?;
            Ok(Some((raws, entry.status())))
        }
        Said::Missing => Ok(None),
        Said::Forbidden | Said::Nothing => Err(unlisted()),
    }
}

/// Whether a video has snapshots of a type.
async fn snapshot_presence(shared: &Shared, id: &str, kind: &str) -> Result<Presence, Error> {
    match pictures::ask(shared, id, kind).await? {
        Pictures::Some(_) => Ok(Presence::Present),
        Pictures::None | Pictures::NoVideo => Ok(Presence::Gone),
        Pictures::NotTold(error) => Err(error),
    }
}

/// Which of these snapshot types a video still has.
pub(in super::super) async fn snapshot_types_left(
    shared: &Shared,
    id: &str,
    kinds: &[&str],
) -> Result<BTreeSet<String>, Error> {
    let mut left = BTreeSet::new();
    for kind in kinds {
        if snapshot_presence(shared, id, kind).await? == Presence::Present {
            left.insert((*kind).to_owned());
        }
    }
    Ok(left)
}

/// Whether a video still has this cover. Whether it keeps the address of a deleted picture is not documented.
async fn poster(shared: &Shared, id: &str, cover: &str) -> Result<Presence, Error> {
    let (question, id) = question(Item::Media(id));
    let found = find(shared, question, &BTreeSet::from([id])).await?;
    match found.of(id)?.map(|there| &there.cover) {
        Some(Known::Value(url)) if address(url).is_some_and(|url| &*url == cover) => Ok(Presence::Present),
        Some(Known::Unknown(reason)) => Err(Error::new(ErrorKind::Malformed, reason.as_ref())),
        None | Some(Known::Value(_) | Known::Absent) => Ok(Presence::Gone),
    }
}

fn odd(target: &Target) -> Error {
    Error::new(ErrorKind::Refused, format!("{target} is nothing that ApsaraVideo VOD can have"))
}
