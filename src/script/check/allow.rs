//! Comments of a script that allow findings: `// vodsweep: allow(code)` for a line, `allow-file(code)` for a text.
//!
//! Errors cannot be allowed. A comment that allows nothing is a finding itself, so that none outlives its reason.

use std::ops::Range;

use super::lints::{lint, lints};
use crate::model::{Diagnostic, Severity, SourceText, closest};
use crate::script::lex::{Piece, Shape, pieces};

/// What such a comment begins with.
const MARK: &str = "vodsweep:";

/// What a comment asks for, with the codes as they are written.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'a> {
    /// It is a comment for people.
    Nothing,
    Line(&'a str),
    File(&'a str),
    Unclear,
}

/// One code that a comment allows.
struct Allowed<'a> {
    code: &'a str,
    span: Range<usize>,
    /// The place in the text that it is about; `None` for the whole text.
    line: Option<Range<usize>>,
    used: bool,
}

/// What the comments of a text ask for, and those that cannot be understood.
#[derive(Default)]
struct Comments<'a> {
    allowed: Vec<Allowed<'a>>,
    unclear: Vec<(Range<usize>, &'static str)>,
}

/// Leaves out what the comments of the text allow, and adds what is wrong with these comments.
pub(super) fn apply(source: &SourceText, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if !source.text.contains(MARK) {
        return found;
    }
    let mut comments = read(&source.text);
    let mut kept: Vec<Diagnostic> = found.into_iter().filter(|found| !comments.allow(found)).collect();
    kept.extend(comments.unclear.iter().map(|(span, message)| {
        let found = Diagnostic::warning("unused-allow", *message).at(source, span.clone());
        found.hint("write // vodsweep: allow(code), or allow-file(code) at the top of the file")
    }));
    let unused = comments.allowed.iter().filter(|allowed| !allowed.used);
    kept.extend(unused.map(|allowed| idle(source, allowed)));
    kept.sort_by_key(super::place);
    kept
}

/// Whether the text begins with a comment for people.
pub(super) fn has_header(text: &str) -> bool {
    let mut top = pieces(text).into_iter().take_while(|piece| piece.shape == Shape::Comment);
    top.any(|comment| directive(&comment) == Asked::Nothing)
}

impl Comments<'_> {
    /// Whether a comment allows the finding; that comment is then of use.
    fn allow(&mut self, found: &Diagnostic) -> bool {
        let start = super::place(found);
        let mut is_allowed = false;
        for allowed in &mut self.allowed {
            let is_here = allowed.line.as_ref().is_none_or(|line| line.contains(&start));
            if allowed.code == found.code && is_here && found.severity != Severity::Error {
                allowed.used = true;
                is_allowed = true;
            }
        }
        is_allowed
    }
}

/// A comment that allows nothing.
fn idle(source: &SourceText, allowed: &Allowed<'_>) -> Diagnostic {
    let code = allowed.code;
    let found = |message: String| Diagnostic::warning("unused-allow", message).at(source, allowed.span.clone());
    match lint(code) {
        None => {
            let found = found(format!("there is no finding `{code}`"));
            match closest(code, lints().map(|lint| lint.code)) {
                Some(near) => found.hint(format!("did you mean `{near}`?")),
                None => found.hint("`vodsweep check --explain all` lists them"),
            }
        }
        Some(known) if known.severity == Severity::Error => {
            found(format!("`{code}` is an error, and errors cannot be allowed")).hint("correct it, and take this away")
        }
        Some(_) => found(format!("there is no `{code}` to allow here")).hint("take this away"),
    }
}

fn read(text: &str) -> Comments<'_> {
    let pieces = pieces(text);
    let first_code = pieces.iter().find(|piece| piece.shape != Shape::Comment).map_or(text.len(), |piece| piece.start);
    let mut comments = Comments::default();
    for (index, comment) in pieces.iter().enumerate() {
        let (whole, codes) = match directive(comment) {
            Asked::Nothing => continue,
            Asked::Line(codes) => (false, codes),
            Asked::File(codes) => (true, codes),
            Asked::Unclear => {
                comments.unclear.push((comment.span(), "this comment cannot be understood"));
                continue;
            }
        };
        if whole && comment.start > first_code {
            comments.unclear.push((comment.span(), "`allow-file` stands at the top of the file"));
            continue;
        }
        let line = (!whole).then(|| about(text, &pieces, index));
        for code in codes.split(',').map(str::trim) {
            let start = comment.start + offset_in(comment.text, code);
            comments.allowed.push(Allowed { code, span: start..start + code.len(), line: line.clone(), used: false });
        }
    }
    comments
}

/// What a comment asks for.
fn directive<'a>(comment: &Piece<'a>) -> Asked<'a> {
    let line = comment.text.strip_prefix("//").filter(|_| comment.shape == Shape::Comment);
    let Some(words) = line.and_then(|line| line.trim().strip_prefix(MARK)) else { return Asked::Nothing };
    let asked = words.split_once('(').and_then(|(name, rest)| Some((name.trim(), rest.split_once(')')?.0)));
    match asked.filter(|(_, codes)| !codes.trim().is_empty()) {
        Some(("allow", codes)) => Asked::Line(codes),
        Some(("allow-file", codes)) => Asked::File(codes),
        _ => Asked::Unclear,
    }
}

/// The line that a comment is about: its own where code stands before it, otherwise the next one with code.
fn about(text: &str, pieces: &[Piece<'_>], index: usize) -> Range<usize> {
    let comment = pieces.get(index).map_or(0, |piece| piece.start);
    let own = line_at(text, comment);
    let code_before = pieces.iter().take(index).rev().find(|piece| piece.shape != Shape::Comment);
    if code_before.is_some_and(|piece| piece.end() > own.start) {
        return own;
    }
    let next = pieces.iter().skip(index).find(|piece| piece.shape != Shape::Comment);
    next.map_or(own, |piece| line_at(text, piece.start))
}

fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |len| at + len);
    start..end + 1
}

/// Where a part of a text begins in it.
fn offset_in(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}
