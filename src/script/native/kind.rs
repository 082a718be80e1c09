//! What kind of value a native term has, so that people are told of those that never have one.

use super::function::Function;
use super::term::{Arithmetic, Comparison, Literal, Term};
use crate::model::{FieldType, VideoField};

/// A kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It hangs on what a closure captured, or on a setting.
    Any,
    Unit,
    Bool,
    Int,
    Real,
    Text,
    Texts,
    Time,
    Span,
}

impl Kind {
    fn is(self, wanted: Self) -> bool {
        self == wanted || self == Self::Any
    }

    /// The kind of a value that is one of both; `None` where a condition could be none.
    fn or(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => Some(Self::Any),
            (one, other) => (one == other).then_some(one),
        }
    }
}

impl Term {
    /// Whether there is a video for which nothing of it is left to the interpreter, whichever way it turns.
    pub(super) fn is_whole(&self) -> bool {
        self.kind().is_some()
    }

    /// `None` where a part of it is left to the interpreter for every video.
    fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::Interpreted => return None,
            Self::Literal(literal) => of_literal(literal),
            Self::Captured(_) | Self::Param(_) => Kind::Any,
            Self::Field(field) => of_field(*field)?,
            Self::Custom(_) => Kind::Text,
            Self::Told(inner) => inner.kind().map(|_| Kind::Bool)?,
            Self::Given(inner) => inner.kind().filter(|kind| *kind != Kind::Unit)?,
            Self::Not(inner) => inner.condition()?,
            Self::All(parts) | Self::Any(parts) => parts.iter().try_fold(Kind::Bool, |_, part| part.condition())?,
            Self::Choose(parts) => {
                parts.0.condition()?;
                let (then, otherwise) = (parts.1.kind()?, parts.2.kind()?);
                // What is told is never false.
                if matches!(parts.0, Self::Told(_)) { then } else { then.or(otherwise)? }
            }
            Self::Compare(how, sides) => compared(*how, sides.0.kind()?, sides.1.kind()?)?,
            Self::Arithmetic(operator, sides) => computed(*operator, sides.0.kind()?, sides.1.kind()?)?,
            Self::Call(function, arguments) => called(*function, arguments)?,
        })
    }

    fn condition(&self) -> Option<Kind> {
        self.kind().filter(|kind| kind.is(Kind::Bool)).map(|_| Kind::Bool)
    }
}

fn of_literal(literal: &Literal) -> Kind {
    match literal {
        Literal::Unit => Kind::Unit,
        Literal::Bool(_) => Kind::Bool,
        Literal::Int(_) => Kind::Int,
        Literal::Real(_) => Kind::Real,
        Literal::Text(_) => Kind::Text,
        Literal::Texts(_) => Kind::Texts,
        Literal::Time(_) => Kind::Time,
        Literal::Span(_) => Kind::Span,
    }
}

fn of_field(field: VideoField) -> Option<Kind> {
    Some(match field.kind() {
        FieldType::Text | FieldType::Word => Kind::Text,
        FieldType::Tags => Kind::Texts,
        FieldType::Bool => Kind::Bool,
        FieldType::Time => Kind::Time,
        FieldType::Duration => Kind::Span,
        FieldType::Bytes => Kind::Int,
        FieldType::Map => return None,
    })
}

fn compared(how: Comparison, left: Kind, right: Kind) -> Option<Kind> {
    let is_equality = matches!(how, Comparison::Equal | Comparison::Unequal);
    let can = match (left, right) {
        (Kind::Unit, Kind::Unit) => false,
        (Kind::Any, other) | (other, Kind::Any) => {
            other != Kind::Texts && (is_equality || !matches!(other, Kind::Unit | Kind::Bool))
        }
        (Kind::Unit, other) | (other, Kind::Unit) => is_equality && other != Kind::Texts,
        (Kind::Bool, Kind::Bool) => is_equality,
        (Kind::Int | Kind::Real, Kind::Int | Kind::Real)
        | (Kind::Text, Kind::Text)
        | (Kind::Time, Kind::Time)
        | (Kind::Span, Kind::Span) => true,
        _ => false,
    };
    can.then_some(Kind::Bool)
}

fn computed(operator: Arithmetic, left: Kind, right: Kind) -> Option<Kind> {
    let can_be_shown = |kind| matches!(kind, Kind::Any | Kind::Text | Kind::Int | Kind::Bool | Kind::Time);
    Some(match (left, operator, right) {
        (Kind::Text, Arithmetic::Plus, other) | (other, Arithmetic::Plus, Kind::Text) if can_be_shown(other) => {
            Kind::Text
        }
        (Kind::Int, _, Kind::Int) => Kind::Int,
        // One of them may be a text.
        (Kind::Any, Arithmetic::Plus, Kind::Bool | Kind::Time | Kind::Span)
        | (Kind::Bool | Kind::Int | Kind::Time, Arithmetic::Plus, Kind::Any)
        | (Kind::Any, _, Kind::Any | Kind::Int)
        | (Kind::Int, _, Kind::Any)
        | (Kind::Time, Arithmetic::Minus, Kind::Any)
        | (Kind::Any, Arithmetic::Minus, Kind::Time | Kind::Span) => Kind::Any,
        (Kind::Time, Arithmetic::Minus, Kind::Time) => Kind::Span,
        (Kind::Time, Arithmetic::Plus | Arithmetic::Minus, Kind::Span) => Kind::Time,
        (Kind::Span, Arithmetic::Plus | Arithmetic::Minus, other) if other.is(Kind::Span) => Kind::Span,
        _ => return None,
    })
}

fn called(function: Function, arguments: &[Term]) -> Option<Kind> {
    let kinds: Vec<Kind> = arguments.iter().map(Term::kind).collect::<Option<_>>()?;
    let (takes, gives): (&[&[Kind]], Kind) = match function {
        Function::Now | Function::Today => (&[], Kind::Time),
        Function::Ago(_) => (&[&[Kind::Int]], Kind::Time),
        Function::DaysSince => (&[&[Kind::Time]], Kind::Int),
        Function::Span(_) => (&[&[Kind::Int]], Kind::Span),
        Function::InUnits(_) => (&[&[Kind::Span]], Kind::Real),
        Function::HasTag => (&[&[Kind::Text]], Kind::Bool),
        Function::Known => match arguments {
            [Term::Literal(Literal::Text(name))] if VideoField::parse(name).is_none() => return None,
            _ => (&[&[Kind::Text]], Kind::Bool),
        },
        Function::Contains => (&[&[Kind::Text, Kind::Texts], &[Kind::Text]], Kind::Bool),
        Function::StartsWith | Function::EndsWith => (&[&[Kind::Text], &[Kind::Text]], Kind::Bool),
        Function::ToLower | Function::ToUpper => (&[&[Kind::Text]], Kind::Text),
        Function::Len => (&[&[Kind::Text, Kind::Texts]], Kind::Int),
        Function::IsEmpty => (&[&[Kind::Text, Kind::Texts]], Kind::Bool),
    };
    // What a closure captured may be a list or a map, of which native conditions know nothing.
    let looks_into = matches!(function, Function::Contains | Function::Len | Function::IsEmpty);
    let fits = !(looks_into && kinds.first() == Some(&Kind::Any))
        && takes.len() == kinds.len()
        && takes.iter().zip(&kinds).all(|(wanted, kind)| wanted.iter().any(|wanted| kind.is(*wanted)));
    fits.then_some(gives)
}
