//! Sorts addresses into what the content network can be asked: whole folders and single files.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Url;

use crate::provider::Copies;

/// The most addresses in one request.
const MOST_ADDRESSES: usize = 1_000;

/// The most bytes of addresses in one request. They travel, encoded, in the address of the request itself, and servers
/// commonly take no more than eight thousand bytes there.
const MOST_BYTES: usize = 6_000;

/// What is to be dropped; each address is in one place only.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wishes {
    pub(super) folders: Vec<Folder>,
    /// Addresses that lie in none of the folders.
    pub(super) singles: Vec<String>,
    /// What is no address of the web.
    pub(super) impossible: Vec<String>,
}

/// All below a folder that belongs to one video.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) address: String,
    /// The addresses that were wished for and lie in it.
    pub(super) inside: Vec<String>,
}

/// Sorts the addresses of all videos.
///
/// The segments of a playlist are in no list: they go only with their folder. So a folder is wished for where a
/// playlist lies in one that is named after its video.
pub(super) fn sort(copies: &[Copies]) -> Wishes {
    let all = || copies.iter().flat_map(|one| one.addresses.iter().map(move |address| (&one.video, address)));
    let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (video, address) in all().filter(|(_, address)| is_playlist(address)) {
        if let Some(folder) = plain(address).and_then(|url| folder(&url, video.as_str())) {
            folders.entry(folder).or_default();
        }
    }
    let mut wishes = Wishes::default();
    let mut seen = BTreeSet::new();
    for (video, address) in all().filter(|(_, address)| seen.insert(*address)) {
        let Some(url) = plain(address) else {
            wishes.impossible.push(address.clone());
            continue;
        };
        match folder(&url, video.as_str()).and_then(|folder| folders.get_mut(&folder)) {
            Some(inside) => inside.push(address.clone()),
            None => wishes.singles.push(address.clone()),
        }
    }
    let folders = folders.into_iter().filter(|(_, inside)| !inside.is_empty());
    wishes.folders = folders.map(|(address, inside)| Folder { address, inside }).collect();
    wishes
}

/// Whether an address is one of many files that only their folder has in common.
pub(super) fn is_playlist(address: &str) -> bool {
    plain(address).is_some_and(|url| url.path().to_ascii_lowercase().ends_with(".m3u8"))
}

/// An address of the web, without query and fragment.
pub(super) fn plain(address: &str) -> Option<Url> {
    let mut url = Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    url.has_host().then_some(url)
}

/// The folder that is named after the video: it holds nothing else, so all of it may go.
fn folder(url: &Url, video: &str) -> Option<String> {
    let segments: Vec<&str> = url.path_segments()?.collect();
    let (_file, folders) = segments.split_last()?;
    let depth = folders.iter().position(|segment| *segment == video)?;
    let path = folders.get(..=depth)?.join("/");
    let mut folder = url.clone();
    folder.set_path(&format!("/{path}/"));
    Some(folder.into())
}

/// Cuts addresses into requests, one host each: a host that is no domain of the account fails only its own.
pub(super) fn requests(addresses: Vec<String>) -> Vec<Vec<String>> {
    let mut hosts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for address in addresses {
        let host = plain(&address).and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        hosts.entry(host).or_default().push(address);
    }
    let mut requests = Vec::new();
    for addresses in hosts.into_values() {
        let (mut request, mut bytes) = (Vec::new(), 0);
        for address in addresses {
            let more = encoded_bytes(&address);
            if !request.is_empty() && (request.len() == MOST_ADDRESSES || bytes + more > MOST_BYTES) {
                requests.push(std::mem::take(&mut request));
                bytes = 0;
            }
            bytes += more;
            request.push(address);
        }
        requests.push(request);
    }
    requests
}

/// How long an address becomes in the query of a request, with the line break after it.
fn encoded_bytes(address: &str) -> usize {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    address.bytes().map(|byte| if plain(byte) { 1 } else { 3 }).sum::<usize>() + 3
}
