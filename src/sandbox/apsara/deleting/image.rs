//! `DeleteImage`: pictures by address, by id, or by video and sort.

use serde_json::{Map, Value};

use super::image_url::Wanted;
use super::{files_deleted, media_deleted, write};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::files::find;
use crate::sandbox::apsara::media::{Snapshot, pictures};
use crate::sandbox::apsara::params::Params;

/// Most pictures in one request.
const MOST: usize = 20;

/// The snapshots that can be deleted; the text that goes with sprites stays.
pub(super) const DELETABLE: [Snapshot; 4] =
    [Snapshot::Cover, Snapshot::Normal, Snapshot::Sprite, Snapshot::SpriteOrigin];

/// `DeleteImage`: says nothing about single pictures; 404 when there was none at all.
pub(in crate::sandbox::apsara) fn delete_image(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    match params.required("DeleteImageType")? {
        "ImageURL" => by_address(desk, &list(params, "ImageURLs")?),
        "ImageId" => by_id(desk, &list(params, "ImageIds")?),
        "VideoId" => of_video(desk, params),
        _ => Err(Fault::invalid("DeleteImageType")),
    }
}

fn list<'a>(params: &'a Params, name: &str) -> Result<Vec<&'a str>, Fault> {
    params.required(name)?;
    let list = params.list(name);
    if list.len() > MOST { Err(Fault::exceeded(name)) } else { Ok(list) }
}

/// An uploaded picture, the cover of a video and one of its snapshots may all have one address.
fn by_address(desk: &Desk, addresses: &[&str]) -> Result<Map<String, Value>, Fault> {
    let wanted = Wanted::read(addresses);
    write(desk, |shelf| {
        let uploaded = pictures(shelf).into_iter().filter(|one| wanted.has(&one.address)).map(|one| one.id).collect();
        let mut changes = media_deleted(uploaded);
        for media in wanted.videos(shelf) {
            changes.extend(files_deleted(&media, wanted.keys(&media)));
        }
        if changes.is_empty() { Err(Fault::no_such_resource()) } else { Ok((Map::new(), changes)) }
    })
}

fn by_id(desk: &Desk, ids: &[&str]) -> Result<Map<String, Value>, Fault> {
    write(desk, |shelf| {
        let there = pictures(shelf).into_iter().map(|one| one.id).filter(|id| ids.contains(&id.as_str()));
        let changes = media_deleted(there.collect());
        if changes.is_empty() { Err(Fault::no_such_resource()) } else { Ok((Map::new(), changes)) }
    })
}

/// All snapshots of one video, or all of some sorts.
fn of_video(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    params.required("VideoId")?;
    params.required("ImageType")?;
    let sorts: Option<Vec<Snapshot>> = match params.list("ImageType").as_slice() {
        ["All"] => Some(DELETABLE.to_vec()),
        words => words.iter().map(|word| Snapshot::of_word(word).filter(|sort| DELETABLE.contains(sort))).collect(),
    };
    let sorts = sorts.ok_or_else(|| Fault::invalid("ImageType"))?;
    write(desk, |shelf| {
        let media = find::one(shelf, params)?;
        let there = sorts.into_iter().filter(|&sort| !media.snapshots(sort).is_empty());
        let keys: Vec<String> = there.map(|sort| sort.key().text()).collect();
        if keys.is_empty() { Err(Fault::no_such_resource()) } else { Ok((Map::new(), files_deleted(&media, keys))) }
    })
}
