//! Runs one test: alone, in its own thread, with a world that nothing else sees.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rhai::{Dynamic, EvalAltResult, Scope};

use super::assertion::failure;
use super::file::{Test, TestFile};
use super::planning::TIME;
use super::record::{Failure, TestResult};
use super::world::{Here, Platforms, World};
use crate::model::Diagnostic;
use crate::script::limits::Limits;
use crate::script::nesting::STACK_BYTES;
use crate::script::progress::Progress;
use crate::script::resolver::Snapshot;
use crate::script::run::prepared;
use crate::script::session::{Current, Fixed, Gathered, Session};

/// How tests are run.
#[derive(Debug, Clone)]
pub struct TestOptions {
    /// What there is to know of the platforms.
    pub platforms: Platforms,
    /// Whether a snapshot that differs takes the place of the old one, instead of failing the test.
    pub accept_snapshots: bool,
    /// Whether to count how the conditions of policies come out.
    pub coverage: bool,
    /// Stops tests when it becomes true.
    pub cancel: Arc<AtomicBool>,
}

/// Runs a test in its world.
pub(super) fn run(file: &TestFile, test: &Test, world: &Arc<World>) -> TestResult {
    let broken = |message: String| Some(Box::new(Failure::of(Diagnostic::error("internal", message))));
    // The engine walks values by recursion, as in the run of a policy.
    let (failure, messages) = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name(test.name.clone()).stack_size(STACK_BYTES);
        let running = thread.spawn_scoped(scope, || run_here(file, test, world));
        match running.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(ended)) => ended,
            Ok(Err(_)) => (broken(format!("{} made the script engine fail", test.name)), Vec::new()),
            Err(error) => (broken(format!("no thread could be started: {error}")), Vec::new()),
        }
    });
    let mut state = world.state();
    TestResult { failure, runs: std::mem::take(&mut state.runs), snapshots: std::mem::take(&mut state.taken), messages }
}

type Ended = (Option<Box<Failure>>, Vec<crate::script::Message>);

fn run_here(file: &TestFile, test: &Test, world: &Arc<World>) -> Ended {
    let limits = Limits { time: TIME, ..Limits::default() };
    let fixed = Fixed {
        catalog: Arc::new(Here::new(Arc::clone(world))),
        now: world.now(),
        limits,
        policy: file.source.name().into(),
        overrides: BTreeMap::new(),
        sink: None,
        on_file: None,
        progress: Arc::new(Progress::new(limits, Arc::clone(&world.cancel))),
        world: Some(Arc::clone(world)),
        recorder: None,
    };
    let current = Current { folder: Some(world.folder().to_owned()), ..Current::default() };
    let session = Arc::new(Session::new(fixed, current));
    let engine = prepared(super::engine(&limits), &session, Snapshot::new(Arc::clone(&file.modules)));
    let ended: Result<Dynamic, Box<EvalAltResult>> =
        engine.call_fn(&mut Scope::new(), &file.ast, test.name.as_str(), ());
    let mut gathered = session.take_gathered();
    let ended = match (ended, gathered.failed.take()) {
        (Ok(_), Some(raised)) => Err(raised.into_error()),
        (ended, _) => ended,
    };
    let caught = world.state().unmet.take();
    let failed = match (ended, caught) {
        (Err(error), _) => Some(failure(&file.source, &error)),
        (Ok(_), Some(unmet)) => Some(unmet.into_failure(&file.source)),
        (Ok(_), None) => proposed(file, &mut gathered).map(Failure::of),
    };
    let failed = failed.map(Box::new);
    (failed, gathered.messages)
}

/// A test that proposes a deletion itself tests nothing.
fn proposed(file: &TestFile, gathered: &mut Gathered) -> Option<Diagnostic> {
    let wishes = std::mem::take(&mut gathered.wishes).into_list();
    let reason = wishes.first().map(|wish| &wish.reason).or_else(|| gathered.keeps.first().map(|keep| &keep.reason))?;
    let message = format!("the test itself proposed something, on line {} of {}", reason.line, reason.policy);
    let diagnostic = Diagnostic::error("not-in-tests", message).at(file.source.text(), 0..0);
    Some(diagnostic.hint("only a policy proposes; run it: let plan = run_policy();"))
}
