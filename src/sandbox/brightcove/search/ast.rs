//! A parsed search, common to both versions of the search language.

use super::words::Word;

/// A list of clauses: all of `must`, none of `must_not`, and one of `should` where nothing is a must.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Clauses {
    pub(super) must: Vec<Node>,
    pub(super) must_not: Vec<Node>,
    pub(super) should: Vec<Node>,
}

/// One clause.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// A list of clauses in parentheses.
    Group(Clauses),
    /// Words in texts.
    Text { place: Place, words: Vec<Word>, phrase: bool, literal: String },
    /// One of the values of a field, without case.
    Is { field: Exact, values: Vec<String> },
    /// A yes-or-no field.
    Flag { field: Flag, value: bool },
    /// A number or a time in milliseconds, both ends included.
    Range { field: Number, low: i64, high: i64 },
    /// A field that no video has, or a value that none can have.
    Never,
}

/// Where words are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Everywhere, ids included.
    Anywhere,
    /// Name and both descriptions.
    Text,
    Name,
    Description,
    LongDescription,
    Tags,
    Labels,
    AnyCustomField,
    CustomField(String),
}

/// Fields that are compared whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exact {
    Id,
    ReferenceId,
    OriginalFilename,
    State,
    DeliveryType,
    FolderId,
    ClipSource,
    CreatedByType,
    CreatedByEmail,
    Economics,
    SharedById,
    SharedSourceId,
}

/// Yes-or-no fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    Complete,
    HasMaster,
    HasTextTracks,
    HasImages,
    SharedIn,
    SharedOut,
    Playable,
    IsClip,
    /// A feature that no video of the sandbox uses.
    Absent,
}

/// Fields with an order. Times are milliseconds of the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    CreatedAt,
    UpdatedAt,
    PublishedAt,
    StartsAt,
    EndsAt,
    Duration,
    PlaysTotal,
    PlaysTrailingWeek,
}

impl Number {
    /// Whether the field is a time.
    pub(super) const fn is_time(self) -> bool {
        !matches!(self, Self::Duration | Self::PlaysTotal | Self::PlaysTrailingWeek)
    }
}

/// What a field name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    Place(Place),
    Exact(Exact),
    Flag(Flag),
    Number(Number),
}

/// What a field name means; any other name is that of a custom field.
pub(super) fn field(name: &str) -> Field {
    match name {
        "name" => Field::Place(Place::Name),
        "description" => Field::Place(Place::Description),
        "long_description" => Field::Place(Place::LongDescription),
        "text" => Field::Place(Place::Text),
        "tags" => Field::Place(Place::Tags),
        "labels" => Field::Place(Place::Labels),
        "custom_fields" => Field::Place(Place::AnyCustomField),
        "id" => Field::Exact(Exact::Id),
        "reference_id" => Field::Exact(Exact::ReferenceId),
        "original_filename" => Field::Exact(Exact::OriginalFilename),
        "state" => Field::Exact(Exact::State),
        "delivery_type" => Field::Exact(Exact::DeliveryType),
        "folder_id" => Field::Exact(Exact::FolderId),
        "clip_source_video_id" => Field::Exact(Exact::ClipSource),
        "created_by.type" => Field::Exact(Exact::CreatedByType),
        "created_by.email" => Field::Exact(Exact::CreatedByEmail),
        "economics" => Field::Exact(Exact::Economics),
        "sharing.by_id" => Field::Exact(Exact::SharedById),
        "sharing.source_id" => Field::Exact(Exact::SharedSourceId),
        "complete" => Field::Flag(Flag::Complete),
        "has_digital_master" => Field::Flag(Flag::HasMaster),
        "has_text_tracks" => Field::Flag(Flag::HasTextTracks),
        "has_images" => Field::Flag(Flag::HasImages),
        "sharing.by_external_acct" => Field::Flag(Flag::SharedIn),
        "sharing.to_external_acct" => Field::Flag(Flag::SharedOut),
        "playable" => Field::Flag(Flag::Playable),
        "is_clip" => Field::Flag(Flag::IsClip),
        "has_transcripts" | "has_cue_points" | "has_link" | "drm_disabled" | "offline_enabled" => {
            Field::Flag(Flag::Absent)
        }
        "created_at" => Field::Number(Number::CreatedAt),
        "updated_at" => Field::Number(Number::UpdatedAt),
        "published_at" => Field::Number(Number::PublishedAt),
        "schedule.starts_at" => Field::Number(Number::StartsAt),
        "schedule.ends_at" => Field::Number(Number::EndsAt),
        "duration" => Field::Number(Number::Duration),
        "plays_total" => Field::Number(Number::PlaysTotal),
        "plays_trailing_week" => Field::Number(Number::PlaysTrailingWeek),
        other => Field::Place(Place::CustomField(other.to_owned())),
    }
}

/// Whether a search names deleted videos: only then are they looked at.
pub(super) fn names_deleted(clauses: &Clauses) -> bool {
    clauses.must.iter().chain(&clauses.should).any(|node| match node {
        Node::Group(group) => names_deleted(group),
        Node::Is { field: Exact::State, values } => values.iter().any(|value| value.eq_ignore_ascii_case("DELETED")),
        _ => false,
    })
}

/// Whether a search looks at words anywhere; if not, no text has to be cut.
pub(super) fn looks_at_words(clauses: &Clauses) -> bool {
    clauses.must.iter().chain(&clauses.must_not).chain(&clauses.should).any(|node| match node {
        Node::Group(group) => looks_at_words(group),
        Node::Text { .. } => true,
        _ => false,
    })
}
