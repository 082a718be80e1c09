//! A file of tests, read, checked and ready to run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rhai::{AST, ASTNode, Expr, Stmt};

use super::discovery::SUFFIX;
use super::policies::Policies;
use super::record::TestResult;
use super::snapshot::Snapshots;
use super::trial::{self, TestOptions};
use super::world::World;
use crate::model::{Diagnostic, Severity};
use crate::script::brackets::words;
use crate::script::check::{self, Unit, Vocabulary};
use crate::script::limits::Limits;
use crate::script::policy::{Parsed, first_of};
use crate::script::source::PolicySource;

/// How the name of a test begins.
const PREFIX: &str = "test_";

/// One test of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The name of its function.
    pub name: String,
    /// The line of its function.
    pub line: u32,
}

/// A file of tests.
pub struct TestFile {
    path: PathBuf,
    pub(super) source: PolicySource,
    pub(super) ast: AST,
    pub(super) modules: Arc<BTreeMap<String, AST>>,
    policies: Arc<Policies>,
    tests: Vec<Test>,
}

impl TestFile {
    /// Reads a file of tests and the policies that it names, and checks all of them.
    ///
    /// # Errors
    /// Gives every mistake of the tests and of these policies, each with its place.
    pub fn load(path: &Path) -> Result<Self, Vec<Diagnostic>> {
        let source = PolicySource::load(path).map_err(|mistake| vec![*mistake])?;
        let limits = Limits::default();
        let Parsed { ast, modules, mut mistakes } = Parsed::of(&source, &super::engine(&limits), &limits)?;
        let units = std::iter::once((source.text(), &ast))
            .chain(modules.iter().filter_map(|(path, ast)| Some((source.modules().get(path)?, ast))));
        for (text, ast) in units {
            // A file of tests needs no header and no statement, like a module.
            let unit = Unit { source: text, ast, is_module: true, vocabulary: Vocabulary::Tests };
            let found = check::check(unit, &modules);
            mistakes.extend(found.into_iter().filter(|found| found.severity == Severity::Error));
        }
        let tests = tests(&source, &ast, &mut mistakes);
        let policies = Policies::of(path);
        for name in named_policies(&ast).into_iter().chain([policies.beside().to_owned()]) {
            if let Err(found) = policies.compile(&name) {
                mistakes.extend(found);
            }
        }
        if !mistakes.is_empty() {
            return Err(first_of(mistakes, limits.mistakes));
        }
        let (modules, policies) = (Arc::new(modules), Arc::new(policies));
        Ok(Self { path: path.to_owned(), source, ast, modules, policies, tests })
    }

    /// Its path as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What to call it: its path without the ending.
    #[must_use]
    pub fn title(&self) -> String {
        let path = self.path.to_string_lossy();
        path.strip_suffix(SUFFIX).unwrap_or(&path).to_owned()
    }

    /// Its tests, in the order written.
    #[must_use]
    pub fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// The folder of its snapshots.
    #[must_use]
    pub fn snapshot_folder(&self) -> PathBuf {
        self.policies.folder().join(self.snapshots_within())
    }

    fn snapshots_within(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        format!("{}.snap", name.strip_suffix(SUFFIX).unwrap_or(&name))
    }

    /// Runs one of its tests in a world of its own.
    #[must_use]
    pub fn run(&self, test: &Test, options: &TestOptions) -> TestResult {
        let snapshots = Snapshots {
            root: self.policies.folder().to_owned(),
            folder: self.snapshots_within(),
            test: test.name.clone(),
            accept: options.accept_snapshots,
        };
        let world = World::new(Arc::clone(&self.policies), snapshots, options);
        trial::run(self, test, &Arc::new(world))
    }
}

/// The tests of a text. A file without any, and a test that takes an argument, is a mistake.
fn tests(source: &PolicySource, ast: &AST, mistakes: &mut Vec<Diagnostic>) -> Vec<Test> {
    let text = source.text();
    let words = words(&text.text);
    let place = |name: &str| {
        let pair = words.windows(2).find(|pair| matches!(pair, [(_, "fn"), (_, word)] if *word == name));
        pair.and_then(|pair| pair.last()).map_or(0, |(at, _)| *at)
    };
    let mut found: Vec<(usize, String)> = Vec::new();
    for definition in ast.iter_fn_def().filter(|definition| definition.name.starts_with(PREFIX)) {
        let name = definition.name.to_string();
        let at = place(&name);
        if !definition.params.is_empty() {
            let mistake = Diagnostic::error("test-arguments", format!("the test `{name}` takes arguments"));
            mistakes.push(
                mistake
                    .at(text, at..at + name.len())
                    .hint("a test has none; a function for several tests has another name"),
            );
        }
        found.push((at, name));
    }
    if found.is_empty() {
        let mistake = Diagnostic::error("no-tests", "there is no test in this file").at(text, 0..0);
        mistakes.push(mistake.hint("a test is a function whose name begins with test_: fn test_old_videos_go() { … }"));
    }
    found.sort();
    found
        .into_iter()
        .map(|(at, name)| Test { name, line: u32::try_from(text.position_of(at).0).unwrap_or(u32::MAX) })
        .collect()
}

/// The policies that a text names literally.
fn named_policies(ast: &AST) -> Vec<String> {
    let mut found = Vec::new();
    ast.walk(&mut |path| {
        let call = match path.last() {
            Some(ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _))) => Some(call),
            _ => None,
        };
        if let Some(call) = call.filter(|call| call.name == "run_policy")
            && let Some(Expr::StringConstant(name, _)) = call.args.first()
        {
            found.push(name.to_string());
        }
        true
    });
    found
}
