//! Cuts a `Match` expression into tokens.

use super::parse::Illegal;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A field or `and`, `or`, `in`.
    Word(String),
    /// A text that was in quotes. How a quote is put into one is not documented, so it cannot be.
    Text(String),
    /// A number in thousandths.
    Number(i64),
    /// `=`, `,`, `(`, `)`, `[` or `]`.
    Sign(char),
}

/// Cuts an expression into tokens. Double quotes are tolerated, as in the platform's own samples.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Illegal> {
    let mut rest = text.trim_start();
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '=' | ',' | '(' | ')' | '[' | ']' => (Token::Sign(first), rest.split_at(1).1),
            '\'' | '"' => quoted(first, rest)?,
            letter if letter.is_ascii_alphabetic() => {
                let (word, after) = run(rest, |letter| letter.is_ascii_alphanumeric() || letter == '_');
                (Token::Word(word.to_owned()), after)
            }
            letter if letter.is_ascii_digit() || letter == '-' => {
                let (digits, after) = run(rest, |letter| letter.is_ascii_alphanumeric() || "-.".contains(letter));
                (Token::Number(thousandths(digits)?), after)
            }
            other => return Err(Illegal(format!("'{other}' means nothing here"))),
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|letter| !belongs(letter)).unwrap_or(text.len()))
}

fn quoted(quote: char, text: &str) -> Result<(Token, &str), Illegal> {
    let inside = text.split_at(1).1;
    let (found, after) = inside.split_once(quote).ok_or_else(|| Illegal("a quote is not closed".to_owned()))?;
    Ok((Token::Text(found.to_owned()), after))
}

/// A number with up to three places that count.
fn thousandths(text: &str) -> Result<i64, Illegal> {
    let wrong = || Illegal(format!("{text} is not a number"));
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    if places.is_empty() || !places.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let places: i64 = places.bytes().chain(*b"000").take(3).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let places = if text.starts_with('-') { -places } else { places };
    whole.checked_mul(1000).and_then(|whole| whole.checked_add(places)).ok_or_else(wrong)
}
