//! Trouble on demand, so that tests can make any operation answer anything.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;

use super::fault::Fault;
use super::limits::too_fast;

/// Some calls of one operation of the `ApsaraVideo` dialect that go wrong.
///
/// Only calls that are signed, permitted and within the limits count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The name of the operation.
    pub operation: String,
    /// How many calls go well first.
    pub after: u64,
    /// How many calls go wrong then.
    pub times: u64,
    /// Whether the operation is carried out all the same, and only its answer lost.
    pub applied: bool,
    /// What is answered.
    pub answer: BadAnswer,
}

/// What a call that goes wrong is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadAnswer {
    /// An error in the platform's form.
    Fault {
        /// The HTTP status.
        status: u16,
        /// As in `InternalError`.
        code: String,
        /// The words.
        message: String,
    },
    /// What a call over the limit is answered.
    Throttled {
        /// What the header `x-acs-retry-after` says, if it is there.
        retry_after_ms: Option<u64>,
    },
    /// A page for people, as proxies make them.
    Page {
        /// The HTTP status.
        status: u16,
    },
    /// Nothing: the connection breaks.
    Broken,
}

impl BadAnswer {
    /// An error in the platform's form.
    #[must_use]
    pub fn fault(status: u16, code: &str, message: &str) -> Self {
        Self::Fault { status, code: code.to_owned(), message: message.to_owned() }
    }
}

/// The troubles of a server, and how often each operation was called.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    expected: Vec<Trouble>,
    calls: Mutex<HashMap<String, u64>>,
}

impl Troubles {
    pub(super) fn new(expected: Vec<Trouble>) -> Self {
        Self { expected, calls: Mutex::default() }
    }

    /// Counts a call, and tells whether it goes wrong; of several troubles the first is taken.
    pub(super) fn of_call(&self, operation: &str) -> Option<&Trouble> {
        let number = {
            let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
            let count = calls.entry(operation.to_owned()).or_default();
            *count += 1;
            *count - 1
        };
        let hit = |trouble: &&Trouble| {
            trouble.operation == operation && number >= trouble.after && number - trouble.after < trouble.times
        };
        self.expected.iter().find(hit)
    }
}

/// What is sent instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// An error, with `x-acs-retry-after` where there is one.
    Fault(Fault, Option<u64>),
    /// A page.
    Page(StatusCode),
    /// Nothing.
    Nothing,
}

impl Trouble {
    /// What is sent instead of an answer.
    pub(super) fn sent(&self) -> Sent {
        match &self.answer {
            BadAnswer::Fault { status, code, message } => {
                Sent::Fault(Fault::new(*status, code.as_str(), message.as_str()), None)
            }
            BadAnswer::Throttled { retry_after_ms } => Sent::Fault(too_fast(&self.operation), *retry_after_ms),
            BadAnswer::Page { status } => Sent::Page(StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY)),
            BadAnswer::Broken => Sent::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BadAnswer, Trouble, Troubles};

    #[test]
    fn trouble_comes_after_some_calls_and_goes_again() {
        let broken = |operation: &str, after, times| Trouble {
            operation: operation.to_owned(),
            after,
            times,
            applied: false,
            answer: BadAnswer::Broken,
        };
        let troubles = Troubles::new(vec![broken("A", 2, 1), broken("B", 0, u64::MAX), broken("A", 4, 2)]);
        let calls: Vec<bool> = (0..7).map(|_| troubles.of_call("A").is_some()).collect();
        assert_eq!(calls, [false, false, true, false, true, true, false]);
        assert!(troubles.of_call("B").is_some());
        assert!(troubles.of_call("C").is_none());
    }
}
