//! One video of a recording with its files. A value that is left out is none; one that is named under `unknown` could
//! not be learned.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::RecordingError;
use crate::model::{
    Asset, AssetId, AssetKind, Assets, Delivery, KindSet, Known, MediaType, Millis, Text, Video, VideoId, VideoState,
};

/// Why a kind of files is unknown that was not looked up.
const NOT_LOOKED_UP: &str = "it was not looked up when the library was recorded";

type Unknown = BTreeMap<String, String>;

/// Makes the written form of a thing with three-valued fields, and the way there and back.
macro_rules! recorded {
    ($(#[doc = $about:literal])+ $name:ident of $model:ident as $what:literal {
        $($own:ident: $own_type:ty, $own_doc:literal;)+
    } known { $($field:ident as $word:literal: $kind:ty, $doc:literal;)+ }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(#[doc = $own_doc] pub $own: $own_type,)+
            $(#[doc = $doc]
            #[serde(rename = $word, default, skip_serializing_if = "Option::is_none")]
            pub $field: Option<$kind>,)+
            /// The fields that could not be learned, each with the reason.
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            pub unknown: Unknown,
            /// Addresses at which a content network may keep copies.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub copies: Vec<Text>,
            /// The platform's own object.
            #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
            pub native: Box<RawValue>,
        }

        impl $name {
            /// Writes everything down.
            fn of(model: &$model) -> Self {
                let mut recorded = Self {
                    $($own: model.$own.clone(),)+
                    $($field: None,)+
                    unknown: Unknown::new(),
                    copies: model.copies.clone(),
                    native: raw(&model.native),
                };
                $(match &model.$field {
                    Known::Value(value) => recorded.$field = Some(value.clone()),
                    Known::Absent => {}
                    Known::Unknown(reason) => { recorded.unknown.insert($word.to_owned(), reason.as_ref().to_owned()); }
                })+
                recorded
            }

            /// Reads the three-valued fields into a model.
            fn read_into(self, model: &mut $model) -> Result<(), RecordingError> {
                let mut unknown = self.unknown;
                $(model.$field = match (self.$field, unknown.remove($word)) {
                    (Some(_), Some(_)) => {
                        let message = concat!($what, " {} has a ", $word, " that is also said to be unknown");
                        return Err(RecordingError::Inconsistent(message.replace("{}", model.id.as_str())));
                    }
                    (Some(value), None) => Known::Value(value),
                    (None, Some(reason)) => Known::unknown(reason),
                    (None, None) => Known::Absent,
                };)+
                if let Some(stray) = unknown.keys().next() {
                    let message = format!("{} {} has no field {stray:?} that could be unknown", $what, model.id);
                    return Err(RecordingError::Inconsistent(message));
                }
                model.copies = self.copies;
                model.native = self.native.get().into();
                Ok(())
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $(self.$own == other.$own &&)+ $(self.$field == other.$field &&)+ self.unknown == other.unknown
                    && self.copies == other.copies && self.native.get() == other.native.get()
            }
        }
    };
}

recorded! {
    /// A video, with stand-ins for texts. Fields are those of policies.
    RecordedVideo of Video as "video" {
        id: VideoId, "The platform's id.";
    } known {
        name as "name": Text, "The title.";
        description as "description": Text, "The short description.";
        state as "state": VideoState, "The life stage in our words.";
        status as "status": Text, "The life stage in the platform's own word.";
        created_at as "created_at": Timestamp, "When it was created.";
        updated_at as "updated_at": Timestamp, "When anything about it last changed.";
        published_at as "published_at": Timestamp, "When it was first published.";
        duration as "duration_ms": Millis, "Running time.";
        tags as "tags": Vec<Text>, "Tags.";
        reference_id as "reference_id": Text, "The customer's own id.";
        folder as "folder": Text, "The folder's id.";
        custom_fields as "custom_fields": BTreeMap<Text, Text>, "Custom fields that have a value.";
        original_filename as "original_filename": Text, "The name of the uploaded file.";
        delivery as "delivery": Delivery, "How it is delivered.";
        has_master as "has_master": bool, "Whether the platform keeps the source file.";
        complete as "complete": bool, "Whether at least one rendition was ever made.";
        is_clip as "is_clip": bool, "Whether it was cut from another video.";
        clip_source_id as "clip_source_id": Text, "The video it was cut from.";
        shared_in as "shared_in": bool, "Whether another account shared it in.";
        shared_out as "shared_out": bool, "Whether other accounts hold shared copies.";
        thumbnail_url as "thumbnail_url": Text, "Address of the thumbnail picture.";
        size as "size_bytes": u64, "Bytes that a listing gives.";
        storage_class as "storage_class": Text, "The platform's storage class.";
        category as "category": Text, "The platform's category.";
        media_type as "media_type": MediaType, "What sort of item it is.";
        plays_from_master as "plays_from_master": bool, "Whether viewers get the master itself.";
        playable as "playable": Vec<Text>, "The ids of the renditions that viewers can play.";
    }
}

recorded! {
    /// A stored file of a video.
    RecordedAsset of Asset as "file" {
        id: AssetId, "The platform's id, unique within its video and kind.";
    } known {
        label as "label": Text, "A label.";
        bytes as "bytes": u64, "Size.";
        status as "status": Text, "The platform's word for its state.";
        format as "format": Text, "Container format, in lower case.";
        definition as "definition": Text, "Quality word.";
        codec as "codec": Text, "Codec name.";
        width as "width": u32, "Width in pixels.";
        height as "height": u32, "Height in pixels.";
        bitrate as "bitrate": u64, "Bit rate as the platform states it.";
        duration as "duration_ms": Millis, "Running time.";
        created_at as "created_at": Timestamp, "When it was made or uploaded.";
        superseded as "superseded": bool, "Whether a newer file replaced it.";
        encrypted as "encrypted": bool, "Whether it is encrypted.";
        playable as "playable": bool, "Whether a viewer can play the video from this file.";
    }
}

/// What was found of one kind of files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordedFiles {
    /// These, and no other.
    Files(Vec<RecordedAsset>),
    /// It could not be learned, for this reason.
    Unknown(String),
}

/// A video and its files. A kind of files that is left out was not looked up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedItem {
    /// The video.
    pub video: RecordedVideo,
    /// Its files by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<AssetKind, RecordedFiles>,
}

impl RecordedItem {
    /// Writes down a video and what was looked up of its files.
    #[must_use]
    pub fn new(video: &Video, assets: &Assets) -> Self {
        let kinds = KindSet::ALL.iter();
        let files = kinds.filter_map(|kind| {
            let files = match assets.get(kind)? {
                Known::Value(list) => RecordedFiles::Files(list.iter().map(|asset| RecordedAsset::of(asset)).collect()),
                Known::Absent => RecordedFiles::Files(Vec::new()),
                Known::Unknown(reason) => RecordedFiles::Unknown(reason.as_ref().to_owned()),
            };
            Some((kind, files))
        });
        Self { files: files.collect(), video: RecordedVideo::of(video) }
    }

    /// The video, and what is known of its files: every kind that was not looked up is unknown.
    ///
    /// # Errors
    /// Fails when the item contradicts itself.
    pub fn into_model(self) -> Result<(Video, Assets), RecordingError> {
        let mut video = Video::unknown(self.video.id.clone(), "");
        self.video.read_into(&mut video)?;
        let mut assets = Assets::unknown(video.id.clone(), KindSet::ALL, NOT_LOOKED_UP);
        for (kind, files) in self.files {
            let found = match files {
                RecordedFiles::Unknown(reason) => Known::unknown(reason),
                RecordedFiles::Files(list) => {
                    let list = list.into_iter().map(|file| {
                        let mut asset = Asset::bare(file.id.clone(), video.id.clone(), kind);
                        file.read_into(&mut asset)?;
                        Ok::<_, RecordingError>(Arc::new(asset))
                    });
                    Known::Value(list.collect::<Result<Vec<_>, _>>()?)
                }
            };
            assets.set(kind, found);
        }
        Ok((video, assets))
    }
}

/// The platform's object as it stands, or an empty one for a text that is no JSON.
fn raw(native: &str) -> Box<RawValue> {
    RawValue::from_string(native.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
