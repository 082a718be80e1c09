//! What kind of value an expression has, as far as that is certain.

use crate::model::{AssetKind, FieldType, VideoField};
use crate::script::testing::PLAN_FIELDS;

/// A kind of value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything.
    Unknown,
    /// A video.
    Video,
    /// A listing.
    Videos,
    /// A file.
    Asset,
    /// The files of a video.
    Assets,
    /// A moment.
    Time,
    /// A span of time.
    Duration,
    /// A text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A map, whose keys may be anything.
    Map,
    /// The plan that a test made.
    Plan,
    /// One of the words of a field: the field's name and its words.
    Word(&'static str, Vec<&'static str>),
    /// A list of one kind.
    List(Box<Self>),
}

const ASSET: [(&str, Kind); 18] = [
    ("id", Kind::Text),
    ("kind", Kind::Text),
    ("label", Kind::Text),
    ("bytes", Kind::Number),
    ("status", Kind::Text),
    ("format", Kind::Text),
    ("definition", Kind::Text),
    ("codec", Kind::Text),
    ("width", Kind::Number),
    ("height", Kind::Number),
    ("bitrate", Kind::Number),
    ("duration", Kind::Duration),
    ("created_at", Kind::Time),
    ("superseded", Kind::Flag),
    ("encrypted", Kind::Flag),
    ("playable", Kind::Flag),
    ("video", Kind::Video),
    ("native", Kind::Map),
];

const LISTS: [&str; 8] =
    ["renditions", "posters", "thumbnails", "images", "snapshots", "text_tracks", "audio_tracks", "manifests"];

const TIME: [&str; 6] = ["year", "month", "day", "hour", "minute", "date"];
const DURATION: [&str; 3] = ["seconds", "minutes", "hours"];

/// What a listing can be asked.
pub(super) const CHAIN: [&str; 9] =
    ["filter", "each", "take", "sort_by", "with_assets", "count", "sum", "group_by", "to_array"];

impl Kind {
    /// What to call it, where its fields are known.
    pub(super) const fn title(&self) -> Option<&'static str> {
        match self {
            Self::Video => Some("Video"),
            Self::Videos => Some("Videos"),
            Self::Asset => Some("Asset"),
            Self::Assets => Some("Assets"),
            Self::Time => Some("Time"),
            Self::Duration => Some("Duration"),
            Self::Plan => Some("Plan"),
            _ => None,
        }
    }

    /// Whether it is a value of the language itself, whose fields are the same everywhere.
    pub(super) const fn is_plain(&self) -> bool {
        matches!(self, Self::Text | Self::Word(..) | Self::Number | Self::Flag | Self::List(_))
    }

    /// What to call it as an argument.
    pub(super) const fn described(&self) -> &'static str {
        match self {
            Self::Unknown => "a value",
            Self::Text | Self::Word(..) => "text",
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Map => "a map",
            Self::List(_) => "a list",
            Self::Video => "a Video",
            Self::Videos => "Videos",
            Self::Asset => "an Asset",
            Self::Assets => "Assets",
            Self::Time => "a Time",
            Self::Duration => "a Duration",
            Self::Plan => "a Plan",
        }
    }

    /// The fields that it has.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        match self {
            Self::Video => VideoField::ALL.iter().map(|field| field.name()).chain(["native"]).collect(),
            Self::Asset => ASSET.iter().map(|(name, _)| *name).collect(),
            Self::Assets => LISTS.into_iter().chain(["master", "bytes"]).collect(),
            Self::Time => TIME.to_vec(),
            Self::Duration => DURATION.to_vec(),
            Self::Plan => PLAN_FIELDS.iter().map(|(name, _)| *name).collect(),
            _ => Vec::new(),
        }
    }

    /// The fields that a test can give it.
    pub(super) fn settable(&self) -> Vec<&'static str> {
        let asset = *self == Self::Asset;
        self.fields().into_iter().filter(|name| !(asset && *name == "video")).collect()
    }

    /// The kind of one of its fields; unknown for a field that does not exist.
    pub(super) fn field(&self, name: &str) -> Self {
        match self {
            Self::Video => VideoField::parse(name).map_or(Self::Unknown, |field| match field.kind() {
                FieldType::Word => Self::Word(field.name(), field.words()),
                kind => Self::of_field(kind),
            }),
            Self::Asset if name == "kind" => {
                Self::Word("kind", AssetKind::ALL.into_iter().map(AssetKind::as_str).collect())
            }
            Self::Asset => {
                ASSET.iter().find(|(field, _)| *field == name).map_or(Self::Unknown, |(_, kind)| kind.clone())
            }
            Self::Assets if name == "master" => Self::Asset,
            Self::Assets | Self::Plan if name == "bytes" => Self::Number,
            Self::Assets if LISTS.contains(&name) => Self::List(Box::new(Self::Asset)),
            Self::Time if name != "date" => Self::Number,
            Self::Duration => Self::Number,
            Self::Plan if name == "blocked" => Self::Flag,
            _ => Self::Unknown,
        }
    }

    fn of_field(kind: FieldType) -> Self {
        match kind {
            FieldType::Text | FieldType::Word => Self::Text,
            FieldType::Bool => Self::Flag,
            FieldType::Time => Self::Time,
            FieldType::Duration => Self::Duration,
            FieldType::Bytes => Self::Number,
            FieldType::Map => Self::Map,
            FieldType::Tags => Self::List(Box::new(Self::Text)),
        }
    }

    /// What a walk over it gives.
    pub(super) fn item(&self) -> Self {
        match self {
            Self::Videos => Self::Video,
            Self::Assets => Self::Asset,
            Self::List(item) => item.as_ref().clone(),
            _ => Self::Unknown,
        }
    }

    /// What a function gives.
    pub(super) fn returned(function: &str) -> Self {
        match function {
            "search" | "search_native" => Self::Videos,
            "add_videos" | "load_library" => Self::List(Box::new(Self::Video)),
            "add_asset" => Self::Asset,
            "run_policy" => Self::Plan,
            "video" | "find_video" | "add_video" | "change_video" => Self::Video,
            "assets" => Self::Assets,
            "now" | "today" | "date" | "days_ago" | "hours_ago" => Self::Time,
            "seconds" | "minutes" | "hours" => Self::Duration,
            "days_since" | "count" | "bytes" | "delete_renditions" | "delete_images" => Self::Number,
            "quote" | "show_bytes" => Self::Text,
            "known" => Self::Flag,
            "references" => Self::List(Box::new(Self::Text)),
            _ => Self::Unknown,
        }
    }

    /// What a method of it gives.
    pub(super) fn method(&self, name: &str) -> Self {
        match (self, name) {
            (Self::Videos, "filter" | "take" | "sort_by" | "with_assets") => Self::Videos,
            (Self::Videos, "to_array") => Self::List(Box::new(Self::Video)),
            (Self::Videos, "group_by") => Self::Map,
            (Self::List(_), "filter") => self.clone(),
            (Self::List(item), "find") => item.as_ref().clone(),
            (Self::Video, "has_tag") | (_, "contains" | "is_empty" | "starts_with" | "ends_with" | "some" | "all") => {
                Self::Flag
            }
            (Self::Videos, "count" | "each") | (_, "len") => Self::Number,
            _ => Self::Unknown,
        }
    }

    /// Whether comparing the two can only be a mistake.
    pub(super) fn never_compare(&self, other: &Self) -> bool {
        let text = |kind: &Self| matches!(kind, Self::Text | Self::Word(..));
        let certain = |kind: &Self| *kind != Self::Unknown;
        let alike = std::mem::discriminant(self) == std::mem::discriminant(other);
        certain(self) && certain(other) && !alike && !(text(self) && text(other))
    }
}
