//! The shapes of `vodsweep.toml` as they are written.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Deserialize;

use super::ConfigError;
use crate::model::parse_millis;
use crate::plan::Shields;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileText {
    pub(super) default_account: Option<String>,
    #[serde(default)]
    pub(super) accounts: BTreeMap<String, AccountText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountText {
    pub(super) platform: PlatformText,
    pub(super) account_id: Option<toml::Value>,
    pub(super) client_id: Option<String>,
    pub(super) client_secret: Option<String>,
    pub(super) region: Option<String>,
    pub(super) access_key_id: Option<String>,
    pub(super) access_key_secret: Option<String>,
    pub(super) security_token: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) signature: Option<SignatureText>,
    pub(super) refresh_cdn: Option<bool>,
    #[serde(default)]
    pub(super) endpoints: EndpointsText,
    #[serde(default)]
    pub(super) pace: PaceText,
    #[serde(default)]
    pub(super) limits: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub(super) protect: ProtectText,
    #[serde(default)]
    pub(super) shields: ShieldsText,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PlatformText {
    Brightcove,
    Apsara,
    Sandbox,
    SandboxApsara,
}

/// How requests to `ApsaraVideo` are signed.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum SignatureText {
    V1,
    V3,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct EndpointsText {
    pub(super) oauth: Option<String>,
    pub(super) cms: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct PaceText {
    pub(super) requests_per_second: Option<f64>,
    pub(super) concurrency: Option<usize>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ProtectText {
    pub(super) query: Option<String>,
    #[serde(default)]
    pub(super) ids: Vec<ProtectedIdText>,
    pub(super) ids_file: Option<String>,
    #[serde(default)]
    pub(super) folders: Vec<String>,
}

/// `"42"`, or `{ id = "42", until = 2027-01-31, reason = "case 7" }`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum ProtectedIdText {
    Line(String),
    Table(ProtectedIdTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProtectedIdTable {
    id: String,
    until: Option<UntilText>,
    reason: Option<String>,
}

/// A date, in quotes or as TOML has it.
#[derive(Deserialize)]
#[serde(untagged)]
enum UntilText {
    Date(toml::value::Datetime),
    Text(String),
}

impl ProtectedIdText {
    /// The same as a line of a file of ids; `None` when its id is none, so that it would protect something else.
    pub(super) fn line(&self) -> Option<String> {
        match self {
            Self::Line(line) => Some(line.clone()).filter(|line| is_one_line(line)),
            Self::Table(ProtectedIdTable { id, until, reason }) => {
                let until = match until {
                    None => String::new(),
                    Some(UntilText::Text(text)) => text.clone(),
                    Some(UntilText::Date(date)) => date.to_string(),
                };
                // What would start another line, column or comment.
                if !is_one_line(id) || id.contains([',', '#']) || until.contains([',', '#', '\n']) {
                    return None;
                }
                let reason = reason.clone().unwrap_or_default().replace(['\n', '\r', '#'], " ");
                Some(format!("{id},{until},{reason}"))
            }
        }
    }
}

fn is_one_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.trim_start().starts_with('#') && !text.contains('\n')
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ShieldsText {
    pub(super) shared_out: Option<bool>,
    pub(super) live: Option<bool>,
    pub(super) ingesting: Option<bool>,
    pub(super) ingest_grace: Option<String>,
    pub(super) last_playable: Option<bool>,
}

impl ShieldsText {
    pub(super) fn read(&self, grace_key: &str) -> Result<Shields, ConfigError> {
        let default = Shields::default();
        let ingest_grace = match &self.ingest_grace {
            None => default.ingest_grace,
            Some(text) => {
                let millis = parse_millis(text).map_err(|error| ConfigError::value(grace_key, error.to_string()))?;
                SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
            }
        };
        Ok(Shields {
            shared_out: self.shared_out.unwrap_or(default.shared_out),
            live: self.live.unwrap_or(default.live),
            ingesting: self.ingesting.unwrap_or(default.ingesting),
            ingest_grace,
            last_playable: self.last_playable.unwrap_or(default.last_playable),
        })
    }
}
