//! `plan`: runs policies, shows what they would delete, saves the plan. It holds no deleting type.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::show::render;
use crate::cli::args::PlanArgs;
use crate::cli::explain::Asked;
use crate::cli::planning::{Planning, compile};
use crate::cli::recorded::Source;
use crate::cli::{Exit, Failure, Opened, ProviderCatalog, Session, messages};
use crate::plan::{Plan, Refreshing};
use crate::report::WalkProgress;
use crate::script::{Catalog, Policy};
use crate::store::{PlanFolder, write_atomically_with};

/// Plans.
///
/// # Errors
/// Fails on a policy or a library that cannot be read; a blocked plan is saved and no failure.
pub(in crate::cli) fn run(session: &Session, args: &PlanArgs) -> Result<Exit, Failure> {
    let policies = compile(&args.scripts)?;
    if args.explain_query {
        return explain_queries(session, args, &session.open()?, &policies);
    }
    let source = Source::open(session, &args.planning)?;
    let progress = WalkProgress::new(session.terminal.progress());
    let catalog = source.catalog(session, move |coverage| progress.seen(coverage.seen, coverage.counted));
    let notice = |text: &str| session.terminal.complain(&format!("warning: {text}"));
    let planning = source.planning(session, &args.planning, catalog, &notice)?;
    let plan = planning.plan(&policies)?;
    drop(planning);
    let script = args.scripts.first().cloned().unwrap_or_default();
    let path = save(session, args.out.as_deref(), &script, &plan)?;
    let text = render(session, &plan, Some(&path), args.format, args.all)?;
    session.terminal.result(&text)?;
    Ok(exit_of(&plan, args.detailed_exitcode))
}

/// Runs the policies on a library that is empty, to see what they ask for.
fn explain_queries(session: &Session, args: &PlanArgs, opened: &Opened, policies: &[Policy]) -> Result<Exit, Failure> {
    let runtime = session.runtime().handle().clone();
    let platform = ProviderCatalog::new(opened.library(), runtime, session.interrupt.clone());
    let asked = Arc::new(Asked::new(platform, args.planning.reading.offline));
    let planning = Planning {
        config: &opened.config,
        catalog: Arc::clone(&asked) as Arc<dyn Catalog>,
        args: &args.planning,
        now: session.now,
        deleted_last_day: 0,
        refreshing: Refreshing::default(),
        interrupt: &session.interrupt,
        messages: messages::to_stderr(session),
        notice: &|_| {},
        recorder: None,
        files: None,
        inventory_age_seconds: None,
    };
    planning.plan(policies)?;
    session.terminal.result(&format!("{}{}", asked.text(), steps(policies)))?;
    Ok(Exit::Done)
}

/// Who decides the conditions of the policies, a line each.
fn steps(policies: &[Policy]) -> String {
    let mut text = String::new();
    for policy in policies {
        let place = if policies.len() > 1 { format!("{}: ", policy.source().name()) } else { String::new() };
        for step in policy.steps() {
            let _ = writeln!(text, "{place}{step}");
        }
    }
    text
}

/// How a command ends that made a plan.
pub(in crate::cli) fn exit_of(plan: &Plan, detailed: bool) -> Exit {
    match (plan.blocked, detailed && !plan.entries.is_empty()) {
        (true, _) => Exit::Blocked,
        (false, true) => Exit::Deletions,
        (false, false) => Exit::Done,
    }
}

/// Saves the plan where it was asked for, or in the state folder under the name of what made it.
pub(in crate::cli) fn save(
    session: &Session,
    out: Option<&Path>,
    script: &Path,
    plan: &Plan,
) -> Result<PathBuf, Failure> {
    let fail = |error: &dyn std::error::Error| Failure::from_error(Exit::Failed, error);
    if let Some(path) = out {
        write_atomically_with(path, |out| plan.write_json(out)).map_err(|error| fail(&error))?;
        return Ok(path.to_path_buf());
    }
    let name = PlanFolder::name_for(plan.created_at, script, &plan.id);
    let path = PlanFolder::of(&session.state_dir).save(&name, |out| plan.write_json(out));
    let path = path.map_err(|error| fail(&error))?;
    // Shorter to read and to type, where it lies below the current folder.
    let here = std::env::current_dir().ok().and_then(|cwd| path.strip_prefix(cwd).ok().map(Path::to_path_buf));
    Ok(here.unwrap_or(path))
}

/// What the journal says of the last 24 hours; nothing when there is no journal yet.
pub(in crate::cli) fn deleted_last_day(session: &Session, account: &crate::model::Account) -> Result<u64, Failure> {
    let since = Timestamp::now() - SignedDuration::from_hours(24);
    session.store()?.deleted_since(account, since).map_err(|error| Failure::from_error(Exit::Failed, &error))
}
