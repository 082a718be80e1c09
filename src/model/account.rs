//! A named, configured library on one platform.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The platforms whose language this program speaks. The sandbox speaks both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Brightcove Video Cloud, CMS API.
    Brightcove,
    /// Alibaba Cloud ApsaraVideo VOD, API 2017-03-21.
    Apsara,
}

impl Platform {
    /// The word that configuration and plans use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Brightcove => "brightcove",
            Self::Apsara => "apsara",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Brightcove => "Brightcove Video Cloud",
            Self::Apsara => "ApsaraVideo VOD",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which library something was seen in or belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// The name in the configuration.
    pub name: String,
    /// The platform it is on.
    pub platform: Platform,
    /// The platform's identity of the library.
    pub account_id: String,
}

impl Account {
    /// How the identity of a recorded library begins. No platform calls an account so.
    pub const RECORDED: &'static str = "recording-";

    /// Whether it is a recording, and no library of a platform: nothing can be deleted there.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.account_id.starts_with(Self::RECORDED)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {})", self.name, self.platform.title(), self.account_id)
    }
}
