//! A policy that was compiled and checked: ready to run, any number of times.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{AST, Engine};

use super::check;
use super::diagnose::parse_error;
use super::engine;
use super::limits::Limits;
use super::reasons::Reasons;
use super::settings::{self, Setting};
use super::source::PolicySource;
use crate::model::{Diagnostic, Severity, SourceText};

/// A compiled policy.
#[derive(Clone)]
pub struct Policy {
    pub(super) source: PolicySource,
    pub(super) ast: AST,
    pub(super) modules: Arc<BTreeMap<String, AST>>,
    pub(super) reasons: Arc<Reasons>,
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
        let limits = Limits::default();
        let engine = engine::full(&limits);
        let mut mistakes = Vec::new();
        let mut modules = BTreeMap::new();
        for (path, text) in source.modules() {
            match parse(&engine, text, &limits) {
                Ok(mut ast) => {
                    ast.set_source(path.as_str());
                    modules.insert(path.clone(), ast);
                }
                Err(diagnostic) => mistakes.push(*diagnostic),
            }
        }
        let ast = match parse(&engine, source.text(), &limits) {
            Ok(ast) => ast,
            Err(diagnostic) => {
                mistakes.insert(0, *diagnostic);
                return Err(mistakes);
            }
        };
        let mut reasons = Reasons::default();
        let mut settings = settings::of(source.text(), &ast);
        reasons.add("", source.text(), &ast);
        let mut warnings = Vec::new();
        let units = std::iter::once((source.text(), &ast))
            .chain(modules.iter().filter_map(|(path, ast)| Some((source.modules().get(path)?, ast))));
        for (text, ast) in units {
            let (errors, others): (Vec<_>, Vec<_>) =
                check::check(text, ast, &modules).into_iter().partition(|found| found.severity == Severity::Error);
            mistakes.extend(errors);
            warnings.extend(others);
        }
        for (path, ast) in &modules {
            let text = source.named(path);
            reasons.add(path, text, ast);
            settings.extend(settings::of(text, ast));
        }
        mistakes.extend(settings::conflicts(source, &settings.list));
        warnings.extend(check::header(source.text()));
        warnings.extend(check::empty(source.text(), &ast));
        if !mistakes.is_empty() {
            return Err(first_of(mistakes, limits.mistakes));
        }
        let open_settings = settings.open;
        Ok(Self {
            source: source.clone(),
            ast,
            modules: Arc::new(modules),
            reasons: Arc::new(reasons),
            settings: settings.list,
            open_settings,
            warnings,
        })
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

/// The first mistakes; the last of them says how many there are.
fn first_of(mut mistakes: Vec<Diagnostic>, most: usize) -> Vec<Diagnostic> {
    let more = mistakes.len().saturating_sub(most);
    mistakes.truncate(most);
    if let (Some(last), true) = (mistakes.last_mut(), more > 0) {
        last.notes.push(format!("and {more} more mistakes"));
    }
    mistakes
}

/// Where a line begins that is too long to be shown.
fn place_of(source: &SourceText, start: usize) -> String {
    format!("line {} of {}", source.position_of(start).0, source.name)
}

fn parse(engine: &Engine, source: &SourceText, limits: &Limits) -> Result<AST, Box<Diagnostic>> {
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
    engine.compile(source.text.as_ref()).map_err(|error| Box::new(parse_error(source, &error)))
}
