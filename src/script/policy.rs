//! A policy that was compiled and checked: ready to run, any number of times.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{AST, Engine};

use super::brackets::open_comment;
use super::check::{self, Unit, Vocabulary};
use super::engine;
use super::limits::Limits;
use super::native::{Natives, Step};
use super::reasons::Reasons;
use super::settings::{self, Setting, Settings};
use super::source::PolicySource;
use super::syntax::parse_error;
use super::trace::{Recorder, Woven, weave};
use crate::model::{Diagnostic, Severity, SourceText};

/// A compiled policy.
#[derive(Clone)]
pub struct Policy {
    pub(super) source: PolicySource,
    pub(super) ast: AST,
    pub(super) modules: Arc<BTreeMap<String, AST>>,
    pub(super) reasons: Arc<Reasons>,
    pub(super) natives: Arc<Natives>,
    settings: Vec<Setting>,
    open_settings: bool,
    warnings: Vec<Diagnostic>,
}

impl Policy {
    /// Compiles a policy and its modules, and checks every name in them.
    ///
    /// # Errors
    /// Gives every mistake that was found, each with its place.
    pub fn compile(source: &PolicySource) -> Result<Self, Vec<Diagnostic>> {
        let parsed = Inspected::of(source);
        let (mistakes, warnings): (Vec<_>, Vec<_>) =
            parsed.found.into_iter().partition(|found| found.severity == Severity::Error);
        let ast = match parsed.ast {
            Some(ast) if mistakes.is_empty() => ast,
            _ => return Err(first_of(mistakes, Limits::default().mistakes)),
        };
        let mut reasons = Reasons::default();
        reasons.add("", source.text(), &ast);
        for (path, ast) in &parsed.modules {
            reasons.add(path, source.named(path), ast);
        }
        Ok(Self {
            source: source.clone(),
            natives: Arc::new(Natives::of(&ast, &parsed.modules)),
            ast,
            modules: Arc::new(parsed.modules),
            reasons: Arc::new(reasons),
            open_settings: parsed.settings.open,
            settings: parsed.settings.list,
            warnings,
        })
    }

    /// Everything that is wrong or doubtful about a policy and its modules, errors first, whether or not it can run.
    #[must_use]
    pub fn inspect(source: &PolicySource) -> Vec<Diagnostic> {
        let (mistakes, others): (Vec<_>, Vec<_>) =
            Inspected::of(source).found.into_iter().partition(|found| found.severity == Severity::Error);
        let mut found = first_of(mistakes, Limits::default().mistakes);
        found.extend(others);
        for found in &mut found {
            by_its_file(source, found);
        }
        found
    }

    /// The text that it was compiled from.
    #[must_use]
    pub fn source(&self) -> &PolicySource {
        &self.source
    }

    /// The settings that it declares, in the order written.
    #[must_use]
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// Whether it may ask for settings whose names are only known when it runs.
    #[must_use]
    pub fn has_open_settings(&self) -> bool {
        self.open_settings
    }

    /// What is likely a mistake, though it can run.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

impl Policy {
    /// Who decides the conditions of the policy and its modules, in the order written.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let modules = self.modules.iter().flat_map(|(path, ast)| self.natives.steps(path, ast));
        self.natives.steps("", &self.ast).into_iter().chain(modules).collect()
    }

    /// The same policy with every condition left to the interpreter. It proposes the same, more slowly.
    #[must_use]
    pub fn interpreted(&self) -> Self {
        Self { natives: Arc::default(), ..self.clone() }
    }

    /// The same policy with its conditions noted: run it with this recorder in its options. A text that cannot be traced
    /// runs as it is, and has no conditions then.
    #[must_use]
    pub fn traced(&self, recorder: &Recorder) -> Self {
        let limits = Limits { expr_depth: Limits::default().expr_depth * TRACED_DEPTH, ..Limits::default() };
        let engine = engine::full(&limits);
        let mut woven: BTreeMap<String, Woven> = BTreeMap::new();
        // Every condition is noted where it is interpreted.
        let mut traced = self.interpreted();
        if let Some((ast, how)) = watched(&engine, self.source.text(), &self.ast, recorder) {
            traced.ast = ast;
            woven.insert(String::new(), how);
        }
        let mut modules = self.modules.as_ref().clone();
        for (path, ast) in &mut modules {
            if let Some((mut watched, how)) = watched(&engine, self.source.named(path), ast, recorder) {
                watched.set_source(path.as_str());
                *ast = watched;
                woven.insert(path.clone(), how);
            }
        }
        traced.modules = Arc::new(modules);
        let column = |name: &str, line: usize, column: usize| {
            woven.get(name).map_or(column, |how| how.column(self.source.named(name), line, column))
        };
        traced.reasons = Arc::new(self.reasons.moved(column));
        traced
    }
}

/// How many times deeper expressions are when their conditions are wrapped.
const TRACED_DEPTH: usize = 3;

fn watched(engine: &Engine, source: &SourceText, ast: &AST, recorder: &Recorder) -> Option<(AST, Woven)> {
    let woven = weave(source, ast, recorder.len());
    let ast = engine.compile(&woven.text).ok()?;
    recorder.add(woven.sites.clone());
    Some((ast, woven))
}

/// The texts of a script as the engine reads them.
pub(super) struct Parsed {
    pub(super) ast: AST,
    pub(super) modules: BTreeMap<String, AST>,
    /// What is wrong with modules that cannot be read.
    pub(super) mistakes: Vec<Diagnostic>,
}

impl Parsed {
    /// Parses a script and its modules.
    ///
    /// # Errors
    /// Fails when the script itself cannot be read, with the mistakes of its modules after its own.
    pub(super) fn of(source: &PolicySource, engine: &Engine, limits: &Limits) -> Result<Self, Vec<Diagnostic>> {
        let mut mistakes = Vec::new();
        let mut modules = BTreeMap::new();
        for (path, text) in source.modules() {
            match parse(engine, text, limits) {
                Ok(mut ast) => {
                    ast.set_source(path.as_str());
                    modules.insert(path.clone(), ast);
                }
                Err(diagnostic) => mistakes.push(*diagnostic),
            }
        }
        match parse(engine, source.text(), limits) {
            Ok(ast) => Ok(Self { ast, modules, mistakes }),
            Err(diagnostic) => {
                mistakes.insert(0, *diagnostic);
                Err(mistakes)
            }
        }
    }
}

/// A policy that was read: its texts, parsed as far as they can be, and what was found in them.
struct Inspected {
    /// `None` when the policy's own text does not parse.
    ast: Option<AST>,
    modules: BTreeMap<String, AST>,
    settings: Settings,
    /// In the order of the texts, the policy itself first.
    found: Vec<Diagnostic>,
}

impl Inspected {
    fn of(source: &PolicySource) -> Self {
        let limits = Limits::default();
        let Parsed { ast, modules, mistakes: mut found } = match Parsed::of(source, &engine::full(&limits), &limits) {
            Ok(parsed) => parsed,
            Err(found) => {
                return Self { ast: None, modules: BTreeMap::new(), settings: Settings::default(), found };
            }
        };
        let vocabulary = Vocabulary::Policies;
        found.extend(check::check(Unit { source: source.text(), ast: &ast, is_module: false, vocabulary }, &modules));
        let mut settings = settings::of(source.text(), &ast);
        for (path, ast) in &modules {
            let text = source.named(path);
            found.extend(check::check(Unit { source: text, ast, is_module: true, vocabulary }, &modules));
            settings.extend(settings::of(text, ast));
        }
        found.extend(settings::conflicts(source, &settings.list));
        Self { ast: Some(ast), modules, settings, found }
    }
}

/// The first mistakes; the last of them says how many there are.
pub(super) fn first_of(mut mistakes: Vec<Diagnostic>, most: usize) -> Vec<Diagnostic> {
    let more = mistakes.len().saturating_sub(most);
    mistakes.truncate(most);
    if let (Some(last), true) = (mistakes.last_mut(), more > 0) {
        last.notes.push(format!("and {more} more mistakes"));
    }
    mistakes
}

/// Names the file of a module, where a policy names the path that it imports.
fn by_its_file(policy: &PolicySource, found: &mut Diagnostic) {
    if let Some(text) = &mut found.source
        && let Some(file) = policy.file_of(&text.name)
    {
        text.name = file.to_string_lossy().into();
    }
}

/// Where a line begins that is too long to be shown.
fn place_of(source: &SourceText, start: usize) -> String {
    format!("line {} of {}", source.position_of(start).0, source.name)
}

/// Parses a text within its bounds.
pub(super) fn parse(engine: &Engine, source: &SourceText, limits: &Limits) -> Result<AST, Box<Diagnostic>> {
    bounded(source, limits)?;
    closed(engine, source)?;
    engine.compile(source.text.as_ref()).map_err(|error| Box::new(parse_error(source, &error)))
}

/// Refuses a text whose last comment never ends: the engine would take all that follows for a part of it.
fn closed(engine: &Engine, source: &SourceText) -> Result<(), Box<Diagnostic>> {
    let Some(at) = open_comment(&source.text) else { return Ok(()) };
    // Quotes within raw texts look like an open comment. In a real one the engine does not see what is added.
    if engine.compile(format!("{}\n)", source.text)).is_err() {
        return Ok(());
    }
    let found = Diagnostic::error("unclosed-comment", "a comment is never closed, so nothing after it is run");
    Err(Box::new(found.at(source, at..at + 2).label("opened here").hint("close it with `*/`")))
}

/// Refuses a text that is too large to be read.
pub(super) fn bounded(source: &SourceText, limits: &Limits) -> Result<(), Box<Diagnostic>> {
    let size = source.text.len() as u64;
    if size > limits.source_bytes {
        let message = format!("{:?} has {size} bytes; at most {} are read", source.name.as_ref(), limits.source_bytes);
        return Err(Box::new(Diagnostic::error("file-too-large", message)));
    }
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        if line.len() > limits.line_bytes {
            let message = format!("a line has {} bytes; at most {} are read", line.len(), limits.line_bytes);
            let diagnostic =
                Diagnostic::error("line-too-long", message).hint("break it up; a list belongs into a file");
            return Err(Box::new(Diagnostic { notes: vec![place_of(source, start)], ..diagnostic }));
        }
        start += line.len();
    }
    Ok(())
}
