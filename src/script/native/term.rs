//! The parts of a native condition.

use jiff::Timestamp;

use super::function::Function;
use crate::model::{Text, VideoField};

/// An expression over one video. Its value is that of the script's expression, or cannot be told.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::script) enum Term {
    /// Only the interpreter can tell.
    Interpreted,
    /// A value that is the same for every video.
    Literal(Literal),
    /// A variable that the closure captured, by its place.
    Captured(usize),
    /// A setting of the policy.
    Param(String),
    /// A field of the video.
    Field(VideoField),
    /// A custom field of the video.
    Custom(Text),
    /// True once the value of the term could be told.
    Told(Box<Term>),
    /// The value, where it is one.
    Given(Box<Term>),
    /// `!a`
    Not(Box<Term>),
    /// `a && b`, from left to right.
    All(Vec<Term>),
    /// `a || b`, from left to right.
    Any(Vec<Term>),
    /// `if a { b } else { c }`
    Choose(Box<(Term, Term, Term)>),
    /// `a < b`
    Compare(Comparison, Box<(Term, Term)>),
    /// `a + b`
    Arithmetic(Arithmetic, Box<(Term, Term)>),
    /// A function of the language or of this program.
    Call(Function, Vec<Term>),
}

/// A value that a script can write down.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::script) enum Literal {
    Unit,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(Text),
    Texts(Vec<Text>),
    Time(Timestamp),
    /// Milliseconds.
    Span(i64),
}

/// An operator that compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::script) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    pub(super) fn parse(operator: &str) -> Option<Self> {
        Some(match operator {
            "==" => Self::Equal,
            "!=" => Self::Unequal,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::Greater,
            ">=" => Self::AtLeast,
            _ => return None,
        })
    }
}

/// An operator that computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::script) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Divided,
    Modulo,
}

impl Arithmetic {
    pub(super) fn parse(operator: &str) -> Option<Self> {
        Some(match operator {
            "+" => Self::Plus,
            "-" => Self::Minus,
            "*" => Self::Times,
            "/" => Self::Divided,
            "%" => Self::Modulo,
            _ => return None,
        })
    }
}

impl Term {
    pub(super) fn not(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// The same once another one could be told.
    pub(super) fn after(self, told: Self) -> Self {
        // It is told or not, and never false.
        Self::Choose(Box::new((Self::Told(Box::new(told)), self, Self::Literal(Literal::Unit))))
    }

    /// How many parts it has.
    pub(super) fn parts(&self) -> usize {
        1 + match self {
            Self::Told(inner) | Self::Given(inner) | Self::Not(inner) => inner.parts(),
            Self::All(parts) | Self::Any(parts) | Self::Call(_, parts) => parts.iter().map(Self::parts).sum(),
            Self::Choose(parts) => parts.0.parts() + parts.1.parts() + parts.2.parts(),
            Self::Compare(_, sides) | Self::Arithmetic(_, sides) => sides.0.parts() + sides.1.parts(),
            Self::Interpreted
            | Self::Literal(_)
            | Self::Captured(_)
            | Self::Param(_)
            | Self::Field(_)
            | Self::Custom(_) => 0,
        }
    }

    /// Whether it can tell anything at all.
    pub(in crate::script) fn tells(&self) -> bool {
        match self {
            Self::Interpreted => false,
            Self::All(parts) | Self::Any(parts) => parts.first().is_some_and(Self::tells),
            Self::Choose(parts) => parts.0.tells() && (parts.1.tells() || parts.2.tells()),
            Self::Not(inner) => inner.tells(),
            other => other.is_whole(),
        }
    }
}
