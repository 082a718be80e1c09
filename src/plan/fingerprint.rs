//! What was seen of a video when it was planned, to notice when it changed.

use std::fmt::Write as _;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Delivery, Known, Video, VideoState};

/// The part of a video that must be the same at commit. A value that was unknown equals only an unknown one, except for the
/// master and the size: a listing may not tell them, and a plan that could not see them has not relied on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fingerprint {
    /// When anything about the video last changed.
    pub updated_at: Option<Timestamp>,
    /// Its state.
    pub state: Option<VideoState>,
    /// Its tags, lower case and sorted.
    pub tags: Option<Vec<String>>,
    /// Whether it has a master; `null` when that was not read, and then it is not compared.
    pub has_master: Option<bool>,
    /// How it is delivered.
    pub delivery: Option<Delivery>,
    /// Whether other accounts hold copies.
    pub shared_out: Option<bool>,
    /// Digest of title, description, ids, folder and custom fields.
    pub content: String,
    /// Bytes of the source file, where the platform tells them with the video; compared where both readings tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Which of these values could not be read; another value that is `null` is known to be none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// A difference between two fingerprints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The field that differs.
    pub field: &'static str,
    /// What the plan saw.
    pub planned: String,
    /// What was found at commit.
    pub found: String,
}

impl Fingerprint {
    /// Takes the fingerprint of a video.
    #[must_use]
    pub fn of(video: &Video) -> Self {
        let tags = video.tags.value().map(|tags| {
            let mut tags: Vec<String> = tags.iter().map(|tag| tag.to_lowercase()).collect();
            tags.sort();
            tags
        });
        Self {
            updated_at: video.updated_at.get(),
            state: video.state.get(),
            tags,
            has_master: video.has_master.get(),
            delivery: video.delivery.get(),
            shared_out: video.shared_out.get(),
            content: content_digest(video),
            size: video.size.get(),
            unknown: unknown_of(video).into_iter().map(str::to_owned).collect(),
        }
    }

    /// Every field in which the freshly read video differs from this plan's view.
    #[must_use]
    pub fn drift(&self, found: &Self) -> Vec<Drift> {
        let mut drifts = self.drift_beside_own_changes(found);
        if self.has_master.is_some() && self.has_master != found.has_master {
            drifts.insert(0, Drift::new("has_master", self.has_master.as_ref(), found.has_master.as_ref()));
        }
        if let (Some(planned), Some(found)) = (&self.size, &found.size)
            && planned != found
        {
            drifts.push(Drift::new("size", Some(planned), Some(found)));
        }
        if self.updated_at != found.updated_at {
            drifts.insert(0, Drift::new("updated_at", self.updated_at.as_ref(), found.updated_at.as_ref()));
        }
        drifts
    }

    /// The same for a video of which this run already deleted a file: that moves `updated_at` and may take
    /// away the master, so these two cannot tell our own change from another's.
    #[must_use]
    pub fn drift_beside_own_changes(&self, found: &Self) -> Vec<Drift> {
        let mut drifts = Vec::new();
        if self.state != found.state {
            drifts.push(Drift::new("state", self.state.as_ref(), found.state.as_ref()));
        }
        if self.tags != found.tags {
            drifts.push(Drift::new("tags", self.tags.as_ref(), found.tags.as_ref()));
        }
        if self.delivery != found.delivery {
            drifts.push(Drift::new("delivery", self.delivery.as_ref(), found.delivery.as_ref()));
        }
        if self.shared_out != found.shared_out {
            drifts.push(Drift::new("shared_out", self.shared_out.as_ref(), found.shared_out.as_ref()));
        }
        if self.content != found.content {
            drifts.push(Drift::new("content", Some(&self.content), Some(&found.content)));
        }
        // A value that is none reads like an unknown one above. To have become unknown, or known, is a change as well.
        for field in WATCHED {
            let (was, is) = (lists(&self.unknown, field), lists(&found.unknown, field));
            if was != is && !drifts.iter().any(|drift| drift.field == field) {
                let told = |unknown| if unknown { "unknown" } else { "none" }.to_owned();
                drifts.push(Drift { field, planned: told(was), found: told(is) });
            }
        }
        drifts
    }
}

/// The values whose becoming unknown, or known, is a change.
const WATCHED: [&str; 10] = [
    "state",
    "tags",
    "delivery",
    "shared_out",
    "name",
    "description",
    "reference_id",
    "folder",
    "category",
    "custom_fields",
];

fn lists(unknown: &[String], field: &str) -> bool {
    unknown.iter().any(|name| name == field)
}

/// The watched values of a video that are unknown.
fn unknown_of(video: &Video) -> Vec<&'static str> {
    let unknown = [
        video.state.is_unknown(),
        video.tags.is_unknown(),
        video.delivery.is_unknown(),
        video.shared_out.is_unknown(),
        video.name.is_unknown(),
        video.description.is_unknown(),
        video.reference_id.is_unknown(),
        video.folder.is_unknown(),
        video.category.is_unknown(),
        video.custom_fields.is_unknown(),
    ];
    WATCHED.into_iter().zip(unknown).filter(|(_, unknown)| *unknown).map(|(field, _)| field).collect()
}

impl Drift {
    fn new<T: Serialize>(field: &'static str, planned: Option<&T>, found: Option<&T>) -> Self {
        let show = |value: Option<&T>| match value {
            None => "unknown".to_owned(),
            Some(value) => match serde_json::to_value(value) {
                Ok(serde_json::Value::String(text)) => text,
                Ok(value) => value.to_string(),
                Err(_) => "unknown".to_owned(),
            },
        };
        Self { field, planned: show(planned), found: show(found) }
    }
}

fn content_digest(video: &Video) -> String {
    let mut hasher = Sha256::new();
    let mut put = |name: &str, value: Option<&str>| {
        hasher.update(name.as_bytes());
        hasher.update([0]);
        if let Some(value) = value {
            hasher.update([1]);
            hasher.update(value.as_bytes());
        }
        hasher.update([0]);
    };
    put("name", video.name.value().map(AsRef::as_ref));
    put("description", video.description.value().map(AsRef::as_ref));
    put("reference_id", video.reference_id.value().map(AsRef::as_ref));
    put("folder", video.folder.value().map(AsRef::as_ref));
    put("category", video.category.value().map(AsRef::as_ref));
    if let Known::Value(fields) = &video.custom_fields {
        for (name, value) in fields {
            put(name, Some(value));
        }
    }
    let digest = hasher.finalize();
    digest.iter().take(8).fold(String::with_capacity(16), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::VideoId;

    fn video() -> Video {
        let mut video = Video::unknown(VideoId::new("1").expect("an id"), "not asked");
        video.updated_at = Known::Value("2026-01-01T00:00:00Z".parse().expect("a time"));
        video.state = Known::Value(VideoState::Active);
        video.tags = Known::Value(vec!["B".into(), "a".into()]);
        video.delivery = Known::Absent;
        video.shared_out = Known::Absent;
        for text in [&mut video.name, &mut video.description, &mut video.reference_id, &mut video.folder] {
            *text = Known::Absent;
        }
        video.category = Known::Absent;
        video.custom_fields = Known::Absent;
        video
    }

    fn drift(change: impl Fn(&mut Video)) -> Vec<String> {
        let mut changed = video();
        change(&mut changed);
        let told = |planned: &Video, found: &Video| -> Vec<&str> {
            Fingerprint::of(planned).drift(&Fingerprint::of(found)).into_iter().map(|drift| drift.field).collect()
        };
        let there = told(&video(), &changed);
        assert_eq!(there, told(&changed, &video()), "a change is one in both directions");
        there.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_value_that_became_unknown_or_known_is_a_change_also_where_there_was_none() {
        let lost = || Known::unknown("the answer broke off");
        assert_eq!(drift(|video| video.state = Known::unknown("?")), ["state"]);
        assert_eq!(drift(|video| video.tags = Known::unknown("?")), ["tags"]);
        assert_eq!(drift(|video| video.updated_at = Known::unknown("?")), ["updated_at"]);
        assert_eq!(drift(|video| video.delivery = Known::unknown("?")), ["delivery"]);
        assert_eq!(drift(|video| video.shared_out = Known::unknown("?")), ["shared_out"]);
        assert_eq!(drift(|video| video.name = lost()), ["name"]);
        assert_eq!(drift(|video| video.description = lost()), ["description"]);
        assert_eq!(drift(|video| video.reference_id = lost()), ["reference_id"]);
        assert_eq!(drift(|video| video.folder = lost()), ["folder"]);
        assert_eq!(drift(|video| video.category = lost()), ["category"]);
        assert_eq!(drift(|video| video.custom_fields = Known::unknown("?")), ["custom_fields"]);
    }

    #[test]
    fn what_a_listing_may_not_tell_is_compared_only_where_both_readings_tell() {
        assert!(drift(|video| video.size = Known::Value(5)).is_empty());
        let sized = |bytes| Fingerprint::of(&Video { size: Known::Value(bytes), ..video() });
        let found = sized(5).drift(&sized(6));
        assert_eq!(found, [Drift { field: "size", planned: "5".into(), found: "6".into() }]);
        assert!(
            sized(5).drift_beside_own_changes(&sized(6)).is_empty(),
            "a master that we deleted takes its bytes along"
        );
    }

    #[test]
    fn tags_are_compared_without_order_and_case() {
        assert!(drift(|video| video.tags = Known::Value(vec!["A".into(), "b".into()])).is_empty());
        assert_eq!(drift(|video| video.tags = Known::Value(vec!["a".into()])), ["tags"]);
    }
}
