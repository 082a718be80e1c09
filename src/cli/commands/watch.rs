//! `watch`: plans again on every save. It holds a reading type only and can never commit.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::plan::deleted_last_day;
use crate::cli::args::WatchArgs;
use crate::cli::planning::{Planning, compile, refreshing};
use crate::cli::watching::{Next, Watching, count};
use crate::cli::{Exit, Failure, ProviderCatalog, Session};
use crate::script::Catalog;
use crate::watch::{self, Remembered, Wanted, Watcher};

/// Watches until Ctrl-C or the key that quits.
///
/// # Errors
/// Fails when a script is not there at the start, or when files cannot be watched.
pub(in crate::cli) fn run(session: &Session, args: &WatchArgs) -> Result<Exit, Failure> {
    // Before anything is read, so that no save falls between.
    let mut watcher = Watcher::new(&args.scripts).map_err(|error| broken(&error))?;
    if let Some(missing) = args.scripts.iter().find(|path| !path.is_file()) {
        return Err(Failure::new(
            Exit::Usage,
            format!("failed to read the script {}: there is no such file", missing.display()),
        ));
    }
    let opened = session.open()?;
    let provider =
        ProviderCatalog::new(opened.library(), session.runtime().handle().clone(), session.interrupt.clone());
    provider.on_walk(count());
    let library = Arc::new(Remembered::new(Arc::new(provider)));
    wake_on_interrupt(session, &watcher);
    let deleted_last_day_at_start = deleted_last_day(session, &opened.account())?;
    let refreshing = refreshing(session, &opened)?;
    let mut watching = Watching::open(session, &args.scripts, opened.account().to_string(), watcher.canceller())?;
    let (mut now, mut deleted) = (session.now, deleted_last_day_at_start);
    watching.reading(now);
    let ending = loop {
        let started = Instant::now();
        let wanted = Wanted::of(&args.scripts);
        let attempt = compile(&args.scripts).and_then(|policies| {
            let planning = Planning {
                config: &opened.config,
                catalog: Arc::clone(&library) as Arc<dyn Catalog>,
                args: &args.planning,
                now,
                deleted_last_day: deleted,
                refreshing,
                interrupt: &session.interrupt,
                messages: watching.sink(),
                notice: &|text| watching.notice(text),
                recorder: None,
                files: Some(wanted.sink()),
            };
            planning.plan(&policies)
        });
        if session.interrupt.is_raised() {
            break Exit::Interrupted;
        }
        let followed = if attempt.is_ok() { watcher.follow(&wanted) } else { watcher.follow_also(&wanted) };
        followed.map_err(|error| broken(&error))?;
        watching.take(attempt.map_err(Failure::into_diagnostics), started.elapsed())?;
        match next(session, &mut watcher, &mut watching)? {
            After::Save => {}
            After::End(exit) => break exit,
            After::Refresh => {
                library.forget();
                // What was read at one moment is judged by its clock, so it moves only here.
                now = if session.now_is_given { session.now } else { Timestamp::now() };
                deleted = deleted_last_day(session, &opened.account())?;
                watching.reading(now);
            }
        }
    };
    watching.close()?;
    Ok(ending)
}

/// What ended the waiting.
enum After {
    Save,
    Refresh,
    End(Exit),
}

fn next(session: &Session, watcher: &mut Watcher, watching: &mut Watching<'_>) -> Result<After, Failure> {
    loop {
        if session.interrupt.is_raised() {
            return Ok(After::End(Exit::Interrupted));
        }
        match watching.keys() {
            Next::Refresh => return Ok(After::Refresh),
            Next::Quit => return Ok(After::End(Exit::Done)),
            Next::Wait => {}
        }
        if watcher.next(None).map_err(|error| broken(&error))?.is_some() {
            return Ok(After::Save);
        }
    }
}

fn wake_on_interrupt(session: &Session, watcher: &Watcher) {
    let (canceller, interrupt) = (watcher.canceller(), session.interrupt.clone());
    session.runtime().spawn(async move {
        interrupt.raised().await;
        canceller.cancel();
    });
}

fn broken(error: &watch::Error) -> Failure {
    Failure::from_error(Exit::Failed, error)
}
