//! Reads the bodies of closures and loops: what a filter gives, and when a body does nothing.

use rhai::{ASTFlags, Expr, Stmt};

use super::Closure;
use super::definitions::Definitions;
use super::read::Reader;
use super::term::Term;
use crate::script::tree::Function;

/// What is known of a closure over one video; `None` when nothing is.
pub(super) fn closure(function: &Function, definitions: &Definitions) -> Option<Closure> {
    let (video, captured) = function.params.split_last()?;
    let verdict = verdict(&function.body, &mut Reader::closure(video, captured, definitions));
    let idle = idle(&function.body, &mut Reader::closure(video, captured, definitions), Ending::Return);
    (verdict.tells() || idle.tells()).then_some(Closure { verdict, idle })
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
    /// Whether a block only ends the body.
    fn is(self, block: &[Stmt]) -> bool {
        match (self, block) {
            (Self::Return, [Stmt::Return(None, flags, _), ..])
            | (Self::Continue, [Stmt::BreakLoop(None, flags, _), ..]) => !flags.intersects(ASTFlags::BREAK),
            _ => false,
        }
    }
}

/// What a body gives.
fn verdict(body: &[Stmt], reader: &mut Reader<'_>) -> Term {
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
                Term::All(vec![Term::Told(Box::new(term)), verdict(rest, reader)])
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

/// When a body does nothing: true where it does nothing. Anything else leaves it to the interpreter.
pub(super) fn idle(body: &[Stmt], reader: &mut Reader<'_>, ending: Ending) -> Term {
    let Some((first, rest)) = body.split_first() else { return Term::TRUE };
    match first {
        Stmt::If(flow, _) => {
            let Some(condition) = reader.term(&flow.expr) else { return Term::Interpreted };
            let (then, otherwise) = (flow.body.statements(), flow.branch.statements());
            let (ends, ends_otherwise) = (ending.is(then), ending.is(otherwise));
            let then = apart(then, reader, ending);
            let otherwise = apart(otherwise, reader, ending);
            let rest = idle(rest, reader, ending);
            let choice = |then, otherwise| Term::Choose(Box::new((condition.clone(), then, otherwise)));
            match (ends, ends_otherwise) {
                (true, true) => choice(Term::TRUE, Term::TRUE),
                (true, false) => choice(Term::TRUE, Term::All(vec![otherwise, rest])),
                (false, true) => choice(Term::All(vec![then, rest]), Term::TRUE),
                (false, false) => Term::All(vec![choice(then, otherwise), rest]),
            }
        }
        Stmt::Var(variable, ..) => match reader.term(&variable.1) {
            Some(term) => {
                reader.define(variable.0.name.as_str(), term.clone());
                Term::All(vec![Term::Told(Box::new(term)), idle(rest, reader, ending)])
            }
            None => Term::Interpreted,
        },
        Stmt::Expr(expr) => match expr.as_ref() {
            Expr::Stmt(block) if rest.is_empty() => apart(block.statements(), reader, ending),
            Expr::Unit(_) => idle(rest, reader, ending),
            _ => Term::Interpreted,
        },
        Stmt::Block(block) if rest.is_empty() => apart(block.statements(), reader, ending),
        Stmt::Noop(_) => idle(rest, reader, ending),
        _ if ending.is(body) => Term::TRUE,
        _ => Term::Interpreted,
    }
}

/// A block by itself.
fn apart(body: &[Stmt], reader: &mut Reader<'_>, ending: Ending) -> Term {
    let mark = reader.mark();
    let term = idle(body, reader, ending);
    reader.cut(mark);
    term
}
