//! What one client process is asked to do.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vodsweep::model::Platform;
use vodsweep::script::PolicySource;

use crate::server::Endpoint;

/// Every video is listed, and five conditions are decided for each.
const EVERY_VIDEO: &str = r#"// Looks at every video.
search()
    .filter(|v| v.state == "inactive" && v.duration > minutes(1) && days_since(v.updated_at) > 365
        && !v.has_tag("keep") && v.delivery != "live_origin")
    .each(|v| delete_video(v, "inactive for a year"));
"#;

const OLD_MASTERS: &str = include_str!("../../scripts/old_masters.rhai");

/// One job on one library.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) way: Way,
    pub(crate) platform: Platform,
    pub(crate) policy: Policy,
    /// Whether the sizes of what would go are looked up for the plan.
    pub(crate) sizes: bool,
    pub(crate) endpoint: Endpoint,
}

/// Who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Way {
    Vodsweep,
    Sequential,
    Concurrent,
}

/// What is decided.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Policy {
    /// Asks for what is not there, so that the server is ready for the next.
    Nothing,
    EveryVideo,
    OldMasters,
    File(PathBuf),
}

impl Job {
    pub(crate) fn new(way: Way, platform: Platform, policy: Policy, sizes: bool, endpoint: &Endpoint) -> Self {
        Self { way, platform, policy, sizes, endpoint: endpoint.clone() }
    }
}

impl Way {
    pub(crate) const ALL: [Self; 3] = [Self::Vodsweep, Self::Concurrent, Self::Sequential];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Vodsweep => "vodsweep",
            Self::Sequential => "sequential",
            Self::Concurrent => "concurrent",
        }
    }
}

impl Policy {
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::EveryVideo => "every_video".to_owned(),
            Self::OldMasters => "old_masters".to_owned(),
            Self::File(path) => path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        }
    }

    /// The text of the policy.
    ///
    /// # Errors
    /// Fails when its file cannot be read.
    pub(crate) fn source(&self) -> Result<PolicySource, String> {
        let text = match self {
            Self::Nothing => r#"search("tags:no-video-has-this-tag").each(|v| delete_video(v, "never"));"#,
            Self::EveryVideo => EVERY_VIDEO,
            Self::OldMasters => OLD_MASTERS,
            Self::File(path) => return PolicySource::load(path).map_err(|mistake| mistake.message.clone()),
        };
        Ok(PolicySource::from_text(&self.name(), text, &[]))
    }
}

/// The clock of libraries and plans: with the seed it makes every count the same on every machine and day.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_767_225_600).unwrap_or_default()
}
