//! Looks up the files of one video with as few calls as its delivery allows.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::future::try_join;
use futures_util::stream::{FuturesUnordered, TryStreamExt};

use super::client::{Cms, Raw};
use super::wire;
use crate::model::{Asset, AssetKind, Assets, Delivery, KindSet, Known, Video};
use crate::provider::{Error, ErrorKind};

type Files = Known<Vec<Arc<Asset>>>;

const PICTURES: [AssetKind; 3] = [AssetKind::Poster, AssetKind::Thumbnail, AssetKind::Image];
const NOT_OURS: &str = "the files belong to the account that shared the video";

/// Looks up the kinds asked for, concurrently.
pub(super) async fn assets(cms: &Cms, video: &Video, kinds: KindSet) -> Result<Assets, Error> {
    if video.shared_in.get() == Some(true) {
        return Ok(Assets::unknown(video.id.clone(), kinds, NOT_OURS));
    }
    let lookups: FuturesUnordered<_> =
        kinds.iter().map(|kind| async move { Ok::<_, Error>((kind, one(cms, video, kind).await?)) }).collect();
    let found: Vec<(AssetKind, Files)> = lookups.try_collect().await?;
    let mut assets = Assets::new(video.id.clone());
    for (kind, files) in found {
        assets.set(kind, files);
    }
    Ok(assets)
}

async fn one(cms: &Cms, video: &Video, kind: AssetKind) -> Result<Files, Error> {
    let found = match kind {
        AssetKind::Master => master(cms, video).await,
        AssetKind::Rendition => renditions(cms, video).await,
        AssetKind::AudioTrack => audio_tracks(cms, video).await,
        AssetKind::Manifest => manifests(cms, video).await,
        AssetKind::TextTrack => Ok(text_tracks(video)),
        AssetKind::Snapshot => Ok(Known::Value(Vec::new())),
        AssetKind::Poster | AssetKind::Thumbnail | AssetKind::Image => pictures(cms, video, kind).await,
    };
    match found {
        // The platform is busy with the video: its files are there, but cannot be told.
        Err(error) if error.kind == ErrorKind::Busy => Ok(Known::unknown(error.message)),
        other => other,
    }
}

async fn master(cms: &Cms, video: &Video) -> Result<Files, Error> {
    if video.has_master.get() == Some(false) {
        return Ok(Known::Value(Vec::new()));
    }
    let found = cms.digital_master(video.id.as_str()).await?;
    Ok(translate(&Vec::from_iter(found), "digital master", |raw| wire::master(&video.id, raw)))
}

async fn renditions(cms: &Cms, video: &Video) -> Result<Files, Error> {
    let id = video.id.as_str();
    match &video.delivery {
        Known::Value(Delivery::StaticOrigin | Delivery::Remote) => {
            let mut raws = cms.list(id, "assets/renditions").await?;
            raws.retain(|raw| wire::is_rendition(raw.get()));
            Ok(translate(&raws, "rendition", |raw| wire::rendition(&video.id, raw)))
        }
        Known::Value(Delivery::DynamicOrigin) => {
            let (dynamic, mut sources) =
                try_join(cms.list(id, "assets/dynamic_renditions"), cms.list(id, "sources")).await?;
            sources.retain(|raw| wire::is_mp4(raw.get()));
            let mut files = translate(&dynamic, "rendition", |raw| wire::dynamic_rendition(&video.id, raw));
            // MP4 files are stored too, but are in no list of renditions, and once per address in the sources.
            let copies = translate(&sources, "MP4 source", |raw| wire::mp4(&video.id, raw));
            if let (Known::Value(files), Known::Value(copies)) = (&mut files, &copies) {
                let mut known: HashSet<_> = files.iter().map(|asset| asset.id.clone()).collect();
                files.extend(copies.iter().filter(|asset| known.insert(asset.id.clone())).cloned());
            }
            Ok(if copies.is_unknown() { copies } else { files })
        }
        Known::Value(Delivery::LiveOrigin) => {
            Ok(Known::unknown("Brightcove does not list the renditions of live videos"))
        }
        Known::Value(_) | Known::Absent => Ok(Known::unknown("Brightcove does not say how the video is delivered")),
        Known::Unknown(reason) => Ok(Known::Unknown(Arc::clone(reason))),
    }
}

async fn audio_tracks(cms: &Cms, video: &Video) -> Result<Files, Error> {
    match &video.delivery {
        Known::Value(Delivery::DynamicOrigin) => {
            let raws = cms.list(video.id.as_str(), "audio_tracks").await?;
            Ok(translate(&raws, "audio track", |raw| wire::audio_track(&video.id, raw)))
        }
        other => Ok(only_elsewhere(other)),
    }
}

async fn manifests(cms: &Cms, video: &Video) -> Result<Files, Error> {
    if video.delivery.get() != Some(Delivery::Remote) {
        return Ok(only_elsewhere(&video.delivery));
    }
    let id = video.id.as_str();
    let (hls, dash) = try_join(cms.list(id, "assets/hls_manifest"), cms.list(id, "assets/dash_manifests")).await?;
    let mut files = translate(&hls, "manifest", |raw| wire::manifest(&video.id, "hls", raw));
    let more = translate(&dash, "manifest", |raw| wire::manifest(&video.id, "dash", raw));
    if let (Known::Value(files), Known::Value(more)) = (&mut files, &more) {
        files.extend(more.iter().cloned());
    }
    Ok(if more.is_unknown() { more } else { files })
}

/// A kind that exists for one delivery only: none for the others, unknown when the delivery is.
fn only_elsewhere(delivery: &Known<Delivery>) -> Files {
    match delivery {
        Known::Value(Delivery::Other) | Known::Absent => {
            Known::unknown("Brightcove does not say how the video is delivered")
        }
        Known::Value(_) => Known::Value(Vec::new()),
        Known::Unknown(reason) => Known::Unknown(Arc::clone(reason)),
    }
}

fn text_tracks(video: &Video) -> Files {
    match wire::text_tracks(&video.native) {
        Known::Value(raws) => translate(&raws, "text track", |raw| wire::text_track(video, raw)),
        Known::Absent => Known::Value(Vec::new()),
        Known::Unknown(reason) => Known::Unknown(reason),
    }
}

async fn pictures(cms: &Cms, video: &Video, kind: AssetKind) -> Result<Files, Error> {
    debug_assert!(PICTURES.contains(&kind));
    let named = match wire::images(&video.native) {
        Known::Value(named) => named,
        Known::Absent => Vec::new(),
        Known::Unknown(reason) => return Ok(Known::Unknown(reason)),
    };
    let mut files = Vec::new();
    for (label, raw) in &named {
        let Some(asset) = wire::image(video, label, raw).filter(|asset| asset.kind == kind) else { continue };
        files.push(Arc::new(with_own_id(cms, video, asset).await?));
    }
    Ok(Known::Value(files))
}

/// Legacy and remote stills are deleted by an id that the video's own object does not always give.
async fn with_own_id(cms: &Cms, video: &Video, asset: Asset) -> Result<Asset, Error> {
    let single = matches!(asset.kind, AssetKind::Poster | AssetKind::Thumbnail);
    let legacy = matches!(video.delivery.get(), Some(Delivery::StaticOrigin | Delivery::Remote));
    let labelled = asset.label.value().is_some_and(|label| label.as_ref() == asset.id.as_str());
    if !(single && legacy && labelled) {
        return Ok(asset);
    }
    match cms.still(video.id.as_str(), asset.kind.as_str()).await {
        Ok(raw) => {
            let id = wire::still(raw.get()).and_then(|id| crate::model::AssetId::new(id).ok());
            Ok(match id {
                Some(id) => Asset { id, ..asset },
                None => asset,
            })
        }
        Err(error) if error.kind == ErrorKind::NotFound => Ok(asset),
        Err(error) => Err(error),
    }
}

/// Translates a list; one file that cannot be read makes the whole kind unknown, because a sum without it is wrong.
fn translate(raws: &[Raw], what: &str, read: impl Fn(&str) -> Option<Asset>) -> Files {
    let mut files = Vec::with_capacity(raws.len());
    for raw in raws {
        match read(raw.get()) {
            Some(asset) => files.push(Arc::new(asset)),
            None => return Known::unknown(format!("Brightcove described a {what} in a way that cannot be read")),
        }
    }
    Known::Value(files)
}
