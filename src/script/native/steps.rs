//! How each step of a script is decided, for people.

use std::fmt;

use rhai::{AST, ASTNode, Expr, Position, Stmt};

use super::Natives;
use crate::script::tree::closure;

/// A condition on videos in a script, and who decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The script as the engine names it; empty for the policy itself.
    pub source: String,
    /// The line, from 1.
    pub line: usize,
    /// `filter`, `each` or `for`.
    pub name: &'static str,
    /// How much of it the interpreter decides.
    pub decided: Decided,
}

/// How much of a condition the interpreter decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// Nothing, where every value is known.
    Natively,
    /// What is left after the first conditions.
    Partly,
    /// All of it.
    Interpreted,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.source.is_empty() {
            write!(f, "{}, ", self.source)?;
        }
        write!(f, "line {}, {}: ", self.line, self.name)?;
        f.write_str(match (self.name, self.decided) {
            ("filter", Decided::Natively) => "decided without the interpreter",
            ("filter", Decided::Partly) => "its first conditions are decided without the interpreter",
            (_, Decided::Natively) => "done without the interpreter",
            (_, Decided::Partly) => "the interpreter is left out for videos that its conditions pass over",
            (_, Decided::Interpreted) => "interpreted for every video",
        })
    }
}

impl Natives {
    /// The conditions of a script in the order written; `source` is what the engine calls it.
    pub(in crate::script) fn steps(&self, source: &str, ast: &AST) -> Vec<Step> {
        let mut found: Vec<(Position, Step)> = Vec::new();
        ast.walk(&mut |path| {
            let step = match path.last() {
                Some(ASTNode::Expr(Expr::MethodCall(call, at))) if ["filter", "each"].contains(&call.name.as_str()) => {
                    let known = call.args.first().and_then(closure).map(|(name, _)| self.closure(&name));
                    let name = if call.name == "filter" { "filter" } else { "each" };
                    let by = |known: &super::Closure| match name {
                        "filter" => decided(known.verdict.tells(), known.verdict.is_whole()),
                        _ => decided(known.acts.tells(), known.acts.is_whole()),
                    };
                    known.map(|known| (*at, name, known.map_or(Decided::Interpreted, |known| by(known))))
                }
                Some(ASTNode::Stmt(Stmt::For(parts, _))) => {
                    let at = super::loops::maker(&parts.2.expr);
                    let known = at.and_then(|at| Some((at, self.looped(source, at)?)));
                    known.map(|(at, known)| (at, "for", decided(known.acts.tells(), known.acts.is_whole())))
                }
                _ => None,
            };
            if let Some((at, name, decided)) = step {
                let line = at.line().unwrap_or(1);
                found.push((at, Step { source: source.to_owned(), line, name, decided }));
            }
            true
        });
        found.sort_by_key(|(at, _)| (at.line(), at.position()));
        found.dedup();
        found.into_iter().map(|(_, step)| step).collect()
    }
}

fn decided(tells: bool, is_whole: bool) -> Decided {
    match (tells, is_whole) {
        (true, true) => Decided::Natively,
        (true, false) => Decided::Partly,
        (false, _) => Decided::Interpreted,
    }
}
