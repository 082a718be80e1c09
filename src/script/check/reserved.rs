//! Functions of a script that take the name of a built-in one: a reader would take them for it.

use rhai::AST;

use super::names::{Vocabulary, written};
use crate::model::{Diagnostic, SourceText};
use crate::script::api::api;
use crate::script::brackets::words;

/// The functions of a text that must be called something else.
pub(super) fn names(source: &SourceText, ast: &AST, vocabulary: Vocabulary) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for function in ast.iter_fn_def() {
        let name = written(&function.name);
        let in_tests = api().testing.iter().filter(|_| vocabulary == Vocabulary::Tests);
        if !api().functions.iter().chain(in_tests).any(|known| known.name == name) {
            continue;
        }
        let at = definition(source, name).unwrap_or(0);
        let message = format!("`{name}` is a built-in function and cannot be defined again");
        let diagnostic = Diagnostic::error("reserved-name", message);
        found.push(diagnostic.at(source, at..at + name.len()).hint("give yours another name"));
    }
    found
}

/// Where a function of a text gets its name.
pub(super) fn definition(source: &SourceText, name: &str) -> Option<usize> {
    let words = words(&source.text);
    let pair = words.windows(2).find(|pair| matches!(pair, [(_, "fn"), (_, word)] if *word == name))?;
    pair.last().map(|(at, _)| *at)
}
