//! Puts in what stands still during a run: the clock, settings, and whatever follows from them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::eval::Case;
use super::function::Function;
use super::term::{Literal, Term};
use super::value::Value;
use crate::model::{Video, VideoId};

/// What stands still.
pub(in crate::script) struct Bindings<'a> {
    /// The clock of the run.
    pub(in crate::script) now: Timestamp,
    /// The settings that were asked for so far, with their values.
    pub(in crate::script) params: &'a BTreeMap<String, serde_json::Value>,
    /// Bytes of the longest text that a script may make.
    pub(in crate::script) text_bytes: usize,
}

impl Bindings<'_> {
    /// The same condition with everything put in that is the same for every video.
    pub(in crate::script) fn bind(&self, term: &Term) -> Term {
        let bound = self.parts(term);
        if is_fixed(&bound) && !matches!(bound, Term::Literal(_)) {
            return self.computed(&bound).unwrap_or(bound);
        }
        bound
    }

    fn parts(&self, term: &Term) -> Term {
        let all = |parts: &[Term]| parts.iter().map(|part| self.bind(part)).collect();
        let two = |sides: &(Term, Term)| Box::new((self.bind(&sides.0), self.bind(&sides.1)));
        match term {
            Term::Param(name) => self.params.get(name).and_then(of_json).map_or_else(|| term.clone(), Term::Literal),
            Term::Told(inner) => Term::Told(Box::new(self.bind(inner))),
            Term::Given(inner) => Term::Given(Box::new(self.bind(inner))),
            Term::Not(inner) => self.bind(inner).not(),
            Term::All(parts) => Term::All(all(parts)),
            Term::Any(parts) => Term::Any(all(parts)),
            Term::Choose(parts) => {
                Term::Choose(Box::new((self.bind(&parts.0), self.bind(&parts.1), self.bind(&parts.2))))
            }
            Term::Compare(how, sides) => Term::Compare(*how, two(sides)),
            Term::Arithmetic(operator, sides) => Term::Arithmetic(*operator, two(sides)),
            Term::Call(function, arguments) => Term::Call(*function, all(arguments)),
            Term::Interpreted | Term::Literal(_) | Term::Captured(_) | Term::Field(_) | Term::Custom(_) => term.clone(),
        }
    }

    /// The value of a term that asks nothing of a video.
    fn computed(&self, term: &Term) -> Option<Term> {
        let video = Video::unknown(VideoId::new("none").ok()?, "no video is asked");
        let case = Case { video: &video, now: self.now, captured: &[], text_bytes: self.text_bytes, asked: &|_| {} };
        let literal = match term.value(&case)? {
            Value::Unit => Literal::Unit,
            Value::Bool(flag) => Literal::Bool(flag),
            Value::Int(number) => Literal::Int(number),
            Value::Real(number) => Literal::Real(number),
            Value::Text(text) => Literal::Text(text.as_ref().into()),
            Value::Time(time) => Literal::Time(time),
            Value::Span(millis) => Literal::Span(millis),
            Value::Texts(_) => return None,
        };
        Some(Term::Literal(literal))
    }
}

fn is_fixed(term: &Term) -> bool {
    match term {
        Term::Literal(_) => true,
        Term::Arithmetic(_, sides) | Term::Compare(_, sides) => is_fixed(&sides.0) && is_fixed(&sides.1),
        Term::Call(function, arguments) => {
            !matches!(function, Function::HasTag | Function::Known) && arguments.iter().all(is_fixed)
        }
        _ => false,
    }
}

fn of_json(value: &serde_json::Value) -> Option<Literal> {
    match value {
        serde_json::Value::Bool(flag) => Some(Literal::Bool(*flag)),
        serde_json::Value::Number(number) => number.as_i64().map(Literal::Int),
        serde_json::Value::String(text) => Some(Literal::Text(text.as_str().into())),
        _ => None,
    }
}
