//! Runs a policy over a library. Whatever it does, the result is only wishes: proposals, keeps and notes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use rhai::{Dynamic, Engine, ModuleResolver, Scope};

use super::catalog::{Catalog, Coverage};
use super::diagnose::run_error;
use super::engine;
use super::error::Raised;
use super::foresight::LookedAhead;
use super::limits::Limits;
use super::message::{Message, Sink};
use super::nesting::{self, STACK_BYTES};
use super::policy::Policy;
use super::progress::Progress;
use super::resolver::Snapshot;
use super::session::{Current, Fixed, Gathered, ListingCoverage, Seen, Session};
use super::trace::{self, Recorder};
use crate::model::{Diagnostic, closest};
use crate::plan::{Keep, Proposal, Unreadable};

/// How to run a policy.
#[derive(Clone)]
pub struct RunOptions {
    /// The clock of the run; it stands still.
    pub now: Timestamp,
    /// Settings by name as they were written with `--set`.
    pub params: BTreeMap<String, String>,
    /// What the script may use.
    pub limits: Limits,
    /// Stops the script when it becomes true.
    pub cancel: Arc<AtomicBool>,
    /// Receives messages as they are said; without it they are kept in the result.
    pub on_message: Option<Sink>,
    /// Notes the conditions of a policy that was made for it by [`Policy::traced`].
    pub recorder: Option<Arc<Recorder>>,
    /// Hears of every file that the script reads, right before it is read and whether or not it is there.
    pub on_file: Option<FileSink>,
}

/// Hears of the files that a script reads.
pub type FileSink = Arc<dyn Fn(&Path) + Send + Sync>;

impl RunOptions {
    /// Default limits, no settings, and nothing that listens or cancels.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            params: BTreeMap::new(),
            limits: Limits::default(),
            cancel: Arc::new(AtomicBool::new(false)),
            on_message: None,
            recorder: None,
            on_file: None,
        }
    }
}

/// What a policy asked for.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The deletions that it wishes, in the order asked.
    pub proposals: Vec<Proposal>,
    /// The videos that it shields.
    pub keeps: Vec<Keep>,
    /// The videos that a rule could not be decided for.
    pub unreadable: Vec<Unreadable>,
    /// The settings that it asked for, with the values used.
    pub params: BTreeMap<String, serde_json::Value>,
    /// How each of its listings was read.
    pub listings: Vec<ListingCoverage>,
    /// The videos that were read, as hashes of their ids, so that those of several policies can be counted together.
    pub seen: Seen,
    /// What it said, when nobody listened.
    pub messages: Vec<Message>,
    /// What was looked up of files before it asked.
    pub looked_ahead: LookedAhead,
}

impl Outcome {
    /// Whether a listing that was walked to its end gave fewer videos than the platform counted.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        let short = |coverage: &Coverage| coverage.counted.is_some_and(|counted| coverage.seen < counted);
        self.listings.iter().any(|listing| listing.exhausted && short(&listing.coverage))
    }
}

/// Runs a policy over a library.
///
/// # Errors
/// Fails when the script fails, hangs on an unknown value in a loop, exceeds a limit or is stopped, when a setting does
/// not exist or has the wrong type, and when the library cannot be read. Nothing of what it proposed survives that.
pub fn run(policy: &Policy, catalog: Arc<dyn Catalog>, options: RunOptions) -> Result<Outcome, Box<Diagnostic>> {
    check_names(policy, &options.params)?;
    // Values are walked by recursion, so a script gets a stack that its bounds cannot fill.
    std::thread::scope(|scope| {
        let name = policy.source().name();
        let thread = std::thread::Builder::new().name("policy".to_owned()).stack_size(STACK_BYTES);
        let running = thread.spawn_scoped(scope, || run_here(policy, catalog, options)).map_err(|error| {
            let message = format!("{name} cannot be run: no thread could be started: {error}");
            Box::new(Diagnostic::error("internal", message).hint("end other programs and try again"))
        })?;
        running.join().unwrap_or_else(|_| {
            let message = format!("{name} made the script engine fail; nothing was planned");
            Err(Box::new(Diagnostic::error("internal", message).hint("please report the policy that does this")))
        })
    })
}

fn run_here(policy: &Policy, catalog: Arc<dyn Catalog>, options: RunOptions) -> Result<Outcome, Box<Diagnostic>> {
    let progress = Arc::new(Progress::new(options.limits, options.cancel));
    let fixed = Fixed {
        catalog,
        now: options.now,
        limits: options.limits,
        policy: policy.source().name().into(),
        overrides: options.params,
        sink: options.on_message,
        on_file: options.on_file,
        progress,
        world: None,
        recorder: options.recorder.clone(),
    };
    let folder = policy.source().folder().map(std::path::Path::to_owned);
    let current = Current { folder, reasons: Arc::clone(&policy.reasons), natives: Arc::clone(&policy.natives) };
    let session = Arc::new(Session::new(fixed, current));
    let mut engine = engine::full(&options.limits);
    if let Some(recorder) = &options.recorder {
        trace::register(&mut engine, recorder);
    }
    let engine = prepared(engine, &session, Snapshot::new(Arc::clone(&policy.modules)));
    let result = engine.run_ast_with_scope(&mut Scope::new(), &policy.ast);
    let mut gathered = session.take_gathered();
    let result = result.and_then(|()| gathered.failed.take().map_or(Ok(()), |raised| Err(raised.into_error())));
    match result {
        Ok(()) => Ok(outcome(gathered, session.ahead.taken())),
        Err(error) => Err(Box::new(run_error(policy.source(), &error, gathered.current.as_deref()))),
    }
}

/// An engine that works for this session, within its bounds.
pub(super) fn prepared(
    mut engine: Engine,
    session: &Arc<Session>,
    modules: impl ModuleResolver + 'static,
) -> Arc<Engine> {
    let progress = Arc::clone(&session.fixed.progress);
    engine.set_module_resolver(modules);
    nesting::guard(&mut engine, &session.fixed.limits, Arc::clone(&progress));
    engine.on_progress(move |_| progress.step().map(|stop| Dynamic::from(Raised::Stopped(stop))));
    engine.set_default_tag(Dynamic::from(Arc::clone(session)));
    let engine = Arc::new(engine);
    session.attach(&engine);
    engine
}

fn outcome(gathered: Gathered, looked_ahead: LookedAhead) -> Outcome {
    Outcome {
        proposals: gathered.wishes.into_list(),
        keeps: gathered.keeps,
        unreadable: gathered.unreadable,
        params: gathered.params,
        listings: gathered.listings,
        seen: gathered.seen,
        messages: gathered.messages,
        looked_ahead,
    }
}

/// A setting that the policy never asks for is a mistake, and is found before anything is read.
fn check_names(policy: &Policy, given: &BTreeMap<String, String>) -> Result<(), Box<Diagnostic>> {
    if policy.has_open_settings() {
        return Ok(());
    }
    let names = || policy.settings().iter().map(|setting| setting.name.as_str());
    let Some(stray) = given.keys().find(|name| names().all(|known| known != name.as_str())) else {
        return Ok(());
    };
    let message = format!("{} has no setting `{stray}`", policy.source().name());
    let diagnostic = Diagnostic::error("unknown-parameter", message);
    let all = names().collect::<Vec<_>>().join(", ");
    Err(Box::new(match closest(stray, names()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None if all.is_empty() => diagnostic.hint("it has no settings"),
        None => diagnostic.hint(format!("it has: {all}")),
    }))
}
