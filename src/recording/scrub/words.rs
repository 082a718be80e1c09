//! Stand-ins for words, numbers and ids: the same for the same, different for different, and none that can be reversed.

use std::collections::{HashMap, HashSet};

use crate::recording::key::Key;

/// Consonants and vowels of made-up words. Every made-up word is pairs of both, which no file ending is.
const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
const VOWELS: &[u8] = b"aeiou";
/// After so many made-up words that are taken, longer ones are made.
const TRIES: u32 = 8;
/// After so many, what is free is taken, whatever it is.
const ENOUGH: u32 = 100_000;

/// Every stand-in that was given out.
#[derive(Debug)]
pub(super) struct Words {
    key: Key,
    given: HashMap<String, String>,
    used: HashSet<String>,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    Capital,
    Upper,
    /// Neither: `iPhone`. Such a word is one of its own.
    Mixed,
}

impl Case {
    fn of(word: &str, lower: &str) -> Self {
        if lower == word {
            Self::Lower
        } else if capital(lower) == word {
            Self::Capital
        } else if lower.to_uppercase() == word {
            Self::Upper
        } else {
            Self::Mixed
        }
    }

    fn apply(self, made: String) -> String {
        match self {
            Self::Lower | Self::Mixed => made,
            Self::Capital => capital(&made),
            Self::Upper => made.to_uppercase(),
        }
    }
}

fn capital(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

impl Words {
    pub(super) fn new(key: Key) -> Self {
        Self { key, given: HashMap::new(), used: HashSet::new() }
    }

    /// The key, for what is no word.
    pub(super) const fn key(&self) -> &Key {
        &self.key
    }

    /// A made-up word. What differs in case only gets the same one in the same case, so that comparisons without case
    /// come out as before.
    pub(super) fn word(&mut self, word: &str) -> String {
        let lower = word.to_lowercase();
        match Case::of(word, &lower) {
            Case::Mixed => self.name("mixed", word),
            case => case.apply(self.name("word", &lower)),
        }
    }

    /// A made-up word for exactly this text.
    pub(super) fn name(&mut self, purpose: &str, text: &str) -> String {
        let syllables = (text.chars().count() / 2).clamp(2, 5);
        self.stand_in(purpose, text, |digest, attempt| {
            let more = usize::try_from(attempt / TRIES).unwrap_or(0);
            let pairs = digest.chunks_exact(2).take(syllables + more);
            pairs.flat_map(|pair| [pick(CONSONANTS, pair.first()), pick(VOWELS, pair.last())]).collect()
        })
    }

    /// A number of as many digits, with a zero in front where there was one.
    pub(super) fn digits(&mut self, number: &str) -> String {
        let zero = number.starts_with('0');
        self.stand_in("number", number, |digest, attempt| {
            // Short numbers run out: then the next one that is free is taken.
            let steps = u64::from(attempt.saturating_sub(TRIES));
            let mut made: Vec<u8> = bytes_of(&digest).take(number.len()).map(|byte| byte % 10).collect();
            advance(&mut made, steps);
            if let Some(first) = made.first_mut() {
                *first = if zero { 0 } else { (*first).max(1) };
            }
            made.into_iter().map(|digit| char::from(b'0' + digit)).collect()
        })
    }

    /// Hexadecimal digits of the same number, for digests of files.
    pub(super) fn hex(&mut self, text: &str) -> String {
        let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
        let made = self.stand_in("hex", &text.to_lowercase(), |digest, _| {
            let signs = bytes_of(&digest).take(text.len()).map(|byte| char::from_digit(u32::from(byte % 16), 16));
            signs.map(|sign| sign.unwrap_or('0')).collect()
        });
        if upper { made.to_uppercase() } else { made }
    }

    /// Makes stand-ins until one is free.
    fn stand_in(&mut self, purpose: &str, text: &str, invent: impl Fn([u8; 32], u32) -> String) -> String {
        let name = format!("{purpose}\0{text}");
        if let Some(given) = self.given.get(&name) {
            return given.clone();
        }
        let mut attempt = 0_u32;
        let free = loop {
            let turn = attempt.min(TRIES);
            let salt = if purpose == "number" { turn } else { attempt };
            let made = invent(self.key.digest(&format!("{purpose}/{salt}"), text), attempt);
            attempt += 1;
            // A number of three digits or less may stand for itself: of ten digits there are only ten. A longer one may when
            // nothing else is left.
            let is_itself = made == text && text.len() > 3 && attempt < ENOUGH;
            if !is_itself && !self.used.contains(&made) {
                break made;
            }
        };
        self.used.insert(free.clone());
        self.given.insert(name, free.clone());
        free
    }
}

/// The bytes again and again, each time others.
fn bytes_of(digest: &[u8; 32]) -> impl Iterator<Item = u8> {
    let digest = *digest;
    (0_u8..=u8::MAX)
        .flat_map(move |round| digest.into_iter().map(move |byte| byte.wrapping_add(round.wrapping_mul(37))))
}

fn pick(letters: &[u8], byte: Option<&u8>) -> char {
    let place = byte.map_or(0, |byte| usize::from(*byte) % letters.len().max(1));
    letters.get(place).map_or('a', |letter| char::from(*letter))
}

/// Counts a number of decimal digits on.
fn advance(digits: &mut [u8], mut steps: u64) {
    for digit in digits.iter_mut().rev() {
        let sum = u64::from(*digit) + steps % 10;
        *digit = u8::try_from(sum % 10).unwrap_or(0);
        steps = steps / 10 + sum / 10;
        if steps == 0 {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_few_digits_gets_one_of_its_own() {
        let mut words = Words::new(Key::of_seed(1));
        let made: HashSet<String> = (0..1_000).map(|number| words.digits(&format!("{number:03}"))).collect();
        assert_eq!(made.len(), 1_000);
        let one: HashSet<String> = (0..10).map(|number| words.digits(&number.to_string())).collect();
        assert_eq!(one.len(), 10);
    }

    #[test]
    fn the_case_of_a_word_is_kept_and_what_differs_stays_different() {
        let mut words = Words::new(Key::of_seed(1));
        let lower = words.word("holiday");
        assert_eq!(words.word("Holiday"), capital(&lower));
        assert_eq!(words.word("HOLIDAY"), lower.to_uppercase());
        assert_ne!(words.word("hoLiday"), lower);
        assert_eq!(words.word("holiday"), lower, "the same again");
    }

    #[test]
    fn another_key_makes_other_words() {
        let (mut one, mut other) = (Words::new(Key::of_seed(1)), Words::new(Key::of_seed(2)));
        assert_ne!(one.word("holiday"), other.word("holiday"));
    }
}
