//! Whether, when and how often a failed call is made again.

use std::time::Duration;

use crate::provider::{Error, ErrorKind};

/// What a call allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It changes nothing: any passing failure may be tried again.
    Freely,
    /// It changes something. Whoever asked for it looks again before it is tried again, also when it was certainly not
    /// applied: what it is about may have changed meanwhile.
    Never,
}

/// Tries in all when no connection can be made: whoever waits wants to know soon.
const UNREACHABLE_TRIES: u32 = 3;

/// Exponential back-off with full jitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries in all, the first included.
    pub tries: u32,
    /// The upper end of the first wait; it doubles with every further try.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// The longest wait that a platform can ask of us; the call fails at once when it asks for more.
    pub longest_asked: Duration,
    /// Whether a wait that the platform asks for is really waited for; only tests do not.
    pub obedient: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            tries: 6,
            first: Duration::from_secs(1),
            longest: Duration::from_secs(30),
            longest_asked: Duration::from_mins(2),
            obedient: true,
        }
    }
}

impl RetryPolicy {
    /// The same number of tries without any wait, for tests.
    #[must_use]
    pub const fn without_delay() -> Self {
        Self { tries: 6, first: Duration::ZERO, longest: Duration::ZERO, longest_asked: Duration::MAX, obedient: false }
    }

    /// How long to wait before the next try; `None` when there is none.
    ///
    /// `tried` counts the tries so far, `luck` is a random number from 0 to 1.
    #[must_use]
    pub fn wait(&self, repeat: Repeat, tried: u32, error: &Error, luck: f64) -> Option<Duration> {
        if tried >= self.allowed(repeat, error) {
            return None;
        }
        let ceiling = self.first.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1))).min(self.longest);
        let own = ceiling.mul_f64(luck.clamp(0.0, 1.0));
        Some(match &error.kind {
            // To come back sooner than asked would be to disobey, and nobody wants to wait for hours in silence.
            ErrorKind::Throttled(Some(asked)) if *asked > self.longest_asked => return None,
            ErrorKind::Throttled(Some(asked)) if self.obedient => own.max(*asked),
            _ => own,
        })
    }

    fn allowed(&self, repeat: Repeat, error: &Error) -> u32 {
        match (&error.kind, repeat) {
            (_, Repeat::Never) => 1,
            (ErrorKind::Unreachable, _) if error.status.is_none() => self.tries.min(UNREACHABLE_TRIES),
            (
                ErrorKind::Throttled(_) | ErrorKind::Unreachable | ErrorKind::Unavailable | ErrorKind::Interrupted,
                Repeat::Freely,
            ) => self.tries,
            // An answer cut short may come whole the next time; one that is wrong stays wrong.
            (ErrorKind::Malformed, Repeat::Freely) => self.tries.min(2),
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(repeat: Repeat, tried: u32, kind: ErrorKind) -> Option<Duration> {
        RetryPolicy::default().wait(repeat, tried, &Error::new(kind, "test"), 1.0)
    }

    #[test]
    fn waits_double_up_to_thirty_seconds_and_end_after_six_tries() {
        let waits: Vec<_> =
            (1..=6).map(|tried| wait(Repeat::Freely, tried, ErrorKind::Unavailable).map(|w| w.as_secs())).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), Some(8), Some(16), None]);
    }

    #[test]
    fn a_refused_connection_is_reported_within_five_seconds() {
        let waits: Vec<_> = (1..=3).map(|tried| wait(Repeat::Freely, tried, ErrorKind::Unreachable)).collect();
        assert!(waits.iter().flatten().sum::<Duration>() <= Duration::from_secs(5), "{waits:?}");
        assert_eq!(waits[2], None);
    }

    #[test]
    fn jitter_is_full() {
        let error = Error::new(ErrorKind::Unavailable, "test");
        assert_eq!(RetryPolicy::default().wait(Repeat::Freely, 3, &error, 0.0), Some(Duration::ZERO));
    }

    #[test]
    fn a_wait_asked_by_the_platform_is_honoured_within_reason() {
        let asked = |secs| wait(Repeat::Freely, 1, ErrorKind::Throttled(Some(Duration::from_secs(secs))));
        assert_eq!(asked(9), Some(Duration::from_secs(9)));
        assert_eq!(asked(86_400), None);
    }

    #[test]
    fn a_change_is_never_repeated_here() {
        for kind in [
            ErrorKind::Unavailable,
            ErrorKind::Interrupted,
            ErrorKind::Malformed,
            ErrorKind::Busy,
            ErrorKind::Throttled(None),
            ErrorKind::Unreachable,
        ] {
            assert_eq!(wait(Repeat::Never, 1, kind), None);
        }
    }

    #[test]
    fn wrong_credentials_are_never_tried_again() {
        assert_eq!(wait(Repeat::Freely, 1, ErrorKind::Credentials), None);
        assert_eq!(wait(Repeat::Freely, 1, ErrorKind::Refused), None);
    }
}
