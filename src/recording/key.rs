//! The secret that stand-ins depend on. It is never written, so that nobody can try words until one fits.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// The secret of one recording.
#[derive(Clone)]
pub struct Key([u8; 32]);

/// There is no randomness to be had.
#[derive(Debug, thiserror::Error)]
#[error("get random bytes for the stand-ins")]
pub struct NoRandomness(#[source] getrandom::Error);

impl Key {
    /// A key that nobody knows and that is gone with this process.
    ///
    /// # Errors
    /// Fails when the system has no randomness.
    pub fn random() -> Result<Self, NoRandomness> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(NoRandomness)?;
        Ok(Self(key))
    }

    /// The same key for the same seed: for tests. Who knows the seed can check whether a text was what he thinks.
    #[must_use]
    pub fn of_seed(seed: u64) -> Self {
        Self(Sha256::digest(format!("vodsweep recording, seed {seed}")).into())
    }

    /// 32 bytes that depend on the key, a purpose and a text, and tell nothing of either.
    pub(super) fn digest(&self, purpose: &str, text: &str) -> [u8; 32] {
        // A key of any length is taken, so this cannot fail; without the key there would be no bytes at all.
        let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(&self.0) else { return [0; 32] };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}
