//! The canonical text of a query: reading it gives the same expression.
//!
//! Relative times are printed as what they were resolved to. Shapes that no text gives (an empty group, a group
//! of one) are printed as something of the same meaning.

use std::fmt::{self, Display, Formatter, Write};

use crate::model::VideoField;

use super::condition::is_unit;
use super::quote::in_quotes;
use super::{Comparison, Expr, Field, Literal, Query, Term, Test, moment, quote};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => joined(f, parts, " "),
            Self::Or(parts) if parts.is_empty() => f.write_str("-id:*"),
            Self::Or(parts) => joined(f, parts, " OR "),
            Self::Not(inner) => {
                f.write_char('-')?;
                operand(f, inner)
            }
            Self::Term(term) => term.fmt(f),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Expr], with: &str) -> fmt::Result {
    if let [only] = parts {
        return only.fmt(f);
    }
    let mut before: Option<&Expr> = None;
    for part in parts {
        if before.is_some() {
            f.write_str(with)?;
        }
        match part {
            Expr::Term(Term::Word(word)) if is_unit(word) && before.is_some_and(ends_in_size) => {
                f.write_str(&in_quotes(word))?;
            }
            _ => operand(f, part)?,
        }
        before = Some(part);
    }
    Ok(())
}

/// Whether a size is printed last, so that a unit after it would be taken for a part of it.
fn ends_in_size(expr: &Expr) -> bool {
    match expr {
        Expr::Not(inner) => ends_in_size(inner),
        Expr::Term(Term::Field { field, .. }) => *field == Field::Video(VideoField::Size),
        Expr::Term(Term::Word(_)) => false,
        Expr::And(parts) | Expr::Or(parts) => matches!(parts.as_slice(), [only] if ends_in_size(only)),
    }
}

/// Prints an expression so that an operator beside it cannot take it apart.
fn operand(f: &mut Formatter<'_>, expr: &Expr) -> fmt::Result {
    match expr {
        Expr::And(parts) if parts.is_empty() => f.write_str("id:*"),
        Expr::And(parts) | Expr::Or(parts) => match parts.as_slice() {
            [only] => operand(f, only),
            [] => expr.fmt(f),
            _ => write!(f, "({expr})"),
        },
        Expr::Not(_) | Expr::Term(_) => expr.fmt(f),
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) => f.write_str(&quote(text)),
            Self::Field { field, test } => write!(f, "{field}:{test}"),
        }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Video(field) => f.write_str(field.name()),
            Self::Custom(name) => write!(f, "custom_fields.{}", quote(name)),
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Present => f.write_char('*'),
            Self::AnyOf(values) => listed(f, values, |f, value| value.fmt(f)),
            Self::Like(patterns) => listed(f, patterns, |f, text| pattern(f, text)),
            Self::Compare(comparison, value) => write!(f, "{comparison}{value}"),
            Self::Range(from, to) => {
                from.as_ref().map_or(Ok(()), |from| from.fmt(f))?;
                f.write_str("..")?;
                to.as_ref().map_or(Ok(()), |to| to.fmt(f))
            }
        }
    }
}

fn listed<T>(
    f: &mut Formatter<'_>,
    values: &[T],
    print: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        print(f, value)?;
    }
    Ok(())
}

fn pattern(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    for (index, piece) in text.split('*').enumerate() {
        if index > 0 {
            f.write_char('*')?;
        }
        if !piece.is_empty() {
            f.write_str(&quote(piece))?;
        }
    }
    Ok(())
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        })
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quote(text)),
            Self::Bool(flag) => flag.fmt(f),
            Self::Time { from, .. } => match moment::as_day(self) {
                Some(date) => date.fmt(f),
                None => from.fmt(f),
            },
            Self::Duration(millis) => write!(f, "{millis}ms"),
            Self::Bytes(bytes) => bytes.fmt(f),
        }
    }
}
