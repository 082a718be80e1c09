//! What scripts hold in their hands: videos, files, moments. Nothing here can be changed by a script.

mod absent;
mod asset;
mod assets;
mod call;
mod convert;
mod duration;
mod lists;
mod order;
mod time;
mod video;
mod videos;
mod walk;

pub(super) use asset::AssetValue;
pub(super) use assets::AssetsValue;
pub(super) use convert::{field_value, text};
pub(super) use duration::DurationValue;
pub(super) use order::{compare_keys, sort};
pub(super) use time::TimeValue;
pub(super) use video::VideoValue;
pub(super) use videos::{Origin, SortKey, VideosValue};

use rhai::Engine;

/// Makes every type known to the engine.
pub(super) fn register(engine: &mut Engine) {
    time::register(engine);
    duration::register(engine);
    video::register(engine);
    asset::register(engine);
    assets::register(engine);
    videos::register(engine);
    lists::register(engine);
    absent::register(engine);
}
