//! One account as the configuration describes it.

use super::SecretSource;
use crate::model::Platform;
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
    /// Whether the content network is asked to drop its copies of what was deleted, where there is one.
    pub refresh_cdn: bool,
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
    Apsara(ApsaraAccount),
    /// The built-in sandbox, speaking one of the two languages.
    Sandbox(SandboxDialect),
}

impl PlatformConfig {
    /// The platform whose rules hold.
    #[must_use]
    pub const fn platform(&self) -> Platform {
        match self {
            Self::Brightcove(_) | Self::Sandbox(SandboxDialect::Brightcove) => Platform::Brightcove,
            Self::Apsara(_) | Self::Sandbox(SandboxDialect::Apsara) => Platform::Apsara,
        }
    }
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

/// What an `ApsaraVideo` account needs.
#[derive(Debug, Clone)]
pub struct ApsaraAccount {
    /// The region id.
    pub region: String,
    /// The number of the Alibaba Cloud account; keeps plans valid when the key changes, as temporary ones do.
    pub account_id: Option<String>,
    /// The id of the access key.
    pub access_key_id: SecretSource,
    /// Its secret.
    pub access_key_secret: SecretSource,
    /// The token that a temporary key comes with.
    pub security_token: Option<SecretSource>,
    /// Another address than the region's.
    pub endpoint: Option<String>,
    /// Whether requests are signed in the old way (HMAC-SHA1).
    pub old_signature: bool,
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
