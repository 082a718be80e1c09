//! The newer search language (`query=`): terms, groups and boolean words.

use super::ast::{Clauses, Node, Place};
use super::term;
use super::time::absolute;
use super::token::{Illegal, Text, Token, tokens};

/// Groups inside groups deeper than this are refused.
const DEEPEST: usize = 32;

/// Parses a search; `None` when a value is malformed in a way that silently finds nothing.
pub(super) fn parse(text: &str) -> Result<Option<Clauses>, Illegal> {
    let mut parser = Parser { tokens: tokens(text, true)?, at: 0, nothing: false };
    let clauses = parser.clauses(0)?;
    if parser.at < parser.tokens.len() {
        return Err(Illegal("')' without '('".to_owned()));
    }
    Ok((!parser.nothing).then_some(clauses))
}

/// Whether a clause must, must not or may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occur {
    Must,
    MustNot,
    Should,
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    nothing: bool,
}

impl Parser {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn eat(&mut self, wanted: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn at_end(&self) -> bool {
        matches!(self.tokens.get(self.at), None | Some(Token::Close))
    }

    /// A list of clauses up to the end or a closing parenthesis. `OR` binds weaker than `AND`.
    fn clauses(&mut self, depth: usize) -> Result<Clauses, Illegal> {
        let mut alternatives = vec![Vec::new()];
        let mut signed = false;
        while !self.at_end() {
            if self.eat(&Token::Or) {
                if alternatives.last().is_none_or(Vec::is_empty) || self.at_end() {
                    return Err(Illegal("OR needs a term on both sides".to_owned()));
                }
                alternatives.push(Vec::new());
                continue;
            }
            let Some(list) = alternatives.last_mut() else { break };
            let joined = self.eat(&Token::And);
            if joined && (list.is_empty() || self.at_end()) {
                return Err(Illegal("AND needs a term on both sides".to_owned()));
            }
            let occur = self.sign(&mut signed)?;
            let Some(node) = self.node(depth)? else { continue };
            if joined {
                list.iter_mut().rev().take(1).for_each(require);
            }
            list.push((occur, node));
            if joined {
                list.iter_mut().rev().take(1).for_each(require);
            }
        }
        Ok(combine(alternatives, signed))
    }

    fn sign(&mut self, signed: &mut bool) -> Result<Occur, Illegal> {
        let occur = match self.tokens.get(self.at) {
            Some(Token::Plus) => Occur::Must,
            Some(Token::Minus) => Occur::MustNot,
            Some(Token::Not) => {
                self.at += 1;
                return Ok(Occur::MustNot);
            }
            _ => return Ok(Occur::Should),
        };
        *signed = true;
        self.at += 1;
        if self.at_end() { Err(Illegal("a sign without a term".to_owned())) } else { Ok(occur) }
    }

    /// One term or group; `None` when it holds ignored words only.
    fn node(&mut self, depth: usize) -> Result<Option<Node>, Illegal> {
        match self.next() {
            Some(Token::Open) if depth >= DEEPEST => Err(Illegal("too many groups inside each other".to_owned())),
            Some(Token::Open) => {
                let group = self.clauses(depth + 1)?;
                if self.eat(&Token::Close) {
                    let empty = group == Clauses::default();
                    Ok((!empty).then_some(Node::Group(group)))
                } else {
                    Err(Illegal("')' is missing".to_owned()))
                }
            }
            Some(Token::Term { field, value }) => self.term(field.as_deref(), value),
            Some(token) => Err(Illegal(format!("unexpected {token:?}"))),
            None => Err(Illegal("a term is missing".to_owned())),
        }
    }

    fn term(&mut self, field: Option<&str>, value: Text) -> Result<Option<Node>, Illegal> {
        let Some(name) = field else {
            return match value {
                Text::Bare(text) => Ok(term::text(Place::Anywhere, &text, false)),
                Text::Quoted(text) => Ok(term::text(Place::Anywhere, &text, true)),
                Text::Range(..) => Err(Illegal("a range needs a field".to_owned())),
            };
        };
        let Some(field) = term::number(name) else {
            return match value {
                Text::Bare(text) => Ok(term::plain(name, &text, false)),
                Text::Quoted(text) => Ok(term::plain(name, &text, true)),
                Text::Range(..) => Ok(Some(Node::Never)),
            };
        };
        let (low, high) = match value {
            Text::Range(low, high) => (low, high),
            Text::Bare(one) | Text::Quoted(one) => (one.clone(), one),
        };
        let end = |text: &str, is_end: bool| match text {
            "*" => Some(if is_end { i64::MAX } else { i64::MIN }),
            text if field.is_time() => absolute(text, is_end),
            text => text.parse().ok(),
        };
        if let (Some(low), Some(high)) = (end(&low, false), end(&high, true)) {
            return Ok(Some(Node::Range { field, low, high }));
        }
        self.nothing = true;
        Ok(Some(Node::Never))
    }
}

fn require(clause: &mut (Occur, Node)) {
    if clause.0 == Occur::Should {
        clause.0 = Occur::Must;
    }
}

/// One list stays a list. Several become alternatives, except next to `+` and `-`, which speak for the whole list.
fn combine(mut alternatives: Vec<Vec<(Occur, Node)>>, signed: bool) -> Clauses {
    if signed || alternatives.len() == 1 {
        return list(alternatives.into_iter().flatten().collect());
    }
    alternatives.retain(|one| !one.is_empty());
    let should = alternatives.into_iter().map(|one| Node::Group(list(one))).collect();
    Clauses { should, ..Clauses::default() }
}

fn list(clauses: Vec<(Occur, Node)>) -> Clauses {
    let mut sorted = Clauses::default();
    for (occur, node) in clauses {
        match occur {
            Occur::Must => sorted.must.push(node),
            Occur::MustNot => sorted.must_not.push(node),
            Occur::Should => sorted.should.push(node),
        }
    }
    sorted
}
