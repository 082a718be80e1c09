//! The nonces that were seen, so that no request is answered twice.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::fault::Fault;

/// A request may be as old, or as far ahead, as a quarter of an hour; after twice that it is refused by its time.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(30);
/// More than this many are not remembered; the oldest are forgotten first.
const AT_MOST: usize = 1_000_000;

/// The nonces of late.
#[derive(Debug, Default)]
pub(super) struct Nonces(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    known: HashSet<u128>,
    order: VecDeque<(Timestamp, u128)>,
}

impl Nonces {
    /// Takes note of a nonce; fails when it was used before.
    pub(super) fn take(&self, nonce: &str, now: Timestamp) -> Result<(), Fault> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let old = |(then, _): &(Timestamp, u128)| now.duration_since(*then) > REMEMBERED;
        while seen.order.front().is_some_and(old) || seen.order.len() >= AT_MOST {
            if let Some((_, nonce)) = seen.order.pop_front() {
                seen.known.remove(&nonce);
            }
        }
        let nonce = short(nonce);
        if !seen.known.insert(nonce) {
            return Err(Fault::new(400, "SignatureNonceUsed", "Specified signature nonce was used already."));
        }
        seen.order.push_back((now, nonce));
        Ok(())
    }
}

/// A nonce of any length in sixteen bytes.
fn short(nonce: &str) -> u128 {
    let hash = Sha256::digest(nonce);
    hash.first_chunk().copied().map_or(0, u128::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::Nonces;

    #[test]
    fn a_nonce_is_good_once_until_its_request_is_too_old_anyway() {
        let nonces = Nonces::default();
        let start: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let later = |minutes| start.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        assert!(nonces.take("a", start).is_ok());
        assert!(nonces.take("b", start).is_ok());
        assert_eq!(nonces.take("a", later(30)).unwrap_err().code, "SignatureNonceUsed");
        assert!(nonces.take("a", later(31)).is_ok());
        assert_eq!(nonces.take("a", later(32)).unwrap_err().code, "SignatureNonceUsed");
    }
}
