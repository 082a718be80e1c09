//! How the library looks in this dialect: videos with everything that only this platform says of them, and the things
//! that exist here alone (sound, pictures, attached media).

mod batch;
mod categories;
mod category;
mod extra_fields;
mod extras;
mod facts;
mod fields;
mod images;
mod pictures;
mod videos;

#[cfg(test)]
pub(super) mod bench;
#[cfg(test)]
mod tests;

pub(super) use categories::get_categories;
pub(super) use extras::{About, Attached, Picture, attached, audio, pictures};
pub(super) use facts::Media;
pub(super) use fields::{APP, list_entry, media_info};
pub(super) use images::{get_attached_media_info, get_image_info, get_image_infos};
pub(super) use pictures::{Snapshot, picture_key};
pub(super) use videos::{get_video_info, get_video_infos};
