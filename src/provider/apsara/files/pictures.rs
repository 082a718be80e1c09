//! Snapshots and covers.

use std::borrow::Cow;
use std::sync::Arc;

use futures_util::future::try_join_all;
use serde::Deserialize;

use super::{Files, says, single};
use crate::model::{Asset, Known, Text, Video};
use crate::provider::apsara::client::Raw;
use crate::provider::apsara::item::Item;
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::shared::Shared;
use crate::provider::apsara::wire::{self, Field, List};
use crate::provider::{Error, ErrorKind};

/// The snapshot types that can be deleted; there is a `WebVttSnapshot` too, but only to be listed.
pub(in super::super) const SNAPSHOT_TYPES: [&str; 4] =
    ["CoverSnapshot", "NormalSnapshot", "SpriteSnapshot", "SpriteOriginSnapshot"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    media_snapshot: Option<Raw>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "PascalCase")]
struct Listed<'a> {
    #[serde(default)]
    total: Field<'a>,
    #[serde(default)]
    creation_time: Field<'a>,
    #[serde(default)]
    snapshots: List,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "PascalCase")]
struct Picture<'a> {
    #[serde(default)]
    url: Field<'a>,
}

/// What the platform says of the pictures of one type.
pub(super) enum Pictures {
    /// There are some, described by this object.
    Some(Raw),
    /// There are none.
    None,
    /// There is no such video.
    NoVideo,
    /// It does not tell, because of the video's state.
    NotTold(Error),
}

/// Asks for the pictures of one type: the first hundred of the latest job, whose addresses are enough to know.
pub(super) async fn ask(shared: &Shared, id: &str, kind: &str) -> Result<Pictures, Error> {
    let what = format!("reading the {kind} pictures of video {id}");
    let params = vec![
        ("PageNo", Cow::Borrowed("1")),
        ("PageSize", Cow::Borrowed("100")),
        ("SnapshotType", Cow::Borrowed(kind)),
        ("VideoId", Cow::Borrowed(id)),
    ];
    let unreadable = || Error::new(ErrorKind::Malformed, format!("{what}: the answer cannot be read"));
    match shared.vod.read::<Answer>(Operation::ListSnapshots, params, &what).await {
        Ok(Answer { media_snapshot: None }) => Err(unreadable()),
        Ok(Answer { media_snapshot: Some(raw) }) => {
            let listed: Listed<'_> = wire::object(raw.get()).map_err(|_| unreadable())?;
            let some = listed.snapshots.0.as_ref().is_some_and(|list| !list.is_empty());
            match listed.total.number("Total") {
                Known::Value(0) if !some => Ok(Pictures::None),
                Known::Value(_) => Ok(Pictures::Some(raw)),
                Known::Absent | Known::Unknown(_) if some => Ok(Pictures::Some(raw)),
                Known::Absent | Known::Unknown(_) => Err(unreadable()),
            }
        }
        Err(error) if says(&error, &["NoSuchResource"]) => Ok(Pictures::None),
        Err(error) if says(&error, &["InvalidVideo.NotFound"]) => Ok(Pictures::NoVideo),
        Err(error) if says(&error, &["Forbidden.IllegalStatus"]) => Ok(Pictures::NotTold(error)),
        Err(error) => Err(error),
    }
}

/// The snapshots of a video: one asset for each type that has pictures.
pub(super) async fn snapshots(shared: &Shared, video: &Video) -> Result<Files, Error> {
    let Item::Media(id) = Item::of(&video.id)? else { return Ok(Known::Value(Vec::new())) };
    let found = try_join_all(SNAPSHOT_TYPES.map(|kind| async move { Ok((kind, ask(shared, id, kind).await?)) }));
    let mut files = Vec::new();
    for (kind, pictures) in found.await? {
        match pictures {
            Pictures::Some(raw) => files.extend(translate(video, kind, &raw).map(Arc::new)),
            Pictures::None => {}
            Pictures::NoVideo => return Err(single::no_video(id)),
            Pictures::NotTold(error) => return Ok(Known::unknown(error.message)),
        }
    }
    Ok(Known::Value(files))
}

fn translate(video: &Video, kind: &str, raw: &Raw) -> Option<Asset> {
    let listed: Listed<'_> = wire::object(raw.get()).ok()?;
    let pictures = listed.snapshots.0.unwrap_or_default();
    let urls: Vec<Text> = pictures
        .iter()
        .filter_map(|raw| wire::object::<Picture<'_>>(raw.get()).ok())
        .filter_map(|picture| wire::address(picture.url.text("Url").value()?))
        .collect();
    wire::snapshots(video, kind, listed.creation_time, urls, raw.get())
}

/// The cover of a video, from what the listing said of it.
pub(super) fn poster(video: &Video) -> Files {
    match Item::of(&video.id) {
        Ok(Item::Media(_)) => wire::poster(video).map(|posters| posters.into_iter().map(Arc::new).collect()),
        // The address of an image is the image itself.
        Ok(Item::Image(_) | Item::Attached(_)) | Err(_) => Known::Value(Vec::new()),
    }
}
