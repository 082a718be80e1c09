//! Finds mistakes in a policy before it runs: names, numbers of arguments, fields and literal queries.
//!
//! What is not known for certain is not reported: a value that came through a map or a parameter may be anything.

mod calls;
mod compare;
mod kinds;
mod names;
mod queries;
mod reserved;
mod shape;
mod walk;
mod warn;

use std::collections::BTreeMap;

use rhai::{AST, Stmt};

pub(super) use names::Vocabulary;

use crate::model::{Diagnostic, SourceText};

/// Checks one text of a policy: errors and warnings in the order of their places.
pub(super) fn check(
    source: &SourceText,
    ast: &AST,
    modules: &BTreeMap<String, AST>,
    vocabulary: Vocabulary,
) -> Vec<Diagnostic> {
    let mut found = walk::Walk::over(source, ast, modules, vocabulary);
    found.extend(reserved::names(source, ast, vocabulary));
    found.sort_by_key(|diagnostic| diagnostic.span.as_ref().map_or(0, |span| span.start));
    found.dedup();
    found
}

/// A policy without a statement does nothing.
pub(super) fn empty(source: &SourceText, ast: &AST) -> Option<Diagnostic> {
    ast.statements().iter().all(Stmt::is_noop).then(|| {
        Diagnostic::warning("empty-policy", "the policy has no statement: it does nothing")
            .at(source, 0..0)
            .hint("a policy begins with a listing: search(\"…\").each(|v| …);")
    })
}

/// A policy without a comment at its top tells nobody what it removes.
pub(super) fn header(source: &SourceText) -> Option<Diagnostic> {
    let commented = source.text.trim_start().starts_with("//") || source.text.trim_start().starts_with("/*");
    (!commented).then(|| {
        Diagnostic::warning("missing-header", "the policy has no comment at its top")
            .at(source, 0..0)
            .hint("say in a comment what it removes, what it keeps, and its risk")
    })
}
