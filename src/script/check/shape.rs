//! What can be told from the shape of a script alone, without the kinds of its values.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTNode, Expr, Stmt};

use crate::script::tree::{Functions, functions};

/// The functions of imported modules by the name that they are given.
pub(super) fn imported(ast: &AST, modules: &BTreeMap<String, AST>) -> BTreeMap<String, Functions> {
    let imports = ast.statements().iter().filter_map(|statement| match statement {
        Stmt::Import(parts, _) => match &parts.0 {
            Expr::StringConstant(path, _) => Some((parts.1.name.to_string(), modules.get(path.as_str())?)),
            _ => None,
        },
        _ => None,
    });
    imports.map(|(alias, module)| (alias, functions(module))).collect()
}

/// The variables that are set after they were declared.
pub(super) fn changed(ast: &AST) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    ast.walk(&mut |path| {
        if let Some(ASTNode::Stmt(Stmt::Assignment(parts))) = path.last()
            && let Expr::Variable(name, ..) = &parts.1.lhs
        {
            names.insert(name.1.to_string());
        }
        true
    });
    names
}

/// Whether a listing leaves no video out.
pub(super) fn is_everything(expr: &Expr) -> bool {
    match expr {
        Expr::FnCall(call, _) if call.name == "search" => match call.args.first() {
            None => true,
            Some(Expr::StringConstant(text, _)) => text.trim().is_empty(),
            Some(_) => false,
        },
        Expr::Dot(pair, ..) => is_everything(&pair.lhs) && !narrows_anywhere(&pair.rhs),
        _ => false,
    }
}

/// Whether a link of a chain leaves videos out.
pub(super) fn narrows(link: &Expr) -> bool {
    matches!(link, Expr::MethodCall(call, _) if call.name == "filter" || call.name == "take")
}

fn narrows_anywhere(chain: &Expr) -> bool {
    match chain {
        Expr::Dot(pair, ..) => narrows(&pair.lhs) || narrows_anywhere(&pair.rhs),
        link => narrows(link),
    }
}
