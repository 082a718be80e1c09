//! The files of an item as this dialect shows them: its source, its streams, its pictures.
//!
//! Nothing here is stored: all is derived from the item, minus what was deleted.

mod batch;
pub(super) mod dynamic_image;
pub(super) mod find;
mod mezzanine;
mod play_info;
mod show;
mod snapshot_list;
pub(super) mod stream;

pub(super) use batch::batch_get_media_infos;
pub(super) use dynamic_image::list_dynamic_image;
pub(super) use mezzanine::get_mezzanine_info;
pub(super) use play_info::get_play_info;
pub(super) use snapshot_list::list_snapshots;

/// Under which it is remembered that the parts of an unfinished upload were deleted.
pub(super) const UPLOAD_KEY: &str = "upload";

#[cfg(test)]
pub(super) mod tests;
