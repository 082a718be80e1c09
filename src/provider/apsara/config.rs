//! What is needed to open an ApsaraVideo VOD library.

use sha2::{Digest as _, Sha256};

use super::signature::{SignatureVersion, hex};
use crate::model::{Account, Secret};
use crate::provider::http::{HttpConfig, PaceConfig};

/// Configuration of one library: an Alibaba Cloud account in one region.
#[derive(Debug, Clone)]
pub struct ApsaraConfig {
    /// Which library it is.
    pub account: Account,
    /// The region that the library is in; an endpoint sees only its own.
    pub region: String,
    /// The id of the access key.
    pub access_key_id: Secret,
    /// The secret of the access key.
    pub access_key_secret: Secret,
    /// The token that comes with a temporary access key.
    pub security_token: Option<Secret>,
    /// Base address of the API; without one, that of the region.
    pub endpoint: Option<String>,
    /// How requests are signed.
    pub signature: SignatureVersion,
    /// Whether the content network is asked to drop copies of what was deleted.
    pub refresh: bool,
    /// Whether every operation keeps to half of its documented limit; only sandboxes and tests do without.
    pub paced: bool,
    /// Pace of all operations together, time-outs and retries.
    pub http: HttpConfig,
}

impl ApsaraConfig {
    /// No limit for all operations together, because every operation has its own; enough at once to reach 25 starts a
    /// second when an answer takes a whole one.
    pub const PACE: PaceConfig = PaceConfig { requests_per_second: None, concurrency: 32 };

    /// The configuration for the public endpoint of a region at the default pace.
    #[must_use]
    pub fn new(account: Account, region: impl Into<String>, access_key_id: Secret, access_key_secret: Secret) -> Self {
        Self {
            account,
            region: region.into(),
            access_key_id,
            access_key_secret,
            security_token: None,
            endpoint: None,
            signature: SignatureVersion::default(),
            refresh: true,
            paced: true,
            http: HttpConfig::new(Self::PACE),
        }
    }

    /// Whether the library is known by its access key only, so that with another key it counts as another library.
    #[must_use]
    pub fn is_bound_to_key(&self) -> bool {
        self.account.account_id == account_id(&self.region, &self.access_key_id, None)
    }
}

/// The identity of a library. The API never names the account of a key, so it is the account number when that is
/// configured, else a fingerprint of the key: the key's id itself is shown nowhere.
#[must_use]
pub fn account_id(region: &str, access_key_id: &Secret, configured: Option<&str>) -> String {
    if let Some(number) = configured {
        return format!("{number}/{region}");
    }
    let fingerprint: String = hex(&Sha256::digest(access_key_id.expose())).chars().take(12).collect();
    format!("{region}/key-{fingerprint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_named_by_its_number_or_by_a_fingerprint_of_its_key() {
        let key = Secret::new("testAccessKeyId".to_owned());
        assert_eq!(account_id("cn-shanghai", &key, Some("1234567890")), "1234567890/cn-shanghai");
        let named = account_id("cn-shanghai", &key, None);
        assert_eq!(named, "cn-shanghai/key-4d3530982fc6");
        assert_ne!(named, account_id("cn-shanghai", &Secret::new("another".to_owned()), None));
    }

    #[test]
    fn a_library_without_a_number_is_bound_to_its_key() {
        for (number, bound) in [(None, true), (Some("1234567890"), false)] {
            let key = || Secret::new("testAccessKeyId".to_owned());
            let account = Account {
                name: "cn".to_owned(),
                platform: crate::model::Platform::Apsara,
                account_id: account_id("cn-shanghai", &key(), number),
            };
            assert_eq!(ApsaraConfig::new(account, "cn-shanghai", key(), key()).is_bound_to_key(), bound);
        }
    }

    #[test]
    fn no_secret_is_printed_with_the_configuration() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let account = Account {
            name: "cn".to_owned(),
            platform: crate::model::Platform::Apsara,
            account_id: "1/cn-shanghai".to_owned(),
        };
        let config = ApsaraConfig {
            security_token: Some(secret("hunter3")),
            ..ApsaraConfig::new(account, "cn-shanghai", secret("hunter1"), secret("hunter2"))
        };
        let shown = format!("{config:?}");
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
