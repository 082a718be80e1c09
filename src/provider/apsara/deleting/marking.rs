//! Quarantine and release: the tags of videos and sound, twenty with one request.
//!
//! The platform replaces the whole list of tags and leaves every field alone that is not named (documented). So what
//! would lose a tag is refused before anything is sent.

use std::borrow::Cow;
use std::collections::HashSet;

use futures_util::stream::{self, StreamExt as _};
use serde_json::json;

use super::answer::Lists;
use super::listed::{attribute, several};
use super::settle::settle_all;
use super::{Ended, MOST, Named};
use crate::model::{Quarantine, Target, VideoId};
use crate::provider::apsara::capabilities::CAPABILITIES;
use crate::provider::apsara::files::again;
use crate::provider::apsara::item::Item;
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::shared::Shared;
use crate::provider::apsara::signature::canonical_query;
use crate::provider::{Deletion, Error, ErrorKind, Lookup, Marking};

/// The most tags that an item has (documented).
const TAGS: usize = 16;

/// The most bytes of a tag (documented).
const TAG_BYTES: usize = 32;

/// The most characters that all changes of a request have in its address. How long an address may be is not documented;
/// what is commonly taken is 8 KiB.
const ADDRESS: usize = 6_000;

/// The change of one item.
struct Change<'a> {
    named: Named<'a>,
    marking: &'a Marking,
    /// The entry of `UpdateContent`.
    entry: String,
    /// Whether no tag is left.
    bare: bool,
}

/// Marks items, or takes their marks away.
pub(super) async fn mark(shared: &Shared, markings: &[Marking]) -> Vec<Ended> {
    let (mut changes, mut refused, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (place, marking) in markings.iter().enumerate() {
        let target = &marking.target;
        let change = match change(place, marking) {
            Ok(_) if !seen.insert(&target.video) => Err("it is named twice at once".to_owned()),
            other => other,
        };
        match change {
            Ok(change) => changes.push(change),
            Err(why) => {
                let error = Error::new(ErrorKind::Refused, format!("{target}: {why}"));
                refused.push((place, Deletion::Refused(error)));
            }
        }
    }
    let requests = packed(changes);
    let wide = shared.vod.concurrency().max(1);
    let mut calls = Vec::with_capacity(requests.len());
    for request in &requests {
        calls.push(send(shared, request));
    }
    let mut ended: Vec<Ended> = stream::iter(calls).buffer_unordered(wide).collect().await;
    ended.push(refused);
    ended
}

/// The change that a marking means, or why nothing is sent.
fn change(place: usize, marking: &Marking) -> Result<Change<'_>, String> {
    let Marking { target, video } = marking;
    if video.id != target.video {
        return Err(format!("what was read is {}", video.id));
    }
    if let Some(reason) = CAPABILITIES.refusal(target.action, video) {
        return Err(reason);
    }
    let Ok(Item::Media(id)) = Item::of(&target.video) else {
        return Err("its id is not that of a video or sound".to_owned());
    };
    let tags = Quarantine::written(target, video)?.tags;
    if tags.len() > TAGS {
        return Err(format!("it has {TAGS} tags already, and ApsaraVideo VOD takes no more: remove one"));
    }
    if let Some(tag) = tags.iter().find(|tag| tag.len() > TAG_BYTES || tag.contains(',')) {
        return Err(format!("its tag {tag:?} is longer than {TAG_BYTES} bytes or has a comma in it: rename it"));
    }
    let entry = json!({ "VideoId": id, "Tags": tags.join(",") }).to_string();
    Ok(Change { named: Named { place, id }, marking, entry, bare: tags.is_empty() })
}

/// Packs changes into requests that the platform takes.
fn packed(changes: Vec<Change<'_>>) -> Vec<Vec<Change<'_>>> {
    let mut requests: Vec<Vec<Change<'_>>> = Vec::new();
    let mut used = 0;
    for change in changes {
        let length = canonical_query([(change.entry.as_str(), "")]).len() + canonical_query([(",", "")]).len();
        match requests.last_mut() {
            Some(request) if request.len() < MOST && used + length <= ADDRESS => {
                used += length;
                request.push(change);
            }
            _ => {
                used = length;
                requests.push(vec![change]);
            }
        }
    }
    requests
}

/// `UpdateVideoInfos`. What succeeded is in no list of its answer: it is what remains.
async fn send(shared: &Shared, changes: &[Change<'_>]) -> Ended {
    let named: Vec<Named<'_>> = changes.iter().map(|change| change.named).collect();
    let what = format!("changing the tags of {}", several("video", &named));
    let entries: Vec<&str> = changes.iter().map(|change| change.entry.as_str()).collect();
    let params = vec![("UpdateContent", Cow::Owned(format!("[{}]", entries.join(","))))];
    let forbidden = |id: &str| {
        format!(
            "the tags of video {id} cannot be changed: the platform forbids it; usually the access key lacks a \
             permission for the application that holds the video"
        )
    };
    let ended = match shared.vod.change::<Lists>(Operation::UpdateVideoInfos, params, &what).await {
        Ok(answer) => attribute("changing the tags of", &named, &answer, &answer.forbidden_video_ids, forbidden),
        // Whether this means all of them, or one, is not documented: a reading tells.
        Err(error) if error.kind == ErrorKind::NotFound => return looked_up(shared, changes, &error).await,
        Err(error) => return settle_all(&named, &error),
    };
    unmarked(shared, changes, ended).await
}

/// Whether an empty list of tags takes away the last one is not documented, so what was acknowledged is looked at.
async fn unmarked(shared: &Shared, changes: &[Change<'_>], ended: Ended) -> Ended {
    let done = |change: &Change<'_>| {
        ended.iter().any(|(place, end)| *place == change.named.place && matches!(end, Deletion::Done))
    };
    let bare: Vec<&Change<'_>> = changes.iter().filter(|change| change.bare && done(change)).collect();
    if bare.is_empty() {
        return ended;
    }
    let still = |target: &Target| {
        let message = format!("{target}: it was acknowledged, but the mark, which is its only tag, is still shown");
        Error::new(ErrorKind::Unavailable, message)
    };
    let doubts = read(shared, &bare, still).await;
    let places: HashSet<usize> = doubts.iter().map(|(place, _)| *place).collect();
    ended.into_iter().filter(|(place, _)| !places.contains(place)).chain(doubts).collect()
}

/// A request that failed because something does not exist: what does exist is in doubt.
async fn looked_up(shared: &Shared, changes: &[Change<'_>], error: &Error) -> Ended {
    read(shared, &changes.iter().collect::<Vec<_>>(), |_| again(error)).await
}

/// What a reading says of each change; `doubt` is what is said where it does not show.
async fn read(shared: &Shared, changes: &[&Change<'_>], doubt: impl Fn(&Target) -> Error) -> Ended {
    let ids: Vec<VideoId> = changes.iter().map(|change| change.marking.target.video.clone()).collect();
    let found = match shared.videos(&ids).await {
        Ok(found) => found,
        Err(error) => return changes.iter().map(|one| (one.named.place, Deletion::InDoubt(again(&error)))).collect(),
    };
    let end = |target: &Target, lookup: &Lookup| match lookup {
        Lookup::Gone => Deletion::NotThere,
        Lookup::Found(video) if Quarantine::shows(target, video) => Deletion::Done,
        Lookup::Found(_) => Deletion::InDoubt(doubt(target)),
    };
    changes.iter().zip(&found).map(|(one, lookup)| (one.named.place, end(&one.marking.target, lookup))).collect()
}
