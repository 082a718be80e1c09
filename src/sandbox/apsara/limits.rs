//! The limits of the platform: so many calls of each operation in any second, for all users of an account together.
//!
//! Pure bookkeeping; moments are arguments.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::operation::Operation;

/// Counts the calls of each operation.
#[derive(Debug, Default)]
pub(super) struct CallLimits(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    calls: HashMap<&'static str, VecDeque<Instant>>,
    refused: u64,
}

impl CallLimits {
    /// Lets a call in, or refuses it. Whether a refused call counts is not documented; here it does not.
    pub(super) fn enter(&self, operation: &Operation, now: Instant) -> Result<(), Fault> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = counts.calls.entry(operation.name).or_default();
        while calls.front().is_some_and(|then| now.duration_since(*then) >= Duration::from_secs(1)) {
            calls.pop_front();
        }
        if calls.len() >= operation.per_second {
            counts.refused += 1;
            return Err(too_fast(operation.name));
        }
        calls.push_back(now);
        Ok(())
    }

    /// How many calls were refused.
    pub(super) fn refused(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).refused
    }
}

/// What a call over the limit is answered. The operations of the content network have words of their own.
pub(super) fn too_fast(operation: &str) -> Fault {
    if operation.starts_with("RefreshVod") || operation.starts_with("Describe") {
        Fault::new(503, "Throttling", "Request was denied due to request throttling.")
    } else {
        Fault::new(400, "Throttling.User", "Request was denied due to user flow control.")
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::Map;

    use super::CallLimits;
    use crate::sandbox::apsara::operation::Operation;

    #[test]
    fn each_operation_has_a_second_of_its_own() {
        let limits = CallLimits::default();
        let slow = Operation { name: "DeleteVideo", per_second: 2, run: |_, _| Ok(Map::new()) };
        let other = Operation { name: "DescribeVodRefreshQuota", per_second: 1, run: |_, _| Ok(Map::new()) };
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        assert!(limits.enter(&slow, at(0)).is_ok());
        assert!(limits.enter(&slow, at(500)).is_ok());
        let refused = limits.enter(&slow, at(999)).unwrap_err();
        assert_eq!((refused.status.as_u16(), refused.code.as_str()), (400, "Throttling.User"));
        assert!(limits.enter(&other, at(999)).is_ok());
        let refused = limits.enter(&other, at(1000)).unwrap_err();
        assert_eq!((refused.status.as_u16(), refused.code.as_str()), (503, "Throttling"));
        assert!(limits.enter(&slow, at(1000)).is_ok());
        assert!(limits.enter(&slow, at(1499)).is_err());
        assert_eq!(limits.refused(), 3);
    }
}
