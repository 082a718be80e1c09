//! Reads the bodies of closures and loops: what a filter gives, and what a body does.

use std::sync::Arc;

use rhai::{ASTFlags, Expr, FlowControl, FnCallExpr, Position, Stmt};

use super::Closure;
use super::acts::{Act, Acts, Last, Proposing, Wish};
use super::read::{Reader, Script};
use super::term::Term;
use crate::script::tree::Function;

/// What is known of a closure over one video; `None` when nothing is.
pub(super) fn closure(function: &Function, script: Script<'_>) -> Option<Closure> {
    let (video, captured) = function.params.split_last()?;
    let mut asked = Reader::closure(video, captured, script);
    let verdict = verdict(&function.body, &mut asked);
    let mut body = Body { reader: Reader::closure(video, captured, script), ending: Ending::Return };
    let acts = body.acts(&function.body);
    let depth = asked.deepest().max(body.reader.deepest());
    let (source, captured) = (Arc::clone(script.source), captured.len());
    (verdict.tells() || acts.tells()).then_some(Closure { source, captured, depth, verdict, acts })
}

/// How a body is left early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The body of a closure: `return`.
    Return,
    /// The body of a loop: `continue`.
    Continue,
}

impl Ending {
    /// Whether a statement ends the body.
    fn is(self, statement: &Stmt) -> bool {
        match (self, statement) {
            (Self::Return, Stmt::Return(None, flags, _)) | (Self::Continue, Stmt::BreakLoop(None, flags, _)) => {
                !flags.intersects(ASTFlags::BREAK)
            }
            _ => false,
        }
    }
}

/// What a body gives.
pub(super) fn verdict(body: &[Stmt], reader: &mut Reader<'_>) -> Term {
    let Some((first, rest)) = body.split_first() else { return Term::Interpreted };
    match first {
        Stmt::Expr(expr) if rest.is_empty() => gives(expr, reader),
        Stmt::FnCall(call, at) if rest.is_empty() => {
            reader.term(&Expr::FnCall(call.clone(), *at)).unwrap_or(Term::Interpreted)
        }
        Stmt::Return(Some(expr), flags, _) if !flags.intersects(ASTFlags::BREAK) => gives(expr, reader),
        Stmt::Block(block) if rest.is_empty() => within(block.statements(), reader),
        Stmt::If(flow, _) if rest.is_empty() && !flow.branch.is_empty() => {
            let Some(condition) = reader.term(&flow.expr) else { return Term::Interpreted };
            let (then, otherwise) = (within(flow.body.statements(), reader), within(flow.branch.statements(), reader));
            Term::Choose(Box::new((condition, then, otherwise)))
        }
        // Without a `return` in it, what it gives is dropped.
        Stmt::If(flow, _) if flow.branch.is_empty() && returns(flow.body.statements()) => {
            let Some(condition) = reader.term(&flow.expr) else { return Term::Interpreted };
            let then = within(flow.body.statements(), reader);
            Term::Choose(Box::new((condition, then, verdict(rest, reader))))
        }
        Stmt::Var(variable, ..) => match reader.term(&variable.1) {
            Some(term) => {
                reader.define(variable.0.name.as_str(), term.clone());
                // It is evaluated whether or not it decides anything.
                verdict(rest, reader).after(term)
            }
            None => Term::Interpreted,
        },
        Stmt::Noop(_) => verdict(rest, reader),
        _ => Term::Interpreted,
    }
}

fn within(body: &[Stmt], reader: &mut Reader<'_>) -> Term {
    let mark = reader.mark();
    let term = verdict(body, reader);
    reader.cut(mark);
    term
}

fn gives(expr: &Expr, reader: &mut Reader<'_>) -> Term {
    match expr {
        Expr::Stmt(block) => within(block.statements(), reader),
        expr => reader.term(expr).unwrap_or(Term::Interpreted),
    }
}

/// Whether a block is a `return` of a value.
fn returns(body: &[Stmt]) -> bool {
    matches!(body, [Stmt::Return(Some(_), flags, _)] if !flags.intersects(ASTFlags::BREAK))
}

/// Reads what a body does.
pub(super) struct Body<'a> {
    /// What names mean.
    pub(super) reader: Reader<'a>,
    /// How it is left early.
    pub(super) ending: Ending,
}

impl Body<'_> {
    /// The steps of a body, up to what only the interpreter can tell.
    pub(super) fn acts(&mut self, body: &[Stmt]) -> Acts {
        let mut acts = Vec::new();
        for (place, statement) in body.iter().enumerate() {
            let is_last = place + 1 == body.len();
            let act = match statement {
                Stmt::Noop(_) => continue,
                _ if self.ending.is(statement) => Act::End,
                Stmt::Var(variable, ..) => self.variable(variable.0.name.as_str(), &variable.1),
                Stmt::If(flow, _) => self.choice(flow),
                Stmt::FnCall(call, at) => self.call(call, *at, &mut acts),
                Stmt::Block(block) if is_last => {
                    acts.extend(self.apart(block.statements()).0);
                    break;
                }
                Stmt::Expr(expr) => match expr.as_ref() {
                    Expr::Unit(_) => continue,
                    Expr::Stmt(block) if is_last => {
                        acts.extend(self.apart(block.statements()).0);
                        break;
                    }
                    other => self.expr(other, &mut acts),
                },
                _ => Act::Interpreted,
            };
            let ends = matches!(act, Act::Interpreted | Act::End);
            acts.push(act);
            if ends {
                break;
            }
        }
        Acts(acts)
    }

    fn variable(&mut self, name: &str, value: &Expr) -> Act {
        let Some(term) = self.reader.term(value) else { return Act::Interpreted };
        self.reader.define(name, term.clone());
        // It is evaluated whether or not anything hangs on it.
        Act::Told(term)
    }

    fn choice(&mut self, flow: &FlowControl) -> Act {
        let Some(condition) = self.reader.term(&flow.expr) else { return Act::Interpreted };
        let (then, otherwise) = (self.apart(flow.body.statements()), self.apart(flow.branch.statements()));
        Act::Choose(Box::new((condition, then, otherwise)))
    }

    /// A block by itself.
    fn apart(&mut self, body: &[Stmt]) -> Acts {
        let mark = self.reader.mark();
        let acts = self.acts(body);
        self.reader.cut(mark);
        acts
    }

    fn expr(&self, expr: &Expr, acts: &mut Vec<Act>) -> Act {
        match expr {
            Expr::FnCall(call, at) => self.call(call, *at, acts),
            Expr::Dot(pair, ..) => match (&pair.lhs, &pair.rhs) {
                (video, Expr::MethodCall(call, at)) if self.reader.is_video(video) => {
                    self.proposal(&call.name, &call.args, *at)
                }
                _ => Act::Interpreted,
            },
            _ => Act::Interpreted,
        }
    }

    /// A call of a proposing function, or of a function of the script, whose arguments must be told before.
    fn call(&self, call: &FnCallExpr, at: Position, acts: &mut Vec<Act>) -> Act {
        if call.is_qualified() || call.is_operator_call() {
            return Act::Interpreted;
        }
        if let Some((reader, body, told)) = self.reader.function(&call.name, &call.args) {
            acts.extend(told.into_iter().map(Act::Told));
            let inner = Body { reader, ending: Ending::Return }.acts(body);
            return if self.reader.takes(inner.parts()) { Act::Call(inner) } else { Act::Interpreted };
        }
        match call.args.split_first() {
            Some((video, rest)) if self.reader.is_video(video) => self.proposal(&call.name, rest, at),
            _ => Act::Interpreted,
        }
    }

    fn proposal(&self, name: &str, arguments: &[Expr], at: Position) -> Act {
        let last = match arguments {
            [] => Some(Last::None),
            [only] => self.last(only),
            _ => None,
        };
        match (Wish::parse(name), last) {
            (Some(wish), Some(last)) => {
                let source = Arc::clone(self.reader.script.source);
                Act::Propose(Proposing { wish, last, source, at })
            }
            _ => Act::Interpreted,
        }
    }

    fn last(&self, argument: &Expr) -> Option<Last> {
        let Expr::Map(map, _) = argument else { return self.reader.term(argument).map(Last::Value) };
        let options = map.0.iter().map(|(name, value)| Some((name.as_str().to_owned(), self.reader.term(value)?)));
        options.collect::<Option<_>>().map(Last::Options)
    }
}
