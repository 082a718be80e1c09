//! Asks the content network to drop what it may keep of deleted files, as far as the day's allowance goes.
//!
//! Deleting does not do that: copies at the edge may play on until they expire. The allowance is counted in addresses
//! and folders and belongs to the whole Alibaba Cloud account, so it is read first and never asked beyond.

mod wishes;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use self::wishes::{Folder, Wishes, is_playlist, plain, requests, sort};
use super::deleting::Acknowledged;
use super::files::again;
use super::operation::Operation;
use super::shared::Shared;
use crate::provider::{Copies, Error, ErrorKind, RefreshQuota, Refreshed};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Allowance {
    url_remain: Count,
    dir_remain: Count,
}

/// A count, as text or as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Number(u64),
    Text(String),
}

impl Count {
    fn get(&self) -> Option<u64> {
        match self {
            Self::Number(count) => Some(*count),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

/// Why a playlist that was asked for by itself is not all that there was.
const NO_ROOM: &str =
    "only the playlist itself is dropped: today's allowance of folders is used up, so its segments stay";
const NO_FOLDER: &str =
    "only the playlist itself is dropped: it lies in no folder with the id of its video, so its segments stay";

/// What is left of the day's allowance; `None` when the account asks for no refreshing.
pub(super) async fn quota(shared: &Shared) -> Result<Option<RefreshQuota>, Error> {
    const WHAT: &str = "reading how much the content network can still be asked today";
    if !shared.refresh {
        return Ok(None);
    }
    let left: Allowance = shared.vod.read(Operation::DescribeVodRefreshQuota, Vec::new(), WHAT).await?;
    match (left.url_remain.get(), left.dir_remain.get()) {
        (Some(addresses), Some(folders)) => Ok(Some(RefreshQuota { addresses, folders })),
        _ => Err(Error::new(ErrorKind::Malformed, format!("{WHAT}: the answer cannot be read"))),
    }
}

/// Asks for as many of the copies as the allowance has room for.
pub(super) async fn refresh(shared: &Shared, copies: &[Copies]) -> Refreshed {
    let wishes = sort(copies);
    let mut fates = Fates::new();
    for address in &wishes.impossible {
        fates.insert(address.clone(), Err("it is not an http or https address".to_owned()));
    }
    if !wishes.folders.is_empty() || !wishes.singles.is_empty() {
        match quota(shared).await {
            Ok(Some(quota)) => ask(shared, wishes, quota, &mut fates).await,
            Ok(None) => leave(wishes, "refreshing is switched off in the configuration of the account", &mut fates),
            Err(error) => leave(wishes, &again(&error).message, &mut fates),
        }
    }
    told(copies, &fates)
}

/// What became of each address: agreed, or why not.
type Fates = BTreeMap<String, Result<(), String>>;

/// Asks for folders first, then for single addresses, each as far as its allowance goes.
async fn ask(shared: &Shared, wishes: Wishes, quota: RefreshQuota, fates: &mut Fates) {
    let mut stop: Option<String> = None;
    let mut folders = wishes.folders;
    let room = usize::try_from(quota.folders).unwrap_or(usize::MAX).min(folders.len());
    let mut singles: Vec<String> = folders.split_off(room).into_iter().flat_map(|folder| folder.inside).collect();
    let mut inside: BTreeMap<String, Vec<String>> =
        folders.into_iter().map(|Folder { address, inside }| (address, inside)).collect();
    for request in requests(inside.keys().cloned().collect()) {
        let fate = match &stop {
            Some(reason) => Err(reason.clone()),
            None => send(shared, "Directory", &request.join("\n"), &mut stop).await,
        };
        let held = request.iter().filter_map(|folder| inside.remove(folder)).flatten();
        fates.extend(held.map(|address| (address, fate.clone())));
    }
    // What a folder had no room for comes first: without its playlist nothing plays of it.
    let without_room = singles.len();
    singles.extend(wishes.singles);
    let partly: Vec<(String, &str)> = singles
        .iter()
        .enumerate()
        .filter(|(_, address)| is_playlist(address))
        .map(|(place, address)| (address.clone(), if place < without_room { NO_ROOM } else { NO_FOLDER }))
        .collect();
    let room = usize::try_from(quota.addresses).unwrap_or(usize::MAX).min(singles.len());
    let too_many = singles.split_off(room);
    let used_up = format!("today's allowance has room for {} more addresses only", quota.addresses);
    fates.extend(too_many.into_iter().map(|address| (address, Err(used_up.clone()))));
    for request in requests(singles) {
        let urls: Vec<String> = request.iter().filter_map(|address| plain(address).map(String::from)).collect();
        let fate = match &stop {
            Some(reason) => Err(reason.clone()),
            None => send(shared, "IgnoreParams", &urls.join("\n"), &mut stop).await,
        };
        fates.extend(request.into_iter().map(|address| (address, fate.clone())));
    }
    for (playlist, reason) in partly {
        if let Some(fate @ Ok(())) = fates.get_mut(&playlist) {
            *fate = Err(reason.to_owned());
        }
    }
}

/// Sends one request. A failure that every further one would meet too is written into `stop`.
async fn send(shared: &Shared, kind: &'static str, paths: &str, stop: &mut Option<String>) -> Result<(), String> {
    let params = vec![("ObjectPath", Cow::Borrowed(paths)), ("ObjectType", Cow::Borrowed(kind))];
    let what = "asking the content network to drop copies";
    let Err(error) = shared.vod.change::<Acknowledged>(Operation::RefreshVodObjectCaches, params, what).await else {
        return Ok(());
    };
    let code = error.code.as_deref().unwrap_or_default().to_ascii_lowercase();
    let of_the_request =
        ["invaliddomain.", "invalidobjectpath.", "invalidextensivedomain."].iter().any(|start| code.starts_with(start));
    let reason = match code.as_str() {
        "quotaexceeded.refresh" => "today's allowance is used up".to_owned(),
        "quotaperminuteexceeded.refresh" => "too many were asked for within a minute: ask again later".to_owned(),
        "servicebusy" => "the content network is busy: ask again later".to_owned(),
        "invaliddomain.notfound" => "its domain is not one of the account's".to_owned(),
        "invaliddomain.offline" => "its domain is offline".to_owned(),
        _ => match error.kind {
            ErrorKind::Interrupted | ErrorKind::Malformed | ErrorKind::Unavailable => {
                format!("whether it was accepted is not known: {}", again(&error).message)
            }
            _ => again(&error).message,
        },
    };
    // An allowance of folders that is used up says nothing about addresses.
    let of_folders = kind == "Directory" && code.starts_with("quotaexceeded");
    if !of_the_request && !of_folders {
        *stop = Some(reason.clone());
    }
    Err(reason)
}

fn leave(wishes: Wishes, reason: &str, fates: &mut Fates) {
    let inside = wishes.folders.into_iter().flat_map(|folder| folder.inside);
    fates.extend(inside.chain(wishes.singles).map(|address| (address, Err(reason.to_owned()))));
}

/// Says for each video what became of its addresses, those with one reason together.
fn told(copies: &[Copies], fates: &Fates) -> Refreshed {
    let mut refreshed = Refreshed::default();
    for one in copies {
        let mut asked = Vec::new();
        let mut left: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for address in &one.addresses {
            match fates.get(address) {
                Some(Ok(())) => asked.push(address.clone()),
                Some(Err(reason)) => left.entry(reason).or_default().push(address.clone()),
                None => left.entry("it was not asked for").or_default().push(address.clone()),
            }
        }
        if !asked.is_empty() {
            refreshed.asked.push(Copies { video: one.video.clone(), addresses: asked });
        }
        for (reason, addresses) in left {
            refreshed.left.push((Copies { video: one.video.clone(), addresses }, reason.to_owned()));
        }
    }
    refreshed
}
