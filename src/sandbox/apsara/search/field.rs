//! The fields that a search can name, and what each can be asked.

/// What is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Video,
    Audio,
    Image,
    Attached,
}

impl Kind {
    /// Reads the `SearchType` parameter.
    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Video, Self::Audio, Self::Image, Self::Attached].into_iter().find(|one| one.word() == text)
    }

    /// The platform's word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Image => "image",
            Self::Attached => "attached",
        }
    }

    /// Whether more than the first five thousand can be read.
    pub(super) const fn scrolls(self) -> bool {
        matches!(self, Self::Video | Self::Audio)
    }
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    AppId,
    CateId,
    StorageLocation,
    Title,
    Tags,
    Description,
    Status,
    MediaSource,
    PreprocessStatus,
    BusinessType,
    Size,
    Duration,
    CreationTime,
    ModificationTime,
    /// Not for expressions: `GetVideoList` asks for it.
    ReferenceId,
}

/// What a field can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Whether it is this value.
    Exact,
    /// Whether it contains these words.
    Fuzzy,
    /// Whether it is one of several, in the way of its other use.
    Multi,
    /// Whether it lies between two values.
    Range,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    Number,
    Time,
}

impl Field {
    /// What it holds.
    pub(super) const fn holds(self) -> Holds {
        match self {
            Self::CateId | Self::Size | Self::Duration => Holds::Number,
            Self::CreationTime | Self::ModificationTime => Holds::Time,
            _ => Holds::Text,
        }
    }
}

/// The documented fields of each search type; a field that is not here can be returned at most.
pub(super) fn field(kind: Kind, name: &str) -> Option<(Field, &'static [Use])> {
    use Use::{Exact, Fuzzy, Multi, Range};
    let sound = matches!(kind, Kind::Video | Kind::Audio);
    Some(match (name, kind) {
        ("VideoId", Kind::Video) => (Field::Id, &[Exact, Multi]),
        ("AudioId", Kind::Audio) | ("ImageId", Kind::Image) | ("MediaId", Kind::Attached) => (Field::Id, &[Exact]),
        ("AppId", Kind::Video | Kind::Audio | Kind::Attached) => (Field::AppId, &[Multi]),
        ("CateId", _) => (Field::CateId, &[Exact]),
        ("StorageLocation", Kind::Audio) => (Field::StorageLocation, &[Multi]),
        ("StorageLocation", _) => (Field::StorageLocation, &[Exact, Multi]),
        ("Title", _) => (Field::Title, &[Fuzzy, Multi]),
        ("Tags", _) => (Field::Tags, &[Fuzzy, Multi]),
        ("Description", _) => (Field::Description, &[Fuzzy, Multi]),
        ("Status", _) => (Field::Status, &[Multi]),
        ("MediaSource", _) if sound => (Field::MediaSource, &[Multi]),
        ("PreprocessStatus", _) if sound => (Field::PreprocessStatus, &[Multi]),
        ("BusinessType", Kind::Attached) => (Field::BusinessType, &[Exact]),
        ("Size", _) if sound => (Field::Size, &[Range]),
        ("Duration", _) if sound => (Field::Duration, &[Range]),
        ("CreationTime", _) => (Field::CreationTime, &[Range]),
        ("ModificationTime", _) => (Field::ModificationTime, &[Range]),
        _ => return None,
    })
}
