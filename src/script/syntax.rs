//! A text that does not parse, shown with its place and what to do.

use rhai::{ParseError, ParseErrorType};

use super::brackets::{closing, end_before, unclosed};
use super::slips;
use super::tree::{offset, word_len};
use crate::model::{Diagnostic, SourceText};

/// Shows a text that does not parse.
pub(super) fn parse_error(source: &SourceText, error: &ParseError) -> Diagnostic {
    if let Some(found) = slips::meant(source, error).or_else(|| unfinished(source, error)) {
        return found;
    }
    let (code, message, hint) = match error.err_type() {
        ParseErrorType::Reserved(word) => ("syntax", format!("`{word}` cannot be used"), None),
        ParseErrorType::ModuleUndefined(name) => {
            ("unknown-module", format!("there is no module `{name}`"), Some(format!("import \"…\" as {name};")))
        }
        ParseErrorType::ExprTooDeep => {
            ("too-deep", "the expression is nested too deeply".to_owned(), Some("split it up with let".to_owned()))
        }
        other => ("syntax", lower(&other.to_string()), None),
    };
    let start = offset(source, error.position()).unwrap_or(0);
    let mut diagnostic = Diagnostic::error(code, message).at(source, start..start + word_len(&source.text, start));
    diagnostic.hint = hint;
    diagnostic
}

/// A bracket that was left open, or a statement without its end. The parser only sees what comes after.
fn unfinished(source: &SourceText, error: &ParseError) -> Option<Diagnostic> {
    let text = source.text.as_ref();
    let at = offset(source, error.position()).unwrap_or(text.len());
    let token = match error.err_type() {
        ParseErrorType::MissingToken(token, _) => token.as_str(),
        ParseErrorType::UnexpectedEOF => "",
        _ => return None,
    };
    if let Some((open, bracket)) = unclosed(text).filter(|(open, _)| *open < at) {
        let found = Diagnostic::error("syntax", format!("`{bracket}` is never closed")).at(source, open..open + 1);
        return Some(found.label("opened here").hint(format!("close it with `{}`", closing(bracket))));
    }
    if token != ";" {
        return None;
    }
    let end = end_before(text, at);
    let start = text.get(..end).and_then(|before| before.char_indices().last()).map_or(0, |(start, _)| start);
    let found = Diagnostic::error("syntax", "`;` is missing after this").at(source, start..end);
    Some(found.hint("a statement ends with ;"))
}

/// The text with its first letter small.
pub(super) fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
