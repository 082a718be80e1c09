//! One account as the configuration describes it.

use super::SecretSource;
use crate::plan::{Limits, Shields};

/// A configured account; secrets are not fetched yet.
#[derive(Debug, Clone)]
pub struct AccountConfig {
    /// Its name.
    pub name: String,
    /// The platform with what it needs.
    pub platform: PlatformConfig,
    /// How fast requests may start, a second; `None` takes the platform's safe default.
    pub requests_per_second: Option<f64>,
    /// How many requests may be under way at once; `None` takes the platform's safe default.
    pub concurrency: Option<usize>,
    /// Its limits.
    pub limits: Limits,
    /// Its shields.
    pub shields: Shields,
    /// What it protects, not read yet.
    pub protect: ProtectConfig,
}

/// The platform of an account.
#[derive(Debug, Clone)]
pub enum PlatformConfig {
    /// Brightcove Video Cloud.
    Brightcove(BrightcoveAccount),
    /// ApsaraVideo VOD in a region.
    Apsara {
        /// The region id.
        region: String,
    },
    /// The built-in sandbox, speaking one of the two languages.
    Sandbox(SandboxDialect),
}

/// Which platform the sandbox plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SandboxDialect {
    /// Brightcove.
    Brightcove,
    /// ApsaraVideo.
    Apsara,
}

/// What a Brightcove account needs.
#[derive(Debug, Clone)]
pub struct BrightcoveAccount {
    /// The platform's account id, digits.
    pub account_id: String,
    /// The API credential's id: a literal or a reference.
    pub client_id: ClientId,
    /// The API credential's secret.
    pub client_secret: SecretSource,
    /// Another address for the token endpoint.
    pub oauth: Option<String>,
    /// Another address for the CMS API.
    pub cms: Option<String>,
}

/// A credential's id is not secret, so it may be written literally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientId {
    /// As written.
    Literal(String),
    /// Somewhere else.
    Source(SecretSource),
}

/// What an account protects, as written.
#[derive(Debug, Clone, Default)]
pub struct ProtectConfig {
    /// A query.
    pub query: Option<String>,
    /// Ids.
    pub ids: Vec<String>,
    /// A file of ids, absolute or next to the configuration.
    pub ids_file: Option<std::path::PathBuf>,
    /// Folder ids.
    pub folders: Vec<String>,
}
