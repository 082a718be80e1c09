//! What is needed to open a Brightcove account.

use crate::model::{Account, Secret};
use crate::provider::http::{HttpConfig, PaceConfig};

/// Configuration of one Brightcove account.
#[derive(Debug, Clone)]
pub struct BrightcoveConfig {
    /// Which account it is; `account_id` is the one in every CMS path.
    pub account: Account,
    /// The client id of the API credentials.
    pub client_id: Secret,
    /// The client secret of the API credentials.
    pub client_secret: Secret,
    /// Base address of the OAuth service, without `/v4/…`.
    pub oauth: String,
    /// Base address of the CMS API, without `/v1/…`.
    pub cms: String,
    /// Pace, time-outs and retries.
    pub http: HttpConfig,
}

impl BrightcoveConfig {
    /// The public OAuth service.
    pub const OAUTH: &'static str = "https://oauth.brightcove.com";
    /// The public CMS API.
    pub const CMS: &'static str = "https://cms.api.brightcove.com";
    /// Below the documented limits of ten request starts a second and twenty at once, which all programs of an
    /// account share.
    pub const PACE: PaceConfig = PaceConfig { requests_per_second: Some(9.0), concurrency: 16 };

    /// The configuration for the public services at the default pace.
    #[must_use]
    pub fn new(account: Account, client_id: Secret, client_secret: Secret) -> Self {
        Self {
            account,
            client_id,
            client_secret,
            oauth: Self::OAUTH.to_owned(),
            cms: Self::CMS.to_owned(),
            http: HttpConfig::new(Self::PACE),
        }
    }
}
