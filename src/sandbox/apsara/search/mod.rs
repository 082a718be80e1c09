//! Searches: the language of `Match`, orders, pages and the tokens of long walks.

mod engine;
mod field;
mod matching;
mod page;
mod parse;
mod scroll;
mod search_media;
mod sort;
mod token;
mod video_list;

#[cfg(test)]
mod tests;

pub(super) use engine::Engine;
pub(super) use search_media::search_media;
pub(super) use video_list::get_video_list;
