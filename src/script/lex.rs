//! A text cut into words, numbers, texts, comments and signs, with their places. It also reads what does not parse.

use std::ops::Range;

/// What a piece of a script is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A name or a word of the language.
    Word,
    /// A number with whatever letters stand right behind it.
    Number,
    /// A text in double quotes or back quotes.
    Text,
    /// What stands in single quotes.
    Single,
    /// A comment, with its slashes.
    Comment,
    /// One or more signs that belong together, or one bracket.
    Sign,
}

/// A piece of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) shape: Shape,
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl Piece<'_> {
    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Its place.
    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.end()
    }

    /// Whether it is this sign.
    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.shape == Shape::Sign && self.text == sign
    }

    /// Whether it is this word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.shape == Shape::Word && self.text == word
    }
}

/// The pieces of a text without white space, comments included.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let (shape, len) = measure(first, rest);
        found.push(Piece { shape, text: rest.get(..len).unwrap_or(rest), start });
        start += len.max(1);
    }
    found
}

/// The pieces of a text without its comments.
pub(super) fn code(text: &str) -> Vec<Piece<'_>> {
    let mut found = pieces(text);
    found.retain(|piece| piece.shape != Shape::Comment);
    found
}

/// The length of the piece at an offset, at least one character.
pub(super) fn piece_len(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.chars().next().map_or(0, |first| measure(first, rest).1.max(first.len_utf8()))
}

fn measure(first: char, rest: &str) -> (Shape, usize) {
    match first {
        '"' => (Shape::Text, quoted(rest, '"')),
        '`' => (Shape::Text, template(rest)),
        '\'' => (Shape::Single, quoted(rest, '\'')),
        _ if rest.starts_with("//") => (Shape::Comment, rest.find('\n').unwrap_or(rest.len())),
        _ if rest.starts_with("/*") => (Shape::Comment, block(rest)),
        c if c.is_ascii_digit() => (Shape::Number, number(rest)),
        c if is_name(c) => (Shape::Word, rest.find(|c| !is_name(c)).unwrap_or(rest.len())),
        c if "=<>!&|?:.".contains(c) => {
            (Shape::Sign, rest.find(|c| !"=<>!&|?:.".contains(c)).unwrap_or(rest.len()).min(sign(rest)))
        }
        c => (Shape::Sign, c.len_utf8()),
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the longest sign that the text begins with.
fn sign(rest: &str) -> usize {
    const SIGNS: [&str; 17] =
        ["===", "!==", "..=", "==", "!=", "<=", ">=", "=>", "->", "&&", "||", "??", "?.", "?[", "::", "..", "<>"];
    SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(1, |sign| if *sign == "?[" { 1 } else { sign.len() })
}

fn number(rest: &str) -> usize {
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        let next = rest.get(at + 1..).and_then(|rest| rest.chars().next());
        let fraction = c == '.' && next.is_some_and(|next| next.is_ascii_digit());
        if !is_name(c) && !fraction {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// A text without its closing quote ends with its line.
fn quoted(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '\n' => return at,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// A text in back quotes, with the expressions in it.
fn template(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '{' if before == '$' || depth > 0 => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '`' if depth == 0 => return at + 1,
            _ => {}
        }
        before = c;
    }
    rest.len()
}

fn block(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        match (before, c) {
            ('/', '*') => {
                depth += 1;
                before = ' ';
            }
            ('*', '/') => {
                depth -= 1;
                before = ' ';
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => before = c,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str) -> Vec<(Shape, &str)> {
        pieces(text).into_iter().map(|piece| (piece.shape, piece.text)).collect()
    }

    #[test]
    fn a_script_is_cut_into_its_pieces() {
        use Shape::{Comment, Number, Sign, Single, Text, Word};
        assert_eq!(
            shapes(
                "if v.x >= 5MB && 'a' { f(\"a // \\\" b\", `x ${ #{ a: `y` } } z`); } // end\n/* a /* b */ c */ 1.5..2"
            ),
            [
                (Word, "if"),
                (Word, "v"),
                (Sign, "."),
                (Word, "x"),
                (Sign, ">="),
                (Number, "5MB"),
                (Sign, "&&"),
                (Single, "'a'"),
                (Sign, "{"),
                (Word, "f"),
                (Sign, "("),
                (Text, "\"a // \\\" b\""),
                (Sign, ","),
                (Text, "`x ${ #{ a: `y` } } z`"),
                (Sign, ")"),
                (Sign, ";"),
                (Sign, "}"),
                (Comment, "// end"),
                (Comment, "/* a /* b */ c */"),
                (Number, "1.5"),
                (Sign, ".."),
                (Number, "2"),
            ]
        );
    }

    #[test]
    fn what_is_never_closed_ends_somewhere() {
        for text in ["\"a\nb", "'", "`${", "/* a", "/", "é", "1.", "5é"] {
            let last = pieces(text).pop().map(|piece| piece.end());
            assert_eq!(last, Some(text.len()), "{text}");
        }
    }
}
