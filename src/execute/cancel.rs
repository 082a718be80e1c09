//! The wish to stop, from Ctrl-C to every place that is about to begin something.

use std::sync::Arc;

use tokio::sync::watch;

/// A flag that can be raised and awaited. Clones share it.
#[derive(Debug, Clone)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Default for Cancel {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Cancel {
    /// A flag that is not raised.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Raises the flag.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Takes the wish back, once everything has ended that it was to end.
    pub fn restore(&self) {
        self.0.send_replace(false);
    }

    /// Whether the flag is raised.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the flag is raised.
    pub async fn cancelled(&self) {
        // The sender lives as long as this token, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|raised| *raised).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_that_is_taken_back_is_taken_back_for_every_clone() {
        let cancel = Cancel::new();
        let clone = cancel.clone();
        clone.cancel();
        assert!(cancel.is_cancelled());
        cancel.restore();
        assert!(!clone.is_cancelled());
    }
}
