//! Loops over listings, for some videos of which the interpreter is not needed.

use std::collections::HashMap;
use std::sync::Arc;

use rhai::{AST, ASTNode, Expr, Position, Stmt};

use super::acts::Acts;
use super::body::{Body, Ending};
use super::read::{Reader, Script};

/// What the body of a loop does, by the place of the call that makes its listing: source, line and column.
#[derive(Debug, Default)]
pub(super) struct Loops(HashMap<(String, usize, usize), Arc<Acts>>);

impl Loops {
    /// Adds the loops of one script.
    pub(super) fn add(&mut self, ast: &AST, script: Script<'_>) {
        ast.walk(&mut |path| {
            if let Some(ASTNode::Stmt(Stmt::For(parts, _))) = path.last()
                && let (variable, None, flow) = parts.as_ref()
                && let Some((line, column)) = maker(&flow.expr).and_then(|at| Some((at.line()?, at.position()?)))
            {
                let reader = Reader::closure(variable.name.as_str(), &[], script);
                let acts = Body { reader, ending: Ending::Continue }.acts(flow.body.statements());
                if acts.tells() {
                    self.0.insert((script.source.to_string(), line, column), Arc::new(acts));
                }
            }
            true
        });
    }

    /// What the body of the loop does whose listing a call at this place makes.
    pub(super) fn at(&self, source: &str, at: Position) -> Option<&Arc<Acts>> {
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
