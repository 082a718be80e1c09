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
                let asked = wait_for_signal().await;
                // Nobody who waits at a prompt can be told to come to an end in another way.
                if this.is_raised() || (asked == Asked::Terminate && super::repl::at_prompt()) {
                    super::screen::give_back();
                    super::repl::give_back();
                    std::process::exit(i32::from(super::Exit::Interrupted.code()));
                }
                this.raise();
            }
        });
    }

    /// Takes the end of the terminal for Ctrl-C too. Only for what lives on one: a run may outlive its terminal.
    #[cfg(unix)]
    pub fn listen_to_hangup(&self, runtime: &tokio::runtime::Runtime) {
        use tokio::signal::unix::{SignalKind, signal};
        let this = self.clone();
        runtime.spawn(async move {
            if let Ok(mut hangup) = signal(SignalKind::hangup()) {
                hangup.recv().await;
                this.raise();
            }
        });
    }

    /// There is no such signal here.
    #[cfg(not(unix))]
    pub fn listen_to_hangup(&self, _runtime: &tokio::runtime::Runtime) {}

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

/// Who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// A person, by Ctrl-C.
    Interrupt,
    /// The operating system.
    Terminate,
}

#[cfg(unix)]
async fn wait_for_signal() -> Asked {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return Asked::Interrupt;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => Asked::Interrupt,
        _ = terminate.recv() => Asked::Terminate,
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() -> Asked {
    let _ = tokio::signal::ctrl_c().await;
    Asked::Interrupt
}
