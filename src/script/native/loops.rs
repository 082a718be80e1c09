//! Loops over listings whose bodies do nothing for some of the videos.

use std::collections::HashMap;
use std::sync::Arc;

use rhai::{AST, ASTNode, Expr, Position, Stmt};

use super::body::{Ending, idle};
use super::definitions::Definitions;
use super::read::Reader;
use super::term::Term;

/// When the body of a loop does nothing, by the place of the call that makes its listing: source, line and column.
#[derive(Debug, Default)]
pub(super) struct Loops(HashMap<(String, usize, usize), Arc<Term>>);

impl Loops {
    /// Adds the loops of one script; `name` is what the engine calls it.
    pub(super) fn add(&mut self, name: &str, ast: &AST, definitions: &Definitions) {
        ast.walk(&mut |path| {
            if let Some(ASTNode::Stmt(Stmt::For(parts, _))) = path.last()
                && let (variable, None, flow) = parts.as_ref()
                && let Some((line, column)) = maker(&flow.expr).and_then(|at| Some((at.line()?, at.position()?)))
            {
                let mut reader = Reader::closure(variable.name.as_str(), &[], definitions);
                let term = idle(flow.body.statements(), &mut reader, Ending::Continue);
                if term.tells() {
                    self.0.insert((name.to_owned(), line, column), Arc::new(term));
                }
            }
            true
        });
    }

    /// When the body of the loop does nothing whose listing a call at this place makes.
    pub(super) fn at(&self, source: &str, at: Position) -> Option<&Arc<Term>> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(source.to_owned(), at.line()?, at.position()?))
    }
}

/// The place of the call that makes what is walked: the last one of a chain.
pub(super) fn maker(expr: &Expr) -> Option<Position> {
    match expr {
        Expr::Dot(pair, ..) => maker(&pair.rhs),
        Expr::FnCall(call, at) if !call.is_operator_call() => Some(*at),
        Expr::MethodCall(_, at) => Some(*at),
        _ => None,
    }
}
