//! Masters, renditions, manifests and tracks.

use serde::Deserialize;

use super::field::{Field, Id, Moment, Word, object, text};
use crate::model::{Asset, AssetId, AssetKind, Known, VideoId};

/// One schema for all: the endpoints use different names for the same things.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Wire<'a> {
    id: Field<'a>,
    asset_id: Field<'a>,
    rendition_id: Field<'a>,
    r#type: Field<'a>,
    name: Field<'a>,
    current_filename: Field<'a>,
    label: Field<'a>,
    size: Field<'a>,
    width: Field<'a>,
    height: Field<'a>,
    frame_width: Field<'a>,
    frame_height: Field<'a>,
    encoding_rate: Field<'a>,
    duration: Field<'a>,
    video_duration: Field<'a>,
    codec: Field<'a>,
    video_codec: Field<'a>,
    container: Field<'a>,
    video_container: Field<'a>,
    media_type: Field<'a>,
    audio_only: Field<'a>,
    complete: Field<'a>,
    drm: Field<'a>,
    remote: Field<'a>,
    language: Field<'a>,
    created_at: Field<'a>,
    uploaded_at: Field<'a>,
}

impl<'a> Wire<'a> {
    fn read(raw: &'a str) -> Option<Self> {
        object(raw).ok()
    }

    /// Everything that the shapes have in common.
    fn asset(&self, id: String, video: &VideoId, kind: AssetKind, raw: &str) -> Option<Asset> {
        let mut asset = Asset::bare(AssetId::new(id).ok()?, video.clone(), kind);
        asset.bytes = self.size.required("size");
        asset.format = text(
            first(self.video_container, self.container)
                .optional("container")
                .map(|word: Word<'_>| Word(word.0.to_ascii_lowercase().into())),
        );
        asset.codec = text(first(self.video_codec, self.codec).optional("codec"));
        asset.width = first(self.frame_width, self.width).optional("width");
        asset.height = first(self.frame_height, self.height).optional("height");
        asset.bitrate = self.encoding_rate.optional("encoding_rate");
        asset.duration = first(self.video_duration, self.duration).optional("duration");
        asset.created_at =
            first(self.created_at, self.uploaded_at).optional::<Moment>("created_at").map(|moment| moment.0);
        asset.definition = asset.height.as_ref().map(|height| format!("{height}p").into());
        asset.label = text(self.name.optional("name"));
        asset.native = raw.into();
        Some(asset)
    }

    fn id(&self) -> Option<String> {
        match first(self.id, self.asset_id).required::<Id>("id") {
            Known::Value(Id(id)) => Some(id),
            Known::Absent | Known::Unknown(_) => None,
        }
    }
}

fn first<'a>(one: Field<'a>, other: Field<'a>) -> Field<'a> {
    if one.raw().is_some() { one } else { other }
}

/// A digital master, in the current or the legacy shape.
pub(in super::super) fn master(video: &VideoId, raw: &str) -> Option<Asset> {
    let wire = Wire::read(raw)?;
    // A video has at most one, so a missing id loses nothing.
    let mut asset =
        wire.asset(wire.id().unwrap_or_else(|| "digital_master".to_owned()), video, AssetKind::Master, raw)?;
    asset.label = text(first(wire.current_filename, wire.name).optional("name"));
    Some(asset)
}

/// Whether an entry of a legacy list is a rendition, and not the master or a picture in the same schema.
pub(in super::super) fn is_rendition(raw: &str) -> bool {
    let kind = Wire::read(raw).map(|wire| wire.r#type.required::<Word<'_>>("type"));
    !matches!(
        kind.as_ref().and_then(Known::value).map(|word| word.0.as_ref()),
        Some("DIGITAL_MASTER" | "VIDEO_STILL" | "THUMBNAIL" | "HLS_MANIFEST" | "MPD_MANIFEST")
    )
}

/// A rendition of a legacy or remote video.
pub(in super::super) fn rendition(video: &VideoId, raw: &str) -> Option<Asset> {
    let wire = Wire::read(raw)?;
    let mut asset = wire.asset(wire.id()?, video, AssetKind::Rendition, raw)?;
    let sound_only = wire.audio_only.optional::<bool>("audio_only").get() == Some(true);
    let unfinished = wire.complete.optional::<bool>("complete").get() == Some(false);
    asset.playable = Known::Value(!sound_only && !unfinished);
    asset.encrypted = wire.drm.optional::<Word<'_>>("drm").map(|word| !word.0.is_empty());
    // The platform names every rendition of a video alike; its frame tells them apart.
    if let (Some(width), Some(height)) = (asset.width.get(), asset.height.get()) {
        asset.label = Known::Value(format!("{width}x{height}").into());
    }
    Some(asset)
}

/// A rendition of a Dynamic Delivery video.
pub(in super::super) fn dynamic_rendition(video: &VideoId, raw: &str) -> Option<Asset> {
    let wire = Wire::read(raw)?;
    let Known::Value(Id(id)) = wire.rendition_id.required::<Id>("rendition_id") else { return None };
    let mut asset = wire.asset(id.clone(), video, AssetKind::Rendition, raw)?;
    asset.label = Known::Value(id.into());
    asset.playable = wire.media_type.required::<Word<'_>>("media_type").map(|kind| kind.0 == "video");
    Some(asset)
}

/// Whether an entry of the sources is a stored MP4 file, and not a manifest or somebody else's file.
pub(in super::super) fn is_mp4(raw: &str) -> bool {
    Wire::read(raw).is_some_and(|wire| {
        let mp4 = wire
            .container
            .optional::<Word<'_>>("container")
            .value()
            .is_some_and(|word| word.0.eq_ignore_ascii_case("mp4"));
        mp4 && wire.remote.optional::<bool>("remote").get() != Some(true)
    })
}

/// An MP4 file of the sources. The same file is listed once per address: equal files get the same id.
pub(in super::super) fn mp4(video: &VideoId, raw: &str) -> Option<Asset> {
    let wire = Wire::read(raw)?;
    let part = |field: Field<'_>| field.raw().unwrap_or("?").to_owned();
    let id = wire.id().unwrap_or_else(|| {
        format!("mp4/{}x{}/{}/{}", part(wire.width), part(wire.height), part(wire.encoding_rate), part(wire.size))
    });
    let mut asset = wire.asset(id, video, AssetKind::Rendition, raw)?;
    asset.label = Known::Value("mp4".into());
    Some(asset)
}

/// A manifest; `format` is `hls` or `dash` and is also the label, which tells where it is deleted.
pub(in super::super) fn manifest(video: &VideoId, format: &str, raw: &str) -> Option<Asset> {
    let wire = Wire::read(raw)?;
    let mut asset = wire.asset(wire.id()?, video, AssetKind::Manifest, raw)?;
    asset.bytes = wire.size.optional("size");
    asset.label = Known::Value(format.into());
    asset.format = Known::Value(format.into());
    asset.playable = Known::Value(true);
    Some(asset)
}

/// An audio track of a Dynamic Delivery video.
pub(in super::super) fn audio_track(video: &VideoId, raw: &str) -> Option<Asset> {
    let wire = Wire::read(raw)?;
    let mut asset = wire.asset(wire.id()?, video, AssetKind::AudioTrack, raw)?;
    asset.bytes = wire.size.optional("size");
    asset.label = text(first(wire.label, wire.language).optional("language"));
    Some(asset)
}

/// The id of a legacy poster or thumbnail.
pub(in super::super) fn still(raw: &str) -> Option<String> {
    Wire::read(raw)?.id()
}
