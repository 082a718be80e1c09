//! Cuts a query text into tokens.
//!
//! Outside quotes a text ends at white space, a parenthesis, a quote, and in a list of values at a comma. Inside
//! double quotes every character stands for itself, except that `\"` is a quote and `\\` is a backslash: `"*"`
//! is a star and not a wildcard, `"AND"` is a word and not an operator, `"a..b"` is no range.

use crate::model::Span;

use super::Comparison;
use super::error::Fault;
use super::names;
use super::token::{Condition, Item, Name, Part, Spanned, Token};

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Result<Vec<Spanned>, Fault> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    /// Takes characters up to the first that `ends` names.
    fn take_until(&mut self, ends: impl Fn(char) -> bool) -> String {
        let rest = self.rest();
        let taken = rest.find(ends).and_then(|end| rest.get(..end)).unwrap_or(rest).to_owned();
        self.at += taken.len();
        taken
    }

    fn next(&mut self) -> Result<Option<Spanned>, Fault> {
        self.take_until(|c| !c.is_whitespace());
        let start = self.at;
        let token = match self.peek() {
            None => return Ok(None),
            Some('(') => self.single(Token::Open),
            Some(')') => self.single(Token::Close),
            Some('-') => self.sign('-', Token::Not)?,
            Some('+') => self.sign('+', Token::Plus)?,
            Some('"') => self.quoted_word()?,
            Some(_) => self.term()?,
        };
        Ok(Some(Spanned { token, span: start..self.at }))
    }

    /// A token of one ASCII character.
    fn single(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn sign(&mut self, sign: char, token: Token) -> Result<Token, Fault> {
        let start = self.at;
        self.at += 1;
        if self.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
            return Err(Fault::syntax(start..self.at, format!("nothing follows `{sign}`"))
                .label("stands alone")
                .hint(format!("write `{sign}term` without a space, or `\"{sign}\"` to find the character")));
        }
        Ok(token)
    }

    /// A quoted text that stands alone.
    fn quoted_word(&mut self) -> Result<Token, Fault> {
        let part = self.quoted()?;
        match self.peek() {
            Some(':') => Err(Fault::syntax(part.span, "a field name in quotes")
                .label("not a field name")
                .hint("write the name of the field without quotes: `name:value`")),
            Some(c) if !c.is_whitespace() && c != ')' => Err(Fault::syntax(self.here(), "text directly after a quote")
                .label("belongs to nothing")
                .hint("put a space after the closing quote, or write `\\\"` for a quote inside the text")),
            _ if part.text.is_empty() => Err(Fault::syntax(part.span, "an empty text finds nothing")
                .label("empty")
                .hint("leave the query empty to mean every video")),
            _ => Ok(Token::Word(part)),
        }
    }

    /// A bare word, an operator, or a condition.
    fn term(&mut self) -> Result<Token, Fault> {
        let start = self.at;
        let mut text = self.take_until(|c| ends_text(c) || c == ':');
        if self.peek() == Some('"') && names::is_custom_prefix(&text) {
            text.push_str(&self.quoted()?.text);
            if self.peek() != Some(':') {
                return Err(Fault::syntax(start..self.at, "a field without a value")
                    .label("no `:` after the name")
                    .hint("write `custom_fields.\"name\":value`, or `custom_fields.\"name\":*` for any value"));
            }
        }
        let span = start..self.at;
        match self.peek() {
            Some(':') => self.condition(Name { text, span }),
            Some('"') => Err(Fault::syntax(self.here(), "a quote in the middle of a word")
                .label("starts a quoted text")
                .hint("put a space before the quote, or quote the whole text")),
            next => word(text, span, next == Some('(')),
        }
    }

    fn condition(&mut self, name: Name) -> Result<Token, Fault> {
        self.at += 1;
        if name.text.is_empty() {
            return Err(Fault::syntax(name.span.start..self.at, "no field before `:`")
                .label("the name is missing")
                .hint("write `name:value`, or quote a text that holds a colon"));
        }
        let start = self.at;
        let comparison = self.comparison();
        let mut items = Vec::new();
        loop {
            let item_start = self.at;
            match Item::from_parts(self.parts()?) {
                Some(item) if item.parts.iter().any(|part| !part.text.is_empty()) => items.push(item),
                Some(item) => return Err(empty_text(&name, item.span)),
                None => return Err(self.missing_value(&name, item_start, items.len())),
            }
            if !self.eat(",") {
                break;
            }
        }
        if self.peek() == Some('(') {
            return Err(parenthesis(self.here()));
        }
        Ok(Token::Condition(Condition { name, comparison, items, span: start..self.at }))
    }

    fn comparison(&mut self) -> Option<Comparison> {
        const WRITTEN: [(&str, Comparison); 4] = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        WRITTEN.into_iter().find(|(text, _)| self.eat(text)).map(|(_, comparison)| comparison)
    }

    /// The quoted and bare runs of one value.
    fn parts(&mut self) -> Result<Vec<Part>, Fault> {
        let mut parts = Vec::new();
        loop {
            let start = self.at;
            match self.peek() {
                Some('"') => parts.push(self.quoted()?),
                Some(c) if !ends_text(c) && c != ',' => {
                    let text = self.take_until(|c| ends_text(c) || c == ',');
                    parts.push(Part { text, quoted: false, span: start..self.at });
                }
                _ => return Ok(parts),
            }
        }
    }

    fn quoted(&mut self) -> Result<Part, Fault> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            text.push_str(&self.take_until(|c| c == '"' || c == '\\'));
            if self.eat("\"") {
                return Ok(Part { text, quoted: true, span: start..self.at });
            }
            if self.eat("\\\"") {
                text.push('"');
            } else if self.eat("\\\\") {
                text.push('\\');
            } else if self.peek() == Some('\\') {
                return Err(Fault::syntax(self.here(), "a single backslash in quotes")
                    .label("escapes nothing")
                    .hint("write `\\\\` for a backslash and `\\\"` for a quote"));
            } else {
                return Err(Fault::syntax(start..start + 1, "this quote is not closed")
                    .label("opened here")
                    .hint("add the closing `\"`"));
            }
        }
    }

    /// The place of the next character.
    fn here(&self) -> Span {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn missing_value(&self, name: &Name, at: usize, before: usize) -> Fault {
        let next = self.peek();
        if before > 0 || next == Some(',') {
            let start = if before > 0 { at - 1 } else { at };
            return Fault::syntax(start..start + 1, "a value is missing beside the comma")
                .label("nothing here")
                .hint("write values without spaces between them: `tags:a,b`");
        }
        let fault =
            Fault::syntax(name.span.start..at, format!("`{}` has no value", name.text)).label("nothing follows");
        match next {
            Some('(') => fault.hint(format!("list values with commas: `{}:a,b`", name.text)),
            Some(_) => fault.hint("write the value directly after the colon, without a space"),
            None => fault.hint(format!("write `{0}:value`, or `{0}:*` for any value", name.text)),
        }
    }
}

/// Whether a character ends a text outside quotes.
fn ends_text(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '"')
}

fn empty_text(name: &Name, span: Span) -> Fault {
    Fault::value(span, format!("`{}` is compared with an empty text", name.text))
        .label("empty")
        .hint(format!("write `-{}:*` for videos that have none", name.text))
}

fn parenthesis(span: Span) -> Fault {
    Fault::syntax(span, "a parenthesis directly after a text")
        .label("opens a group")
        .hint("put a space before the group, or quote a text that holds a parenthesis")
}

/// An operator or a bare word.
fn word(text: String, span: Span, before_group: bool) -> Result<Token, Fault> {
    match text.as_str() {
        "AND" => return Ok(Token::And),
        "OR" => return Ok(Token::Or),
        "NOT" => return Ok(Token::Not),
        _ => {}
    }
    if before_group {
        return Err(parenthesis(span.end..span.end + 1));
    }
    if text.contains('*') {
        let fault = Fault::syntax(span, "`*` without a field").label("no field");
        let inner = text.trim_matches('*');
        return Err(if inner.is_empty() {
            fault.hint("leave the query empty to mean every video")
        } else {
            fault.hint(format!("write `name:{text}`; a word alone is found anywhere in a text without `*`"))
        });
    }
    if let Some((field, rest)) = names::missing_colon(&text) {
        return Err(Fault::syntax(span, format!("no colon after `{field}`"))
            .label("not a condition")
            .hint(format!("did you mean `{field}:{rest}`?")));
    }
    Ok(Token::Word(Part { text, quoted: false, span }))
}
