//! Reads videos as a platform's API returned them, so that a user's own videos can be tried on the sandbox.
//!
//! Every field is kept as given. Files are not part of such a text; `derive` invents them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::item::{Creator, Delivery, Item, Origin, Sharing, State};
use super::patch;

/// Why a text is not a video.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is not an object.
    #[error("it is not an object")]
    NotAnObject,
    /// A field that every video has is missing or empty.
    #[error("field `{0}` is missing or empty")]
    Missing(&'static str),
    /// A field holds something that it never holds.
    #[error("field `{field}` should be {expected}, it is {found}")]
    Wrong {
        /// The field.
        field: &'static str,
        /// What belongs there.
        expected: &'static str,
        /// What is there, shortened.
        found: String,
    },
}

/// Makes a video of an object as `GET /videos` returns it; `now` stands in for missing times.
pub(crate) fn item(raw: Map<String, Value>, now: Timestamp) -> Result<Item, Flaw> {
    let reader = Reader(&raw);
    let id = reader.id()?;
    let state = reader.state()?;
    let created_at = reader.time("created_at")?.unwrap_or(now);
    let delivery = reader.delivery()?;
    let master_id = reader.text("digital_master_id")?;
    let has_master = reader.flag("has_digital_master")?.unwrap_or(master_id.is_some());
    Ok(Item {
        name: reader.text("name")?.filter(|name| !name.is_empty()).ok_or(Flaw::Missing("name"))?,
        description: reader.text("description")?,
        long_description: reader.text("long_description")?,
        tags: reader.texts("tags")?,
        labels: reader.texts("labels")?,
        state,
        complete: reader.flag("complete")?.unwrap_or(true),
        created_at,
        updated_at: reader.time("updated_at")?.unwrap_or(created_at),
        published_at: reader.time("published_at")?,
        creator: creator(raw.get("created_by")),
        duration_ms: reader.number("duration")?,
        delivery,
        has_master,
        master_id,
        reference_id: reader.text("reference_id")?,
        folder_id: reader.text("folder_id")?,
        custom_fields: reader.custom_fields()?,
        schedule: raw.get("schedule").and_then(patch::schedule),
        sharing: raw.get("sharing").and_then(sharing),
        clip_source: reader.text("clip_source_video_id")?,
        original_filename: reader.text("original_filename")?,
        text_tracks: raw.get("text_tracks").map(patch::text_tracks).unwrap_or_default(),
        plays: (0, 0),
        removed: BTreeSet::new(),
        touched: BTreeSet::new(),
        deleted_at: (state == State::Deleted).then_some(now),
        id,
        origin: Origin::Imported(Box::new(raw)),
    })
}

/// Reads fields of an object, saying which one is wrong.
struct Reader<'a>(&'a Map<String, Value>);

impl Reader<'_> {
    fn wrong(field: &'static str, expected: &'static str, found: &Value) -> Flaw {
        let mut found = found.to_string();
        if found.chars().count() > 40 {
            found = found.chars().take(40).chain(['…']).collect();
        }
        Flaw::Wrong { field, expected, found }
    }

    fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    fn id(&self) -> Result<String, Flaw> {
        let value = self.get("id").ok_or(Flaw::Missing("id"))?;
        let id = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Self::wrong("id", "a text of digits", value));
        }
        Ok(id)
    }

    fn text(&self, field: &'static str) -> Result<Option<String>, Flaw> {
        let Some(value) = self.get(field) else { return Ok(None) };
        value.as_str().map(|text| Some(text.to_owned())).ok_or_else(|| Self::wrong(field, "a text", value))
    }

    fn texts(&self, field: &'static str) -> Result<Vec<String>, Flaw> {
        let Some(value) = self.get(field) else { return Ok(Vec::new()) };
        patch::texts(value).ok_or_else(|| Self::wrong(field, "a list of texts", value))
    }

    fn flag(&self, field: &'static str) -> Result<Option<bool>, Flaw> {
        let Some(value) = self.get(field) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| Self::wrong(field, "true or false", value))
    }

    fn number(&self, field: &'static str) -> Result<Option<u64>, Flaw> {
        let Some(value) = self.get(field) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| Self::wrong(field, "a whole number", value))
    }

    fn time(&self, field: &'static str) -> Result<Option<Timestamp>, Flaw> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let time = value.as_str().and_then(|text| text.parse().ok());
        time.map(Some).ok_or_else(|| Self::wrong(field, "a time such as 2024-01-31T12:00:00.000Z", value))
    }

    fn state(&self) -> Result<State, Flaw> {
        let Some(value) = self.get("state") else { return Ok(State::Active) };
        match value.as_str() {
            Some("ACTIVE") => Ok(State::Active),
            Some("INACTIVE") => Ok(State::Inactive),
            Some("PENDING") => Ok(State::Pending),
            Some("DELETED") => Ok(State::Deleted),
            _ => Err(Self::wrong("state", "ACTIVE, INACTIVE, PENDING or DELETED", value)),
        }
    }

    fn delivery(&self) -> Result<Delivery, Flaw> {
        // The list of delivery types grows: one that we have not heard of is kept as given and has no files.
        Ok(match self.text("delivery_type")?.as_deref() {
            Some("dynamic_origin") => Delivery::Dynamic,
            Some("static_origin") => Delivery::Static,
            Some("remote") => Delivery::Remote,
            Some("live_origin") => Delivery::Live,
            _ => Delivery::Unknown,
        })
    }

    fn custom_fields(&self) -> Result<BTreeMap<String, String>, Flaw> {
        let Some(value) = self.get("custom_fields") else { return Ok(BTreeMap::new()) };
        let expected = "an object of texts";
        let object = value.as_object().ok_or_else(|| Self::wrong("custom_fields", expected, value))?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let pairs: Option<_> = object.iter().map(|(name, value)| Some((name.clone(), text(value)?))).collect();
        pairs.ok_or_else(|| Self::wrong("custom_fields", expected, value))
    }
}

fn creator(value: Option<&Value>) -> Creator {
    let text = |key: &str| value.and_then(|object| object.get(key)).and_then(Value::as_str);
    match text("type") {
        Some("user") => Creator::User(text("email").unwrap_or_default().to_owned()),
        Some("api_key") => Creator::ApiKey,
        Some("internal") => Creator::Internal,
        _ => Creator::Unknown,
    }
}

fn sharing(value: &Value) -> Option<Sharing> {
    let object = value.as_object()?;
    let flag = |key: &str| object.get(key).and_then(Value::as_bool).unwrap_or(false);
    let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let from = flag("by_external_acct").then(|| (text("by_id"), text("source_id")));
    let to = flag("to_external_acct").then(String::new);
    Some(Sharing { from, to })
}
