//! The plan as it is saved: schema `vodsweep.plan/1`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Fingerprint;
use crate::model::{Account, Action, AssetId, AssetKind, AssetRef, Native, Target, TargetOptions, VideoId, VideoState};

/// The name and version of the document.
pub const SCHEMA: &str = "vodsweep.plan/1";

/// A saved, bounded set of deletions and of steps before them: the only thing that a commit takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// `sha256:` and the digest of everything else in the document.
    pub id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// What made it.
    pub tool: Tool,
    /// The library it is for.
    pub account: Account,
    /// The scripts that were run.
    pub policies: Vec<PolicyRecord>,
    /// What was seen of the library.
    pub library: LibraryView,
    /// Every limit with what the plan would use of it.
    pub limits: Vec<LimitCheck>,
    /// Whether a commit is refused: a limit is exceeded, or the listing was incomplete.
    pub blocked: bool,
    /// Why it is blocked, one sentence a cause; empty when it is not.
    pub blocked_because: Vec<Blocked>,
    /// What would be done, in the order in which it will be.
    pub entries: Vec<Entry>,
    /// What was proposed and is kept all the same.
    pub kept: Vec<Kept>,
    /// What the content network will be asked to drop; absent where the platform has nothing to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh: Option<Refresh>,
    /// Videos that a rule could not be decided for.
    pub unknown: Vec<UnknownNote>,
    /// Sums by action.
    pub totals: Totals,
}

impl Plan {
    /// Whether it holds anything that cannot be undone.
    #[must_use]
    pub fn deletes(&self) -> bool {
        self.entries.iter().any(|entry| entry.action.is_deletion())
    }
}

/// The program that made a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A script that took part in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyRecord {
    /// Its path as the user wrote it.
    pub path: String,
    /// Hex digest of its text and of everything that it imported.
    pub sha256: String,
    /// Its parameters with the values that were used.
    pub params: BTreeMap<String, serde_json::Value>,
}

/// What was seen of the library while planning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LibraryView {
    /// All videos of the library; `null` when the platform did not say.
    pub videos_total: Option<u64>,
    /// Distinct videos that were read.
    pub videos_seen: u64,
    /// False when a listing gave fewer distinct videos than the platform counted.
    pub complete: bool,
    /// Age of the inventory that was read instead of the platform; `null` when the platform was read.
    pub inventory_age_seconds: Option<u64>,
}

/// One limit and what the plan would use of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LimitCheck {
    /// `entries`, `share`, `bytes`, `survivors` or `per_day`.
    pub name: String,
    /// The limit: a count, bytes, or for `share` a fraction of 1.
    pub allowed: serde_json::Number,
    /// What the plan has in the same unit; `null` when it cannot be known.
    pub actual: Option<serde_json::Number>,
    /// Entries that are not in the actual value because theirs is unknown: sizes, for `bytes`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unknown: u64,
    /// What each of them that may be large is supposed to have, in the same unit, when it is decided whether the limit is
    /// exceeded.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unknown_as: u64,
    /// Whether the plan is over it; an unknown actual value counts as over.
    pub exceeded: bool,
    /// Whether `--limit` raised or lowered it for this plan only.
    pub set_for_this_plan: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how it is called")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Why a plan is blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Blocked(pub String);

/// What the content network will be asked to drop after the deletions: it keeps copies until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refresh {
    /// Whether the account wants it.
    pub enabled: bool,
    /// Addresses of all entries together, each once.
    pub addresses: u64,
    /// Addresses that the platform still takes today; `null` when it did not say.
    pub left_today: Option<u64>,
}

/// One planned deletion, or one quarantine or release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Its number in the plan, from 1.
    pub seq: u32,
    /// What is done.
    pub action: Action,
    /// The video concerned.
    pub video: EntryVideo,
    /// The file concerned; `null` when it is the whole video.
    pub asset: Option<EntryAsset>,
    /// Bytes that it frees; `null` when unknown.
    pub bytes: Option<u64>,
    /// Bytes that a later deletion of the video frees, on a quarantine whose size is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes_later: Option<u64>,
    /// Every reason that was given for it.
    pub reasons: Vec<Reason>,
    /// What was seen of the video.
    pub fingerprint: Fingerprint,
    /// Explicit options.
    pub options: TargetOptions,
    /// What a person should know before agreeing.
    pub warnings: Vec<String>,
    /// Addresses, without query strings, at which the content network may keep copies of what goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<String>,
    /// The platform's own objects of the files that go, as planning saw them; none for files that it did not look up. They
    /// are kept so that a record of what is gone remains.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRecord>,
}

impl Entry {
    /// What exactly the entry is aimed at.
    #[must_use]
    pub fn target(&self) -> Target {
        Target {
            action: self.action,
            video: self.video.id.clone(),
            asset: self.asset.as_ref().map(|asset| AssetRef {
                id: asset.id.clone(),
                kind: asset.kind,
                label: asset.label.clone(),
            }),
            options: self.options,
        }
    }
}

/// What a plan says of a video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryVideo {
    /// The platform's id.
    pub id: VideoId,
    /// The title; `null` when unknown.
    pub name: Option<String>,
    /// The state; `null` when unknown.
    pub state: Option<VideoState>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// Its tags as the platform has them.
    pub tags: Vec<String>,
}

/// What a plan says of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryAsset {
    /// The platform's id.
    pub id: AssetId,
    /// What it is to its video.
    pub kind: AssetKind,
    /// The platform's label, where it has one.
    pub label: Option<String>,
    /// Its size; `null` when unknown.
    pub bytes: Option<u64>,
}

/// What the platform said of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileRecord {
    /// The platform's id.
    pub id: AssetId,
    /// What it is to its video.
    pub kind: AssetKind,
    /// The platform's own object as JSON text, its addresses without query strings.
    pub native: Native,
}

/// Why something is proposed, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The script's path as the user wrote it.
    pub policy: String,
    /// The line in it, from 1.
    pub line: u32,
    /// The reason in words.
    pub text: String,
}

/// What shielded a video or a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeepSource {
    /// The script's `keep`.
    Keep,
    /// The account's protection.
    Protection,
    /// A built-in shield.
    Shield,
    /// The platform cannot do it.
    Capability,
}

/// A proposal that was not taken over, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Kept {
    /// The video.
    pub video: KeptVideo,
    /// What kept it.
    pub source: KeepSource,
    /// Why, in words.
    pub reason: String,
    /// The action that was proposed; `null` for a `keep` that no proposal met.
    pub action: Option<Action>,
    /// The file that was proposed, by id.
    pub asset: Option<AssetId>,
}

/// The identity of a kept video.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct KeptVideo {
    /// The platform's id.
    pub id: VideoId,
    /// The title; `null` when unknown.
    pub name: Option<String>,
}

/// A video that a rule could not be decided for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnknownNote {
    /// The video.
    pub video: KeptVideo,
    /// What is unknown of it.
    pub field: String,
    /// The script.
    pub policy: String,
    /// The line in it; `null` when a query asked.
    pub line: Option<u32>,
    /// Why it is unknown.
    pub message: String,
}

/// Sums by action; only actions that occur.
pub type Totals = BTreeMap<Action, ActionTotals>;

/// Sums of one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ActionTotals {
    /// Entries.
    pub count: u64,
    /// Bytes of those whose size is known.
    pub bytes: u64,
    /// Entries whose size is unknown.
    pub bytes_unknown: u64,
}
