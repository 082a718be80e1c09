//! A recorded library: the answer of `GET /videos`, kept in a file, without a platform behind it.

use std::sync::Arc;

use super::wire;
use crate::model::{AssetKind, Assets, KindSet, Known, Video};
use crate::provider::Error;

/// Why files that a recording does not hold are not simply none.
const NOT_RECORDED: &str = "a recording of videos does not hold their files";

/// Reads a recorded library. Pictures and text tracks are part of a video; its other files are unknown.
///
/// # Errors
/// As [`decode_page`](super::decode_page).
pub fn recorded(body: &str) -> Result<Vec<(Video, Assets)>, Error> {
    let videos = wire::decode_page(body)?;
    let with_files = |video: Video| {
        let files = files(&video);
        (video, files)
    };
    Ok(videos.into_iter().map(with_files).collect())
}

fn files(video: &Video) -> Assets {
    let mut assets = Assets::unknown(video.id.clone(), KindSet::ALL, NOT_RECORDED);
    assets.set(AssetKind::Snapshot, Known::Value(Vec::new()));
    if video.has_master.get() == Some(false) {
        assets.set(AssetKind::Master, Known::Value(Vec::new()));
    }
    if video.shared_in.get() == Some(true) {
        return assets;
    }
    let tracks = wire::text_tracks(&video.native);
    if !tracks.is_unknown() {
        let raws = tracks.value().into_iter().flatten();
        let tracks: Option<Vec<_>> = raws.map(|raw| wire::text_track(video, raw.get()).map(Arc::new)).collect();
        let tracks = tracks.map_or_else(|| Known::unknown("a recorded text track cannot be read"), Known::Value);
        assets.set(AssetKind::TextTrack, tracks);
    }
    let named = wire::images(&video.native);
    if !named.is_unknown() {
        let pictures = named.value().into_iter().flatten();
        let pictures: Vec<_> = pictures.filter_map(|(label, raw)| wire::image(video, label, raw)).collect();
        for kind in [AssetKind::Poster, AssetKind::Thumbnail, AssetKind::Image] {
            let of_kind = pictures.iter().filter(|picture| picture.kind == kind).cloned().map(Arc::new);
            assets.set(kind, Known::Value(of_kind.collect()));
        }
    }
    assets
}
