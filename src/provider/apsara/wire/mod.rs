//! The platform's JSON, read leniently and translated into our model here and nowhere else.
//!
//! A field that is missing or has an unexpected shape becomes unknown: it must never look like "none". Only what
//! ApsaraVideo leaves out when it is empty (texts, tags, lists) is none when it is missing.

mod answer;
mod asset;
mod field;
mod list;
mod media;
mod mezzanine;
mod object;
mod owned;
mod playing;
#[cfg(test)]
mod tests;

pub(super) use answer::{Answered, Found, answered, page};
pub(super) use asset::{SOURCE, UNFINISHED, address, master, poster, rendition, snapshots, stream_id};
pub(super) use field::Field;
pub(super) use media::{ATTACHED, IMAGE, attached_info, image_info, media_info, media_mezzanine, video_info};
pub(super) use mezzanine::{Mezzanine, mezzanine};
pub(super) use object::object;
pub(super) use owned::List;
