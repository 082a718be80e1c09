//! Statements that are never reached, because what stands before them always leaves.

use rhai::{AST, ASTNode, Expr, Stmt};

use crate::model::{Diagnostic, SourceText};
use crate::script::lex::piece_len;
use crate::script::tree::{functions, offset};

/// The first statement of each block that is never reached.
pub(super) fn unreachable(source: &SourceText, ast: &AST) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut look = |statements: &[Stmt]| found.extend(after_leaving(source, statements));
    look(ast.statements());
    for function in functions(ast).values() {
        look(&function.body);
    }
    ast.walk(&mut |path| {
        match path.last() {
            Some(ASTNode::Stmt(
                Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) | Stmt::TryCatch(flow, _),
            )) => {
                look(flow.body.statements());
                look(flow.branch.statements());
            }
            Some(ASTNode::Stmt(Stmt::For(parts, _))) => look(parts.2.body.statements()),
            Some(ASTNode::Stmt(Stmt::Block(block)) | ASTNode::Expr(Expr::Stmt(block))) => look(block.statements()),
            _ => {}
        }
        true
    });
    found
}

fn after_leaving(source: &SourceText, statements: &[Stmt]) -> Option<Diagnostic> {
    let leaving = statements.iter().position(leaves)?;
    let word = word(statements.get(leaving)?)?;
    let next = statements.iter().skip(leaving + 1).find(|statement| !statement.is_noop())?;
    let start = offset(source, next.position())?;
    let found = Diagnostic::warning("unreachable-code", "this is never reached");
    let found = found.at(source, start..start + piece_len(&source.text, start));
    Some(found.hint(format!("`{word}` before it always leaves; take one of them away, or put `{word}` into an if")))
}

/// Whether nothing right after the statement is ever reached.
fn leaves(statement: &Stmt) -> bool {
    match statement {
        Stmt::Return(..) | Stmt::BreakLoop(..) => true,
        Stmt::If(flow, _) => flow.body.statements().iter().any(leaves) && flow.branch.statements().iter().any(leaves),
        Stmt::Block(block) => block.statements().iter().any(leaves),
        _ => false,
    }
}

/// How the statement leaves.
fn word(statement: &Stmt) -> Option<&'static str> {
    match statement {
        Stmt::Return(_, flags, _) if flags.contains(rhai::ASTFlags::BREAK) => Some("throw"),
        Stmt::Return(..) => Some("return"),
        Stmt::BreakLoop(_, flags, _) if flags.contains(rhai::ASTFlags::BREAK) => Some("break"),
        Stmt::BreakLoop(..) => Some("continue"),
        Stmt::If(flow, _) => flow.body.statements().iter().find_map(word),
        Stmt::Block(block) => block.statements().iter().find_map(word),
        _ => None,
    }
}
