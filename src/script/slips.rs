//! What was probably meant by a text that does not parse: habits of other languages, and small slips.
//!
//! The parser stops at the first piece that cannot go on. What is there, or right before it, tells what was meant.

use rhai::{LexError, ParseError, ParseErrorType};

use super::lex::{Piece, Shape, code};
use super::meant::unknown_variable;
use super::tree::{argument_text, offset, one_line};
use crate::model::{Diagnostic, SourceText, VideoField};

/// Words of other languages, with what is written here.
const WORDS: [(&str, &str, &str); 22] = [
    ("and", "syntax", "write &&"),
    ("AND", "syntax", "write &&"),
    ("or", "syntax", "write ||"),
    ("OR", "syntax", "write ||"),
    ("not", "syntax", "write ! before the condition: !v.has_master"),
    ("NOT", "syntax", "write ! before the condition: !v.has_master"),
    ("elif", "syntax", "write else if"),
    ("elsif", "syntax", "write else if"),
    ("elseif", "syntax", "write else if"),
    ("function", "syntax", "a function is written fn name(a, b) { … }"),
    ("func", "syntax", "a function is written fn name(a, b) { … }"),
    ("def", "syntax", "a function is written fn name(a, b) { … }"),
    ("var", "syntax", "a variable is declared with let"),
    ("foreach", "syntax", "write for v in search(\"…\") { … }"),
    ("null", "unknown-variable", "an absent value is written (), as in v.folder == ()"),
    ("nil", "unknown-variable", "an absent value is written (), as in v.folder == ()"),
    ("None", "unknown-variable", "an absent value is written (), as in v.folder == ()"),
    ("undefined", "unknown-variable", "an absent value is written (), as in v.folder == ()"),
    ("True", "unknown-variable", "write true"),
    ("False", "unknown-variable", "write false"),
    ("this", "syntax", "give the closure a parameter: |v| …"),
    ("eval", "syntax", "a policy cannot run text as a script"),
];

/// Signs of other languages, with what is written here.
const SIGNS: [(&str, &str); 7] = [
    ("===", "write =="),
    ("!==", "write !="),
    ("<>", "write !="),
    ("=>", "a closure is written |v| …"),
    ("->", "a closure is written |v| …"),
    ("?", "write if condition { one } else { other }"),
    ("#", "a comment begins with //, a map with #{"),
];

const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];

/// A text that does not parse, and where the parser stopped.
pub(super) struct Stopped<'a> {
    pub(super) source: &'a SourceText,
    pub(super) pieces: Vec<Piece<'a>>,
    /// The piece that the parser could not go on with.
    pub(super) at: usize,
}

/// Says what was probably meant; `None` where the text tells nothing.
pub(super) fn meant(source: &SourceText, error: &ParseError) -> Option<Diagnostic> {
    let text = source.text.as_ref();
    let stop = offset(source, error.position()).unwrap_or(text.len());
    let pieces = code(text);
    let at = pieces.iter().position(|piece| piece.end() > stop).unwrap_or(pieces.len());
    let stopped = Stopped { source, pieces, at };
    if let ParseErrorType::BadInput(fault) = error.err_type()
        && let Some(found) = stopped.bad_input(fault)
    {
        return Some(found);
    }
    let slips = [Stopped::unquoted_query, Stopped::size, Stopped::bare_map, Stopped::habit];
    let found = slips.iter().find_map(|slip| slip(&stopped));
    found.or_else(|| match error.err_type() {
        ParseErrorType::VariableUndefined(name) => Some(unknown_variable(&stopped, name)),
        _ => None,
    })
}

impl<'a> Stopped<'a> {
    /// The piece at a distance from where the parser stopped.
    pub(super) fn near(&self, distance: isize) -> Option<&Piece<'a>> {
        self.pieces.get(self.at.checked_add_signed(distance)?)
    }

    pub(super) fn error(&self, code: &'static str, message: String, span: std::ops::Range<usize>) -> Diagnostic {
        Diagnostic::error(code, message).at(self.source, span)
    }

    /// The brackets that are open where the parser stopped, the innermost first, as places in `pieces`.
    pub(super) fn open(&self) -> Vec<usize> {
        let mut open = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate().take(self.at) {
            match piece.text {
                "(" | "[" | "{" => open.push(index),
                ")" | "]" | "}" => {
                    open.pop();
                }
                _ => {}
            }
        }
        open.reverse();
        open
    }

    /// The name of the function whose arguments a bracket opens.
    pub(super) fn callee(&self, open: usize) -> Option<&Piece<'a>> {
        let bracket = self.pieces.get(open)?;
        let name = self.pieces.get(open.checked_sub(1)?)?;
        (bracket.is_sign("(") && name.shape == Shape::Word).then_some(name)
    }

    fn bad_input(&self, fault: &LexError) -> Option<Diagnostic> {
        match fault {
            LexError::ImproperSymbol(sign, _) if sign == "=" => {
                let span = self.near(0)?.span();
                let found = self.error("assignment-in-condition", "`=` sets a value; it compares nothing".into(), span);
                Some(found.hint("write == to compare"))
            }
            LexError::MalformedChar(_) => {
                let single = self.pieces.iter().take(self.at + 1).rev().find(|piece| piece.shape == Shape::Single)?;
                let inside = single.text.trim_matches('\'');
                let found = self.error("syntax", "a text stands in double quotes".into(), single.span());
                Some(found.hint(format!("write {inside:?}")))
            }
            LexError::UnterminatedString => {
                let text = self.pieces.iter().take(self.at + 1).rev().find(|piece| piece.shape == Shape::Text)?;
                let found = self.error("syntax", "the text is never closed".into(), text.span());
                Some(found.hint("close it with \" on the same line"))
            }
            _ => None,
        }
    }

    /// `search(state:active)`: the query is a text.
    fn unquoted_query(&self) -> Option<Diagnostic> {
        let open = self
            .open()
            .into_iter()
            .find(|open| self.callee(*open).is_some_and(|name| name.text == "search" || name.text == "count"))?;
        let (field, colon) = (self.pieces.get(open + 1)?, self.pieces.get(open + 2)?);
        if field.shape != Shape::Word || !colon.is_sign(":") || VideoField::parse(field.text).is_none() {
            return None;
        }
        let query = argument_text(&self.source.text, field.start);
        let name = self.callee(open)?.text;
        let span = field.start..field.start + query.len();
        let found = self.error("syntax", "a query is a text, and stands in double quotes".into(), span);
        Some(found.hint(format!("write {name}({:?})", one_line(query))))
    }

    /// `500MB` and `500 MB`: a size is a product.
    fn size(&self) -> Option<Diagnostic> {
        let (number, unit) = [-1, 0].into_iter().find_map(|distance| {
            let piece = self.near(distance).filter(|piece| piece.shape == Shape::Number)?;
            let letters = piece.text.find(char::is_alphabetic);
            let (digits, unit) = match letters {
                Some(at) => piece.text.split_at_checked(at)?,
                None => (piece.text, self.near(distance + 1).filter(|next| next.shape == Shape::Word)?.text),
            };
            let unit = UNITS.iter().find(|known| known.eq_ignore_ascii_case(unit))?;
            Some((piece.start..piece.start + digits.len(), *unit))
        })?;
        let digits = self.source.text.get(number.clone()).unwrap_or_default();
        let rest = self.source.text.get(number.end..).unwrap_or_default();
        let gap = rest.len() - rest.trim_start().len();
        let span = number.start..number.end + gap + unit.len();
        let found = self.error("syntax", "a size is a number times a unit".into(), span);
        Some(found.hint(format!("write {digits} * {unit}")))
    }

    /// `{ reason: "x" }` as an argument: a map begins with `#{`.
    fn bare_map(&self) -> Option<Diagnostic> {
        let open = *self.open().first()?;
        let (bracket, before) = (self.pieces.get(open)?, self.pieces.get(open.checked_sub(1)?)?);
        let is_argument = ["(", ",", "=", ":"].iter().any(|sign| before.is_sign(sign));
        let (key, colon) = (self.pieces.get(open + 1)?, self.pieces.get(open + 2)?);
        let has_key = matches!(key.shape, Shape::Word | Shape::Text) && colon.is_sign(":");
        (bracket.is_sign("{") && is_argument && has_key).then(|| {
            let found = self.error("syntax", "a map begins with `#{`".into(), bracket.span());
            found.hint(format!("write #{{ {}: … }}", key.text))
        })
    }

    /// A word or a sign of another language, where the parser stopped or right before.
    fn habit(&self) -> Option<Diagnostic> {
        for distance in [0, -1] {
            let Some(piece) = self.near(distance) else { continue };
            let is_field = self.near(distance - 1).is_some_and(|before| before.is_sign(".") || before.is_sign("?."));
            let word = WORDS.iter().find(|(word, ..)| piece.is_word(word) && !is_field);
            if let Some((word, code, hint)) = word {
                let message = format!("there is no `{word}` in this language");
                return Some(self.error(code, message, piece.span()).hint(*hint));
            }
            if let (0, Some((sign, hint))) = (distance, SIGNS.iter().find(|(sign, _)| piece.is_sign(sign))) {
                let message = format!("there is no `{sign}` in this language");
                return Some(self.error("syntax", message, piece.span()).hint(*hint));
            }
        }
        None
    }
}
