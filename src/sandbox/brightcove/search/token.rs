//! Cuts a search text into tokens; the two versions of the language share most of them.

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// `+`, required.
    Plus,
    /// `-`, forbidden.
    Minus,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `NOT`
    Not,
    /// A term, perhaps of a field.
    Term {
        /// The field, if one is named.
        field: Option<String>,
        /// The value.
        value: Text,
    },
}

/// The value of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    /// As written without quotes.
    Bare(String),
    /// Was in quotes.
    Quoted(String),
    /// `[A TO B]`
    Range(String, String),
}

/// The search text is not well-formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(in crate::sandbox) struct Illegal(pub(in crate::sandbox) String);

/// Cuts a text into tokens; `boolean` says whether parentheses, ranges in brackets and `AND OR NOT` mean something.
pub(super) fn tokens(text: &str, boolean: bool) -> Result<Vec<Token>, Illegal> {
    let mut cutter = Cutter { rest: text, boolean };
    let mut tokens = Vec::new();
    while let Some(token) = cutter.token()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Cutter<'a> {
    rest: &'a str,
    boolean: bool,
}

impl Cutter<'_> {
    fn eat(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn token(&mut self) -> Result<Option<Token>, Illegal> {
        self.rest = self.rest.trim_start();
        if self.rest.is_empty() {
            return Ok(None);
        }
        let signs = [('+', Token::Plus), ('-', Token::Minus), ('(', Token::Open), (')', Token::Close)];
        for (sign, token) in signs.into_iter().take(if self.boolean { 4 } else { 2 }) {
            if self.eat(sign) {
                return Ok(Some(token));
            }
        }
        if self.eat('"') {
            let value = Text::Quoted(self.quoted()?);
            return Ok(Some(Token::Term { field: None, value }));
        }
        let word = self.bare(true);
        if self.eat(':') {
            if word.is_empty() {
                return Err(Illegal("a field name is missing before ':'".to_owned()));
            }
            let value = self.value()?;
            return Ok(Some(Token::Term { field: Some(word), value }));
        }
        if word.is_empty() {
            return Err(Illegal(format!("unexpected text at '{}'", self.rest)));
        }
        Ok(Some(match word.as_str() {
            "AND" if self.boolean => Token::And,
            "OR" if self.boolean => Token::Or,
            "NOT" if self.boolean => Token::Not,
            _ => Token::Term { field: None, value: Text::Bare(word) },
        }))
    }

    fn value(&mut self) -> Result<Text, Illegal> {
        if self.eat('"') {
            return Ok(Text::Quoted(self.quoted()?));
        }
        if self.boolean && self.eat('[') {
            let (range, rest) = self.rest.split_once(']').ok_or_else(|| Illegal("']' is missing".to_owned()))?;
            self.rest = rest;
            let (low, high) = range.split_once(" TO ").ok_or_else(|| Illegal("a range needs ' TO '".to_owned()))?;
            return Ok(Text::Range(low.trim().to_owned(), high.trim().to_owned()));
        }
        let word = self.bare(false);
        if word.is_empty() || word.ends_with(',') {
            return Err(Illegal("a value is missing".to_owned()));
        }
        Ok(Text::Bare(word))
    }

    fn quoted(&mut self) -> Result<String, Illegal> {
        let (text, rest) = self.rest.split_once('"').ok_or_else(|| Illegal("a quote is not closed".to_owned()))?;
        self.rest = rest;
        Ok(text.to_owned())
    }

    /// Takes text up to a blank, a parenthesis or a quote, and with `field` up to a colon.
    fn bare(&mut self, field: bool) -> String {
        let ends = |letter: char| {
            letter.is_whitespace()
                || letter == '"'
                || (field && letter == ':')
                || (self.boolean && matches!(letter, '(' | ')'))
        };
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }
}
