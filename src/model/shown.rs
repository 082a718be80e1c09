//! A value of a script as plain data, to be shown to a person who tries something.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Asset, AssetKind, Missing, Video};

/// A value to be shown. What is long was cut before: nothing here is read from a library any more.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// No value.
    Nothing,
    /// What reads well as it is: a number, true or false, a span of time, a function.
    Plain(String),
    /// A number of bytes.
    Bytes(i64),
    /// A text.
    Text(String),
    /// A moment.
    Moment(Timestamp),
    /// A video with its fields.
    Video(Arc<Video>),
    /// Some videos, and what there is beside them.
    Videos(Vec<Arc<Video>>, Rest),
    /// A file of a video.
    Asset(Arc<Asset>),
    /// The files of a video, and the kinds that could not be looked up.
    Assets(Vec<Arc<Asset>>, Vec<(AssetKind, Missing)>),
    /// The first values of a list, and how many it has.
    List(Vec<Shown>, usize),
    /// The first entries of a map by name, and how many it has.
    Map(Vec<(String, Shown)>, usize),
}

/// What there is beside the videos that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing.
    None,
    /// This many are there together.
    Of(usize),
    /// More match; the platform counts so many candidates, where it counts.
    More(Option<u64>),
    /// The listing was left after so many candidates; the platform counts so many, where it counts.
    NotRead(u64, Option<u64>),
    /// The order needs every candidate, and there are more than are read to show something.
    NotSorted(Option<u64>),
}
