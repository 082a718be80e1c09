//! Loops over listings, for some videos of which the interpreter is not needed.

use std::collections::HashMap;
use std::sync::Arc;

use rhai::{AST, ASTNode, Expr, Position, Stmt};

use super::acts::Acts;
use super::body::{Body, Ending};
use super::read::{Reader, Script};

/// Loops by the place of the call that makes their listing: source, line and column.
#[derive(Debug, Default)]
pub(super) struct Loops(HashMap<(String, usize, usize), Loop>);

/// What is known of the body of a loop.
#[derive(Debug)]
pub(in crate::script) struct Loop {
    /// What it does, as far as that can be told.
    pub(in crate::script) acts: Arc<Acts>,
    /// How many functions of the script are called within each other.
    pub(in crate::script) depth: usize,
}

impl Loops {
    /// Adds the loops of one script.
    pub(super) fn add(&mut self, ast: &AST, script: Script<'_>) {
        ast.walk(&mut |path| {
            if let Some(ASTNode::Stmt(Stmt::For(parts, _))) = path.last()
                && let (variable, None, flow) = parts.as_ref()
                && let Some((line, column)) = maker(&flow.expr).and_then(|at| Some((at.line()?, at.position()?)))
            {
                let reader = Reader::closure(variable.name.as_str(), &[], script);
                let mut body = Body { reader, ending: Ending::Continue };
                let acts = body.acts(flow.body.statements());
                if acts.tells() {
                    let known = Loop { acts: Arc::new(acts), depth: body.reader.deepest() };
                    self.0.insert((script.source.to_string(), line, column), known);
                }
            }
            true
        });
    }

    /// The loop whose listing a call at this place makes.
    pub(super) fn at(&self, source: &str, at: Position) -> Option<&Loop> {
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
