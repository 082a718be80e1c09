//! Who wants to know which requests were sent, for tests and traces. Headers and bodies are never shown.

use std::sync::{Mutex, PoisonError};

/// One request as an observer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The HTTP method.
    pub method: String,
    /// Path and query of the address; on a platform whose requests all go to one path, the operation and its
    /// parameters.
    pub path: String,
    /// The status of the answer; `None` when there was none.
    pub status: Option<u16>,
}

/// Is told of every request after it ended, also of those that failed.
pub trait Observer: Send + Sync {
    /// A request ended.
    fn sent(&self, request: &Sent);
}

/// An observer that remembers everything, in the order in which requests ended.
#[derive(Debug, Default)]
pub struct Recorder {
    seen: Mutex<Vec<Sent>>,
}

impl Recorder {
    /// Everything so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Sent> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Observer for Recorder {
    fn sent(&self, request: &Sent) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
    }
}
