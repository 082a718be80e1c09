//! What a deleting operation answers. What cannot be read is no acknowledgement: then the targets are in doubt.

use std::collections::BTreeMap;

use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::Named;

/// An acknowledgement that says nothing but that it is one. It always has a request id: what has none, or names an
/// error in spite of its status, proves nothing.
#[derive(Debug)]
pub(in super::super) struct Acknowledged;

impl<'de> Deserialize<'de> for Acknowledged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        #[expect(
            clippy::zero_sized_map_values,
            reason = "what the others are does not matter, only that it is an object"
        )]
        struct Answer {
            request_id: Option<IgnoredAny>,
            code: Option<IgnoredAny>,
            // With it only an object is read: of an array, the fields would be taken by their places.
            #[serde(flatten)]
            _others: BTreeMap<String, IgnoredAny>,
        }
        match Answer::deserialize(deserializer)? {
            Answer { request_id: Some(_), code: None, .. } => Ok(Self),
            _ => Err(D::Error::custom("it is no acknowledgement")),
        }
    }
}

/// An acknowledgement with the lists of what was not deleted.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Lists {
    #[serde(flatten)]
    _acknowledged: Acknowledged,
    #[serde(default)]
    pub(super) forbidden_video_ids: Ids,
    #[serde(default, rename = "UnRemoveableVideoIds")]
    pub(super) unremovable_video_ids: Ids,
    #[serde(default)]
    pub(super) non_exist_video_ids: Ids,
    #[serde(default)]
    pub(super) non_exist_media_ids: Ids,
}

impl Lists {
    /// Whether the answer names an id that was not asked for: then it may not be the answer to this question.
    pub(super) fn name_others(&self, named: &[Named<'_>]) -> bool {
        let lists = [
            &self.forbidden_video_ids,
            &self.unremovable_video_ids,
            &self.non_exist_video_ids,
            &self.non_exist_media_ids,
        ];
        let asked = |id: &str| named.iter().any(|one| one.id.eq_ignore_ascii_case(id));
        lists.into_iter().any(|list| list.0.iter().any(|id| !asked(id)))
    }
}

/// A list of ids: an array, an object with the array as its only member, text with commas, null, or missing.
#[derive(Debug, Default)]
pub(super) struct Ids(Vec<String>);

impl Ids {
    /// Whether the id is among them; ids are hexadecimal, so their case carries nothing.
    pub(super) fn has(&self, id: &str) -> bool {
        self.0.iter().any(|other| other.eq_ignore_ascii_case(id))
    }
}

impl<'de> Deserialize<'de> for Ids {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        ids(&value, 1).map(Self).ok_or_else(|| D::Error::custom("a list of ids cannot be read"))
    }
}

fn ids(value: &Value, wrappings: u8) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => {
            Some(text.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect())
        }
        Value::Array(list) => list.iter().map(|id| id.as_str().map(|id| id.trim().to_owned())).collect(),
        Value::Object(members) if members.is_empty() => Some(Vec::new()),
        Value::Object(members) if members.len() == 1 && wrappings > 0 => ids(members.values().next()?, wrappings - 1),
        Value::Object(_) | Value::Bool(_) | Value::Number(_) => None,
    }
}
