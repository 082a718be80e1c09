//! Who carries out a session of a run, and where.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who and where, as the command line learned it. It is a note for people: nothing is decided by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The user's name.
    pub user: String,
    /// The machine's name.
    pub host: String,
    /// The program and its version.
    pub tool: String,
}

impl Operator {
    /// What is written where nobody said.
    const UNKNOWN: &'static str = "unknown";

    /// Names the user and the machine; this program names itself.
    #[must_use]
    pub fn new(user: Option<String>, host: Option<String>) -> Self {
        let or_unknown = |name: Option<String>| {
            name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| Self::UNKNOWN.to_owned())
        };
        Self {
            user: or_unknown(user),
            host: or_unknown(host),
            tool: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.user, self.host)
    }
}
