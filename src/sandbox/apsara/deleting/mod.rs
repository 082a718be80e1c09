//! Everything that can be deleted here. All of it is final, and one call changes all that it may or nothing.

mod attached;
mod dynamic_image;
mod image;
mod image_url;
mod mezzanines;
mod stream;
mod upload;
mod video;

pub(super) use attached::delete_attached_media;
pub(super) use dynamic_image::delete_dynamic_image;
pub(super) use image::delete_image;
pub(super) use mezzanines::delete_mezzanines;
pub(super) use stream::delete_stream;
pub(super) use upload::delete_multipart_upload;
pub(super) use video::delete_video;

use serde_json::{Map, Value};

use super::desk::Desk;
use super::fault::Fault;
use super::media::Media;
use crate::sandbox::library::change::Change;
use crate::sandbox::library::shelf::Shelf;

/// What an operation answers, with the changes that make it true.
pub(super) type Decision = Result<(Map<String, Value>, Vec<Change>), Fault>;

/// Lets `decide` see the library and applies its changes, all at once, before anybody else can.
pub(super) fn write(desk: &Desk, decide: impl FnOnce(&Shelf) -> Decision) -> Result<Map<String, Value>, Fault> {
    desk.vault.write(desk.clock.now(), |shelf| match decide(shelf) {
        Ok((answer, changes)) => (Ok(answer), (!changes.is_empty()).then_some(Change::Several { changes })),
        Err(fault) => (Err(fault), None),
    })?
}

/// The deletion of things that exist in this dialect only.
fn media_deleted(ids: Vec<String>) -> Vec<Change> {
    if ids.is_empty() { Vec::new() } else { vec![Change::MediaDeleted { media: ids }] }
}

/// The deletion of the files of one item with these keys.
fn files_deleted(media: &Media<'_>, keys: Vec<String>) -> Vec<Change> {
    let one = |file: String| {
        if media.is_made_up() {
            Change::MediaDeleted { media: vec![format!("{}:{file}", media.id())] }
        } else {
            Change::FileDeleted { video: media.item().id.clone(), file }
        }
    };
    keys.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests;
