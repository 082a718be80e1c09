//! Cuts texts into the words that search compares.
//!
//! Everything that is neither letter nor digit separates words, common words are ignored, the rest is stemmed.

use super::stem::stem;

/// Words that search ignores, `not` among them.
const IGNORED: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
];

/// A word as compared: the FNV-1a hash of its stem. Two different stems may collide, which only makes search fuzzier.
pub(super) type Word = u64;

/// The comparable words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut current = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if is_ideograph(letter) {
            finish(&mut current, &mut found);
            current.push(letter);
            finish(&mut current, &mut found);
        } else if letter.is_alphanumeric() {
            current.push(letter);
        } else {
            finish(&mut current, &mut found);
        }
    }
    finish(&mut current, &mut found);
    found
}

fn finish(current: &mut String, found: &mut Vec<Word>) {
    if !current.is_empty() && !IGNORED.contains(&current.as_str()) {
        found.push(hash(&stem(current)));
    }
    current.clear();
}

/// Han and kana are written without spaces: each is a word.
const fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2fa1f}')
}

fn hash(text: &str) -> Word {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// How often `wanted` occurs in `text`: side by side for a phrase, else every word somewhere.
pub(super) fn occurrences(text: &[Word], wanted: &[Word], phrase: bool) -> usize {
    match wanted {
        [] => 0,
        [one] => text.iter().filter(|word| *word == one).count(),
        _ if phrase => text.windows(wanted.len()).filter(|window| *window == wanted).count(),
        _ => wanted.iter().map(|word| text.iter().filter(|other| *other == word).count()).min().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::{occurrences, words};

    #[test]
    fn punctuation_separates_and_common_words_vanish() {
        assert_eq!(words("do-not-delete"), words("DO delete"));
        assert_eq!(words("the of and"), Vec::<u64>::new());
        assert_eq!(words("Over_view 4K").len(), 3);
    }

    #[test]
    fn ideographs_are_words_of_their_own() {
        assert_eq!(words("教程abc").len(), 3);
    }

    #[test]
    fn a_phrase_wants_its_words_side_by_side() {
        let text = words("running a long marathon");
        assert_eq!(occurrences(&text, &words("long marathons"), true), 1);
        assert_eq!(occurrences(&text, &words("marathon long"), true), 0);
        assert_eq!(occurrences(&text, &words("marathon long"), false), 1);
    }
}
