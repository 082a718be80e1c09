//! The older search language (`q=`): a flat list of terms.

use jiff::Timestamp;

use super::ast::{Clauses, Node, Place};
use super::term;
use super::time::relative;
use super::token::{Illegal, Text, Token, tokens};

/// Texts shorter than this are ignored, so that every video is found.
const SHORTEST: usize = 3;

/// Parses a search; a text that is too short finds everything.
pub(super) fn parse(text: &str, now: Timestamp) -> Result<Clauses, Illegal> {
    let mut clauses = Clauses::default();
    if text.trim().chars().count() < SHORTEST {
        return Ok(clauses);
    }
    let mut sign = None;
    for token in tokens(text, false)? {
        match token {
            Token::Term { field, value } => {
                let node = node(field.as_deref(), value, now)?;
                let list = match sign.take() {
                    Some(Token::Plus) => &mut clauses.must,
                    Some(Token::Minus) => &mut clauses.must_not,
                    _ => &mut clauses.should,
                };
                list.extend(node);
            }
            other if sign.is_none() => sign = Some(other),
            _ => return Err(Illegal("two signs in a row".to_owned())),
        }
    }
    if sign.is_some() { Err(Illegal("a sign without a term".to_owned())) } else { Ok(clauses) }
}

fn node(field: Option<&str>, value: Text, now: Timestamp) -> Result<Option<Node>, Illegal> {
    let (value, quoted) = match value {
        Text::Bare(text) => (text, false),
        Text::Quoted(text) | Text::Range(text, _) => (text, true),
    };
    let Some(name) = field else { return Ok(term::text(Place::Anywhere, &value, quoted)) };
    let Some(field) = term::number(name) else { return Ok(term::plain(name, &value, quoted)) };
    let (low, high) = value.split_once("..").unwrap_or((&value, &value));
    let end = |text: &str, is_end: bool| {
        if text.is_empty() {
            return Some(if is_end { i64::MAX } else { i64::MIN });
        }
        if field.is_time() { relative(text, is_end, now) } else { text.parse().ok() }
    };
    match (end(low, false), end(high, true)) {
        (Some(low), Some(high)) => Ok(Some(Node::Range { field, low, high })),
        _ => Err(Illegal(format!("{value} is not a valid value of {name}"))),
    }
}
