//! Ctrl-C: the first asks everything to come to an orderly end, the second ends the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::execute::Cancel;

/// Whether the user asked to stop; shared by scripts, walks and runs.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    flag: Arc<AtomicBool>,
    cancel: Cancel,
}

impl Interrupt {
    /// Listens for Ctrl-C and for the operating system's request to end.
    pub fn listen(&self, runtime: &tokio::runtime::Runtime) {
        let this = self.clone();
        runtime.spawn(async move {
            loop {
                wait_for_signal().await;
                if this.is_raised() {
                    super::screen::give_back();
                    std::process::exit(i32::from(super::Exit::Interrupted.code()));
                }
                this.raise();
            }
        });
    }

    /// Asks to stop.
    pub fn raise(&self) {
        self.flag.store(true, Ordering::SeqCst);
        self.cancel.cancel();
    }

    /// Takes the wish back, once what it was to stop has ended: a session goes on after it.
    pub fn restore(&self) {
        self.flag.store(false, Ordering::SeqCst);
        self.cancel.restore();
    }

    /// Whether somebody asked to stop.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }

    /// The flag itself, for code that polls.
    #[must_use]
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.flag)
    }

    /// The same wish, for a run.
    #[must_use]
    pub fn cancel(&self) -> Cancel {
        self.cancel.clone()
    }

    /// Ends when somebody asks to stop.
    pub async fn raised(&self) {
        self.cancel.cancelled().await;
    }
}

#[cfg(unix)]
async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() {
    let _ = tokio::signal::ctrl_c().await;
}
