//! How a video looks in the Brightcove dialect.
//!
//! Shapes follow the CMS API reference. Fields of an imported video stay as given unless they were changed since.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::model::Platform;
use crate::sandbox::library::files::Image;
use crate::sandbox::library::item::{Creator, Delivery, Item, Origin, State, TextTrack};
use crate::sandbox::library::shelf::Shelf;

/// The platform's word for a state.
pub(super) const fn state_word(state: State) -> &'static str {
    match state {
        State::Active => "ACTIVE",
        State::Inactive => "INACTIVE",
        State::Pending => "PENDING",
        State::Deleted => "DELETED",
    }
}

/// The platform's word for a way of delivery.
pub(super) const fn delivery_type(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Dynamic => "dynamic_origin",
        Delivery::Static => "static_origin",
        Delivery::Remote => "remote",
        Delivery::Live => "live_origin",
        Delivery::Unknown => "unknown",
    }
}

/// The platform's word for a sort of creator.
pub(super) const fn creator_type(creator: &Creator) -> &'static str {
    match creator {
        Creator::User(_) => "user",
        Creator::ApiKey => "api_key",
        Creator::Internal => "internal",
        Creator::Unknown => "unknown",
    }
}

/// A time with milliseconds.
pub(super) fn time(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// The video as `GET /videos` returns it.
pub(super) fn video(account: &str, shelf: &Shelf, item: &Item) -> Value {
    let mut object = fields(account, shelf, item);
    if let Some(recorded) = item.recorded().filter(|recorded| recorded.platform == Platform::Brightcove) {
        // What was not in it was not known: only what changed since is ours.
        object.retain(|name, _| item.touched.contains(name));
        let given = recorded.native.iter().filter(|(name, _)| !item.touched.contains(*name));
        object.extend(given.map(|(name, value)| (name.clone(), value.clone())));
    }
    if let Origin::Imported(given) = &item.origin {
        for (name, value) in given.iter().filter(|(name, _)| !item.touched.contains(*name)) {
            object.insert(name.clone(), value.clone());
        }
        if let Some(tracks) = given.get("text_tracks").filter(|_| item.touched.contains("text_tracks")) {
            object.insert("text_tracks".to_owned(), kept_tracks(tracks, item));
        }
    }
    Value::Object(object)
}

fn fields(account: &str, shelf: &Shelf, item: &Item) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("id", json!(item.id));
    put("account_id", json!(account));
    put("ad_keys", Value::Null);
    put("clip_source_video_id", json!(item.clip_source));
    put("complete", json!(item.complete));
    put("created_at", json!(time(item.created_at)));
    put("created_by", creator(&item.creator));
    put("cue_points", json!([]));
    put("custom_fields", json!(item.custom_fields));
    put("delivery_type", json!(delivery_type(item.delivery)));
    put("description", json!(item.description));
    put("digital_master_id", json!(item.master_id));
    put("duration", json!(item.duration_ms));
    put("economics", json!("AD_SUPPORTED"));
    put("folder_id", json!(item.folder_id));
    put("geo", Value::Null);
    put("has_digital_master", json!(item.has_master));
    put("images", images(&shelf.still_images(item)));
    put("link", Value::Null);
    put("long_description", json!(item.long_description));
    put("name", json!(item.name));
    put("original_filename", json!(item.original_filename));
    put("projection", Value::Null);
    put("published_at", json!(item.published_at.map(time)));
    put("reference_id", json!(item.reference_id));
    put("schedule", schedule(item));
    put("sharing", sharing(item));
    put("state", json!(state_word(item.state)));
    put("tags", json!(item.tags));
    put("text_tracks", item.text_tracks.iter().map(text_track).collect());
    put("updated_at", json!(time(item.updated_at)));
    if !item.labels.is_empty() {
        put("labels", json!(item.labels));
    }
    object
}

fn creator(creator: &Creator) -> Value {
    match creator {
        Creator::User(email) => json!({ "type": "user", "email": email }),
        other => json!({ "type": creator_type(other) }),
    }
}

/// The map of images, as in a video and at `/images`.
pub(super) fn images(images: &[Image]) -> Value {
    let one = |image: &Image| {
        let (width, height) = image.frame;
        let mut object = json!({
            "src": image.src,
            "remote": image.remote,
            "sources": [{ "src": image.src, "height": height, "width": width }],
        });
        if let (Some(asset), Some(map)) = (&image.asset_id, object.as_object_mut()) {
            map.insert("asset_id".to_owned(), json!(asset));
        }
        object
    };
    Value::Object(images.iter().map(|image| (image.label.clone(), one(image))).collect())
}

fn schedule(item: &Item) -> Value {
    item.schedule.map_or(
        Value::Null,
        |schedule| json!({ "starts_at": schedule.starts_at.map(time), "ends_at": schedule.ends_at.map(time) }),
    )
}

fn sharing(item: &Item) -> Value {
    let Some(sharing) = &item.sharing else { return Value::Null };
    json!({
        "by_external_acct": sharing.from.is_some(),
        "by_id": sharing.from.as_ref().map(|(account, _)| account),
        "source_id": sharing.from.as_ref().map(|(_, video)| video),
        "to_external_acct": sharing.to.is_some(),
        "by_reference": false,
    })
}

fn text_track(track: &TextTrack) -> Value {
    json!({
        "id": track.id,
        "account_id": null,
        "src": track.src,
        "srclang": track.language,
        "label": track.label,
        "kind": track.kind,
        "mime_type": "text/vtt",
        "asset_id": null,
        "sources": [{ "src": track.src }],
        "default": track.default,
        "status": "published",
    })
}

/// The tracks that are left of those given at the import keep every field; others are shown as we know them.
fn kept_tracks(given: &Value, item: &Item) -> Value {
    let find = |id: &str| given.as_array()?.iter().find(|track| track.get("id").and_then(Value::as_str) == Some(id));
    item.text_tracks.iter().map(|track| find(&track.id).cloned().unwrap_or_else(|| text_track(track))).collect()
}
