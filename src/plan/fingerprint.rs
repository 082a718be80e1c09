//! What was seen of a video when it was planned, to notice when it changed.

use std::fmt::Write as _;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Delivery, Known, Video, VideoState};

/// The part of a video that must be the same at commit. A value that was unknown is `null` and equals only `null`, except
/// for the master: a plan that could not see it has not relied on it.
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
        }
    }

    /// Every field in which the freshly read video differs from this plan's view.
    #[must_use]
    pub fn drift(&self, found: &Self) -> Vec<Drift> {
        let mut drifts = self.drift_beside_own_changes(found);
        if self.has_master.is_some() && self.has_master != found.has_master {
            drifts.insert(0, Drift::new("has_master", self.has_master.as_ref(), found.has_master.as_ref()));
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
        drifts
    }
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
