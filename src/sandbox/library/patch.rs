//! Sets fields of a video from the values of a `PATCH` request.
//!
//! `check` refuses what the platform refuses; `apply` takes what was checked and never fails.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::item::{Item, Schedule, State, TextTrack};

/// Longest tag in characters.
const TAG_CHARS: usize = 128;
/// Most tags of a video.
const TAGS: usize = 1_200;

/// Why a field cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// There is no such field, or nobody but the platform sets it.
    Field(String),
    /// The field has a value that it cannot have.
    Value(String),
}

/// Says which field cannot be set, or not to this value.
pub(crate) fn check(fields: &Map<String, Value>) -> Result<(), Unfit> {
    for (name, value) in fields {
        let fits = match name.as_str() {
            "name" => value.as_str().is_some_and(|name| !name.is_empty() && name.chars().count() <= 255),
            "description" | "long_description" => value.is_string() || value.is_null(),
            "state" => matches!(value.as_str(), Some("ACTIVE" | "INACTIVE")),
            "tags" => texts(value).is_some_and(|tags| tags.len() <= TAGS && tags.iter().all(|tag| tag_fits(tag))),
            "custom_fields" => {
                value.as_object().is_some_and(|map| map.values().all(|one| one.is_string() || one.is_null()))
            }
            "schedule" => value.is_null() || schedule(value).is_some(),
            "text_tracks" => value.as_array().is_some_and(|tracks| tracks.iter().all(Value::is_object)),
            _ => return Err(Unfit::Field(name.clone())),
        };
        if !fits {
            return Err(Unfit::Value(name.clone()));
        }
    }
    Ok(())
}

fn tag_fits(tag: &str) -> bool {
    !tag.is_empty() && !tag.contains(',') && tag.chars().count() <= TAG_CHARS
}

/// Sets the fields; a value that does not fit leaves its field as it is.
pub(crate) fn apply(item: &mut Item, fields: Map<String, Value>) {
    for (name, value) in fields {
        match name.as_str() {
            "name" => {
                if let Some(name) = value.as_str() {
                    name.clone_into(&mut item.name);
                }
            }
            "description" => item.description = value.as_str().map(str::to_owned),
            "long_description" => item.long_description = value.as_str().map(str::to_owned),
            "state" => item.state = if value.as_str() == Some("INACTIVE") { State::Inactive } else { State::Active },
            "tags" => item.tags = texts(&value).unwrap_or_default(),
            "custom_fields" => set_custom_fields(&mut item.custom_fields, &value),
            "schedule" => item.schedule = schedule(&value),
            "text_tracks" => item.text_tracks = text_tracks(&value),
            _ => continue,
        }
        item.touched.insert(name);
    }
}

fn set_custom_fields(current: &mut BTreeMap<String, String>, given: &Value) {
    for (name, value) in given.as_object().into_iter().flatten() {
        match value.as_str().filter(|text| !text.is_empty()) {
            Some(text) => current.insert(name.clone(), text.to_owned()),
            None => current.remove(name),
        };
    }
}

/// All entries of a list of texts; `None` when something else is in it.
pub(crate) fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
}

/// A schedule as given; `None` for null or a malformed one.
pub(crate) fn schedule(value: &Value) -> Option<Schedule> {
    let object = value.as_object()?;
    let moment = |key: &str| match object.get(key) {
        None | Some(Value::Null) => Some(None),
        Some(given) => given.as_str()?.parse::<Timestamp>().ok().map(Some),
    };
    Some(Schedule { starts_at: moment("starts_at")?, ends_at: moment("ends_at")? })
}

/// The text tracks as given; a missing id is made from the place in the list.
pub(crate) fn text_tracks(value: &Value) -> Vec<TextTrack> {
    let tracks = value.as_array().into_iter().flatten().filter_map(Value::as_object);
    (1..)
        .zip(tracks)
        .map(|(place, track)| {
            let text = |key: &str| track.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let id = Some(text("id")).filter(|id| !id.is_empty()).unwrap_or_else(|| format!("track-{place}"));
            TextTrack {
                id,
                language: text("srclang"),
                label: text("label"),
                kind: text("kind"),
                src: text("src"),
                default: track.get("default").and_then(Value::as_bool).unwrap_or(false),
            }
        })
        .collect()
}
