//! Addresses of pictures as a request gives them: encoded once more each, and with or without a signature.

use std::collections::BTreeSet;

use super::image::DELETABLE;
use crate::sandbox::apsara::media::{Media, picture_key};
use crate::sandbox::library::files::FileKey;
use crate::sandbox::library::shelf::Shelf;

/// Pictures that are asked for, by address.
#[derive(Debug)]
pub(super) struct Wanted(BTreeSet<String>);

impl Wanted {
    /// Reads a list of addresses. Each should have been encoded before the list was joined; one that was not is
    /// understood as well.
    pub(super) fn read(list: &[&str]) -> Self {
        let both = list.iter().flat_map(|address| [(*address).to_owned(), decode(address)]);
        Self(both.map(|address| bare(&address).to_owned()).collect())
    }

    /// Whether a picture is asked for, by its address without signature.
    pub(super) fn has(&self, address: &str) -> bool {
        self.0.contains(address)
    }

    /// The videos in whose folders the addresses are.
    pub(super) fn videos<'a>(&self, library: &'a Shelf) -> Vec<Media<'a>> {
        let mut found: Vec<Media<'a>> = Vec::new();
        let parts = self.0.iter().flat_map(|address| address.split('/')).filter(|part| part.len() == 32);
        for media in parts.filter_map(|part| Media::find(library, part)) {
            if !found.iter().any(|known| known.id() == media.id()) {
                found.push(media);
            }
        }
        // Recorded addresses have stand-ins for the names of folders.
        let recorded = library.by_created().filter(|_| library.is_recorded()).map(|(_, item)| item);
        for media in recorded.filter(|item| item.deleted_at.is_none()).map(|item| Media::of(library, item)) {
            if !self.keys(&media).is_empty() && !found.iter().any(|known| known.id() == media.id()) {
                found.push(media);
            }
        }
        found
    }

    /// The keys of the pictures of a video that are asked for.
    pub(super) fn keys(&self, media: &Media<'_>) -> Vec<String> {
        let all = DELETABLE.into_iter().flat_map(|sort| media.snapshots(sort));
        let mut keys: Vec<String> =
            all.filter(|address| self.has(address)).map(|address| picture_key(&address).text()).collect();
        if media.cover_address().is_some_and(|cover| self.has(&cover)) {
            keys.push(FileKey::Image("poster").text());
        }
        keys
    }
}

/// An address without its query string.
fn bare(address: &str) -> &str {
    address.split_once('?').map_or(address, |(bare, _)| bare)
}

/// Replaces escapes by what they stand for; what is no escape stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        let digits = tail.get(..2).filter(|two| *byte == b'%' && two.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(value) => {
                bytes.push(value);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
