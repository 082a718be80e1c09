//! Variables, functions and settings that nothing ever reads.
//!
//! Names are looked up in the whole function, not in their scope: a name that is read anywhere in it counts as read.

use std::collections::BTreeSet;

use rhai::{AST, ASTFlags, ASTNode, Expr, Module, Position, Stmt};

use super::Unit;
use super::reserved::definition;
use crate::model::{Diagnostic, SourceText};
use crate::script::lex::piece_len;
use crate::script::tree::{functions, offset};

/// What is declared and what is read in one function, or outside of all.
#[derive(Default)]
struct Names {
    declared: Vec<Declared>,
    read: BTreeSet<String>,
    /// The texts that are written out: each may name a function.
    texts: BTreeSet<String>,
    /// Whether something may read every variable there is.
    reads_all: bool,
}

struct Declared {
    name: String,
    at: Position,
    is_setting: bool,
    is_constant: bool,
}

/// What a text declares in vain.
pub(super) fn unused(unit: Unit<'_>) -> Vec<Diagnostic> {
    let Unit { source, ast, .. } = unit;
    let everywhere = Names::of(ast);
    let mut found = Vec::new();
    let main = Names::of(&ast.clone_statements_only());
    main.report(source, &everywhere, &mut found);
    for function in functions(ast).into_values() {
        Names::of(&AST::new(function.body, Module::new())).report(source, &everywhere, &mut found);
    }
    found.extend(dropped_settings(source, ast));
    if !unit.is_module && !ast.statements().iter().all(Stmt::is_noop) {
        found.extend(idle_functions(source, ast, &everywhere));
    }
    found
}

impl Names {
    fn of(ast: &AST) -> Self {
        let mut names = Self::default();
        let mut set: BTreeSet<Position> = BTreeSet::new();
        ast.walk(&mut |path| {
            match path.last() {
                Some(ASTNode::Stmt(statement)) => names.statement(statement, &mut set),
                Some(ASTNode::Expr(Expr::Variable(name, _, at))) if !set.contains(at) => {
                    names.read.insert(name.1.to_string());
                }
                Some(ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _))) => {
                    names.call(&call.name, call.capture_parent_scope);
                }
                Some(ASTNode::Expr(Expr::StringConstant(text, _))) => {
                    names.texts.insert(text.to_string());
                }
                Some(ASTNode::Expr(Expr::DynamicConstant(value, _))) => {
                    names.read.extend(value.read_lock::<rhai::FnPtr>().map(|pointer| pointer.fn_name().to_owned()));
                }
                _ => {}
            }
            true
        });
        names
    }

    fn statement(&mut self, statement: &Stmt, set: &mut BTreeSet<Position>) {
        match statement {
            Stmt::Var(parts, flags, _) if !flags.contains(ASTFlags::EXPORTED) => self.declared.push(Declared {
                name: parts.0.name.to_string(),
                at: parts.0.pos,
                is_setting: matches!(&parts.1, Expr::FnCall(call, _) if call.name == "param"),
                is_constant: flags.contains(ASTFlags::CONSTANT),
            }),
            Stmt::Assignment(parts) => {
                if let Expr::Variable(_, _, at) = &parts.1.lhs {
                    set.insert(*at);
                }
            }
            Stmt::FnCall(call, _) => self.call(&call.name, call.capture_parent_scope),
            Stmt::Export(names, _) => {
                self.read.insert(names.0.name.to_string());
            }
            _ => {}
        }
    }

    fn call(&mut self, name: &str, captures: bool) {
        self.read.insert(name.to_owned());
        self.reads_all |= captures || name == "is_def_var";
    }

    fn report(&self, source: &SourceText, everywhere: &Self, found: &mut Vec<Diagnostic>) {
        if self.reads_all {
            return;
        }
        for declared in &self.declared {
            let name = declared.name.as_str();
            let is_read = self.read.contains(name) || (declared.is_constant && everywhere.read.contains(name));
            if is_read || name.starts_with('_') {
                continue;
            }
            let Some(start) = offset(source, declared.at) else { continue };
            let diagnostic = if declared.is_setting {
                Diagnostic::warning("unused-setting", format!("the setting `{name}` is never used"))
                    .hint("use it, or take it away: --set would change nothing")
            } else {
                Diagnostic::warning("unused-variable", format!("the variable `{name}` is never read"))
                    .hint(format!("take it away, or call it `_{name}` if that is meant"))
            };
            found.push(diagnostic.at(source, start..start + name.len()));
        }
    }
}

/// A setting whose value goes nowhere.
fn dropped_settings(source: &SourceText, ast: &AST) -> Vec<Diagnostic> {
    let calls = ast.statements().iter().filter_map(|statement| match statement {
        Stmt::FnCall(call, at) if call.name == "param" => offset(source, *at),
        Stmt::Expr(expr) => match expr.as_ref() {
            Expr::FnCall(call, at) if call.name == "param" => offset(source, *at),
            _ => None,
        },
        _ => None,
    });
    let found = |start: usize| {
        Diagnostic::warning("unused-setting", "the value of this setting is never used")
            .at(source, start..start + piece_len(&source.text, start))
            .hint("keep it in a variable: let days = param(…);")
    };
    calls.map(found).collect()
}

/// The functions of a policy that nothing calls.
fn idle_functions(source: &SourceText, ast: &AST, everywhere: &Names) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for function in ast.iter_fn_def() {
        let name = function.name.as_str();
        let is_named = everywhere.read.contains(name) || everywhere.texts.contains(name);
        if name.starts_with("anon$") || name.starts_with('_') || is_named {
            continue;
        }
        let Some(at) = definition(source, name) else { continue };
        let diagnostic = Diagnostic::warning("unused-function", format!("the function `{name}` is never called"));
        found.push(diagnostic.at(source, at..at + name.len()).hint("call it, or take it away"));
    }
    found
}
