//! Reads the expressions of a script as native terms.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use rhai::{Expr, FnCallExpr, Stmt};

use super::body::verdict;
use super::definitions::Definitions;
use super::function::{self, Function};
use super::term::{Arithmetic, Comparison, Literal, Term};
use crate::model::{FieldType, Text, VideoField};
use crate::script::functions::date;
use crate::script::tree::{Functions, alone};

/// Calls within calls of a script's own functions that are read.
const DEPTH: usize = 8;
/// Parts that a body may have more than its text, because variables and functions mean the same again at each use: what is
/// longer takes longer than the interpreter, which works it out once.
const REPEATED: usize = 500;

/// The script that something is read from.
#[derive(Clone, Copy)]
pub(super) struct Script<'a> {
    /// As the engine names it.
    pub(super) source: &'a Arc<str>,
    /// Its variables that stand still.
    pub(super) definitions: &'a Definitions,
    /// Its own functions.
    pub(super) functions: &'a Functions,
}

/// Reads expressions with the names that mean something where they stand.
pub(super) struct Reader<'a> {
    /// The variable that holds the video; none outside of closures and loops.
    video: Option<&'a str>,
    /// What a closure captures, in order.
    captured: &'a [String],
    pub(super) script: Script<'a>,
    /// How many functions of the script it stands in. They see no variables but their own.
    depth: usize,
    /// The variables of the body so far.
    locals: Vec<(String, Term)>,
    /// What was read so far, in this function and around it.
    read: Rc<Read>,
}

/// How much was read of one body.
#[derive(Default)]
struct Read {
    /// Parts that were read again.
    repeated: Cell<usize>,
    /// Functions of the script within each other.
    deepest: Cell<usize>,
}

impl<'a> Reader<'a> {
    /// For expressions that stand in no closure.
    pub(super) fn outside(script: Script<'a>) -> Self {
        Self { video: None, captured: &[], script, depth: 0, locals: Vec::new(), read: Rc::default() }
    }

    /// For the body of a closure.
    pub(super) fn closure(video: &'a str, captured: &'a [String], script: Script<'a>) -> Self {
        Self { video: Some(video), captured, script, depth: 0, locals: Vec::new(), read: Rc::default() }
    }

    /// For the body of a function of the script that is called with these arguments, with those that must be told before
    /// it is; `None` where it cannot be read.
    pub(super) fn function(&self, name: &str, arguments: &[Expr]) -> Option<(Reader<'a>, &'a [Stmt], Vec<Term>)> {
        let function = self.script.functions.get(&(name.to_owned(), arguments.len()))?;
        if self.depth == DEPTH || !self.takes(1) {
            return None;
        }
        let (depth, read) = (self.depth + 1, Rc::clone(&self.read));
        read.deepest.set(read.deepest.get().max(depth));
        let mut inner = Reader { video: None, captured: &[], script: self.script, depth, locals: Vec::new(), read };
        let mut told = Vec::new();
        for (param, argument) in function.params.iter().zip(arguments) {
            if self.is_video(argument) {
                // Of two videos only one could be meant by a name.
                if inner.video.replace(param).is_some() {
                    return None;
                }
                continue;
            }
            let term = self.term(argument)?;
            inner.define(param, term.clone());
            if !matches!(term, Term::Literal(_)) {
                told.push(term);
            }
        }
        Some((inner, &function.body, told))
    }

    /// How many functions of the script were found within each other.
    pub(super) fn deepest(&self) -> usize {
        self.read.deepest.get()
    }

    /// Whether so many parts more may be read again.
    pub(super) fn takes(&self, parts: usize) -> bool {
        let repeated = self.read.repeated.get().saturating_add(parts);
        self.read.repeated.set(repeated);
        repeated <= REPEATED
    }

    /// A term that means the same again.
    fn again(&self, term: &Term) -> Option<Term> {
        self.takes(term.parts()).then(|| term.clone())
    }

    /// From here on a variable means this.
    pub(super) fn define(&mut self, name: &str, term: Term) {
        self.locals.push((name.to_owned(), term));
    }

    /// How many variables are defined.
    pub(super) fn mark(&self) -> usize {
        self.locals.len()
    }

    /// Forgets the variables of an inner block.
    pub(super) fn cut(&mut self, mark: usize) {
        self.locals.truncate(mark);
    }

    /// The term that means the same; `None` where only the interpreter can say.
    pub(super) fn term(&self, expr: &Expr) -> Option<Term> {
        let literal = |literal| Some(Term::Literal(literal));
        match expr {
            Expr::BoolConstant(flag, _) => literal(Literal::Bool(*flag)),
            Expr::IntegerConstant(number, _) => literal(Literal::Int(*number)),
            Expr::FloatConstant(number, _) => literal(Literal::Real(**number)),
            Expr::StringConstant(text, _) => literal(Literal::Text(text.as_str().into())),
            Expr::Unit(_) => literal(Literal::Unit),
            Expr::InterpolatedString(parts, _) => self.joined(parts),
            Expr::Array(items, _) => literal(Literal::Texts(items.iter().map(text).collect::<Option<_>>()?)),
            Expr::Variable(name, ..) if name.2.is_empty() => self.variable(name.1.as_str()),
            Expr::And(parts, _) => Some(Term::All(self.conditions(parts))).filter(Term::tells),
            Expr::Or(parts, _) => Some(Term::Any(self.conditions(parts))).filter(Term::tells),
            // Where the first is no value, the interpreter decides.
            Expr::Coalesce(parts, _) => Some(Term::Given(Box::new(self.term(parts.first()?)?))),
            Expr::Dot(pair, ..) => self.chain(&pair.lhs, &pair.rhs),
            Expr::FnCall(call, _) => self.call(call),
            Expr::Stmt(block) => self.term(alone(block.statements())?),
            _ => None,
        }
    }

    /// Conditions in their order; after the first that cannot be told, nothing is.
    fn conditions(&self, parts: &[Expr]) -> Vec<Term> {
        let mut read = Vec::with_capacity(parts.len());
        for part in parts {
            let term = self.term(part).unwrap_or(Term::Interpreted);
            let ends = term == Term::Interpreted;
            read.push(term);
            if ends {
                break;
            }
        }
        read
    }

    /// A text with values in it: one sum of texts.
    fn joined(&self, parts: &[Expr]) -> Option<Term> {
        let mut whole = Term::Literal(Literal::Text("".into()));
        for part in parts {
            whole = Term::Arithmetic(Arithmetic::Plus, Box::new((whole, self.term(part)?)));
        }
        Some(whole)
    }

    fn variable(&self, name: &str) -> Option<Term> {
        if let Some((_, term)) = self.locals.iter().rev().find(|(known, _)| known == name) {
            return self.again(term);
        }
        if self.video == Some(name) {
            return None;
        }
        if self.depth > 0 {
            return None;
        }
        if let Some(term) = self.script.definitions.get(name) {
            return self.again(term);
        }
        self.captured.iter().position(|known| known == name).map(Term::Captured)
    }

    /// `first.rest`, where `rest` may be a chain again.
    fn chain(&self, first: &Expr, rest: &Expr) -> Option<Term> {
        let (link, rest) = split(rest);
        let begun = match first {
            video if self.is_video(video) => match link {
                Expr::Property(name, _) => VideoField::parse(name.2.as_str()).map(Term::Field)?,
                Expr::MethodCall(call, _) if call.name == "has_tag" => {
                    Term::Call(Function::HasTag, vec![self.term(only(&call.args)?)?])
                }
                _ => return None,
            },
            other => self.link(self.term(other)?, link)?,
        };
        self.links(begun, rest)
    }

    fn links(&self, mut value: Term, mut rest: Option<&Expr>) -> Option<Term> {
        while let Some(expr) = rest {
            let (link, after) = split(expr);
            value = self.link(value, link)?;
            rest = after;
        }
        (!is_map(&value)).then_some(value)
    }

    /// One more property or method.
    fn link(&self, value: Term, link: &Expr) -> Option<Term> {
        match link {
            Expr::Property(name, _) if is_map(&value) => Some(Term::Custom(name.2.as_str().into())),
            _ if is_map(&value) => None,
            Expr::Property(name, _) => Some(Term::Call(function::property(name.2.as_str())?, vec![value])),
            Expr::MethodCall(call, _) => {
                let mut arguments = vec![value];
                arguments.extend(call.args.iter().map(|argument| self.term(argument)).collect::<Option<Vec<_>>>()?);
                let function = function::function(&call.name, arguments.len())?;
                (function != Function::HasTag && function != Function::Known).then_some(Term::Call(function, arguments))
            }
            _ => None,
        }
    }

    fn call(&self, call: &FnCallExpr) -> Option<Term> {
        if call.is_qualified() {
            return None;
        }
        let name = call.name.as_str();
        match (name, call.args.as_slice()) {
            ("!", [only]) => return self.term(only).filter(Term::tells).map(Term::not),
            ("param", [Expr::StringConstant(name, _), default, ..]) => {
                let plain =
                    matches!(default, Expr::IntegerConstant(..) | Expr::BoolConstant(..) | Expr::StringConstant(..));
                return (self.video.is_none() && self.depth == 0 && plain).then(|| Term::Param(name.to_string()));
            }
            ("date", [Expr::StringConstant(text, _)]) => {
                return date(text).ok().map(|time| Term::Literal(Literal::Time(time.0)));
            }
            ("known", [video, field]) if self.is_video(video) => {
                return Some(Term::Call(Function::Known, vec![self.term(field)?]));
            }
            ("has_tag", [video, tag]) if self.is_video(video) => {
                return Some(Term::Call(Function::HasTag, vec![self.term(tag)?]));
            }
            ("has_tag" | "known", _) => return None,
            _ => {}
        }
        if !call.is_operator_call()
            && let Some((mut inner, body, told)) = self.function(name, &call.args)
        {
            let given = told.into_iter().fold(verdict(body, &mut inner), Term::after);
            return Some(given).filter(|given| given.tells() && self.takes(given.parts()));
        }
        let arguments = call.args.iter().map(|argument| self.term(argument)).collect::<Option<Vec<_>>>()?;
        if call.is_operator_call()
            && let [_, _] = arguments.as_slice()
        {
            let mut sides = arguments.iter().cloned();
            let sides = Box::new((sides.next()?, sides.next()?));
            if let Some(how) = Comparison::parse(name) {
                return Some(Term::Compare(how, sides));
            }
            if let Some(operator) = Arithmetic::parse(name) {
                return Some(Term::Arithmetic(operator, sides));
            }
        }
        function::function(name, arguments.len()).map(|function| Term::Call(function, arguments))
    }

    /// Whether a variable is the video.
    pub(super) fn is_video(&self, expr: &Expr) -> bool {
        let Expr::Variable(variable, ..) = expr else { return false };
        let name = variable.1.as_str();
        variable.2.is_empty() && self.video == Some(name) && self.locals.iter().all(|(known, _)| known != name)
    }
}

fn is_map(term: &Term) -> bool {
    matches!(term, Term::Field(field) if field.kind() == FieldType::Map)
}

/// The first link of a chain, and the others.
fn split(rest: &Expr) -> (&Expr, Option<&Expr>) {
    match rest {
        Expr::Dot(pair, ..) => (&pair.lhs, Some(&pair.rhs)),
        last => (last, None),
    }
}

fn only(arguments: &[Expr]) -> Option<&Expr> {
    match arguments {
        [only] => Some(only),
        _ => None,
    }
}

fn text(expr: &Expr) -> Option<Text> {
    match expr {
        Expr::StringConstant(text, _) => Some(text.as_str().into()),
        _ => None,
    }
}
