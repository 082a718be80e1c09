//! From text to a query.
//!
//! ```text
//! any   = all { "OR" all }
//! all   = unary { [ "AND" ] unary }
//! unary = { "NOT" | "-" | "+" } ( "(" any ")" | word | condition )
//! ```
//! `+` says that a term is required, which is what every term is; it changes nothing.

use jiff::Timestamp;

use crate::model::{Diagnostic, SourceText, Span};

use super::error::{Fault, Kind};
use super::token::{Part, Spanned, Token};
use super::{Expr, Query, Term, condition, lexer};

/// The longest text that is read, in bytes.
pub const MAX_QUERY_BYTES: usize = 64 * 1024;

/// The deepest nesting of groups and negations.
const MAX_DEPTH: usize = 64;

/// Reads a query; relative times such as `-180d` are resolved against `now`.
///
/// An empty text means every video.
///
/// # Errors
/// A diagnostic with the place of the first mistake and what to write instead. A text beyond
/// [`MAX_QUERY_BYTES`] is refused without being quoted.
#[expect(clippy::result_large_err, reason = "built once for a person to read, never on a hot path")]
pub fn parse(text: &str, now: Timestamp) -> Result<Query, Diagnostic> {
    if text.len() > MAX_QUERY_BYTES {
        let message = format!("the query has {} bytes, and at most {MAX_QUERY_BYTES} are read", text.len());
        return Err(Diagnostic::error("query-too-large", message)
            .hint("keep long lists of ids in a file and read it with `read_lines`"));
    }
    read(text, now)
        .map(|root| Query { text: text.into(), root })
        .map_err(|fault| fault.in_text(&SourceText::new("query", text)))
}

fn read(text: &str, now: Timestamp) -> Result<Expr, Fault> {
    let tokens = lexer::tokens(text)?;
    if tokens.is_empty() {
        return Ok(Expr::And(Vec::new()));
    }
    let mut parser = Parser { tokens, at: 0, depth: 0, now };
    let root = parser.any()?;
    match parser.peek() {
        None => Ok(root),
        // Everything but a closing parenthesis continues an expression.
        Some(extra) => Err(unopened(extra.span.clone())),
    }
}

struct Parser {
    tokens: Vec<Spanned>,
    at: usize,
    depth: usize,
    now: Timestamp,
}

impl Parser {
    fn peek(&self) -> Option<&Spanned> {
        self.tokens.get(self.at)
    }

    fn next_is(&self, token: &Token) -> bool {
        self.peek().is_some_and(|next| next.token == *token)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let found = self.next_is(token);
        if found {
            self.at += 1;
        }
        found
    }

    fn before(&self) -> Option<&Spanned> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at))
    }

    fn any(&mut self) -> Result<Expr, Fault> {
        let first = self.all()?;
        let mut choices = vec![first];
        while self.eat(&Token::Or) {
            choices.push(self.all()?);
        }
        Ok(single(choices, Expr::Or))
    }

    fn all(&mut self) -> Result<Expr, Fault> {
        let mut parts = vec![self.unary()?];
        while self.eat(&Token::And) || self.peek().is_some_and(|next| !matches!(next.token, Token::Or | Token::Close)) {
            parts.push(self.unary()?);
        }
        Ok(single(parts, Expr::And))
    }

    fn unary(&mut self) -> Result<Expr, Fault> {
        while self.eat(&Token::Plus) {}
        if self.eat(&Token::Not) {
            return self.nested(|parser| Ok(Expr::Not(Box::new(parser.unary()?))));
        }
        let Some(next) = self.peek().cloned() else { return Err(self.missing()) };
        match next.token {
            Token::Open => self.nested(Self::group),
            Token::Word(part) => {
                self.check_operator_word(&part)?;
                self.at += 1;
                Ok(Expr::Term(Term::Word(part.text.into())))
            }
            Token::Condition(written) => {
                self.at += 1;
                if let Some(Spanned { token: Token::Word(word), .. }) = self.peek() {
                    condition::check_unit(&written, word)?;
                }
                match condition::read(written, self.now)? {
                    // A list with a pattern in it is printed as a group, which must be within the bound too.
                    group @ Expr::Or(_) => self.nested(|_| Ok(group)),
                    one => Ok(one),
                }
            }
            Token::Close | Token::And | Token::Or | Token::Not | Token::Plus => Err(self.missing()),
        }
    }

    fn group(&mut self) -> Result<Expr, Fault> {
        let Some(open) = self.peek().map(|open| open.span.clone()) else { return Err(self.missing()) };
        self.at += 1;
        if let Some(close) = self.peek().filter(|next| next.token == Token::Close) {
            return Err(Fault::syntax(open.start..close.span.end, "an empty group")
                .label("nothing inside")
                .hint("remove the parentheses, or write a condition between them"));
        }
        let inner = self.any()?;
        if self.eat(&Token::Close) {
            return Ok(inner);
        }
        Err(unclosed(open))
    }

    /// Reads something one level deeper, within the bound.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<Expr, Fault>) -> Result<Expr, Fault> {
        if self.depth >= MAX_DEPTH {
            let span = self.peek().or(self.before()).map_or(0..0, |token| token.span.clone());
            return Err(Fault::new(Kind::TooLarge, span, format!("nested more than {MAX_DEPTH} levels deep"))
                .label("too deep")
                .hint("take out parentheses that change nothing"));
        }
        self.depth += 1;
        let inner = read(self);
        self.depth -= 1;
        inner
    }

    /// The mistake of having no condition at this place.
    fn missing(&self) -> Fault {
        let operator = |token: &Spanned| match token.token {
            Token::And => Some("AND"),
            Token::Or => Some("OR"),
            Token::Not => Some("NOT"),
            _ => None,
        };
        if let Some((before, word)) = self.before().and_then(|token| Some((token, operator(token)?))) {
            return Fault::syntax(before.span.clone(), format!("`{word}` has nothing after it"))
                .label("a condition must follow")
                .hint(format!("add a condition, or write `\"{word}\"` to find the word"));
        }
        let span = self.peek().or(self.before()).map_or(0..0, |token| token.span.clone());
        match self.peek().and_then(operator) {
            Some(word) => Fault::syntax(span, format!("`{word}` has nothing before it"))
                .label("a condition must come first")
                .hint(format!("add a condition, or write `\"{word}\"` to find the word")),
            None if self.peek().is_none() => unclosed(span),
            None => unopened(span),
        }
    }

    /// Refuses `or` and friends beside conditions: taken as words they would silently change the meaning.
    fn check_operator_word(&self, part: &Part) -> Result<(), Fault> {
        let is_operator = matches!(part.text.to_ascii_lowercase().as_str(), "and" | "or" | "not");
        if part.quoted || !is_operator {
            return Ok(());
        }
        let joins = |token: Option<&Spanned>| {
            token.is_some_and(|token| matches!(token.token, Token::Open | Token::Close | Token::Condition(_)))
        };
        if joins(self.before()) || joins(self.tokens.get(self.at + 1)) {
            let upper = part.text.to_ascii_uppercase();
            return Err(Fault::syntax(part.span.clone(), format!("`{}` is a word here, not an operator", part.text))
                .label("operators are upper case")
                .hint(format!("write `{upper}`, or `\"{}\"` to find the word", part.text)));
        }
        Ok(())
    }
}

fn unclosed(span: Span) -> Fault {
    Fault::syntax(span, "this parenthesis is not closed").label("opened here").hint("add the closing `)`")
}

fn unopened(span: Span) -> Fault {
    Fault::syntax(span, "a parenthesis closes nothing")
        .label("was never opened")
        .hint("remove it, or add `(` before the group")
}

/// One part stands for itself, more are joined.
fn single(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}
