//! Finds mistakes in a policy before it runs: names, numbers of arguments, fields, literal queries, and what a script
//! does in vain.
//!
//! What is not known for certain is not reported: a value that came through a map or a parameter may be anything.

mod allow;
mod arguments;
mod calls;
mod cases;
mod compare;
mod conditions;
mod errors;
mod imports;
mod kinds;
mod levels;
mod lints;
mod names;
mod narrow;
mod paths;
mod queries;
mod reach;
mod reserved;
mod shape;
mod terms;
mod unused;
mod walk;
mod warn;
mod warnings;

use std::collections::BTreeMap;

use rhai::{AST, Stmt};

pub use self::levels::Levels;
pub use self::lints::{lint, lints};
pub(super) use self::names::Vocabulary;
pub use self::names::numbers_of_arguments;
use crate::model::{Diagnostic, SourceText};

/// One text of a policy.
#[derive(Clone, Copy)]
pub(super) struct Unit<'a> {
    /// The text.
    pub(super) source: &'a SourceText,
    /// The same, parsed.
    pub(super) ast: &'a AST,
    /// Whether it is imported by the policy, and not the policy itself.
    pub(super) is_module: bool,
    /// Which functions there are.
    pub(super) vocabulary: Vocabulary,
}

/// Checks one text of a policy: errors, warnings and advice in the order of their places, without those that a comment
/// of the text allows.
pub(super) fn check(unit: Unit<'_>, modules: &BTreeMap<String, AST>) -> Vec<Diagnostic> {
    let Unit { source, ast, is_module, vocabulary } = unit;
    let mut found = walk::Walk::over(source, ast, modules, vocabulary);
    found.extend(reserved::names(source, ast, vocabulary));
    found.extend(reach::unreachable(source, ast));
    found.extend(conditions::constant(source, ast));
    found.extend(unused::unused(unit));
    found.extend(narrow::searches(source, ast));
    if !is_module {
        found.extend(header(source));
        found.extend(empty(source, ast));
    }
    found.sort_by_key(place);
    found.dedup();
    allow::apply(source, found)
}

/// Where a finding stands among those of its text.
pub(super) fn place(found: &Diagnostic) -> usize {
    found.span.as_ref().map_or(0, |span| span.start)
}

/// A policy without a statement does nothing.
fn empty(source: &SourceText, ast: &AST) -> Option<Diagnostic> {
    ast.statements().iter().all(Stmt::is_noop).then(|| {
        Diagnostic::warning("empty-policy", "the policy has no statement: it does nothing")
            .at(source, 0..0)
            .hint("a policy begins with a listing: search(\"…\").each(|v| …);")
    })
}

/// A policy without a comment at its top tells nobody what it removes.
fn header(source: &SourceText) -> Option<Diagnostic> {
    (!allow::has_header(&source.text)).then(|| {
        Diagnostic::warning("missing-header", "the policy has no comment at its top")
            .at(source, 0..0)
            .hint("say in a comment what it removes, what it keeps, and its risk")
    })
}
