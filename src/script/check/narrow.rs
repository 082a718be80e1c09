//! Filters whose first conditions the query could decide: the platform would list less.
//!
//! Only filters right behind a search are looked at. In a `for` loop an unknown value stops the plan, while a query keeps
//! the video and goes on: that is not the same, so nothing is said about loops.

use rhai::{AST, ASTNode, Expr, Stmt};

use super::terms::term;
use crate::model::{Diagnostic, SourceText};
use crate::script::lex::piece_len;
use crate::script::tree::{Functions, closure_body, functions, offset};

/// The searches of a text that could ask for less.
pub(super) fn searches(source: &SourceText, ast: &AST) -> Vec<Diagnostic> {
    let functions = functions(ast);
    let mut found = Vec::new();
    ast.walk(&mut |path| {
        if let Some(ASTNode::Expr(Expr::Dot(pair, ..))) = path.last()
            && let Expr::FnCall(search, _) = &pair.lhs
            && search.name == "search"
            && !search.is_qualified()
            && takes_more_terms(&search.args)
        {
            found.extend(filter_of(&pair.rhs).and_then(|filter| advice(source, &functions, filter)));
        }
        true
    });
    found
}

/// Whether terms written behind the query are conditions beside all of it.
fn takes_more_terms(args: &[Expr]) -> bool {
    match args {
        [] => true,
        [query] => query_parts(query).is_some_and(|parts| parts.iter().all(|part| is_plain_part(part))),
        _ => false,
    }
}

/// The parts that a query is put together from, where that can be told.
fn query_parts(query: &Expr) -> Option<Vec<&Expr>> {
    match query {
        Expr::FnCall(call, _) if call.name == "+" => {
            let [left, right] = call.args.as_slice() else { return None };
            let mut parts = query_parts(left)?;
            parts.extend(query_parts(right)?);
            Some(parts)
        }
        other => Some(vec![other]),
    }
}

/// A literal without alternatives and brackets, or a value that is none of them for certain.
fn is_plain_part(part: &Expr) -> bool {
    match part {
        Expr::StringConstant(text, _) => {
            let words = text.split(|c: char| !c.is_alphanumeric());
            !text.contains(['(', ')', '"']) && words.into_iter().all(|word| !word.eq_ignore_ascii_case("or"))
        }
        Expr::FnCall(call, _) => {
            ["days_ago", "hours_ago", "now", "today", "date", "quote"].contains(&call.name.as_str())
        }
        Expr::IntegerConstant(..) => true,
        _ => false,
    }
}

/// The closure of a filter that sees exactly what the search lists.
fn filter_of(chain: &Expr) -> Option<&Expr> {
    let (link, rest) = match chain {
        Expr::Dot(pair, ..) => (&pair.lhs, Some(&pair.rhs)),
        last => (last, None),
    };
    let Expr::MethodCall(call, _) = link else { return None };
    match call.name.as_str() {
        "filter" => call.args.first(),
        "with_assets" => filter_of(rest?),
        _ => None,
    }
}

fn advice(source: &SourceText, functions: &Functions, filter: &Expr) -> Option<Diagnostic> {
    let (function, captured) = closure_body(functions, filter)?;
    let (Some(video), [Stmt::Expr(condition)]) = (function.params.get(captured), function.body.as_slice()) else {
        return None;
    };
    let conditions: &[Expr] = match condition.as_ref() {
        Expr::And(parts, _) => parts,
        one => std::slice::from_ref(one),
    };
    let terms: Vec<String> = conditions.iter().map_while(|condition| term(condition, video)).collect();
    let first = conditions.first().filter(|_| !terms.is_empty())?;
    let all = terms.len() == conditions.len();
    let start = offset(source, first.start_position())?;
    let found = Diagnostic::advice("narrow-search", "the query can decide this, so that less is listed");
    let found = found.at(source, start..start + piece_len(&source.text, start));
    let which = match (all, terms.len()) {
        (true, _) => "leave the filter out",
        (false, 1) => "leave this condition out",
        (false, _) => "leave these conditions out",
    };
    Some(found.hint(format!("add to the query: {}, and {which}", terms.join(" "))))
}
