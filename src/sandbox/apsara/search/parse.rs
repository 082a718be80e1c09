//! Reads a `Match` expression.
//!
//! Only what is documented is understood. Negation, comparison signs, `or` outside parentheses, `and` mixed with `or`
//! and fields that cannot be asked so are refused, as nobody knows what the platform makes of them.

use jiff::Timestamp;

use super::field::{Field, Holds, Kind, Use, field};
use super::token::{Token, tokens};

/// Most ids in one condition.
const MOST_IDS: usize = 100;
/// How deep parentheses may lie in each other; the platform's own limit is not documented.
const DEEPEST: u8 = 8;

/// The expression is not well-formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Illegal(pub(super) String);

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// All of these hold.
    All(Vec<Node>),
    /// At least one of these holds.
    Any(Vec<Node>),
    /// The field is one of these texts.
    OneOf { field: Field, values: Vec<String> },
    /// The field contains all words of one of these texts, in any letter case.
    Contains { field: Field, values: Vec<Vec<String>> },
    /// The field lies between these, in thousandths; times are milliseconds of the epoch.
    Between { field: Field, low: Option<Bound>, high: Option<Bound> },
}

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) value: i64,
    pub(super) included: bool,
}

impl Bound {
    /// An end that belongs to the range.
    pub(super) const fn at(value: i64) -> Self {
        Self { value, included: true }
    }
}

/// Reads an expression about things of one kind; an empty one holds for all of them.
pub(super) fn parse(kind: Kind, text: &str) -> Result<Node, Illegal> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Node::All(Vec::new()));
    }
    let mut parser = Parser { kind, tokens: &tokens, depth: 0 };
    let node = parser.chain(false)?;
    match parser.tokens.first() {
        None => Ok(node),
        Some(token) => Err(unexpected(token)),
    }
}

/// A time as the platform writes it, in milliseconds.
pub(super) fn moment(text: &str) -> Result<i64, Illegal> {
    let time: Timestamp = text.parse().map_err(|_| Illegal(format!("'{text}' is not a time")))?;
    Ok(time.as_second() * 1000)
}

fn unexpected(token: &Token) -> Illegal {
    Illegal(match token {
        Token::Word(word) => format!("unexpected {word}"),
        Token::Text(text) => format!("unexpected '{text}'"),
        Token::Number(number) => format!("unexpected number {}", number / 1000),
        Token::Sign(sign) => format!("unexpected '{sign}'"),
    })
}

struct Parser<'a> {
    kind: Kind,
    tokens: &'a [Token],
    depth: u8,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Result<&'a Token, Illegal> {
        let (first, rest) =
            self.tokens.split_first().ok_or_else(|| Illegal("something is missing at the end".into()))?;
        self.tokens = rest;
        Ok(first)
    }

    fn eat(&mut self, sign: char) -> bool {
        let found = self.tokens.first() == Some(&Token::Sign(sign));
        if found {
            self.tokens = self.tokens.split_at(1).1;
        }
        found
    }

    fn eat_word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.first(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        if found {
            self.tokens = self.tokens.split_at(1).1;
        }
        found
    }

    /// Conditions with `and` between them or, in parentheses, with `or`.
    fn chain(&mut self, in_parentheses: bool) -> Result<Node, Illegal> {
        let first = self.term()?;
        if in_parentheses && self.eat_word("or") {
            let mut any = vec![first, self.term()?];
            while self.eat_word("or") {
                any.push(self.term()?);
            }
            return Ok(Node::Any(any));
        }
        let mut all = vec![first];
        while self.eat_word("and") {
            all.push(self.term()?);
        }
        Ok(Node::All(all))
    }

    fn term(&mut self) -> Result<Node, Illegal> {
        if !self.eat('(') {
            return self.condition();
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Illegal("too many parentheses in each other".to_owned()));
        }
        let node = self.chain(true)?;
        if !self.eat(')') {
            return Err(self.tokens.first().map_or_else(|| Illegal("')' is missing".to_owned()), unexpected));
        }
        self.depth -= 1;
        Ok(node)
    }

    fn condition(&mut self) -> Result<Node, Illegal> {
        let name = match self.next()? {
            Token::Word(name) => name,
            other => return Err(unexpected(other)),
        };
        let (field, uses) =
            field(self.kind, name).ok_or_else(|| Illegal(format!("{name} is no field that can be searched")))?;
        let refuse = |what: &str| Err(Illegal(format!("{name} cannot be searched by {what}")));
        let fuzzy = uses.contains(&Use::Fuzzy);
        if self.eat_word("in") {
            if !uses.contains(&Use::Multi) {
                return refuse("several values");
            }
            let values = self.several()?;
            if field == Field::Id && values.len() > MOST_IDS {
                return Err(Illegal(format!("more than {MOST_IDS} ids")));
            }
            return Ok(one_of(field, values, fuzzy));
        }
        if !self.eat('=') {
            return Err(Illegal(format!("'=' or in is missing after {name}")));
        }
        for (sign, included) in [('(', false), ('[', true)] {
            if self.eat(sign) {
                return if uses.contains(&Use::Range) { self.range(field, included) } else { refuse("a range") };
            }
        }
        // Fields that are documented for several values are taken with one as well: no text says that it is refused.
        if !fuzzy && !uses.contains(&Use::Exact) && !uses.contains(&Use::Multi) {
            return refuse("one value");
        }
        match (self.next()?, field.holds()) {
            (Token::Text(text), Holds::Text) => Ok(one_of(field, vec![text.clone()], fuzzy)),
            (Token::Number(number), Holds::Number) => {
                let bound = Some(Bound::at(*number));
                Ok(Node::Between { field, low: bound, high: bound })
            }
            (other, _) => Err(unexpected(other)),
        }
    }

    /// Texts in parentheses, with commas between them.
    fn several(&mut self) -> Result<Vec<String>, Illegal> {
        if !self.eat('(') {
            return Err(Illegal("'(' is missing after in".to_owned()));
        }
        let mut values = Vec::new();
        loop {
            match self.next()? {
                Token::Text(text) => values.push(text.clone()),
                other => return Err(unexpected(other)),
            }
            match self.next()? {
                Token::Sign(')') => return Ok(values),
                Token::Sign(',') => {}
                other => return Err(unexpected(other)),
            }
        }
    }

    /// What follows the first sign of a range.
    fn range(&mut self, field: Field, included: bool) -> Result<Node, Illegal> {
        let low = self.end(field)?;
        if !self.eat(',') {
            return Err(Illegal("a range needs a comma".to_owned()));
        }
        let high = self.end(field)?;
        let closed = match self.next()? {
            Token::Sign(')') => false,
            Token::Sign(']') => true,
            other => return Err(unexpected(other)),
        };
        if low.is_none() && high.is_none() {
            return Err(Illegal("a range has no ends".to_owned()));
        }
        let low = low.map(|value| Bound { value, included });
        let high = high.map(|value| Bound { value, included: closed });
        Ok(Node::Between { field, low, high })
    }

    /// One end of a range; nothing before a comma or the last sign is an open end.
    fn end(&mut self, field: Field) -> Result<Option<i64>, Illegal> {
        let value = match (self.tokens.first(), field.holds()) {
            (Some(Token::Sign(',' | ')' | ']')), _) => return Ok(None),
            (Some(Token::Number(number)), Holds::Number) => *number,
            (Some(Token::Text(text)), Holds::Time) => moment(text)?,
            (Some(other), _) => return Err(unexpected(other)),
            (None, _) => return Err(Illegal("a range is not closed".to_owned())),
        };
        self.next()?;
        Ok(Some(value))
    }
}

/// One of several texts, in the way that the field allows.
fn one_of(field: Field, values: Vec<String>, fuzzy: bool) -> Node {
    if !fuzzy {
        return Node::OneOf { field, values };
    }
    let words = |text: &String| text.split_whitespace().map(str::to_lowercase).collect();
    Node::Contains { field, values: values.iter().map(words).collect() }
}
