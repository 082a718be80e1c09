//! A video and what its own object holds of pictures and text tracks.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::field::{Field, Id, Json, Moment, Texts, Word, object, text};
use crate::model::{Asset, AssetId, AssetKind, Delivery, Known, MediaType, Millis, Text, Video, VideoId, VideoState};
use crate::provider::{Error, ErrorKind};

/// A video as it came.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Wire<'a> {
    id: Field<'a>,
    name: Field<'a>,
    description: Field<'a>,
    state: Field<'a>,
    complete: Field<'a>,
    created_at: Field<'a>,
    updated_at: Field<'a>,
    published_at: Field<'a>,
    duration: Field<'a>,
    delivery_type: Field<'a>,
    has_digital_master: Field<'a>,
    reference_id: Field<'a>,
    folder_id: Field<'a>,
    tags: Field<'a>,
    custom_fields: Field<'a>,
    original_filename: Field<'a>,
    clip_source_video_id: Field<'a>,
    sharing: Field<'a>,
    images: Field<'a>,
    text_tracks: Field<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Sharing<'a> {
    // The known-issues page of the documentation spells it out in full.
    #[serde(alias = "by_external_account")]
    by_external_acct: Field<'a>,
    #[serde(alias = "to_external_account")]
    to_external_acct: Field<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Image<'a> {
    asset_id: Field<'a>,
    src: Field<'a>,
    #[serde(borrow)]
    sources: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Track<'a> {
    id: Field<'a>,
    label: Field<'a>,
    srclang: Field<'a>,
    kind: Field<'a>,
    status: Field<'a>,
    mime_type: Field<'a>,
}

/// Translates one video.
///
/// # Errors
/// Fails when it is not an object or has no id: then nothing can be said about it at all.
pub(in super::super) fn video(raw: &str) -> Result<Video, Error> {
    let wire: Wire<'_> = object(raw).map_err(|cause| Error {
        source: Some(Box::new(cause)),
        ..Error::new(ErrorKind::Malformed, "a video is not a readable object")
    })?;
    of(&wire, raw, &mut Texts::default())
}

/// Translates what was read of a video; `raw` is its whole text.
///
/// # Errors
/// Fails when it has no id.
pub(super) fn of(wire: &Wire<'_>, raw: &str, texts: &mut Texts) -> Result<Video, Error> {
    let id = match wire.id.required::<Id>("id") {
        Known::Value(Id(id)) => VideoId::new(id).ok(),
        Known::Absent | Known::Unknown(_) => None,
    };
    let Some(id) = id else {
        let start: String = raw.chars().take(80).collect();
        return Err(Error::new(ErrorKind::Malformed, format!("a video has no usable id: {start}")));
    };
    let status = texts.text(wire.state.required("state"));
    let shared_in = sharing(wire.sharing, "by_external_acct", |sharing| sharing.by_external_acct);
    Ok(Video {
        id,
        name: wire.name.nullable::<Word<'_>>("name").map(Into::into),
        description: wire.description.nullable::<Word<'_>>("description").map(Into::into),
        state: status.as_ref().map(|word| state(word)),
        status,
        created_at: time(wire.created_at.required("created_at")),
        updated_at: time(wire.updated_at.required("updated_at")),
        published_at: time(wire.published_at.optional("published_at")),
        duration: wire.duration.nullable::<Millis>("duration"),
        tags: {
            let tags = wire.tags.required::<Json<Vec<Word<'_>>>>("tags");
            tags.map(|Json(tags)| tags.iter().map(|tag| texts.held(tag)).collect())
        },
        reference_id: text(wire.reference_id.nullable("reference_id")),
        folder: wire.folder_id.nullable::<Id>("folder_id").map(|id| texts.held(&Word(id.0.into()))),
        custom_fields: custom_fields(wire.custom_fields, texts),
        original_filename: text(wire.original_filename.nullable("original_filename")),
        delivery: wire.delivery_type.required::<Word<'_>>("delivery_type").map(|word| delivery(&word.0)),
        has_master: has_master(wire.has_digital_master, &shared_in),
        complete: wire.complete.required("complete"),
        is_clip: match wire.clip_source_video_id.nullable::<Id>("clip_source_video_id") {
            Known::Value(_) => Known::Value(true),
            Known::Absent => Known::Value(false),
            Known::Unknown(reason) => Known::Unknown(reason),
        },
        clip_source_id: wire.clip_source_video_id.nullable::<Id>("clip_source_video_id").map(|id| id.0.into()),
        shared_out: sharing(wire.sharing, "to_external_acct", |sharing| sharing.to_external_acct),
        shared_in,
        thumbnail_url: thumbnail(wire.images),
        size: Known::unknown("a listing of Brightcove gives no sizes; look at the assets"),
        storage_class: Known::Absent,
        category: Known::Absent,
        media_type: Known::Value(MediaType::Video),
        plays_from_master: Known::Value(false),
        // Renditions are told one by one; that one went shows in the time of the last change.
        playable: Known::Absent,
        copies: Vec::new(),
        native: raw.into(),
    })
}

fn time(value: Known<Moment>) -> Known<jiff::Timestamp> {
    value.map(|moment| moment.0)
}

fn state(word: &str) -> VideoState {
    match word {
        "ACTIVE" => VideoState::Active,
        "INACTIVE" => VideoState::Inactive,
        "PENDING" => VideoState::Pending,
        "DELETED" => VideoState::Deleted,
        _ => VideoState::Other,
    }
}

fn delivery(word: &str) -> Delivery {
    match word {
        "dynamic_origin" => Delivery::DynamicOrigin,
        "static_origin" => Delivery::StaticOrigin,
        "live_origin" => Delivery::LiveOrigin,
        "remote" => Delivery::Remote,
        _ => Delivery::Other,
    }
}

/// The flag is documented as unreliable for videos that another account shared in.
fn has_master(field: Field<'_>, shared_in: &Known<bool>) -> Known<bool> {
    if shared_in.get() == Some(true) {
        return Known::unknown("the master belongs to the account that shared the video");
    }
    field.required("has_digital_master")
}

fn sharing<'a>(field: Field<'a>, name: &str, which: impl Fn(&Sharing<'a>) -> Field<'a>) -> Known<bool> {
    let Some(raw) = field.raw() else {
        // Null means: not shared in any way.
        return if field.is_missing() {
            Known::unknown("Brightcove did not give sharing")
        } else {
            Known::Value(false)
        };
    };
    match object::<Sharing<'a>>(raw) {
        Ok(sharing) => which(&sharing).required(name),
        Err(_) => Known::unknown("Brightcove gave a sharing that cannot be read"),
    }
}

fn custom_fields(field: Field<'_>, texts: &mut Texts) -> Known<BTreeMap<Text, Text>> {
    field.required::<Json<BTreeMap<Word<'_>, serde_json::Value>>>("custom_fields").map(|Json(map)| {
        map.into_iter()
            .filter_map(|(name, value)| match value {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some((texts.held(&name), texts.held(&Word(text.into())))),
                other => Some((texts.held(&name), other.to_string().into())),
            })
            .collect()
    })
}

fn thumbnail(field: Field<'_>) -> Known<Text> {
    #[derive(Deserialize)]
    struct Images<'a> {
        #[serde(default, borrow)]
        thumbnail: Option<Picture<'a>>,
    }
    #[derive(Deserialize)]
    struct Picture<'a> {
        #[serde(default, borrow)]
        src: Option<Word<'a>>,
    }
    match field.nullable::<Json<Images<'_>>>("images") {
        Known::Value(Json(images)) => images.thumbnail.and_then(|picture| picture.src).map(Into::into).into(),
        Known::Absent => Known::Absent,
        Known::Unknown(reason) => Known::Unknown(reason),
    }
}

/// The pictures that the video's own object names, as label and raw object.
pub(in super::super) fn images(native: &str) -> Known<Vec<(String, String)>> {
    let wire: Wire<'_> = match object(native) {
        Ok(wire) => wire,
        Err(_) => return Known::unknown("the video's object cannot be read"),
    };
    wire.images.nullable::<Json<BTreeMap<String, Box<RawValue>>>>("images").map(|Json(map)| {
        map.into_iter()
            .filter(|(_, raw)| raw.get() != "null")
            .map(|(label, raw)| (label, raw.get().to_owned()))
            .collect()
    })
}

/// Translates one picture. Only legacy and remote pictures have an id of their own; elsewhere the label is the id.
pub(in super::super) fn image(video: &Video, label: &str, raw: &str) -> Option<Asset> {
    let kind = match label {
        "poster" => AssetKind::Poster,
        "thumbnail" => AssetKind::Thumbnail,
        _ => AssetKind::Image,
    };
    let wire: Image<'_> = object(raw).unwrap_or_default();
    let own = match wire.asset_id.optional::<Id>("asset_id") {
        Known::Value(Id(id)) if kind != AssetKind::Image && video.delivery.get() != Some(Delivery::DynamicOrigin) => id,
        _ => label.to_owned(),
    };
    let mut asset = Asset::bare(AssetId::new(own).ok()?, video.id.clone(), kind);
    asset.label = Known::Value(label.into());
    if let Some(size) = wire.sources.and_then(largest) {
        asset.width = Known::Value(size.0);
        asset.height = Known::Value(size.1);
    }
    if wire.src.raw().is_none() {
        asset.status = Known::unknown("Brightcove gave no address for the picture");
    }
    asset.native = raw.into();
    Some(asset)
}

fn largest(sources: &RawValue) -> Option<(u32, u32)> {
    #[derive(Deserialize)]
    struct Source {
        width: Option<u32>,
        height: Option<u32>,
    }
    let sources: Vec<Source> = serde_json::from_str(sources.get()).ok()?;
    sources.into_iter().filter_map(|source| Some((source.width?, source.height?))).max()
}

/// The text tracks of the video's own object, each as its raw object.
pub(in super::super) fn text_tracks(native: &str) -> Known<Vec<Box<RawValue>>> {
    match object::<Wire<'_>>(native) {
        Ok(wire) => wire.text_tracks.nullable("text_tracks").map(|Json(tracks)| tracks),
        Err(_) => Known::unknown("the video's object cannot be read"),
    }
}

/// Translates one text track.
pub(in super::super) fn text_track(video: &Video, raw: &str) -> Option<Asset> {
    let wire: Track<'_> = object(raw).ok()?;
    let Known::Value(Id(id)) = wire.id.required::<Id>("id") else { return None };
    let mut asset = Asset::bare(AssetId::new(id).ok()?, video.id.clone(), AssetKind::TextTrack);
    asset.label = text(wire.label.optional("label"));
    if asset.label.is_absent() {
        asset.label = text(wire.srclang.optional("srclang"));
    }
    asset.status = text(wire.status.optional("status"));
    asset.format = text(wire.mime_type.optional("mime_type"));
    asset.definition = text(wire.kind.optional("kind"));
    asset.native = Arc::from(raw);
    Some(asset)
}
