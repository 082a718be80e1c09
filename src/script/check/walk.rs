//! Walks a script with the kinds of its variables.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTFlags, Expr, FnCallExpr, Position, Stmt};

use super::calls::Called;
use super::kinds::Kind;
use super::names::Vocabulary;
use super::shape::{changed, imported, is_everything, narrows};
use crate::model::{Diagnostic, SourceText};
use crate::script::tree::{Functions, closure_body, functions, offset, parts, word_len};

/// The state of a check.
pub(super) struct Walk<'a> {
    pub(super) source: &'a SourceText,
    pub(super) vocabulary: Vocabulary,
    pub(super) functions: &'a Functions,
    pub(super) found: Vec<Diagnostic>,
    /// Conditions around the present place.
    pub(super) guards: usize,
    /// Walks over listings around the present place.
    pub(super) walks: usize,
    /// Whether the call looked at follows `.each(…)`.
    pub(super) after_each: bool,
    /// Whether the present place is reached for every video of the library.
    pub(super) everything: bool,
    pub(super) modules: BTreeMap<String, Functions>,
    pub(super) paths: Vec<String>,
    /// Variables that are set again somewhere: what they hold is not certain.
    changed: BTreeSet<String>,
    variables: Vec<(String, Kind)>,
}

impl<'a> Walk<'a> {
    /// Checks a whole text.
    pub(super) fn over(
        source: &'a SourceText,
        ast: &AST,
        modules: &BTreeMap<String, AST>,
        vocabulary: Vocabulary,
    ) -> Vec<Diagnostic> {
        let functions = functions(ast);
        let mut walk = Walk {
            source,
            vocabulary,
            functions: &functions,
            found: Vec::new(),
            guards: 0,
            walks: 0,
            after_each: false,
            everything: false,
            modules: imported(ast, modules),
            paths: modules.keys().cloned().collect(),
            changed: changed(ast),
            variables: Vec::new(),
        };
        walk.block(ast.statements(), false);
        for ((name, _), function) in &functions {
            if !name.starts_with("anon$") {
                walk.variables = function.params.iter().map(|param| (param.clone(), Kind::Unknown)).collect();
                walk.block(&function.body, true);
            }
        }
        walk.found
    }

    /// An error at a place.
    pub(super) fn error(&self, code: &'static str, message: String, at: Position) -> Diagnostic {
        let start = offset(self.source, at).unwrap_or(0);
        Diagnostic::error(code, message).at(self.source, start..start + word_len(&self.source.text, start))
    }

    /// Checks statements; `value` says that the last of them is the value of the whole.
    fn block(&mut self, statements: &[Stmt], value: bool) {
        let depth = self.variables.len();
        for (index, statement) in statements.iter().enumerate() {
            self.statement(statement, value && index + 1 == statements.len());
        }
        self.variables.truncate(depth);
    }

    fn guarded(&mut self, statements: &[Stmt], value: bool) {
        self.guards += 1;
        self.block(statements, value);
        self.guards -= 1;
    }

    fn statement(&mut self, statement: &Stmt, value: bool) {
        match statement {
            Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                let value = value && matches!(statement, Stmt::If(..));
                self.kind(&flow.expr);
                self.guarded(flow.body.statements(), value);
                self.guarded(flow.branch.statements(), value);
            }
            Stmt::TryCatch(flow, _) => {
                self.block(flow.body.statements(), value);
                let depth = self.variables.len();
                if let Expr::Variable(name, ..) = &flow.expr {
                    self.variables.push((name.1.to_string(), Kind::Unknown));
                }
                self.block(flow.branch.statements(), value);
                self.variables.truncate(depth);
            }
            Stmt::For(parts, _) => self.each(&parts.0.name, parts.1.as_ref().map(|i| i.name.as_str()), &parts.2),
            Stmt::Switch(parts, at) => {
                let kind = self.kind(&parts.0);
                self.check_cases(&kind, *at);
                self.guards += 1;
                for case in &parts.1.expressions {
                    self.kind(&case.lhs);
                    self.kind(&case.rhs);
                }
                self.guards -= 1;
            }
            Stmt::Var(parts, ..) => {
                let kind = self.kind(&parts.1);
                let fixed = !self.changed.contains(parts.0.name.as_str());
                self.variables.push((parts.0.name.to_string(), if fixed { kind } else { Kind::Unknown }));
            }
            Stmt::Assignment(parts) => self.assignment(&parts.1.lhs, &parts.1.rhs),
            Stmt::FnCall(call, at) => {
                let kind = self.call(call, *at);
                self.dropped(&kind, *at, value);
            }
            Stmt::Block(block) => self.block(block.statements(), value),
            Stmt::Import(parts, _) => self.import(&parts.0),
            Stmt::Expr(expr) => {
                let kind = self.kind(expr);
                self.dropped(&kind, expr.start_position(), value);
            }
            Stmt::BreakLoop(Some(expr), ..) | Stmt::Return(Some(expr), ..) => {
                self.kind(expr);
            }
            _ => {}
        }
    }

    fn each(&mut self, name: &str, counter: Option<&str>, flow: &rhai::FlowControl) {
        let list = self.kind(&flow.expr);
        let item = list.item();
        let walks = usize::from(list == Kind::Videos);
        let before = self.everything;
        self.everything |= is_everything(&flow.expr);
        let depth = self.variables.len();
        self.variables.extend(counter.map(|counter| (counter.to_owned(), Kind::Number)));
        self.variables.push((name.to_owned(), item));
        self.walks += walks;
        self.block(flow.body.statements(), false);
        self.walks -= walks;
        self.variables.truncate(depth);
        self.everything = before;
    }

    fn assignment(&mut self, left: &Expr, right: &Expr) {
        self.kind(right);
        if let Expr::Dot(pair, ..) = left {
            let owner = self.kind(&pair.lhs);
            self.assigned(&owner, &pair.rhs);
        }
    }

    fn assigned(&mut self, owner: &Kind, link: &Expr) {
        match link {
            Expr::Property(name, at) => {
                if let Some(title) = owner.title() {
                    let message = format!("`{}` cannot be set: a {title} is only looked at", name.2);
                    let found =
                        self.error("read-only", message, *at).hint("write == to compare; a policy edits nothing");
                    self.found.push(found);
                }
            }
            Expr::Dot(pair, ..) => {
                let inner = self.link(owner, &pair.lhs, false);
                self.assigned(&inner, &pair.rhs);
            }
            _ => {}
        }
    }

    /// The kind of an expression; reports what is wrong inside it.
    fn kind(&mut self, expr: &Expr) -> Kind {
        match expr {
            Expr::StringConstant(..) | Expr::InterpolatedString(..) => {
                self.insides(expr);
                Kind::Text
            }
            Expr::IntegerConstant(..) | Expr::FloatConstant(..) => Kind::Number,
            Expr::BoolConstant(..) => Kind::Flag,
            Expr::And(..) | Expr::Or(..) => {
                self.insides(expr);
                Kind::Flag
            }
            Expr::Variable(name, ..) => {
                let known = self.variables.iter().rev().find(|(other, _)| *other == name.1.as_str());
                known.map_or(Kind::Unknown, |(_, kind)| kind.clone())
            }
            Expr::FnCall(call, at) => self.call(call, *at),
            Expr::Dot(pair, ..) => {
                let owner = self.kind(&pair.lhs);
                let everything = is_everything(&pair.lhs);
                self.link(&owner, &pair.rhs, everything)
            }
            Expr::Index(pair, flags, _) => {
                let list = self.kind(&pair.lhs);
                self.indexed(&list, &pair.rhs, *flags)
            }
            Expr::Stmt(block) => {
                self.block(block.statements(), true);
                Kind::Unknown
            }
            Expr::Array(..) => {
                self.insides(expr);
                Kind::List(Box::new(Kind::Unknown))
            }
            Expr::Map(..) => {
                self.insides(expr);
                Kind::Map
            }
            other => {
                self.insides(other);
                Kind::Unknown
            }
        }
    }

    fn insides(&mut self, expr: &Expr) {
        for part in parts(expr) {
            self.kind(part);
        }
    }

    fn indexed(&mut self, list: &Kind, rest: &Expr, flags: ASTFlags) -> Kind {
        match rest {
            Expr::Dot(pair, ..) if !flags.contains(ASTFlags::BREAK) => {
                self.kind(&pair.lhs);
                self.link(&list.item(), &pair.rhs, false)
            }
            Expr::Index(..) if !flags.contains(ASTFlags::BREAK) => Kind::Unknown,
            index => {
                self.kind(index);
                list.item()
            }
        }
    }

    /// One link of a chain, and the rest of it; `everything` says that the chain so far leaves no video out.
    fn link(&mut self, owner: &Kind, link: &Expr, everything: bool) -> Kind {
        match link {
            Expr::Property(name, at) => {
                let known = owner.title().is_none() || owner.fields().contains(&name.2.as_str());
                if !known {
                    self.unknown_field(owner, &name.2, *at);
                }
                self.unknown_property(owner, &name.2, *at);
                owner.field(&name.2)
            }
            Expr::MethodCall(call, at) => self.method(owner, call, *at, everything),
            Expr::Dot(pair, ..) => {
                let inner = self.link(owner, &pair.lhs, everything);
                let still = everything && !narrows(&pair.lhs);
                let ended =
                    *owner == Kind::Videos && matches!(&pair.lhs, Expr::MethodCall(call, _) if call.name == "each");
                let before = std::mem::replace(&mut self.after_each, ended);
                let kind = self.link(&inner, &pair.rhs, still);
                self.after_each = before;
                kind
            }
            Expr::Index(pair, flags, _) => {
                let list = self.link(owner, &pair.lhs, everything);
                self.indexed(&list, &pair.rhs, *flags)
            }
            _ => Kind::Unknown,
        }
    }

    fn method(&mut self, owner: &Kind, call: &FnCallExpr, at: Position, everything: bool) -> Kind {
        let before = (self.everything, self.guards);
        self.everything |= everything && call.name == "each";
        let walks = usize::from(*owner == Kind::Videos);
        self.walks += walks;
        let mut kinds = vec![owner.clone()];
        kinds.extend(call.args.iter().map(|argument| self.argument(argument, &owner.item())));
        self.walks -= walks;
        (self.everything, self.guards) = before;
        self.check_call(&Called { call, at, receiver: Some(owner), kinds: &kinds });
        let own = self.functions.keys().any(|(name, _)| *name == call.name.as_str());
        if own { Kind::Unknown } else { owner.method(&call.name) }
    }

    fn call(&mut self, call: &FnCallExpr, at: Position) -> Kind {
        let item = if call.name == "delete_renditions" { Kind::Asset } else { Kind::Unknown };
        let kinds: Vec<Kind> = call.args.iter().map(|argument| self.argument(argument, &item)).collect();
        if call.is_qualified() {
            self.qualified(call, at);
            return Kind::Unknown;
        }
        self.check_call(&Called { call, at, receiver: None, kinds: &kinds });
        let own = self.functions.contains_key(&(call.name.to_string(), kinds.len()));
        match (call.name.as_str(), kinds.as_slice()) {
            _ if own => Kind::Unknown,
            ("+", [Kind::Text | Kind::Word(..), _] | [_, Kind::Text | Kind::Word(..)]) => Kind::Text,
            ("*" | "/" | "-" | "+", [Kind::Number, Kind::Number]) => Kind::Number,
            ("<" | "<=" | ">" | ">=" | "==" | "!=" | "!", _) => Kind::Flag,
            (name, _) => Kind::returned(name),
        }
    }

    /// The kind of an argument; a closure is walked with the kind of what it will be given.
    fn argument(&mut self, argument: &Expr, item: &Kind) -> Kind {
        let Some((function, captured)) = closure_body(self.functions, argument) else { return self.kind(argument) };
        let mut inside = self.variables.clone();
        for (index, param) in function.params.iter().enumerate() {
            let outer = || self.variables.iter().rev().find(|(name, _)| name == param).map(|(_, kind)| kind.clone());
            let kind = if index < captured { outer() } else { (index == captured).then(|| item.clone()) };
            inside.push((param.clone(), kind.unwrap_or(Kind::Unknown)));
        }
        let body = function.body.clone();
        let outside = std::mem::replace(&mut self.variables, inside);
        self.block(&body, true);
        self.variables = outside;
        Kind::Unknown
    }
}
