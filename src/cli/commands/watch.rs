//! `watch`: plans again on every save. It holds a reading type only and can never commit.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::cli::args::WatchArgs;
use crate::cli::planning::{Planning, compile};
use crate::cli::recorded::Source;
use crate::cli::watching::{Next, Watching, count};
use crate::cli::{Exit, Failure, Session};
use crate::model::VideoId;
use crate::plan::{Explanation, Plan, Refreshing};
use crate::script::{Catalog, PolicySource};
use crate::watch::{self, Remembered, Wanted, Watcher};

/// An attempt that began this long after the first save is shown, even where saves go on.
const PATIENCE: Duration = Duration::from_secs(1);

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
    let source = Source::open(session, &args.planning)?;
    wake_on_interrupt(session, &watcher);
    let mut held = Held::new(session, args, &source)?;
    let mut watching = Watching::open(session, &args.scripts, source.account().to_string(), watcher.canceller())?;
    watching.reading(held.now);
    let mut woken = Instant::now();
    let ending = loop {
        let started = Instant::now();
        let wanted = Wanted::of(&args.scripts);
        let attempt = held.plan(&watching, &wanted);
        let took = started.elapsed();
        if session.interrupt.is_raised() {
            break Exit::Interrupted;
        }
        watcher.follow_also(&wanted).map_err(|error| broken(&error))?;
        // A save that had not ended is planned again as a whole; nobody saw the attempt.
        if started.duration_since(woken) < PATIENCE && !has_settled(&mut watcher, started, &attempt, &args.scripts)? {
            watching.drop_attempt();
            continue;
        }
        if attempt.is_ok() {
            watcher.follow(&wanted).map_err(|error| broken(&error))?;
        }
        watching.take(attempt.map_err(Failure::into_diagnostics), took)?;
        if let Some(video) = watching.explaining() {
            let found = held.explain(&watching, &video);
            watching.explain(video, found);
        }
        match next(session, &held, &mut watcher, &mut watching)? {
            After::Save => {}
            After::End(exit) => break exit,
            After::Refresh => {
                held.refresh()?;
                watching.reading(held.now);
            }
        }
        woken = Instant::now();
    };
    watching.close()?;
    Ok(ending)
}

/// Waits until the save has ended, and says whether the attempt was made of all of it.
///
/// A file may have held something else for a moment, just while it was read, and hold again what it held before.
fn has_settled(
    watcher: &mut Watcher,
    started: Instant,
    attempt: &Result<Plan, Failure>,
    scripts: &[PathBuf],
) -> Result<bool, Failure> {
    if watcher.settle().map_err(|error| broken(&error))?.is_some() {
        return Ok(false);
    }
    Ok(match attempt {
        Ok(plan) => plan.policies.iter().zip(scripts).all(|(planned, script)| {
            // One that cannot be read now is the next change.
            PolicySource::load(script).map_or(true, |source| source.sha256() == planned.sha256)
        }),
        Err(_) => !watcher.has_heard_since(started),
    })
}

/// The library as it was read, and what else stays the same from save to save.
struct Held<'a> {
    session: &'a Session,
    args: &'a WatchArgs,
    source: &'a Source,
    library: Arc<Remembered>,
    /// What the day's runs deleted, and what the content network is asked.
    today: (u64, Refreshing),
    now: Timestamp,
}

impl<'a> Held<'a> {
    fn new(session: &'a Session, args: &'a WatchArgs, source: &'a Source) -> Result<Self, Failure> {
        let library = Arc::new(Remembered::new(source.catalog(session, count())));
        Ok(Self { session, args, source, library, today: source.today(session)?, now: session.now })
    }

    /// Reads again with the next plan. What was read at one moment is judged by its clock, so it moves only here.
    fn refresh(&mut self) -> Result<(), Failure> {
        self.source.renew(self.session)?;
        self.library.forget();
        self.now = if self.session.now_is_given { self.session.now } else { Timestamp::now() };
        self.today = self.source.today(self.session)?;
        Ok(())
    }

    fn plan(&self, watching: &Watching<'_>, wanted: &Wanted) -> Result<Plan, Failure> {
        let policies = compile(&self.args.scripts)?;
        let notice = |text: &str| watching.notice(text);
        let planning = self.planning(watching, &notice);
        Planning { files: Some(wanted.sink()), ..planning }.plan(&policies)
    }

    fn explain(&self, watching: &Watching<'_>, video: &VideoId) -> Result<Explanation, Failure> {
        let policies = compile(&self.args.scripts)?;
        self.planning(watching, &|_| {}).explain(&policies, video)
    }

    fn planning<'b>(&'b self, watching: &Watching<'_>, notice: &'b dyn Fn(&str)) -> Planning<'b> {
        let library = Arc::clone(&self.library) as Arc<dyn Catalog>;
        let planning = self.source.planning_of(self.session, &self.args.planning, library, self.today, notice);
        Planning { now: self.now, messages: watching.sink(), ..planning }
    }
}

/// What ended the waiting.
enum After {
    Save,
    Refresh,
    End(Exit),
}

fn next(
    session: &Session,
    held: &Held<'_>,
    watcher: &mut Watcher,
    watching: &mut Watching<'_>,
) -> Result<After, Failure> {
    loop {
        if session.interrupt.is_raised() {
            return Ok(After::End(Exit::Interrupted));
        }
        match watching.keys() {
            Next::Refresh => return Ok(After::Refresh),
            Next::Quit => return Ok(After::End(Exit::Done)),
            Next::Explain(video) => {
                let found = held.explain(watching, &video);
                watching.explain(video, found);
                continue;
            }
            Next::Wait => {}
        }
        if watcher.next(None).map_err(|error| broken(&error))?.is_some() {
            return Ok(After::Save);
        }
    }
}

fn wake_on_interrupt(session: &Session, watcher: &Watcher) {
    let (canceller, interrupt) = (watcher.canceller(), session.interrupt.clone());
    if session.terminal.fills_screen() {
        interrupt.listen_to_hangup(session.runtime());
    }
    session.runtime().spawn(async move {
        interrupt.raised().await;
        canceller.cancel();
    });
}

fn broken(error: &watch::Error) -> Failure {
    Failure::from_error(Exit::Failed, error)
}
