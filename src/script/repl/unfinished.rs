//! Whether a text goes on: a bracket, a text or a comment is open, or its last sign wants something after it.

use crate::script::lex::{Piece, Shape, pieces};

/// Signs that want something after them.
const GOES_ON: [&str; 24] = [
    "+", "-", "*", "/", "%", "=", "==", "!=", "<", "<=", ">", ">=", "&", "|", "&&", "||", "??", ".", "?.", ",", "=>",
    "..", "..=", "::",
];

/// Whether a further line belongs to this text.
#[must_use]
pub fn is_unfinished(text: &str) -> bool {
    let pieces = pieces(text);
    let mut depth = 0_i64;
    for piece in &pieces {
        if is_open(piece) {
            return true;
        }
        if piece.shape == Shape::Sign {
            match piece.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
        }
    }
    let last = pieces.iter().rev().find(|piece| piece.shape != Shape::Comment);
    depth > 0 || last.is_some_and(|last| last.shape == Shape::Sign && GOES_ON.contains(&last.text))
}

/// Whether a text or a comment is not closed. One in double quotes ends with its line unless a backslash says that it
/// goes on, so that without one it is a mistake, and no further line mends it.
fn is_open(piece: &Piece<'_>) -> bool {
    let text = piece.text;
    match piece.shape {
        Shape::Text if text.starts_with('`') => text.len() < 2 || !text.ends_with('`'),
        Shape::Text => text.ends_with('\\') && !is_closed(text),
        Shape::Comment => text.starts_with("/*") && !text.ends_with("*/"),
        _ => false,
    }
}

fn is_closed(text: &str) -> bool {
    let mut escaped = false;
    let mut last = ' ';
    for c in text.chars().skip(1) {
        last = if escaped { ' ' } else { c };
        escaped = c == '\\' && !escaped;
    }
    last == '"'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_while_something_is_open() {
        for open in [
            "if x {",
            "search(\"a\")\n    .filter(|v| {",
            "let x = ",
            "let x = [1,\n2,",
            "a &&",
            "`one\ntwo",
            "\"one\\",
            "/* a",
            "search(\"state:active\").",
            "f(1, // two",
            "#{ a: 1,",
        ] {
            assert!(is_unfinished(open), "{open}");
        }
        for closed in [
            "",
            "1 + 1",
            "let x = 1;",
            "\"a (\"",
            "`{`",
            "// if {",
            "/* { */",
            "if x { y(\"\\\"\"); }",
            ")",
            "search(\"a\")\n    .each(|v| delete_video(v))",
            "\"\\\\\"",
            "\"one",
        ] {
            assert!(!is_unfinished(closed), "{closed}");
        }
    }
}
