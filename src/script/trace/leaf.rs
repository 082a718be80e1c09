//! The conditions of a script that are not made of others: comparisons, and whatever else decides as it is.

use std::collections::BTreeSet;

use rhai::{AST, Expr, FlowControl, Position, Stmt};

use crate::model::SourceText;
use crate::script::tree::{Functions, closure, functions, offset, parts};

/// Functions whose closure gives a verdict about what it is given.
const DECIDING: [&str; 6] = ["filter", "find", "find_map", "all", "some", "delete_renditions"];

/// A condition, by byte offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    /// Where its first part starts.
    pub(super) start: usize,
    /// Where its last part starts: the end is somewhere behind.
    pub(super) reach: usize,
    /// Of a comparison: where its operator starts, and its length.
    pub(super) operator: Option<(usize, usize)>,
    /// Of a comparison: whether the left and the right side are written out as a constant.
    pub(super) constant: [bool; 2],
}

/// Every condition of a script, each once.
pub(super) fn leaves(source: &SourceText, ast: &AST) -> Vec<Leaf> {
    let functions = functions(ast);
    let mut deciding = BTreeSet::new();
    let mut walk = Walk { source, deciding: &mut deciding, found: Vec::new() };
    walk.all(ast, &functions);
    // Which closures decide is only known after everything was seen once.
    walk.found.clear();
    walk.all(ast, &functions);
    let mut found = walk.found;
    found.sort_by_key(|leaf| (leaf.start, std::cmp::Reverse(leaf.reach)));
    found.dedup();
    found
}

struct Walk<'a> {
    source: &'a SourceText,
    /// Names of the closures that give a verdict.
    deciding: &'a mut BTreeSet<String>,
    found: Vec<Leaf>,
}

impl Walk<'_> {
    fn all(&mut self, ast: &AST, functions: &Functions) {
        self.block(ast.statements(), false);
        for ((name, _), function) in functions {
            let verdict = self.deciding.contains(name);
            self.block(&function.body, verdict);
        }
    }

    /// Looks through statements; `verdict` says that the value of the last one decides something.
    fn block(&mut self, statements: &[Stmt], verdict: bool) {
        for (index, statement) in statements.iter().enumerate() {
            self.statement(statement, verdict && index + 1 == statements.len());
        }
    }

    fn flow(&mut self, flow: &FlowControl, verdict: bool) {
        self.block(flow.body.statements(), verdict);
        self.block(flow.branch.statements(), verdict);
    }

    fn statement(&mut self, statement: &Stmt, verdict: bool) {
        match statement {
            Stmt::If(flow, _) => {
                self.expr(&flow.expr, true);
                self.flow(flow, verdict);
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                self.expr(&flow.expr, true);
                self.flow(flow, false);
            }
            Stmt::TryCatch(flow, _) => self.flow(flow, verdict),
            Stmt::For(parts, _) => {
                self.expr(&parts.2.expr, false);
                self.flow(&parts.2, false);
            }
            Stmt::Switch(parts, _) => {
                self.expr(&parts.0, false);
                for case in &parts.1.expressions {
                    self.expr(&case.lhs, true);
                    self.expr(&case.rhs, verdict);
                }
            }
            Stmt::Var(parts, ..) => self.expr(&parts.1, false),
            Stmt::Assignment(parts) => self.expr(&parts.1.rhs, false),
            Stmt::FnCall(call, at) => self.expr(&Expr::FnCall(call.clone(), *at), verdict),
            Stmt::Block(block) => self.block(block.statements(), verdict),
            Stmt::Expr(expr) => self.expr(expr, verdict),
            Stmt::Return(Some(expr), ..) | Stmt::BreakLoop(Some(expr), ..) => self.expr(expr, false),
            _ => {}
        }
    }

    fn expr(&mut self, expr: &Expr, verdict: bool) {
        match expr {
            Expr::And(list, _) | Expr::Or(list, _) => list.iter().for_each(|part| self.expr(part, true)),
            Expr::FnCall(call, _) if call.name == "!" && call.args.len() == 1 => {
                call.args.iter().for_each(|part| self.expr(part, true));
            }
            Expr::FnCall(call, at) if call.op_token.is_some() && is_comparison(&call.name) => {
                // `a in b` is `contains(b, a)` to the engine, so its sides are not where they stand.
                let operator = (call.name != "contains").then(|| offset(self.source, *at)).flatten();
                let constant = [0, 1].map(|side| call.args.get(side).is_some_and(Expr::is_constant));
                self.leaf(expr, operator.map(|start| (start, call.name.len())), constant);
                self.inside(expr);
            }
            Expr::Stmt(block) => self.block(block.statements(), verdict),
            other if other.is_constant() => {}
            other => {
                if verdict {
                    self.leaf(other, None, [false; 2]);
                }
                self.inside(other);
            }
        }
    }

    fn inside(&mut self, expr: &Expr) {
        if let Expr::FnCall(call, _) | Expr::MethodCall(call, _) = expr
            && DECIDING.contains(&call.name.as_str())
        {
            self.deciding.extend(call.args.iter().filter_map(closure).map(|(name, _)| name));
        }
        for part in parts(expr) {
            self.expr(part, false);
        }
    }

    fn leaf(&mut self, expr: &Expr, operator: Option<(usize, usize)>, constant: [bool; 2]) {
        let mut places = Vec::new();
        self.places(expr, &mut places);
        if let (Some(start), Some(reach)) = (places.iter().min(), places.iter().max()) {
            self.found.push(Leaf { start: *start, reach: *reach, operator, constant });
        }
    }

    fn places(&self, expr: &Expr, places: &mut Vec<usize>) {
        let known = [expr.start_position(), expr.position()];
        places.extend(known.into_iter().filter(|at| *at != Position::NONE).filter_map(|at| offset(self.source, at)));
        for part in parts(expr) {
            self.places(part, places);
        }
    }
}

fn is_comparison(name: &str) -> bool {
    matches!(name, "==" | "!=" | "<" | "<=" | ">" | ">=" | "contains")
}
