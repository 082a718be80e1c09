//! Field names as typed: exact, misspelt, or a platform's own word.

use crate::model::{FieldType, Span, VideoField, closest};

use super::Field;
use super::error::{Fault, Kind};

const CUSTOM: &str = "custom_fields.";

/// Words that the platforms use for fields that are named otherwise here.
const PLATFORM_NAMES: [(&str, VideoField); 8] = [
    ("has_digital_master", VideoField::HasMaster),
    ("delivery_type", VideoField::Delivery),
    ("folder_id", VideoField::Folder),
    ("clip_source_video_id", VideoField::ClipSourceId),
    ("title", VideoField::Name),
    ("tag", VideoField::Tags),
    ("video_id", VideoField::Id),
    ("referenceid", VideoField::ReferenceId),
];

/// Words that the platforms use for values that are named otherwise here.
const PLATFORM_WORDS: [(VideoField, &str, &str); 7] = [
    (VideoField::State, "normal", "active"),
    (VideoField::State, "blocked", "inactive"),
    (VideoField::State, "uploading", "pending"),
    (VideoField::State, "transcoding", "pending"),
    (VideoField::Delivery, "dynamic", "dynamic_origin"),
    (VideoField::Delivery, "static", "static_origin"),
    (VideoField::Delivery, "live", "live_origin"),
];

/// Whether a quoted custom field name may follow.
pub(super) fn is_custom_prefix(text: &str) -> bool {
    text == CUSTOM
}

/// The field of that name.
pub(super) fn field(name: &str, span: Span) -> Result<Field, Fault> {
    if let Some(custom) = name.strip_prefix(CUSTOM) {
        if custom.is_empty() {
            return Err(Fault::new(Kind::Field, span, "a custom field without a name")
                .label("no name after the dot")
                .hint("write `custom_fields.NAME:value`"));
        }
        return Ok(Field::Custom(custom.into()));
    }
    if let Some(field) = VideoField::parse(name) {
        return Ok(Field::Video(field));
    }
    let fault = Fault::new(Kind::Field, span, format!("unknown field `{name}`")).label("not a field of a video");
    Err(match suggestion(name) {
        Some(meant) => fault.hint(format!("did you mean `{meant}`?")),
        None => fault.hint(format!(
            "a custom field is `custom_fields.{name}`; a text with a colon goes in quotes; the fields are {}",
            listed(|_| true)
        )),
    })
}

fn suggestion(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let platform = PLATFORM_NAMES.iter().find(|(word, _)| *word == lower).map(|(_, field)| field.name());
    platform.or_else(|| closest(name, VideoField::ALL.iter().map(|field| field.name())))
}

/// Our word for what was typed as a value of a word field, if it can be guessed.
pub(super) fn word_suggestion(field: VideoField, typed: &str) -> Option<&'static str> {
    let lower = typed.to_lowercase();
    let platform = PLATFORM_WORDS.iter().find(|(of, word, _)| *of == field && *word == lower);
    platform.map(|(_, _, ours)| *ours).or_else(|| closest(typed, field.words()))
}

/// The fields whose values have an order, for messages.
pub(super) fn ordered() -> String {
    listed(is_ordered)
}

/// Whether values of this kind can be compared with `<` and ranges.
pub(super) const fn is_ordered(kind: FieldType) -> bool {
    matches!(kind, FieldType::Time | FieldType::Duration | FieldType::Bytes)
}

fn listed(wanted: impl Fn(FieldType) -> bool) -> String {
    let names: Vec<_> = VideoField::ALL.iter().filter(|field| wanted(field.kind())).map(|field| field.name()).collect();
    names.join(", ")
}

/// Splits `state=active` and `size>5GB`: the field, and what belongs after its colon.
pub(super) fn missing_colon(word: &str) -> Option<(&str, &str)> {
    let (name, rest) = word.split_at_checked(word.find(['=', '<', '>'])?)?;
    VideoField::parse(name)?;
    let value = if rest.starts_with('=') { rest.trim_start_matches('=') } else { rest };
    (!value.is_empty()).then_some((name, value))
}
