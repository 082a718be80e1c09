//! How the files of a video look in the Brightcove dialect.

use serde_json::{Value, json};

use super::render::time;
use crate::model::Platform;
use crate::sandbox::library::files::{AudioTrack, FileKey, Files, Image, Manifest, ManifestSort, Master, Rendition};
use crate::sandbox::library::item::{Delivery, Item};

/// Fields that every asset of the old ingest and every remote one has.
fn asset(account: &str, item: &Item, id: &str, kind: &str) -> Value {
    json!({
        "id": id,
        "account_id": account,
        "type": kind,
        "name": "",
        "size": 0,
        "encoding_rate": 0,
        "frame_width": null,
        "frame_height": null,
        "video_codec": "NONE",
        "video_container": "UNKNOWN",
        "video_duration": 0,
        "audio_only": false,
        "complete": true,
        "controller_type": "DEFAULT",
        "current_filename": "",
        "cdn_origin_id": "",
        "progressive_download": false,
        "reference_id": "",
        "remote_url": "",
        "remote_stream_name": "",
        "key_systems": [],
        "drm": null,
        "hls": null,
        "hds": null,
        "uploaded_at": time(item.created_at),
        "updated_at": time(item.created_at),
    })
}

/// The file as it was recorded on this platform.
fn recorded(item: &Item, key: FileKey<'_>) -> Option<Value> {
    let recorded = item.recorded().filter(|recorded| recorded.platform == Platform::Brightcove)?;
    recorded.of_file(key).map(|native| Value::Object(native.clone()))
}

fn with(mut asset: Value, fields: Value) -> Value {
    if let (Some(map), Value::Object(fields)) = (asset.as_object_mut(), fields) {
        map.extend(fields);
    }
    asset
}

/// A rendition of the old ingest, or a remote one.
pub(super) fn rendition(account: &str, item: &Item, one: &Rendition) -> Value {
    if let Some(recorded) = recorded(item, FileKey::Rendition(&one.id)) {
        return recorded;
    }
    with(
        asset(account, item, &one.id, "FULL_LENGTH"),
        json!({
            "name": item.original_filename.clone().unwrap_or_default(),
            "size": one.bytes,
            "encoding_rate": one.bitrate,
            "frame_width": one.frame.map(|(width, _)| width),
            "frame_height": one.frame.map(|(_, height)| height),
            "video_codec": "H264",
            "video_container": "MP4",
            "video_duration": item.duration_ms,
            "audio_only": one.audio_only,
            "current_filename": if one.remote_url.is_some() { String::new() } else { format!("{}.mp4", one.id) },
            "progressive_download": true,
            "remote_url": one.remote_url.clone().unwrap_or_default(),
            "uploaded_at": time(one.uploaded_at),
            "updated_at": time(one.uploaded_at),
        }),
    )
}

/// A rendition of dynamic delivery; it has no id that could be deleted, and times with nanoseconds.
pub(super) fn dynamic_rendition(item: &Item, one: &Rendition) -> Value {
    if let Some(recorded) = recorded(item, FileKey::Rendition(&one.id)) {
        return recorded;
    }
    json!({
        "rendition_id": one.id,
        "media_type": if one.audio_only { "audio" } else { "video" },
        "size": one.bytes,
        "encoding_rate": one.bitrate,
        "duration": item.duration_ms,
        "frame_width": one.frame.map(|(width, _)| width),
        "frame_height": one.frame.map(|(_, height)| height),
        "variant": if one.audio_only { one.id.split_once('_').map(|(_, rest)| rest.split('/').next()) } else { None },
        "language": one.language,
        "audio_configuration": one.audio_only.then_some("stereo"),
        "created_at": format!("{:.9}", one.uploaded_at),
        "uploaded_at": format!("{:.9}", one.uploaded_at),
        "updated_at": format!("{:.9}", one.uploaded_at),
    })
}

/// The master: a shape of its own for dynamic delivery, an asset for the old ingest.
pub(super) fn master(account: &str, item: &Item, one: &Master) -> Value {
    if let Some(recorded) = recorded(item, FileKey::Master) {
        return recorded;
    }
    let (width, height) = one.frame;
    if item.delivery == Delivery::Static {
        return with(
            asset(account, item, &one.id, "DIGITAL_MASTER"),
            json!({
                "name": item.original_filename.clone().unwrap_or_default(),
                "size": one.bytes,
                "encoding_rate": one.bitrate,
                "frame_width": width,
                "frame_height": height,
                "video_codec": "H264",
                "video_container": "MP4",
                "video_duration": item.duration_ms,
                "current_filename": item.original_filename.clone().unwrap_or_default(),
                "version": 1,
                "uploaded_at": time(one.uploaded_at),
                "updated_at": time(one.uploaded_at),
            }),
        );
    }
    json!({
        "id": one.id,
        "size": one.bytes,
        "duration": item.duration_ms,
        "width": width,
        "height": height,
        "encoding_rate": one.bitrate,
        "created_at": time(one.uploaded_at),
        "updated_at": time(one.uploaded_at),
    })
}

/// A poster or thumbnail of the old ingest; `None` when the image has no asset of its own.
pub(super) fn still(account: &str, item: &Item, one: &Image) -> Option<Value> {
    let kind = if one.label == "thumbnail" { "THUMBNAIL" } else { "VIDEO_STILL" };
    let (width, height) = one.frame;
    let fields = json!({
        "size": one.bytes,
        "frame_width": width,
        "frame_height": height,
        "current_filename": one.src.split('?').next().and_then(|path| path.rsplit('/').next()),
        "remote_url": if one.remote { one.src.as_str() } else { "" },
    });
    Some(with(asset(account, item, one.asset_id.as_deref()?, kind), fields))
}

/// A manifest of a remote video.
pub(super) fn manifest(account: &str, item: &Item, one: &Manifest) -> Value {
    if let Some(recorded) = recorded(item, FileKey::Manifest(&one.id)) {
        return recorded;
    }
    let kind = match one.sort {
        ManifestSort::Hls => "HLS_MANIFEST",
        ManifestSort::Dash => "MPD_MANIFEST",
        ManifestSort::Hds => "HDS_MANIFEST",
        ManifestSort::Ism => "ISM_MANIFEST",
        ManifestSort::Ismc => "ISMC_MANIFEST",
    };
    with(asset(account, item, &one.id, kind), json!({ "remote_url": one.url }))
}

/// All assets of a video of the old ingest or a remote one; dynamic delivery shows its master only.
pub(super) fn assets(account: &str, item: &Item, files: &Files) -> Vec<Value> {
    let mut all: Vec<Value> = files.master.iter().map(|one| master(account, item, one)).collect();
    if matches!(item.delivery, Delivery::Static | Delivery::Remote) {
        all.extend(files.renditions.iter().map(|one| rendition(account, item, one)));
    }
    all.extend(files.images.iter().filter_map(|one| still(account, item, one)));
    all.extend(files.manifests.iter().map(|one| manifest(account, item, one)));
    all
}

/// An audio track.
pub(super) fn audio_track(item: &Item, one: &AudioTrack) -> Value {
    if let Some(recorded) = recorded(item, FileKey::Audio(&one.id)) {
        return recorded;
    }
    json!({
        "id": one.id,
        "language": one.language,
        "variant": one.variant,
        "duration": item.duration_ms,
        "encoding_rates": one.bitrates,
        "is_default": one.default,
    })
}

/// What a player could load: manifests, and files once over http and once over https.
pub(super) fn sources(item: &Item, files: &Files) -> Vec<Value> {
    let mut all = Vec::new();
    let packaged = matches!(item.delivery, Delivery::Dynamic | Delivery::Live) && !files.renditions.is_empty();
    for scheme in ["http", "https"] {
        if packaged {
            let at = format!("{scheme}://manifest.sandbox.invalid/{}", item.id);
            all.push(json!({ "src": format!("{at}/hls.m3u8"), "type": "application/x-mpegURL", "ext_x_version": "4" }));
            let profiles = "urn:mpeg:dash:profile:isoff-live:2011";
            all.push(json!({ "src": format!("{at}/dash.mpd"), "type": "application/dash+xml", "profiles": profiles }));
        }
        let plain = matches!(item.delivery, Delivery::Static | Delivery::Remote).then_some(&files.renditions);
        for one in plain.into_iter().flatten().chain(&files.downloads) {
            if let Some(recorded) = recorded(item, FileKey::Rendition(&one.id)) {
                all.push(recorded);
                continue;
            }
            let mut source = json!({
                "container": "MP4",
                "codec": "H264",
                "size": one.bytes,
                "encoding_rate": one.bitrate,
                "duration": item.duration_ms,
                "width": one.frame.map(|(width, _)| width),
                "height": one.frame.map(|(_, height)| height),
                "src": format!("{scheme}://files.sandbox.invalid/{}/{}.mp4", item.id, one.id),
                "uploaded_at": time(one.uploaded_at),
                "remote": one.remote_url.is_some(),
            });
            if plain.is_some() {
                source = with(source, json!({ "asset_id": one.id }));
            }
            all.push(source);
        }
    }
    all
}
