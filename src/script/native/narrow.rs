//! What a condition lets a search leave out: every video that it holds for is still listed, others may be too.

use jiff::{SignedDuration, Timestamp};

use super::function::Function;
use super::term::{Comparison as How, Literal as Value, Term};
use crate::model::{FieldType, Millis, VideoField};
use crate::query::{Comparison, Expr, Field, Literal, Term as Condition, Test};

/// Moments are compared to the millisecond by scripts in some places, and in full by queries.
const SLACK: SignedDuration = SignedDuration::from_millis(1);
const DAY_HOURS: i64 = 24;

/// The conditions that must hold for every video that the term holds for, in its order, as a query can ask them.
///
/// Only what stands before anything that the interpreter decides: it may say or propose something meanwhile.
pub(in crate::script) fn needed(term: &Term, now: Timestamp) -> Vec<Expr> {
    match term {
        Term::All(parts) => {
            let told = parts.iter().take_while(|part| part.tells());
            told.flat_map(|part| needed(part, now)).collect()
        }
        other => condition(other, now).into_iter().collect(),
    }
}

/// One condition, or all of several.
fn condition(term: &Term, now: Timestamp) -> Option<Expr> {
    match term {
        Term::All(parts) if parts.iter().all(Term::tells) => {
            let some: Vec<Expr> = parts.iter().filter_map(|part| condition(part, now)).collect();
            (!some.is_empty()).then_some(Expr::And(some))
        }
        Term::Any(parts) => Some(Expr::Or(parts.iter().map(|part| condition(part, now)).collect::<Option<_>>()?)),
        Term::Not(inner) => match inner.as_ref() {
            Term::Call(Function::HasTag, arguments) => Some(Expr::Not(Box::new(tagged(arguments.first()?)?))),
            _ => None,
        },
        Term::Call(Function::HasTag, arguments) => tagged(arguments.first()?),
        Term::Call(Function::Contains, arguments) => match arguments.as_slice() {
            [Term::Field(VideoField::Tags), tag] => tagged(tag),
            [Term::Field(field), Term::Literal(_)] if field.kind() == FieldType::Tags => None,
            [Term::Literal(Value::Texts(words)), Term::Field(field)] => {
                let words: Option<Vec<Literal>> = words.iter().map(|word| text(*field, word)).collect();
                Some(asked(*field, Test::AnyOf(words.filter(|words| !words.is_empty())?)))
            }
            _ => None,
        },
        Term::Compare(how, sides) => compared(*how, sides, now),
        _ => None,
    }
}

fn asked(field: VideoField, test: Test) -> Expr {
    Expr::Term(Condition::Field { field: Field::Video(field), test })
}

/// Queries look for tags whatever their case, which is more than a script may ask for.
fn tagged(tag: &Term) -> Option<Expr> {
    let Term::Literal(Value::Text(tag)) = tag else { return None };
    (tag.is_ascii() && !tag.is_empty()).then(|| asked(VideoField::Tags, Test::AnyOf(vec![Literal::Text(tag.clone())])))
}

/// A text that a field can be equal to. Which media are listed hangs on whether a query names their sort.
fn text(field: VideoField, text: &crate::model::Text) -> Option<Literal> {
    let fits = match field.kind() {
        FieldType::Word => field != VideoField::MediaType && field.words().contains(&text.as_ref()),
        FieldType::Text => !text.is_empty(),
        _ => false,
    };
    fits.then(|| Literal::Text(text.clone()))
}

fn compared(how: How, sides: &(Term, Term), now: Timestamp) -> Option<Expr> {
    match sides {
        (Term::Literal(_), Term::Literal(_)) => None,
        (left, Term::Literal(value)) => against(left, how, value, now),
        (Term::Literal(value), right) => against(right, how.turned(), value, now),
        _ => None,
    }
}

fn against(left: &Term, how: How, value: &Value, now: Timestamp) -> Option<Expr> {
    match (left, value) {
        (Term::Field(field), Value::Text(word)) => {
            let equal = asked(*field, Test::AnyOf(vec![text(*field, word)?]));
            match how {
                How::Equal => Some(equal),
                How::Unequal => Some(Expr::Not(Box::new(equal))),
                _ => None,
            }
        }
        (Term::Field(field), Value::Time(time)) if field.kind() == FieldType::Time => moment(*field, how, *time),
        (Term::Field(field), Value::Int(bytes)) if field.kind() == FieldType::Bytes => {
            Some(asked(*field, Test::Compare(how.order()?, Literal::Bytes(u64::try_from(*bytes).ok()?))))
        }
        (Term::Field(field), Value::Span(millis)) if field.kind() == FieldType::Duration => {
            let length = Millis::try_from(*millis).ok()?;
            Some(asked(*field, Test::Compare(how.order()?, Literal::Duration(length))))
        }
        (Term::Call(Function::DaysSince, arguments), Value::Int(days)) => match arguments.as_slice() {
            [Term::Field(field)] if field.kind() == FieldType::Time => aged(*field, how, *days, now),
            _ => None,
        },
        _ => None,
    }
}

/// Whole days: more than 365 have passed when 366 have.
fn aged(field: VideoField, how: How, days: i64, now: Timestamp) -> Option<Expr> {
    let (how, days) = match how {
        How::Greater => (How::AtMost, days.checked_add(1)?),
        How::AtLeast => (How::AtMost, days),
        How::Less => (How::Greater, days),
        How::AtMost => (How::Greater, days.checked_add(1)?),
        How::Equal | How::Unequal => return None,
    };
    let back = SignedDuration::from_hours(days.checked_mul(DAY_HOURS)?);
    moment(field, how, now.checked_sub(back).ok()?)
}

fn moment(field: VideoField, how: How, time: Timestamp) -> Option<Expr> {
    let how = how.order()?;
    let time = match how {
        Comparison::Less | Comparison::AtMost => time.checked_add(SLACK).ok()?,
        Comparison::Greater | Comparison::AtLeast => time.checked_sub(SLACK).ok()?,
    };
    Some(asked(field, Test::Compare(how, Literal::Time { from: time, to: time })))
}

impl How {
    /// The operator with its sides exchanged.
    fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }

    fn order(self) -> Option<Comparison> {
        Some(match self {
            Self::Less => Comparison::Less,
            Self::AtMost => Comparison::AtMost,
            Self::Greater => Comparison::Greater,
            Self::AtLeast => Comparison::AtLeast,
            Self::Equal | Self::Unequal => return None,
        })
    }
}
