//! The condition around every call of a proposing function, so that an entry without a reason of its own says why.

use std::collections::HashMap;

use rhai::{AST, Expr, FnCallExpr, Position, Stmt};

use super::tree::{Functions, argument_text, closure_body, functions, offset, one_line, parts};
use crate::model::SourceText;

/// A condition as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    /// Its line, from 1.
    pub(super) line: u32,
    /// Its text on one line.
    pub(super) text: String,
}

/// Conditions by the place of the call that they decide about: source, line and column.
#[derive(Debug, Default)]
pub(super) struct Reasons(HashMap<(String, usize, usize), Condition>);

impl Reasons {
    /// Adds the calls of one script; `name` is what the engine calls it.
    pub(super) fn add(&mut self, name: &str, source: &SourceText, ast: &AST) {
        let functions = functions(ast);
        let mut walk = Walk { found: &mut self.0, name, source, functions: &functions, inside: Vec::new() };
        for statement in ast.statements() {
            walk.statement(statement);
        }
        let named = functions.iter().filter(|((name, _), _)| !name.starts_with("anon$"));
        for (_, function) in named {
            walk.statements(&function.body);
        }
    }

    /// The same for texts whose columns differ: `column` gives the new one of a place, by source, line and column.
    pub(super) fn moved(&self, column: impl Fn(&str, usize, usize) -> usize) -> Self {
        let moved = |((source, line, old), condition): (&(String, usize, usize), &Condition)| {
            ((source.clone(), *line, column(source, *line, *old)), condition.clone())
        };
        Self(self.0.iter().map(moved).collect())
    }

    /// The condition around the call at a place.
    pub(super) fn at(&self, source: &str, at: Position) -> Option<&Condition> {
        self.0.get(&(source.to_owned(), at.line()?, at.position()?))
    }
}

struct Walk<'a> {
    found: &'a mut HashMap<(String, usize, usize), Condition>,
    name: &'a str,
    source: &'a SourceText,
    functions: &'a Functions,
    inside: Vec<Condition>,
}

impl Walk<'_> {
    fn statements(&mut self, list: &[Stmt]) {
        for statement in list {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::If(flow, at) => {
                self.expr(&flow.expr);
                let condition = self.condition(*at, flow.body.position());
                self.within(condition.clone(), flow.body.statements());
                let otherwise =
                    condition.map(|condition| Condition { text: format!("not ({})", condition.text), ..condition });
                self.within(otherwise, flow.branch.statements());
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) | Stmt::TryCatch(flow, _) => {
                self.expr(&flow.expr);
                self.statements(flow.body.statements());
                self.statements(flow.branch.statements());
            }
            Stmt::For(parts, _) => {
                self.expr(&parts.2.expr);
                self.statements(parts.2.body.statements());
            }
            Stmt::Switch(parts, _) => {
                self.expr(&parts.0);
                for case in &parts.1.expressions {
                    self.expr(&case.lhs);
                    self.expr(&case.rhs);
                }
            }
            Stmt::Var(parts, ..) => self.expr(&parts.1),
            Stmt::Assignment(parts) => self.expr(&parts.1.rhs),
            Stmt::FnCall(call, at) => self.call(call, *at),
            Stmt::Block(block) => self.statements(block.statements()),
            Stmt::Expr(expr) | Stmt::Return(Some(expr), ..) | Stmt::BreakLoop(Some(expr), ..) => self.expr(expr),
            _ => {}
        }
    }

    fn within(&mut self, condition: Option<Condition>, body: &[Stmt]) {
        let depth = self.inside.len();
        self.inside.extend(condition);
        self.statements(body);
        self.inside.truncate(depth);
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::FnCall(call, at) | Expr::MethodCall(call, at) => self.call(call, *at),
            Expr::Dot(..) => self.chain(expr),
            Expr::Stmt(block) => self.statements(block.statements()),
            other => parts(other).into_iter().for_each(|part| self.expr(part)),
        }
    }

    /// A chain `a.filter(f).each(g)`: what `f` says is the condition of what `g` does.
    fn chain(&mut self, expr: &Expr) {
        let depth = self.inside.len();
        let mut conditions: Vec<Condition> = Vec::new();
        let mut rest = expr;
        loop {
            let (link, next) = match rest {
                Expr::Dot(pair, ..) => (&pair.lhs, Some(&pair.rhs)),
                last => (last, None),
            };
            match link {
                Expr::MethodCall(call, _) if call.name == "filter" => {
                    conditions.extend(call.args.first().and_then(|closure| self.closure_condition(closure)));
                    self.inside.truncate(depth);
                    self.inside.extend(joined(&conditions));
                }
                other => self.expr(other),
            }
            match next {
                Some(next) => rest = next,
                None => break,
            }
        }
        self.inside.truncate(depth);
    }

    fn call(&mut self, call: &FnCallExpr, at: Position) {
        if let (Some(condition), Some(line), Some(column)) = (self.inside.last(), at.line(), at.position()) {
            self.found.insert((self.name.to_owned(), line, column), condition.clone());
        }
        for argument in &call.args {
            match closure_body(self.functions, argument) {
                Some((function, _)) => self.statements(&function.body),
                None => self.expr(argument),
            }
        }
    }

    fn closure_condition(&self, closure: &Expr) -> Option<Condition> {
        let at = closure.start_position();
        let text = argument_text(&self.source.text, offset(self.source, at)?);
        let body = text.strip_prefix('|').and_then(|rest| rest.split_once('|')).map_or(text, |(_, body)| body);
        condition(at, body)
    }

    fn condition(&self, at: Position, body: Position) -> Option<Condition> {
        let start = offset(self.source, at)?;
        let end = offset(self.source, body)?;
        let text = self.source.text.get(start..end)?;
        condition(at, text.trim_start().strip_prefix("if").unwrap_or(text))
    }
}

fn condition(at: Position, text: &str) -> Option<Condition> {
    let text = one_line(text);
    let line = u32::try_from(at.line()?).ok()?;
    (!text.is_empty()).then_some(Condition { line, text })
}

fn joined(conditions: &[Condition]) -> Option<Condition> {
    let first = conditions.first()?;
    let text = conditions.iter().map(|condition| condition.text.as_str()).collect::<Vec<_>>().join(" && ");
    Some(Condition { line: first.line, text })
}
