//! The platform's JSON, read leniently and translated into our model here and nowhere else.
//!
//! A field that is missing or has an unexpected shape becomes unknown: it must never look like "none".

mod asset;
mod field;
mod page;
mod video;

pub(super) use asset::{audio_track, dynamic_rendition, is_mp4, is_rendition, manifest, master, mp4, rendition, still};
pub(super) use field::Id;
pub use page::decode_page;
pub(super) use page::{Odd, page};
pub(super) use video::{image, images, text_track, text_tracks, video};
