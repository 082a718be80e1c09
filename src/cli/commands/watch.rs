//! `watch`: plans again on every save. It holds a reading type only and can never commit.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::cli::args::WatchArgs;
use crate::cli::planning::{Planning, compile};
use crate::cli::{Exit, Failure, ProviderCatalog, Session, Terminal};
use crate::plan::{Plan, PlanDiff};
use crate::report::{self, PlanView};
use crate::script::{Catalog, Policy};
use crate::watch::{self, Remembered, Update, Watcher};

/// How many entries fit a screen that is shown again and again.
const ROWS: usize = 15;
/// Moves to the top and clears the screen.
const CLEAR: &str = "\x1b[H\x1b[2J\x1b[3J";

/// Watches until Ctrl-C.
///
/// # Errors
/// Fails when a script is not there at the start, or when files cannot be watched.
pub(in crate::cli) fn run(session: &Session, args: &WatchArgs) -> Result<Exit, Failure> {
    let fail = |error: &watch::Error| Failure::from_error(Exit::Failed, error);
    // Before anything is read, so that no save falls between.
    let mut watcher = Watcher::new(&args.scripts).map_err(|error| fail(&error))?;
    if let Some(missing) = args.scripts.iter().find(|path| !path.is_file()) {
        return Err(Failure::new(
            Exit::Usage,
            format!("failed to read the script {}: there is no such file", missing.display()),
        ));
    }
    let opened = session.open()?;
    let catalog = ProviderCatalog::new(opened.library(), session.runtime().handle().clone(), session.interrupt.clone());
    let catalog: Arc<dyn Catalog> = Arc::new(Remembered::new(Arc::new(catalog)));
    let canceller = watcher.canceller();
    let interrupt = session.interrupt.clone();
    session.runtime().spawn(async move {
        interrupt.raised().await;
        canceller.cancel();
    });
    // Each notice once: it would hold for every save.
    let told_before = RefCell::new(BTreeSet::new());
    let notice = |text: &str| {
        if told_before.borrow_mut().insert(text.to_owned()) {
            session.terminal.complain(&format!("warning: {text}"));
        }
    };
    let planning = Planning::new(session, &opened, &args.planning, catalog, &notice)?;
    let mut memory = watch::Session::new();
    while !session.interrupt.is_raised() {
        let started = Instant::now();
        let attempt = compile(&args.scripts).and_then(|policies| {
            watcher.follow(&files(&args.scripts, &policies)).map_err(|error| fail(&error))?;
            planning.plan(&policies)
        });
        if session.interrupt.is_raised() {
            break;
        }
        let update = memory.take(attempt.map_err(Failure::into_diagnostics), started.elapsed());
        session.terminal.result(&told(session, &update))?;
        if watcher.next(None).map_err(|error| fail(&error))?.is_none() {
            break;
        }
    }
    Ok(Exit::Interrupted)
}

/// The scripts with everything that they import.
fn files(scripts: &[PathBuf], policies: &[Policy]) -> Vec<PathBuf> {
    let mut files = scripts.to_vec();
    files.extend(policies.iter().flat_map(|policy| policy.source().files()));
    files.sort();
    files.dedup();
    files
}

/// What to show: a screen on a terminal, a block in a pipe.
fn told(session: &Session, update: &Update) -> String {
    let style = &session.terminal.out;
    let mut text = String::new();
    if Terminal::is_interactive() {
        text.push_str(CLEAR);
    }
    match update {
        Update::Planned { plan, diff, took } => {
            if Terminal::is_interactive() {
                let view = PlanView { path: None, now: session.now, rows: Some(ROWS) };
                text.push_str(&report::plan_table(plan, &view, style));
            } else {
                text.push_str(&block(plan));
            }
            if let Some(diff) = diff {
                text.push_str(&changes(diff, session));
            }
            let _ = writeln!(text, "planned in {} ms; watching, Ctrl-C ends", took.as_millis());
        }
        Update::Broken { diagnostics, last_good } => {
            if let (Some(plan), true) = (last_good, Terminal::is_interactive()) {
                let view = PlanView { path: None, now: session.now, rows: Some(ROWS) };
                text.push_str(&report::plan_table(plan, &view, style));
            }
            for diagnostic in diagnostics {
                text.push_str(&report::diagnostic(diagnostic, style));
            }
            let kept = if last_good.is_some() { "the last good plan stays" } else { "there is no plan yet" };
            let _ = writeln!(text, "not planned: {kept}; watching, Ctrl-C ends");
        }
    }
    text
}

/// One run for a reader that is a program: a line of sums, then a line an entry.
fn block(plan: &Plan) -> String {
    let mut text = format!(
        "plan {}: {} entries, {}{}\n",
        plan.short_id(),
        plan.entries.len(),
        crate::model::ByteSize(plan.bytes()),
        if plan.blocked { ", BLOCKED" } else { "" }
    );
    for entry in &plan.entries {
        let asset = entry.asset.as_ref().map(|asset| format!(" {}", asset.id)).unwrap_or_default();
        let _ = writeln!(text, "  {} {}{asset}", entry.action, entry.video.id);
    }
    text
}

fn changes(diff: &PlanDiff, session: &Session) -> String {
    if diff.is_empty() {
        return "nothing changed since the last good plan\n".to_owned();
    }
    if Terminal::is_interactive() {
        return report::diff_table(diff, &session.terminal.out);
    }
    let mut text = format!("since the last good plan: +{} -{}\n", diff.added.len(), diff.removed.len());
    for (sign, entries) in [('+', &diff.added), ('-', &diff.removed)] {
        for entry in entries {
            let _ = writeln!(text, "  {sign} {} {}", entry.action, entry.video.id);
        }
    }
    text
}
