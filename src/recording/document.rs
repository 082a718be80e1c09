//! The recording as it is saved: schema `vodsweep.recording/1`.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::item::RecordedItem;
use super::scrub::PartCount;
use crate::model::{Account, Platform};

/// The name and version of the document.
pub const SCHEMA: &str = "vodsweep.recording/1";

/// A recorded library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recording {
    /// What comes before the videos.
    #[serde(flatten)]
    pub header: Header,
    /// The videos, in the order in which they were listed.
    pub videos: Vec<RecordedItem>,
    /// What comes after them.
    #[serde(flatten)]
    pub trailer: Trailer,
}

/// What a recording says before its videos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// What made it.
    pub tool: Tool,
    /// The platform of the library.
    pub platform: Platform,
    /// The identity of the recorded library: `recording-` and twelve hexadecimal digits. It is no account of a platform.
    pub library: String,
    /// Whether everything was asked for.
    pub scope: Scope,
}

/// What of the library was asked for. The query is not kept: it can quote the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything.
    All,
    /// What a query selects, or so many.
    Part,
}

/// What a recording says after its videos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trailer {
    /// How completely the listing was read.
    pub coverage: Coverage,
    /// What became of the values, by field.
    pub fields: Vec<PartCount>,
}

/// How completely the listing was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// How many videos are in the recording.
    pub videos: u64,
    /// How many the platform counted and did not list; `null` when it gave no count. Whether they belong here is unknown.
    pub missing: Option<u64>,
}

/// The program that made a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Header {
    /// The header of a recording that is made now by this program.
    #[must_use]
    pub fn new(platform: Platform, library: String, scope: Scope, now: Timestamp) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            created_at: now,
            tool: Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            platform,
            library,
            scope,
        }
    }
}

impl Recording {
    /// The account that plans of it are made for: none that can be configured.
    #[must_use]
    pub fn account(&self) -> Account {
        Account {
            name: super::PREFIX.trim_end_matches('-').to_owned(),
            platform: self.header.platform,
            account_id: self.header.library.clone(),
        }
    }

    /// How many videos the library is said to have; `None` when the platform gave no count.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.trailer.coverage.missing.map(|missing| missing.saturating_add(self.trailer.coverage.videos))
    }
}

/// The JSON Schema (draft 2020-12) of a recording.
#[must_use]
pub fn schema() -> Value {
    schemars::schema_for!(Recording).to_value()
}
