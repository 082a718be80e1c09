//! The cases of `switch v.state { … }`: words that the field never has.
//!
//! The parsed script keeps only a digest of a case, so that the words are read from its text.

use std::ops::Range;

use rhai::Position;

use super::compare::unknown_word;
use super::kinds::Kind;
use super::walk::Walk;
use crate::script::lex::{Shape, code};
use crate::script::tree::offset;

impl Walk<'_> {
    /// Reports the cases of a switch over a field of fixed words that never happen.
    pub(super) fn check_cases(&mut self, kind: &Kind, at: Position) {
        let Kind::Word(field, words) = kind else { return };
        let Some(start) = offset(self.source, at) else { return };
        for (word, span) in labels(&self.source.text, start) {
            if !words.contains(&word.as_str()) {
                self.found.push(unknown_word(self.source, field, words, &word, span));
            }
        }
    }
}

/// The texts that are cases of the switch that begins at an offset, as they are read, with their places.
fn labels(text: &str, start: usize) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let rest = text.get(start..).unwrap_or_default();
    let (mut depth, mut in_label, mut is_open) = (0_usize, false, false);
    let pieces = code(rest);
    for (index, piece) in pieces.iter().enumerate() {
        match piece.text {
            "{" if !is_open && depth == 0 => (is_open, in_label, depth) = (true, true, 1),
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if is_open && depth == 0 {
                    break;
                }
                // A block as the body of a case needs no comma after it.
                let next = pieces.get(index + 1);
                in_label |= piece.text == "}" && depth == 1 && next.is_some_and(|next| next.shape == Shape::Text);
            }
            "=>" | "if" if depth == 1 => in_label = false,
            "," if depth == 1 => in_label = true,
            word if in_label && depth == 1 && piece.shape == Shape::Text && word.starts_with('"') => {
                let inside = word.trim_matches('"');
                if !inside.contains('\\') {
                    found.push((inside.to_owned(), start + piece.start..start + piece.end()));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_of_a_switch_are_read_from_its_text() {
        let text = r#"switch v.state { "a" | "b" => f("x", #{ y: "z" }), "c" if s == "d" => { g("e") } "f" => "h", _ => "i" } "j";"#;
        let words: Vec<String> = labels(text, 0).into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["a", "b", "c", "f"]);
    }
}
