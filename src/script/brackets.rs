//! A text by its words and brackets, for what the parsed script does not tell: places, and what was never closed.

use std::iter::Peekable;
use std::str::CharIndices;

use super::tree::word_len;

/// The bracket that is never closed, with its byte offset.
///
/// A statement cannot end inside `(` or `[`, so a `;` shows that one of these was left open. Of braces it is the one whose
/// line stands further in than the line of the brace that would close it.
pub(super) fn unclosed(text: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut crooked = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' | '`' | '\'' => skip_quoted(&mut chars, c),
            '/' => {
                skip_comment(&mut chars);
            }
            '(' | '[' | '{' => open.push((at, c)),
            ';' => {
                if let Some(last) = open.last().filter(|(_, bracket)| *bracket != '{') {
                    return Some(*last);
                }
            }
            ')' | ']' | '}' => match open.pop() {
                Some((at_open, bracket)) if closing(bracket) == c => {
                    let is_crooked = c == '}' && starts_line(text, at) && indent(text, at) < indent(text, at_open);
                    crooked = crooked.or(is_crooked.then_some((at_open, bracket)));
                }
                other => return other,
            },
            _ => {}
        }
    }
    let last = open.pop()?;
    Some(crooked.filter(|_| last.1 == '{').unwrap_or(last))
}

/// Whether only white space stands before an offset in its line.
fn starts_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit('\n').next().is_none_or(|row| row.trim().is_empty())
}

/// The white space at the beginning of the line of an offset, in bytes.
fn indent(text: &str, at: usize) -> usize {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let row = text.get(start..).unwrap_or_default();
    row.len() - row.trim_start_matches([' ', '\t']).len()
}

/// What closes a bracket.
pub(super) const fn closing(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// The end of the last word before an offset: white space and line comments before the offset are left out.
pub(super) fn end_before(text: &str, offset: usize) -> usize {
    let mut before = text.get(..offset).unwrap_or(text).trim_end();
    loop {
        let row = before.rfind('\n').map_or(0, |at| at + 1);
        let last = before.get(row..).unwrap_or_default();
        let comment = last.match_indices("//").map(|(at, _)| at).find(|at| {
            let code = last.get(..*at).unwrap_or_default();
            code.matches(['"', '`']).count() % 2 == 0
        });
        match comment {
            Some(at) => before = before.get(..row + at).unwrap_or_default().trim_end(),
            None => return before.len(),
        }
    }
}

/// The words of a text with their byte offsets, without those in texts and comments.
pub(super) fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' | '`' | '\'' => skip_quoted(&mut chars, c),
            '/' => {
                skip_comment(&mut chars);
            }
            c if c.is_alphanumeric() || c == '_' => {
                let len = word_len(text, at);
                found.push((at, text.get(at..at + len).unwrap_or_default()));
                while chars.next_if(|(next, _)| *next < at + len).is_some() {}
            }
            _ => {}
        }
    }
    found
}

pub(super) fn skip_quoted(chars: &mut Peekable<CharIndices<'_>>, quote: char) {
    while let Some((_, c)) = chars.next() {
        if c == '\\' && quote != '`' {
            chars.next();
        } else if c == quote {
            return;
        }
    }
}

/// The byte offset of the comment that is never closed. Comments may stand in each other.
pub(super) fn open_comment(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' | '`' | '\'' => skip_quoted(&mut chars, c),
            '/' if !skip_comment(&mut chars) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Skips the rest of a comment whose first `/` was read, and says whether it ends; a division is left alone.
pub(super) fn skip_comment(chars: &mut Peekable<CharIndices<'_>>) -> bool {
    match chars.peek().map(|(_, c)| *c) {
        Some('/') => {
            chars.by_ref().find(|(_, c)| *c == '\n');
        }
        Some('*') => {
            chars.next();
            let mut depth = 1_usize;
            let mut before = ' ';
            for (_, c) in chars.by_ref() {
                let (more, less) = (before == '/' && c == '*', before == '*' && c == '/');
                depth = if more { depth + 1 } else { depth - usize::from(less) };
                before = if more || less { ' ' } else { c };
                if depth == 0 {
                    return true;
                }
            }
            return false;
        }
        _ => {}
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comment_that_was_left_open_is_found() {
        assert_eq!(open_comment("f(); /* a /* b */ g();"), Some(5));
        for closed in ["/* a /* b */ c */ f();", "let a = \"/*\"; 8 / 2; // /*\n", "let p = `a/*`;", "/**/", ""] {
            assert_eq!(open_comment(closed), None, "{closed}");
        }
    }

    #[test]
    fn the_bracket_that_was_left_open_is_found() {
        assert_eq!(unclosed("f(1);\ng(2;\nh(3);"), Some((7, '(')));
        assert_eq!(unclosed("if x { f(1); "), Some((5, '{')));
        assert_eq!(unclosed("let a = [1, (2]; "), Some((12, '(')));
        assert_eq!(unclosed("for v in x {\n  if y {\n    z();\n}\n"), Some((20, '{')));
        assert_eq!(unclosed("if x {\n  if y {\n    z();\n  }\n"), Some((5, '{')));
        assert_eq!(unclosed("f(\"(\"); // (\n/* ( /* [ */ */ let x = 4 / 2; f(|v| { v; });"), None);
    }

    #[test]
    fn the_end_of_what_was_written_skips_comments() {
        let text = "let x = 1 // one\n\n  // two\nlet y";
        assert_eq!(end_before(text, text.find("let y").unwrap()), 9);
        assert_eq!(end_before("let x = \"http://a\"\nlet", 19), 18);
    }
}
