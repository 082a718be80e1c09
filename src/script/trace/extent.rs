//! From where a condition starts to where it ends. The engine tells where its parts start, and no more.

use std::ops::Range;

use crate::script::brackets::{skip_comment, skip_quoted};

/// The bytes of the condition that has its first part at `start` and its last part at `reach`; `None` when they cannot
/// be told for certain.
pub(super) fn extent(text: &str, start: usize, reach: usize) -> Option<Range<usize>> {
    let mut begin = start;
    let mut end = start;
    let mut depth = 0_usize;
    let mut chars = text.get(start..)?.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = start + at;
        let next = chars.peek().map(|(_, c)| *c);
        match c {
            '"' | '`' | '\'' => skip_quoted(&mut chars, c),
            '/' if matches!(next, Some('/' | '*')) => {
                skip_comment(&mut chars);
                continue;
            }
            '#' if next == Some('{') => {
                chars.next();
                depth += 1;
            }
            '(' | '[' => depth += 1,
            '{' if depth > 0 || at < reach => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            // What is opened before the first part is part of it when it is closed before the last.
            ')' if at < reach => begin = opened(text, begin)?,
            c if depth == 0 && at > reach && ends(c, next, before(text, at)) => break,
            c if c.is_whitespace() => continue,
            _ => {}
        }
        end = chars.peek().map_or(text.len(), |(next, _)| start + next);
    }
    (depth == 0 && end > begin).then_some(begin..end)
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Whether a condition cannot go on with this character.
fn ends(c: char, next: Option<char>, before: Option<char>) -> bool {
    match c {
        ')' | ']' | '}' | '{' | ',' | ';' | '&' | '|' | '^' => true,
        // `=>` ends a case and `=` assigns; `==`, `!=`, `<=` and `>=` compare.
        '=' => next != Some('=') && !matches!(before, Some('=' | '!' | '<' | '>')),
        _ => false,
    }
}

/// The offset of the bracket right before a place.
fn opened(text: &str, place: usize) -> Option<usize> {
    let before = text.get(..place)?.trim_end();
    before.ends_with('(').then(|| before.len() - 1)
}

/// The bytes of a range without white space around them.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    (end > start).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The condition that starts at `first` and has its last part at `last`.
    fn found<'a>(text: &'a str, first: &str, last: &str) -> &'a str {
        let range = extent(text, text.find(first).unwrap(), text.rfind(last).unwrap()).unwrap();
        &text[range]
    }

    #[test]
    fn a_condition_ends_before_what_joins_it_with_others() {
        assert_eq!(found("if v.a > 1 && v.b {", "v.a", "1"), "v.a > 1");
        assert_eq!(found("if v.a == f(1, [2]) {", "v.a", "f"), "v.a == f(1, [2])");
        assert_eq!(found("x.filter(|v| v.has_tag(\"a)\") || y)", "v.has", "has_tag"), "v.has_tag(\"a)\")");
        assert_eq!(found("switch x { 1 if y >= 2 => 3 }", "y", "2"), "y >= 2");
        assert_eq!(found("while a < b // && c\n{", "a <", "b //"), "a < b");
        assert_eq!(found("if a == #{ b: 1 } {", "a", "#"), "a == #{ b: 1 }");
    }

    #[test]
    fn brackets_that_belong_to_it_are_taken_in() {
        assert_eq!(found("if (a + b) > 3 {", "a +", "3"), "(a + b) > 3");
        assert_eq!(found("if ((a + b) > 3) {", "a +", "3"), "(a + b) > 3");
        assert_eq!(found("if ((a + b) * c) == 3 {", "a +", "3"), "((a + b) * c) == 3");
        assert_eq!(found("if !(a > 1) && b {", "a >", "1"), "a > 1");
    }
}
