//! The fields of a video by name, with their types: one table for queries, scripts and help.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Delivery, Known, MediaType, Millis, Text, Video, VideoState};

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// Text that compares exactly.
    Text,
    /// A list of texts that compare without case.
    Tags,
    /// One of a fixed set of words, compared without case.
    Word,
    /// `true` or `false`.
    Bool,
    /// A moment.
    Time,
    /// A running time.
    Duration,
    /// A number of bytes.
    Bytes,
    /// Text by text key.
    Map,
}

/// One value of a field, borrowed from its video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldValue<'a> {
    /// See [`FieldType::Text`].
    Text(&'a str),
    /// See [`FieldType::Tags`].
    Tags(&'a [Text]),
    /// See [`FieldType::Word`].
    Word(&'static str),
    /// See [`FieldType::Bool`].
    Bool(bool),
    /// See [`FieldType::Time`].
    Time(Timestamp),
    /// See [`FieldType::Duration`].
    Duration(Millis),
    /// See [`FieldType::Bytes`].
    Bytes(u64),
    /// See [`FieldType::Map`].
    Map(&'a BTreeMap<Text, Text>),
}

macro_rules! fields {
    ($($variant:ident $name:literal $kind:ident $doc:literal),+ $(,)?) => {
        /// A field of a video that queries and scripts can name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum VideoField {
            $(#[doc = $doc] $variant),+
        }

        impl VideoField {
            /// Every field, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in queries and scripts.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What kind of value it has.
            #[must_use]
            pub const fn kind(self) -> FieldType {
                match self { $(Self::$variant => FieldType::$kind),+ }
            }

            /// One line of help.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$variant => $doc),+ }
            }
        }
    };
}

fields! {
    Id "id" Text "The platform's id.",
    Name "name" Text "The title.",
    Description "description" Text "The short description.",
    State "state" Word "active, inactive, pending, failed, deleted or other.",
    CreatedAt "created_at" Time "When it was created.",
    UpdatedAt "updated_at" Time "When anything about it last changed.",
    PublishedAt "published_at" Time "When it was first published.",
    Duration "duration" Duration "Running time.",
    Tags "tags" Tags "Tags; they compare without case.",
    ReferenceId "reference_id" Text "Your own id.",
    Folder "folder" Text "The folder's id.",
    CustomFields "custom_fields" Map "Custom fields; in a query `custom_fields.NAME:value`.",
    OriginalFilename "original_filename" Text "Name of the uploaded file.",
    Delivery "delivery" Word "`dynamic_origin`, `static_origin`, `live_origin`, `remote`, `stored` or `other`.",
    HasMaster "has_master" Bool "Whether the platform keeps the source file.",
    Complete "complete" Bool "Whether at least one rendition was ever made.",
    IsClip "is_clip" Bool "Whether it was cut from another video.",
    ClipSourceId "clip_source_id" Text "The video it was cut from.",
    SharedIn "shared_in" Bool "Whether another account shared it in.",
    SharedOut "shared_out" Bool "Whether other accounts hold shared copies.",
    ThumbnailUrl "thumbnail_url" Text "Address of the thumbnail.",
    Size "size" Bytes "Bytes that a listing gives: on ApsaraVideo those of the source file.",
    StorageClass "storage_class" Text "The platform's storage class.",
    Category "category" Text "The platform's category.",
    Status "status" Text "The platform's own word for the state.",
    MediaType "media_type" Word "video, audio, image or attached.",
    PlaysFromMaster "plays_from_master" Bool "Whether viewers get the master itself, so that nothing plays without it.",
}

impl VideoField {
    /// Finds a field by its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// The words that a [`FieldType::Word`] field can have; empty for other fields.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::State => VideoState::ALL.iter().map(|word| word.as_str()).collect(),
            Self::Delivery => Delivery::ALL.iter().map(|word| word.as_str()).collect(),
            Self::MediaType => MediaType::ALL.iter().map(|word| word.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// The value of this field in a video.
    #[must_use]
    pub fn of(self, video: &Video) -> Known<FieldValue<'_>> {
        match self {
            Self::Id => Known::Value(FieldValue::Text(video.id.as_str())),
            Self::Name => video.name.as_ref().map(|text| FieldValue::Text(text)),
            Self::Description => video.description.as_ref().map(|text| FieldValue::Text(text)),
            Self::State => video.state.as_ref().map(|word| FieldValue::Word(word.as_str())),
            Self::CreatedAt => video.created_at.as_ref().map(|time| FieldValue::Time(*time)),
            Self::UpdatedAt => video.updated_at.as_ref().map(|time| FieldValue::Time(*time)),
            Self::PublishedAt => video.published_at.as_ref().map(|time| FieldValue::Time(*time)),
            Self::Duration => video.duration.as_ref().map(|millis| FieldValue::Duration(*millis)),
            Self::Tags => video.tags.as_ref().map(|tags| FieldValue::Tags(tags)),
            Self::ReferenceId => video.reference_id.as_ref().map(|text| FieldValue::Text(text)),
            Self::Folder => video.folder.as_ref().map(|text| FieldValue::Text(text)),
            Self::CustomFields => video.custom_fields.as_ref().map(FieldValue::Map),
            Self::OriginalFilename => video.original_filename.as_ref().map(|text| FieldValue::Text(text)),
            Self::Delivery => video.delivery.as_ref().map(|word| FieldValue::Word(word.as_str())),
            Self::HasMaster => video.has_master.as_ref().map(|flag| FieldValue::Bool(*flag)),
            Self::Complete => video.complete.as_ref().map(|flag| FieldValue::Bool(*flag)),
            Self::IsClip => video.is_clip.as_ref().map(|flag| FieldValue::Bool(*flag)),
            Self::ClipSourceId => video.clip_source_id.as_ref().map(|text| FieldValue::Text(text)),
            Self::SharedIn => video.shared_in.as_ref().map(|flag| FieldValue::Bool(*flag)),
            Self::SharedOut => video.shared_out.as_ref().map(|flag| FieldValue::Bool(*flag)),
            Self::ThumbnailUrl => video.thumbnail_url.as_ref().map(|text| FieldValue::Text(text)),
            Self::Size => video.size.as_ref().map(|bytes| FieldValue::Bytes(*bytes)),
            Self::StorageClass => video.storage_class.as_ref().map(|text| FieldValue::Text(text)),
            Self::Category => video.category.as_ref().map(|text| FieldValue::Text(text)),
            Self::Status => video.status.as_ref().map(|text| FieldValue::Text(text)),
            Self::MediaType => video.media_type.as_ref().map(|word| FieldValue::Word(word.as_str())),
            Self::PlaysFromMaster => video.plays_from_master.as_ref().map(|flag| FieldValue::Bool(*flag)),
        }
    }
}
