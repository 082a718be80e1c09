//! What a look at an account found, for `doctor`.

use jiff::SignedDuration;

use super::{Error, ErrorKind};

/// A difference of clocks that nobody needs to hear of.
const SKEW_SECONDS: u64 = 60;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `token`, `clock`, `videos`, `deleting`.
    pub subject: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found, as a fragment for people.
    pub detail: String,
    /// The permissions that were found missing, in the platform's words.
    pub missing: Vec<String>,
}

/// How a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It works.
    Fine,
    /// It works, but somebody should know.
    Notice,
    /// It does not work.
    Broken,
    /// The platform gives no way to find out without changing something.
    CannotBeChecked,
}

impl Finding {
    /// A finding with nothing missing.
    #[must_use]
    pub fn new(subject: &'static str, verdict: Verdict, detail: impl Into<String>) -> Self {
        Self { subject, verdict, detail: detail.into(), missing: Vec::new() }
    }

    /// Something that failed; `advice` says what to do about a missing permission.
    pub(super) fn broken(subject: &'static str, error: &Error, advice: &str) -> Self {
        let (advice, missing) = match &error.kind {
            ErrorKind::Unreachable => ("; is the network there, and is a proxy needed?", Vec::new()),
            ErrorKind::MissingPermission(permission) => (advice, vec![permission.clone()]),
            _ => ("", Vec::new()),
        };
        Self { missing, ..Self::new(subject, Verdict::Broken, format!("{}{advice}", error.message)) }
    }

    /// How far the platform's clock is from this machine's.
    pub(super) fn clock(skew: SignedDuration) -> Self {
        let seconds = skew.unsigned_abs().as_secs();
        if seconds <= SKEW_SECONDS {
            return Self::new("clock", Verdict::Fine, "the clocks agree");
        }
        let detail =
            format!("this machine's clock is {seconds} seconds away from the platform's; ages are counted by it");
        Self::new("clock", Verdict::Notice, detail)
    }
}
