//! Conditions that always come out the same, whatever the library holds.

use rhai::{AST, ASTNode, Expr, FnCallExpr, Stmt};

use super::paths::{Constant, comparison, constant as literal, last_link, path, sides, turned};
use crate::model::{Diagnostic, SourceText};
use crate::script::lex::piece_len;
use crate::script::tree::{Functions, closure_body, functions, offset};

/// What a condition always is, and why.
struct Fixed<'a> {
    at: &'a Expr,
    always: bool,
    why: String,
}

/// The conditions of a text that are none.
pub(super) fn constant(source: &SourceText, ast: &AST) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let functions = functions(ast);
    ast.walk(&mut |path| {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::If(flow, _))) => found.extend(written_out(source, &flow.expr)),
            Some(ASTNode::Stmt(Stmt::While(flow, _))) if !is_loop(&flow.expr) => {
                found.extend(written_out(source, &flow.expr));
            }
            Some(ASTNode::Expr(Expr::And(parts, _))) => {
                found.extend(parts.iter().filter_map(|part| written_out(source, part)));
                found.extend(together(parts, true).map(|fixed| told(source, &fixed)));
            }
            Some(ASTNode::Expr(Expr::Or(parts, _))) => {
                found.extend(parts.iter().filter_map(|part| written_out(source, part)));
                found.extend(together(parts, false).map(|fixed| told(source, &fixed)));
            }
            Some(ASTNode::Expr(Expr::FnCall(call, _))) => found.extend(compared(source, call)),
            Some(ASTNode::Expr(Expr::MethodCall(call, _))) if call.name == "filter" => {
                found.extend(filtering(source, &functions, call));
            }
            _ => {}
        }
        true
    });
    found
}

/// `while true` says on purpose that it goes on; `loop` has no condition at all.
fn is_loop(condition: &Expr) -> bool {
    matches!(condition, Expr::BoolConstant(true, _) | Expr::Unit(_))
}

/// `true` or `false` as a condition or a part of one.
fn written_out(source: &SourceText, condition: &Expr) -> Option<Diagnostic> {
    let Expr::BoolConstant(always, _) = condition else { return None };
    Some(told(source, &Fixed { at: condition, always: *always, why: "it is written out".to_owned() }))
}

/// What a filter's closure gives: always the same, or nothing because it sets a variable.
fn filtering(source: &SourceText, functions: &Functions, call: &FnCallExpr) -> Option<Diagnostic> {
    let (function, _) = closure_body(functions, call.args.first()?)?;
    match function.body.last()? {
        Stmt::Expr(expr) => written_out(source, expr),
        Stmt::Assignment(parts) if matches!(parts.1.lhs, Expr::Variable(..)) && !parts.0.is_op_assignment() => {
            let start = offset(source, parts.0.position())?;
            let found = Diagnostic::error("assignment-in-condition", "`=` sets a value; it compares nothing");
            Some(found.at(source, start..start + 1).hint("write == to compare"))
        }
        _ => None,
    }
}

/// A comparison whose two sides are known.
fn compared(source: &SourceText, call: &FnCallExpr) -> Option<Diagnostic> {
    let (left, operator, right) = sides(call)?;
    let (always, why) = match (literal(left), literal(right)) {
        (Some(a), Some(b)) => (holds(&a, operator, &b)?, "both sides are written out".to_owned()),
        (None, Some(number)) => bounded(left, operator, &number)?,
        (Some(number), None) => bounded(right, turned(operator), &number)?,
        (None, None) => (same(left, operator, right)?, "both sides are the same".to_owned()),
    };
    Some(told(source, &Fixed { at: left, always, why }))
}

fn holds(left: &Constant<'_>, operator: &str, right: &Constant<'_>) -> Option<bool> {
    let order = match (left, right) {
        (Constant::Text(a), Constant::Text(b)) => a.cmp(b),
        (Constant::Whole(a), Constant::Whole(b)) => a.cmp(b),
        (Constant::Real(a), Constant::Real(b)) => a.partial_cmp(b)?,
        (Constant::Flag(a), Constant::Flag(b)) => a.cmp(b),
        _ => return None,
    };
    Some(match operator {
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        "==" => order.is_eq(),
        _ => order.is_ne(),
    })
}

/// A length is never below zero.
fn bounded(left: &Expr, operator: &str, right: &Constant<'_>) -> Option<(bool, String)> {
    let Constant::Whole(number) = right else { return None };
    let Expr::MethodCall(call, _) = last_link(left) else { return None };
    let always = match operator {
        "<" if *number <= 0 => false,
        "<=" | "==" if *number < 0 => false,
        ">=" if *number <= 0 => true,
        ">" if *number < 0 => true,
        _ => return None,
    };
    let is_length = call.name == "len" && call.args.is_empty();
    is_length.then(|| (always, "`len()` is never less than 0".to_owned()))
}

/// The same field compared with itself.
fn same(left: &Expr, operator: &str, right: &Expr) -> Option<bool> {
    let both = path(left).zip(path(right)).filter(|(a, b)| a == b && a.len() > 1)?;
    drop(both);
    match operator {
        "==" => Some(true),
        "!=" | "<" | ">" => Some(false),
        _ => None,
    }
}

/// Two comparisons of one field that exclude each other (in a conjunction), or leave nothing out (in a disjunction).
fn together(parts: &[Expr], all: bool) -> Option<Fixed<'_>> {
    let read: Vec<_> = parts.iter().filter_map(|part| field_and_value(part).map(|read| (part, read))).collect();
    for (index, (_, (field, operator, value))) in read.iter().enumerate() {
        for (part, (other, second, wanted)) in read.iter().skip(index + 1) {
            if field == other && excludes(operator, value, second, wanted, all) {
                let name = field.join(".");
                let why = if all {
                    format!("`{name}` cannot be both at once")
                } else {
                    format!("`{name}` always differs from one of the two")
                };
                return Some(Fixed { at: part, always: !all, why });
            }
        }
    }
    None
}

fn field_and_value(part: &Expr) -> Option<(Vec<&str>, &str, Constant<'_>)> {
    let (left, operator, right) = comparison(part)?;
    match (path(left), literal(right), path(right), literal(left)) {
        (Some(field), Some(value), ..) => Some((field, operator, value)),
        (_, _, Some(field), Some(value)) => Some((field, turned(operator), value)),
        _ => None,
    }
}

fn excludes(first: &str, value: &Constant<'_>, second: &str, other: &Constant<'_>, all: bool) -> bool {
    match (first, second, value, other) {
        ("==", "==", ..) if all => is_other(value, other),
        ("!=", "!=", ..) if !all => is_other(value, other),
        (">" | ">=", "<" | "<=", Constant::Whole(low), Constant::Whole(high))
        | ("<" | "<=", ">" | ">=", Constant::Whole(high), Constant::Whole(low))
            if all =>
        {
            low > high || (low == high && !(first.ends_with('=') && second.ends_with('=')))
        }
        _ => false,
    }
}

/// Whether two values are of one kind and differ.
fn is_other(value: &Constant<'_>, other: &Constant<'_>) -> bool {
    std::mem::discriminant(value) == std::mem::discriminant(other) && value != other
}

fn told(source: &SourceText, fixed: &Fixed<'_>) -> Diagnostic {
    let start = offset(source, fixed.at.start_position()).unwrap_or(0);
    let word = if fixed.always { "always" } else { "never" };
    let found = Diagnostic::warning("constant-condition", format!("this is {word} true: {}", fixed.why));
    let hint = if fixed.always {
        "leave the condition out, or compare something else"
    } else {
        "what hangs on it never happens"
    };
    found.at(source, start..start + piece_len(&source.text, start)).hint(hint)
}
