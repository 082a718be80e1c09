//! Trying expressions against a library: one text after the other in one scope, by the engine that policies run on.
//!
//! What a text proposes is handed back to be shown, and forgotten. Nothing here can be planned or committed.

mod complete;
mod hint;
mod modules;
mod show;
mod transcript;
mod unfinished;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use rhai::{AST, Dynamic, Engine, Scope};

pub use self::complete::{Completion, Words, complete};
pub use self::hint::{hint, signatures};
use self::modules::Modules;
use self::show::Shower;
use self::transcript::Transcript;
pub use self::unfinished::is_unfinished;
use super::catalog::Catalog;
use super::check::{self, Unit, Vocabulary};
use super::diagnose::run_error;
use super::engine;
use super::error::Outcome;
use super::limits::Limits;
use super::message::Sink;
use super::nesting::STACK_BYTES;
use super::policy::{self, first_of};
use super::progress::Progress;
use super::reasons::Reasons;
use super::run::prepared;
use super::session::{Current, Fixed, Gathered, Session};
use super::source::PolicySource;
use super::syntax::parse_error;
use crate::model::{Diagnostic, Severity, Shown, SourceText};
use crate::plan::{Keep, Proposal, Unreadable};

/// What the texts of a session are called.
pub(super) const NAME: &str = "repl";

/// How to try expressions.
pub struct ReplOptions {
    /// The clock; it stands still.
    pub now: Timestamp,
    /// Settings by name as they were written with `--set`.
    pub params: BTreeMap<String, String>,
    /// The folder that may be read below and imported from.
    pub folder: PathBuf,
    /// Whether the sizes of what is shown are looked up.
    pub sizes: bool,
    /// Stops what runs when it becomes true.
    pub cancel: Arc<AtomicBool>,
    /// Receives what is said with `print`, `info` and `warn`.
    pub on_message: Sink,
}

/// What came of one text.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The value; `None` when there is none to show.
    pub value: Option<Shown>,
    /// What a policy would have proposed by this.
    pub proposals: Vec<Proposal>,
    /// What it would have shielded.
    pub keeps: Vec<Keep>,
    /// The videos that a condition could not be decided for.
    pub unreadable: Vec<Unreadable>,
}

/// A variable of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The kind of its value, in the words of the reference.
    pub kind: String,
    /// Whether it is a constant.
    pub constant: bool,
}

/// A session: an engine, the variables and functions so far, and the library.
pub struct Repl {
    engine: Arc<Engine>,
    session: Arc<Session>,
    modules: Modules,
    /// The texts of the modules.
    sources: BTreeMap<String, SourceText>,
    transcript: Transcript,
    /// The functions of earlier texts.
    earlier: AST,
    scope: Scope<'static>,
    folder: PathBuf,
    sizes: bool,
}

impl Repl {
    /// A session without variables. Nothing is asked of the library.
    #[must_use]
    pub fn new(catalog: Arc<dyn Catalog>, options: ReplOptions) -> Self {
        let limits = Limits::default();
        let fixed = Fixed {
            catalog,
            now: options.now,
            limits,
            policy: NAME.into(),
            overrides: options.params,
            sink: Some(options.on_message),
            on_file: None,
            progress: Arc::new(Progress::new(limits, options.cancel)),
            recorder: None,
            world: None,
        };
        let session = Arc::new(Session::new(fixed, Current::default()));
        let modules = Modules::default();
        let engine = prepared(engine::full(&limits), &session, modules.clone());
        Self {
            engine,
            session,
            modules,
            sources: BTreeMap::new(),
            transcript: Transcript::default(),
            earlier: AST::empty(),
            scope: Scope::new(),
            folder: options.folder,
            sizes: options.sizes,
        }
    }

    /// Runs a text in the session.
    ///
    /// # Errors
    /// Gives every mistake of the text, or what ended it. Variables that it had set by then stay set.
    pub fn run(&mut self, text: &str) -> Result<Answer, Vec<Diagnostic>> {
        let source = PolicySource::in_folder(NAME, text, &self.folder).map_err(|mistake| vec![*mistake])?;
        self.run_source(&source)
    }

    /// Runs a file in the session, as if its text were typed.
    ///
    /// # Errors
    /// As [`Repl::run`], and when the file cannot be read.
    pub fn load(&mut self, path: &Path) -> Result<Answer, Vec<Diagnostic>> {
        let source = PolicySource::load(path).map_err(|mistake| vec![*mistake])?;
        self.run_source(&source)
    }

    /// The variables, by name.
    #[must_use]
    pub fn variables(&self) -> Vec<Variable> {
        let all = self.scope.iter_raw();
        let variable = |(name, constant, value): (&str, bool, &Dynamic)| Variable {
            name: name.to_owned(),
            kind: show::kind(value),
            constant,
        };
        let mut found: Vec<Variable> = all.map(variable).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    /// The functions, as they are called.
    #[must_use]
    pub fn functions(&self) -> Vec<String> {
        let named = self.earlier.iter_functions().filter(|function| !function.name.starts_with("anon$"));
        let mut found: Vec<String> =
            named.map(|function| format!("{}({})", function.name, function.params.join(", "))).collect();
        found.sort();
        found
    }

    /// Forgets every variable and function.
    pub fn clear(&mut self) {
        self.scope.clear();
        self.earlier = AST::empty();
        self.transcript = Transcript::default();
    }

    /// What can be completed.
    #[must_use]
    pub fn words(&self) -> Words {
        Words { variables: self.variables(), functions: self.functions() }
    }

    fn run_source(&mut self, source: &PolicySource) -> Result<Answer, Vec<Diagnostic>> {
        let ast = self.compiled(source)?;
        let mut reasons = Reasons::default();
        reasons.add("", self.transcript.source(), &ast);
        let folder = source.folder().map(Path::to_owned);
        self.session.turn_to(Current { folder, reasons: Arc::new(reasons), natives: Arc::default() });
        self.session.fixed.progress.restart();
        self.earlier = ast.clone_functions_only();
        let ended = self.evaluated(&ast, show::speaks_of_bytes(source.text()))?;
        self.scope = self.scope.clone_visible();
        let mut gathered = self.session.take_gathered();
        let ended = ended.and_then(|shown| gathered.failed.take().map_or(Ok(shown), |raised| Err(raised.into_error())));
        match ended {
            Ok(shown) => {
                self.transcript.keep_imports(&ast);
                Ok(answer(shown, gathered))
            }
            Err(error) => {
                let modules: Vec<_> =
                    self.sources.iter().map(|(path, module)| (path.as_str(), module.text.as_ref())).collect();
                let whole = PolicySource::from_text(NAME, &self.transcript.source().text, &modules);
                Err(vec![self.transcript.relocated(run_error(&whole, &error, gathered.current.as_deref()))])
            }
        }
    }

    /// Runs a text on a thread of its own. The outer error is ours, the inner one is that of the text.
    fn evaluated(&mut self, ast: &AST, bytes: bool) -> Result<Outcome<Option<Shown>>, Vec<Diagnostic>> {
        let shower = Shower { session: &self.session, sizes: self.sizes, bytes };
        let (engine, scope) = (&self.engine, &mut self.scope);
        // Values are walked by recursion, so a text gets a stack that its bounds cannot fill.
        let ended = std::thread::scope(|threads| {
            let thread = std::thread::Builder::new().name(NAME.to_owned()).stack_size(STACK_BYTES);
            let running = thread.spawn_scoped(threads, || {
                let value = engine.eval_ast_with_scope::<Dynamic>(scope, ast)?;
                shower.show(&value)
            });
            running.map(std::thread::ScopedJoinHandle::join)
        });
        match ended {
            Ok(Ok(ended)) => Ok(ended),
            Ok(Err(_)) => Err(broken("this made the script engine fail; the session goes on".to_owned())),
            Err(error) => Err(broken(format!("no thread could be started: {error}"))),
        }
    }

    /// Parses and checks a text together with what earlier ones left, and notes it when it can run.
    fn compiled(&mut self, source: &PolicySource) -> Result<AST, Vec<Diagnostic>> {
        let limits = self.session.fixed.limits;
        policy::bounded(source.text(), &limits).map_err(|mistake| vec![*mistake])?;
        let mut modules = BTreeMap::new();
        let mut mistakes = Vec::new();
        for (path, text) in source.modules() {
            match policy::parse(&self.engine, text, &limits) {
                Ok(mut ast) => {
                    ast.set_source(path.as_str());
                    modules.insert(path.clone(), ast);
                }
                Err(mistake) => mistakes.push(*mistake),
            }
        }
        self.modules.add(modules);
        self.sources.extend(source.modules().clone());
        let text = self.transcript.add(source.text());
        match self.engine.compile_with_scope(&self.scope, text.text.as_ref()) {
            Ok(ast) => {
                let ast = self.earlier.merge(&ast);
                mistakes.extend(self.mistakes(&ast));
                if mistakes.is_empty() {
                    return Ok(ast);
                }
            }
            Err(error) => mistakes.insert(0, self.transcript.relocated(parse_error(&text, &error))),
        }
        self.transcript.drop_last();
        mistakes.dedup();
        Err(first_of(mistakes, limits.mistakes))
    }

    /// What is wrong with the last text.
    fn mistakes(&self, ast: &AST) -> Vec<Diagnostic> {
        let source = self.transcript.source();
        let unit = Unit { source, ast, is_module: true, vocabulary: Vocabulary::Policies };
        let found = self.modules.with(|modules| check::check(unit, modules)).into_iter();
        let of_last = found.filter(|found| found.severity == Severity::Error && self.transcript.is_in_last(found));
        of_last.map(|found| self.transcript.relocated(found)).collect()
    }
}

fn broken(message: String) -> Vec<Diagnostic> {
    vec![Diagnostic::error("internal", message).hint("please report what you typed")]
}

fn answer(value: Option<Shown>, gathered: Gathered) -> Answer {
    Answer { value, proposals: gathered.wishes.into_list(), keeps: gathered.keeps, unreadable: gathered.unreadable }
}

impl std::fmt::Debug for Repl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repl").field("folder", &self.folder).finish_non_exhaustive()
    }
}
