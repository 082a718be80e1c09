//! Variables of a script that hold one value from their definition on, so that what is compared with them stands still.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rhai::{AST, ASTNode, Expr, FnCallExpr, Stmt};

use super::bind::Bindings;
use super::function;
use super::read::{Reader, Script};
use super::term::{Literal, Term};
use crate::script::functions::PRINT;
use crate::script::tree::{Functions, closure, functions};

/// Variables with the terms that give their values.
#[derive(Debug, Default)]
pub(super) struct Definitions(BTreeMap<String, Term>);

impl Definitions {
    /// The definitions at the top of a script that nothing changes, hides or repeats.
    pub(super) fn of(ast: &AST) -> Self {
        let names = Names::of(ast);
        let mut found = Self::default();
        for statement in ast.statements() {
            let Stmt::Var(variable, ..) = statement else { continue };
            let (name, value) = (variable.0.name.as_str(), &variable.1);
            let script = Script { source: &"".into(), definitions: &found, functions: &Functions::new() };
            let term = Reader::outside(script).term(value).filter(is_kept);
            if let Some(term) = term.filter(|_| names.is_steady(name)) {
                found.0.insert(name.to_owned(), term);
            }
        }
        found
    }

    /// The term behind a variable.
    pub(super) fn get(&self, name: &str) -> Option<&Term> {
        self.0.get(name)
    }
}

/// Whether it can be told without a video.
fn is_kept(term: &Term) -> bool {
    // What hangs on a setting is computed when its value is known.
    asks_only_settings(term) && (hangs_on_settings(term) || is_computed(term))
}

/// Whether its parts compute a value, such as a sum of two numbers.
fn is_computed(term: &Term) -> bool {
    let any_day = Bindings { now: Timestamp::UNIX_EPOCH, params: &BTreeMap::new(), text_bytes: usize::MAX };
    matches!(any_day.bind(term), Term::Literal(_))
}

fn hangs_on_settings(term: &Term) -> bool {
    match term {
        Term::Param(_) => true,
        Term::Arithmetic(_, sides) => hangs_on_settings(&sides.0) || hangs_on_settings(&sides.1),
        Term::Call(_, arguments) => arguments.iter().any(hangs_on_settings),
        _ => false,
    }
}

fn asks_only_settings(term: &Term) -> bool {
    match term {
        Term::Literal(literal) => !matches!(literal, Literal::Unit | Literal::Texts(_)),
        Term::Param(_) => true,
        Term::Arithmetic(_, sides) => asks_only_settings(&sides.0) && asks_only_settings(&sides.1),
        Term::Call(_, arguments) => arguments.iter().all(asks_only_settings),
        _ => false,
    }
}

/// What a script does with names.
#[derive(Default)]
struct Names {
    /// How often each is declared as a variable.
    declared: BTreeMap<String, usize>,
    /// What is assigned to, or is declared in another way.
    changed: BTreeSet<String>,
    /// What a call may change in its place: a text, or the bits of a number.
    lent: BTreeSet<String>,
}

impl Names {
    fn of(ast: &AST) -> Self {
        let mut names = Self::default();
        let mut closures: BTreeMap<String, Vec<String>> = BTreeMap::new();
        ast.walk(&mut |path| {
            match path.last() {
                Some(ASTNode::Stmt(statement)) => names.statement(statement),
                Some(ASTNode::Expr(expr)) => {
                    names.expr(expr);
                    closures.extend(captured(expr));
                }
                _ => {}
            }
            true
        });
        for ((name, _), function) in functions(ast) {
            // What a closure captures is passed to it under its own name.
            let captured = closures.get(&name).map_or(&[] as &[String], Vec::as_slice);
            let own = function.params.iter().zip(captured).take_while(|(param, name)| param == name).count();
            names.changed.extend(function.params.into_iter().skip(own));
        }
        names
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Var(variable, ..) => *self.declared.entry(variable.0.name.to_string()).or_default() += 1,
            Stmt::For(parts, _) => {
                self.changed.insert(parts.0.name.to_string());
                self.changed.extend(parts.1.iter().map(|counter| counter.name.to_string()));
            }
            Stmt::Assignment(parts) => self.changed.extend(base(&parts.1.lhs)),
            Stmt::TryCatch(flow, _) => self.changed.extend(base(&flow.expr)),
            Stmt::Import(parts, _) => {
                self.changed.insert(parts.1.name.to_string());
            }
            Stmt::FnCall(call, _) => self.call(call),
            _ => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::FnCall(call, _) => self.call(call),
            Expr::Dot(pair, ..) => {
                let first = match &pair.rhs {
                    Expr::Dot(rest, ..) => &rest.lhs,
                    other => other,
                };
                let reads = match first {
                    Expr::Property(..) => true,
                    Expr::MethodCall(call, _) => function::is_native(&call.name),
                    _ => false,
                };
                if !reads {
                    self.lent.extend(base(&pair.lhs));
                }
            }
            Expr::Index(pair, ..) => self.lent.extend(base(&pair.lhs)),
            _ => {}
        }
    }

    /// The first argument of a function may be given to it as it is, and not as a copy; behind a pointer to a function it is
    /// the second one.
    fn call(&mut self, call: &FnCallExpr) {
        let name = call.name.as_str();
        if !call.is_operator_call() && !function::is_native(name) && !is_reader(name) {
            let first = usize::from(name == "call");
            self.lent.extend(call.args.get(first).and_then(base));
        }
    }

    /// Whether a variable that is declared once at the top holds one value from there on.
    fn is_steady(&self, name: &str) -> bool {
        self.declared.get(name) == Some(&1) && !self.changed.contains(name) && !self.lent.contains(name)
    }
}

/// The closure that an expression makes, with the variables that it captures.
fn captured(expr: &Expr) -> Option<(String, Vec<String>)> {
    let Expr::FnCall(call, _) = expr else { return None };
    let (name, _) = closure(expr)?;
    let variables = call.args.iter().skip(1).map_while(|argument| match argument {
        Expr::Variable(variable, ..) => Some(variable.1.to_string()),
        _ => None,
    });
    Some((name, variables.collect()))
}

/// Functions of this program that only read what they are given.
fn is_reader(name: &str) -> bool {
    name == PRINT || ["search", "count", "debug", "quote", "param", "date", "bytes", "show_bytes"].contains(&name)
}

/// The variable that an expression is, or is a part of.
fn base(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Variable(name, ..) => Some(name.1.to_string()),
        Expr::Dot(pair, ..) | Expr::Index(pair, ..) => base(&pair.lhs),
        _ => None,
    }
}
