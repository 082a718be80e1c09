//! A variable that does not exist: a typo, a forgotten `let`, a forgotten closure, or a name of something else.

use super::functions::UNITS;
use super::lex::{Piece, Shape};
use super::slips::Stopped;
use super::tree::{argument_text, one_line};
use crate::model::{Diagnostic, VideoField, closest};

/// Methods of listings that take a closure.
const TAKES_CLOSURE: [&str; 5] = ["filter", "each", "sort_by", "sum", "group_by"];

/// The longest argument that a hint repeats, in bytes.
const SHOWN: usize = 60;

/// Says what an unknown variable probably is.
pub(super) fn unknown_variable(stopped: &Stopped<'_>, name: &str) -> Diagnostic {
    let span = stopped.near(0).filter(|piece| piece.text == name).map_or(0..0, Piece::span);
    if let Some(found) = without_closure(stopped) {
        return found;
    }
    let found = stopped.error("unknown-variable", format!("there is no variable `{name}`"), span);
    let sets = stopped.near(1).is_some_and(|next| next.is_sign("="));
    if sets {
        return found.hint(format!("declare it: let {name} = …"));
    }
    let declared = declared(&stopped.pieces);
    if declared.contains(&name) {
        return found.hint(format!(
            "`{name}` is declared elsewhere and not seen here; a function sees its parameters only: fn f({name}) {{ … }}"
        ));
    }
    if let Some((unit, _)) = UNITS.iter().find(|(unit, _)| unit.eq_ignore_ascii_case(name)) {
        return found.hint(format!("did you mean `{unit}`?"));
    }
    if let Some(near) = closest(name, declared) {
        return found.hint(format!("did you mean `{near}`?"));
    }
    if VideoField::parse(name).is_some() {
        return found.hint(format!("a field is read from a video: v.{name}"));
    }
    found.hint(format!("declare it: let {name} = …; a text stands in double quotes: {name:?}"))
}

/// `.filter(v.state == "active")`: the closure's `|v|` is missing.
fn without_closure(stopped: &Stopped<'_>) -> Option<Diagnostic> {
    for open in stopped.open() {
        let Some(name) = stopped.callee(open).filter(|name| TAKES_CLOSURE.contains(&name.text)) else { continue };
        let is_method = open.checked_sub(2).and_then(|dot| stopped.pieces.get(dot)).is_some_and(|dot| dot.is_sign("."));
        let first = stopped.pieces.get(open + 1)?;
        if !is_method || first.text.starts_with('|') {
            continue;
        }
        let argument = argument_text(&stopped.source.text, first.start);
        let word = stopped.near(0).filter(|piece| piece.shape == Shape::Word);
        let item = word.map_or("v", |piece| piece.text);
        let body =
            argument.split_once("=>").filter(|(names, _)| names.trim() == item).map_or(argument, |(_, body)| body);
        let shown = if body.len() > SHOWN { "…".to_owned() } else { one_line(body) };
        let span = first.start..first.start + argument.lines().next().unwrap_or_default().trim_end().len();
        let message = format!("`.{}(…)` takes a closure, which names the video first", name.text);
        let found = stopped.error("unknown-variable", message, span);
        return Some(found.hint(format!("write .{}(|{item}| {shown})", name.text)));
    }
    None
}

/// The names that the text declares somewhere: variables, loop variables and parameters.
fn declared<'a>(pieces: &[Piece<'a>]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (index, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.shape == Shape::Word) {
        let before = index.checked_sub(1).and_then(|before| pieces.get(before));
        let after = pieces.get(index + 1);
        let is_let = before.is_some_and(|before| ["let", "const", "for"].iter().any(|word| before.is_word(word)));
        let between = |piece: Option<&Piece<'_>>| piece.is_some_and(|piece| piece.is_sign("|") || piece.is_sign(","));
        let in_bars = between(before) && between(after) && in_bars(pieces, index);
        if is_let || in_bars || is_parameter(pieces, index) {
            found.push(piece.text);
        }
    }
    found
}

/// Whether a word stands between the bars of a closure: `(|a, b| …`.
fn in_bars(pieces: &[Piece<'_>], index: usize) -> bool {
    let mut before =
        pieces.iter().take(index).rev().skip_while(|piece| piece.shape == Shape::Word || piece.is_sign(","));
    let is_bar = before.next().is_some_and(|piece| piece.is_sign("|"));
    is_bar && before.next().is_some_and(|piece| ["(", ",", "="].iter().any(|sign| piece.is_sign(sign)))
}

/// Whether a word stands in the head of a function: `fn f(a, b)`.
fn is_parameter(pieces: &[Piece<'_>], index: usize) -> bool {
    let mut before =
        pieces.iter().take(index).rev().skip_while(|piece| piece.shape == Shape::Word || piece.is_sign(","));
    before.next().is_some_and(|piece| piece.is_sign("("))
        && before.next().is_some_and(|piece| piece.shape == Shape::Word)
        && before.next().is_some_and(|piece| piece.is_word("fn"))
}
