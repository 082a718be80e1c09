//! Comparing texts without case, and patterns with `*`.
//!
//! Two texts are the same without case when their Unicode lower-case forms are; the two lower-case forms of the
//! Greek sigma count as one. Texts in ASCII are compared in place, others may be copied.

use memchr::memchr2;

/// The lower-case characters of a text.
fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c })
}

/// A text to compare with many others without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folded(String);

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        Self(fold(text).collect())
    }

    /// Whether the other text is the same without case.
    pub(super) fn equals(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other) || (!other.is_ascii() && fold(other).eq(self.0.chars()))
    }
}

/// A compiled pattern: `*` stands for any text, everything else for itself without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    prefix: String,
    /// What must follow, in this order, anywhere.
    middle: Vec<String>,
    /// `None` for a pattern without `*`, which the prefix is the whole of.
    suffix: Option<String>,
}

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        let folded: String = fold(pattern).collect();
        let mut pieces = folded.split('*');
        let prefix = pieces.next().unwrap_or_default().to_owned();
        let mut middle: Vec<_> = pieces.map(str::to_owned).collect();
        let suffix = middle.pop();
        middle.retain(|piece| !piece.is_empty());
        Self { prefix, middle, suffix }
    }

    /// A pattern that holds where the text is found anywhere; `*` in it is a star.
    pub(super) fn containing(text: &str) -> Self {
        Self { prefix: String::new(), middle: vec![fold(text).collect()], suffix: Some(String::new()) }
    }

    /// Whether the whole text matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        if text.is_ascii() {
            return self.matches_bytes(text.as_bytes());
        }
        let folded: String = fold(text).collect();
        self.matches_bytes(folded.as_bytes())
    }

    /// Matches a text that is ASCII or already in lower case.
    fn matches_bytes(&self, text: &[u8]) -> bool {
        let Some(rest) = strip_prefix(text, self.prefix.as_bytes()) else { return false };
        let Some(suffix) = &self.suffix else { return rest.is_empty() };
        let Some(mut rest) = strip_suffix(rest, suffix.as_bytes()) else { return false };
        for piece in &self.middle {
            match find_after(rest, piece.as_bytes()) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        true
    }
}

fn strip_prefix<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn strip_suffix<'a>(text: &'a [u8], suffix: &[u8]) -> Option<&'a [u8]> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(rest)
}

/// What follows the first occurrence of `piece`.
fn find_after<'a>(text: &'a [u8], piece: &[u8]) -> Option<&'a [u8]> {
    let Some(first) = piece.first() else { return Some(text) };
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let mut rest = text;
    loop {
        rest = rest.get(memchr2(lower, upper, rest)?..)?;
        if rest.get(..piece.len())?.eq_ignore_ascii_case(piece) {
            return rest.get(piece.len()..);
        }
        rest = rest.get(1..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_compare_without_case_in_every_script() {
        assert!(Folded::new("Keep").equals("kEEP"));
        assert!(Folded::new("ÄRGER").equals("ärger"));
        assert!(Folded::new("ὈΔΥΣΣΕΎΣ").equals("ὀδυσσεύς"));
        assert!(Folded::new("kelvin").equals("\u{212a}elvin"));
        assert!(!Folded::new("keep").equals("keeps"));
        assert!(!Folded::new("straße").equals("strasse"));
        assert!(!Folded::new("keep").equals("ändern") && !Folded::new("Ärger").equals("ändern"));
    }

    #[test]
    fn a_star_stands_for_any_text() {
        let matches = |pattern: &str, text: &str| Pattern::new(pattern).matches(text);
        assert!(matches("*news*", "Evening NEWS at six"));
        assert!(matches("news*", "News"));
        assert!(!matches("news*", "the news"));
        assert!(matches("*.mp4", "a.MP4"));
        assert!(matches("a*b*c", "a-c-b-c"));
        assert!(!matches("a*b*c", "acb"));
        assert!(matches("*ГОРОД*", "этот город"));
        assert!(matches("*新闻*", "今日新闻 HD"));
        assert!(matches("exact", "EXACT"));
        assert!(!matches("exact", "exactly"));
    }

    #[test]
    fn a_piece_that_begins_like_the_text_is_found_later() {
        assert!(Pattern::containing("aab").matches("aAaAB"));
        assert!(Pattern::containing("b").matches("aaB"));
        assert!(!Pattern::containing("aab").matches("aabaa".trim_start_matches('a')));
        assert!(!Pattern::containing("abc").matches("ab"));
        assert!(Pattern::new("*a*a").matches("xaa") && !Pattern::new("*a*a").matches("xa"));
    }

    #[test]
    fn the_ends_of_a_pattern_do_not_share_text() {
        assert!(!Pattern::new("aba*ba").matches("aba"));
        assert!(!Pattern::new("ab*ba").matches("aba"));
        assert!(Pattern::new("ab*ba").matches("abba"));
    }

    #[test]
    fn a_star_in_a_plain_text_is_a_star() {
        assert!(Pattern::containing("4*4").matches("a 4*4 car"));
        assert!(!Pattern::containing("4*4").matches("4 by 4"));
    }
}
