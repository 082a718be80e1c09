//! Runs tests side by side. Results are shown as soon as all tests before them have ended, so that the order of the
//! output is always the same.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::outcome::{Ended, EndedTest};
use crate::cli::args::{TestArgs, TestFormat};
use crate::cli::{Failure, Terminal};
use crate::model::Platform;
use crate::provider::{brightcove, capabilities};
use crate::recording::{RecordedItem, Recording, is_recording};
use crate::report;
use crate::script::testing::{Platforms, RecordedLibrary, Test, TestFile, TestOptions, TestResult};

/// A test in its file.
#[derive(Clone, Copy)]
pub(in crate::cli) struct ChosenTest<'a> {
    pub(super) file: &'a TestFile,
    pub(super) test: &'a Test,
}

impl ChosenTest<'_> {
    /// File and name.
    pub(in crate::cli) fn full_name(&self) -> String {
        format!("{}::{}", self.file.title(), self.test.name)
    }
}

/// The tests that are run.
pub(in crate::cli) struct Chosen<'a> {
    pub(in crate::cli) tests: Vec<ChosenTest<'a>>,
    /// How many tests were not asked for.
    pub(super) left_out: usize,
}

impl<'a> Chosen<'a> {
    /// The tests of these files whose names have the text.
    pub(in crate::cli) fn of(files: &'a [TestFile], filter: Option<&str>) -> Self {
        let all = files.iter().flat_map(|file| file.tests().iter().map(move |test| ChosenTest { file, test }));
        let (tests, others): (Vec<_>, Vec<_>) =
            all.partition(|test| filter.is_none_or(|text| test.full_name().contains(text)));
        Self { tests, left_out: others.len() }
    }
}

/// What the platforms are, without any way to reach one.
fn platforms() -> Platforms {
    Platforms { brightcove: capabilities(Platform::Brightcove), apsara: capabilities(Platform::Apsara), recording }
}

/// Reads a recording, or an export of Brightcove.
fn recording(text: &str) -> Result<RecordedLibrary, String> {
    if !is_recording(text) {
        let items = brightcove::recorded(text).map_err(|error| error.message)?;
        return Ok(RecordedLibrary { platform: Platform::Brightcove, items, missing: 0 });
    }
    let recording = Recording::from_json(text).map_err(|error| error.to_string())?;
    let platform = recording.header.platform;
    let missing = recording.trailer.coverage.missing.unwrap_or(0);
    let items = recording.videos.into_iter().map(RecordedItem::into_model).collect::<Result<_, _>>();
    Ok(RecordedLibrary { platform, items: items.map_err(|error| error.to_string())?, missing })
}

/// Runs the tests and shows a line for each.
///
/// # Errors
/// Fails when the result cannot be written.
pub(in crate::cli) fn run<'a>(
    terminal: &Terminal,
    args: &TestArgs,
    chosen: &'a Chosen<'a>,
) -> Result<Ended<'a>, Failure> {
    let started = Instant::now();
    let options = TestOptions {
        platforms: platforms(),
        accept_snapshots: args.update,
        coverage: args.coverage,
        cancel: Arc::new(AtomicBool::new(false)),
    };
    let jobs = args.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let next = AtomicUsize::new(0);
    let mut tests = Vec::with_capacity(chosen.tests.len());
    thread::scope(|scope| {
        let (sender, results) = mpsc::channel();
        for _ in 0..jobs.min(chosen.tests.len()) {
            let (sender, next, options) = (sender.clone(), &next, &options);
            scope.spawn(move || {
                let take = || next.fetch_add(1, Ordering::Relaxed);
                while let Some((place, test)) = Some(take()).and_then(|at| Some((at, chosen.tests.get(at)?))) {
                    let started = Instant::now();
                    let result = test.file.run(test.test, options);
                    if sender.send((place, result, started.elapsed())).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting: BTreeMap<usize, (TestResult, Duration)> = BTreeMap::new();
        for (place, result, took) in results {
            waiting.insert(place, (result, took));
            while let Some((result, took)) = waiting.remove(&tests.len()) {
                let Some(test) = chosen.tests.get(tests.len()) else { break };
                let ended = EndedTest { test: *test, result, took };
                if args.format == TestFormat::Text {
                    terminal.result(&report::test_line(&ended.line(), &terminal.out))?;
                }
                tests.push(ended);
            }
        }
        Ok::<(), Failure>(())
    })?;
    Ok(Ended { tests, left_out: chosen.left_out, took: started.elapsed() })
}
