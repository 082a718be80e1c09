//! Reads a parsed script: its functions and closures, the parts of its expressions, and places in its text.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTNode, Expr, FnPtr, Module, Position, Stmt};

use super::lex::piece_len;
use crate::model::SourceText;

/// A function or closure of a script.
#[derive(Debug, Clone)]
pub(super) struct Function {
    /// The names of its parameters; captured variables come first in a closure.
    pub(super) params: Vec<String>,
    /// What it does.
    pub(super) body: Vec<Stmt>,
}

/// The functions of a script by name and number of parameters.
pub(super) type Functions = BTreeMap<(String, usize), Function>;

/// Every function and closure of a script. Of those for one type, `fn int.f()`, only one is told, and none where there is a
/// plain one of the same name.
pub(super) fn functions(ast: &AST) -> Functions {
    let mut found = Functions::new();
    let mut definitions: Vec<_> = ast.iter_fn_def().collect();
    definitions.sort_by(|a, b| a.this_type.cmp(&b.this_type));
    for definition in definitions {
        let mut alone = Module::new();
        alone.set_script_fn(definition.clone());
        let mut body = Vec::new();
        AST::new([], alone).walk(&mut |path| {
            if let [ASTNode::Stmt(statement)] = path {
                body.push((*statement).clone());
            }
            true
        });
        let params: Vec<String> = definition.params.iter().map(ToString::to_string).collect();
        found.entry((definition.name.to_string(), params.len())).or_insert(Function { params, body });
    }
    found
}

/// The names of functions for one type, with their numbers of parameters.
pub(super) fn typed(ast: &AST) -> BTreeSet<(String, usize)> {
    let typed = ast.iter_fn_def().filter(|definition| definition.this_type.is_some());
    typed.map(|definition| (definition.name.to_string(), definition.params.len())).collect()
}

/// The name of the closure that an argument is, with the number of variables that it captures.
pub(super) fn closure(expr: &Expr) -> Option<(String, usize)> {
    match expr {
        Expr::DynamicConstant(value, _) => {
            let pointer = value.read_lock::<FnPtr>()?;
            Some((pointer.fn_name().to_owned(), 0))
        }
        Expr::FnCall(call, _) if call.name == "curry" => {
            let (first, rest) = call.args.split_first()?;
            closure(first).map(|(name, _)| (name, rest.len()))
        }
        Expr::Stmt(block) => block.statements().iter().find_map(|statement| match statement {
            Stmt::Expr(expr) => closure(expr),
            Stmt::FnCall(call, at) => closure(&Expr::FnCall(call.clone(), *at)),
            _ => None,
        }),
        _ => None,
    }
}

/// The function behind a closure argument; a closure takes as many arguments as the engine will give it.
pub(super) fn closure_body<'a>(functions: &'a Functions, expr: &Expr) -> Option<(&'a Function, usize)> {
    let (name, captured) = closure(expr)?;
    let mut named = functions.iter().filter(|((other, _), _)| *other == name);
    named.next().map(|(_, function)| (function, captured))
}

/// The expression that a block consists of.
pub(super) fn alone(block: &[Stmt]) -> Option<&Expr> {
    match block {
        [Stmt::Expr(expr)] => Some(expr),
        _ => None,
    }
}

/// The byte offset of a place in a script; `None` where the engine knows no place.
pub(super) fn offset(source: &SourceText, at: Position) -> Option<usize> {
    Some(source.offset_of(at.line()?, at.position()?))
}

/// The expressions directly inside an expression, in the order written.
pub(super) fn parts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::InterpolatedString(list, _) | Expr::Array(list, _) => list.iter().collect(),
        Expr::Map(map, _) => map.0.iter().map(|(_, value)| value).collect(),
        Expr::FnCall(call, _) | Expr::MethodCall(call, _) => call.args.iter().collect(),
        Expr::Dot(pair, ..) | Expr::Index(pair, ..) => vec![&pair.lhs, &pair.rhs],
        Expr::And(list, _) | Expr::Or(list, _) | Expr::Coalesce(list, _) => list.iter().collect(),
        _ => Vec::new(),
    }
}

/// The length of the word, text or sign at an offset, at least one character.
pub(super) fn word_len(text: &str, start: usize) -> usize {
    piece_len(text, start)
}

/// The text of an argument that starts at an offset: up to the comma or bracket that ends it.
pub(super) fn argument_text(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let mut depth = 0_usize;
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' | '`' | '\'' => skip_quoted(&mut chars, c),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' | ',' | ';' if depth == 0 => return rest.get(..at).unwrap_or_default().trim(),
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    rest.trim()
}

fn skip_quoted(chars: &mut std::str::CharIndices<'_>, quote: char) {
    while let Some((_, c)) = chars.next() {
        if c == '\\' && quote != '`' {
            chars.next();
        } else if c == quote {
            return;
        }
    }
}

/// One line of text without comments, so that it reads well as a reason.
pub(super) fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}
