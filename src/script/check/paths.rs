//! Expressions that only read: a variable with its fields, and what is compared with it.

use rhai::{Expr, FnCallExpr};

/// `v.state` as its words; `None` for anything that calls or computes.
pub(super) fn path(expr: &Expr) -> Option<Vec<&str>> {
    match expr {
        Expr::Variable(name, ..) if name.2.is_empty() => Some(vec![name.1.as_str()]),
        Expr::Property(name, _) => Some(vec![name.2.as_str()]),
        Expr::Dot(pair, ..) => {
            let mut words = path(&pair.lhs)?;
            words.extend(path(&pair.rhs)?);
            Some(words)
        }
        _ => None,
    }
}

/// The last link of a chain: the property of `a.b.c`, the call of `a.b()`.
pub(super) fn last_link(expr: &Expr) -> &Expr {
    match expr {
        Expr::Dot(pair, ..) => last_link(&pair.rhs),
        other => other,
    }
}

/// A value that is written out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Constant<'a> {
    Text(&'a str),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

/// The value that an expression writes out.
pub(super) fn constant(expr: &Expr) -> Option<Constant<'_>> {
    Some(match expr {
        Expr::StringConstant(text, _) => Constant::Text(text),
        Expr::IntegerConstant(number, _) => Constant::Whole(*number),
        Expr::FloatConstant(number, _) => Constant::Real(**number),
        Expr::BoolConstant(flag, _) => Constant::Flag(*flag),
        _ => return None,
    })
}

/// A comparison as `left operator right`, where it is one.
pub(super) fn comparison(expr: &Expr) -> Option<(&Expr, &str, &Expr)> {
    let Expr::FnCall(call, _) = expr else { return None };
    sides(call)
}

/// The two sides of an operator that compares.
pub(super) fn sides(call: &FnCallExpr) -> Option<(&Expr, &str, &Expr)> {
    let operator = call.name.as_str();
    let compares = call.is_operator_call() && ["<", "<=", ">", ">=", "==", "!="].contains(&operator);
    match (compares, call.args.as_slice()) {
        (true, [left, right]) => Some((left, operator, right)),
        _ => None,
    }
}

/// The operator with its sides exchanged.
pub(super) fn turned(operator: &str) -> &str {
    match operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        other => other,
    }
}
