//! What `library.json` says: how a library was made, and the made-up credentials to reach it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::generate::Plan;
use super::rng::Rng;

/// The version of the files of a library that this program writes.
pub(crate) const FORMAT: u32 = 1;

/// The region of the `ApsaraVideo` dialect.
pub(crate) const REGION: &str = "cn-shanghai";

/// How a library was made, and the credentials to reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// The version of the files.
    pub(crate) format: u32,
    /// The seed.
    pub(crate) seed: u64,
    /// How many videos were generated.
    pub(crate) videos: u64,
    /// When; nothing generated is newer.
    pub(crate) generated_at: Timestamp,
    /// The account of the Brightcove dialect.
    pub(crate) account_id: String,
    /// Its client id.
    pub(crate) client_id: String,
    /// Its client secret; opens nothing but this emulation.
    pub(crate) client_secret: String,
    /// The region of the `ApsaraVideo` dialect.
    pub(crate) region: String,
    /// Its key id.
    pub(crate) access_key_id: String,
    /// Its key; opens nothing but this emulation.
    pub(crate) access_key_secret: String,
}

impl Header {
    /// Makes up everything that a new library needs besides its videos.
    pub(crate) fn new(plan: Plan) -> Self {
        let mut rng = Rng::new(plan.seed, 6, 0);
        Self {
            format: FORMAT,
            seed: plan.seed,
            videos: plan.videos,
            generated_at: plan.anchor,
            account_id: (9_000_000_000_000 + rng.below(999_999_999)).to_string(),
            client_id: format!("sandbox-client-{}", rng.hex(16)),
            client_secret: format!("sandbox-not-a-secret-{}", rng.hex(24)),
            region: REGION.to_owned(),
            access_key_id: format!("SandboxKey{}", rng.hex(14)),
            access_key_secret: format!("sandbox-not-a-secret-{}", rng.hex(16)),
        }
    }

    /// What the generated videos follow from.
    pub(crate) const fn plan(&self) -> Plan {
        Plan { seed: self.seed, videos: self.videos, anchor: self.generated_at }
    }
}
