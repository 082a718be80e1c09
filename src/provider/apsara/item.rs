//! What an id of a library means: a video or sound, an image, or auxiliary media.

use super::wire::{ATTACHED, IMAGE};
use crate::model::VideoId;
use crate::provider::{Error, ErrorKind};

/// An item by the id that the platform gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// A video or sound.
    Media(&'a str),
    /// A picture of its own.
    Image(&'a str),
    /// A watermark, a subtitle file, material for editing.
    Attached(&'a str),
}

impl<'a> Item<'a> {
    /// Reads an id of ours.
    ///
    /// # Errors
    /// Fails when the rest is not one plain id: lists are written with commas, so `a,b` would mean two items.
    pub(super) fn of(id: &'a VideoId) -> Result<Self, Error> {
        let text = id.as_str();
        let (item, plain) = if let Some(image) = text.strip_prefix(IMAGE) {
            (Self::Image(image), image)
        } else if let Some(attached) = text.strip_prefix(ATTACHED) {
            (Self::Attached(attached), attached)
        } else {
            (Self::Media(text), text)
        };
        if is_plain(plain) {
            return Ok(item);
        }
        Err(Error::new(ErrorKind::Refused, format!("{text:?} is not an id of ApsaraVideo VOD")))
    }
}

/// Whether a name is one id, whatever list it is put in.
pub(super) fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
