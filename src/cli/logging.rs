//! The log of `--verbose`, on standard error.
//!
//! Only this program's own events: libraries below it may log headers, and headers hold secrets.

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

use super::args::{Global, LogFormat};

/// Starts the log when it was asked for. Nothing that is logged contains a secret: they do not print.
pub(super) fn start(global: &Global) {
    let level = match global.verbose {
        0 => return,
        1 => Level::DEBUG,
        _ => Level::TRACE,
    };
    let own = Targets::new().with_target(env!("CARGO_PKG_NAME"), level);
    let log = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let log = match global.log_format {
        LogFormat::Text => log.boxed(),
        LogFormat::Json => log.json().boxed(),
    };
    // Only a second start can fail, and there is none.
    let _ = tracing_subscriber::registry().with(log.with_filter(own)).try_init();
}
