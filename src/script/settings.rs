//! The settings that a policy declares with `param`, read from its text without running it.

use rhai::{AST, ASTNode, Expr, FnCallExpr, Position, Stmt};
use serde_json::Value;

use super::functions::{CONFLICT_HINT, conflict, to_json};
use super::session::line_of;
use super::source::PolicySource;
use crate::model::{Diagnostic, SourceText};

/// One `param` of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its name for `--set`.
    pub name: String,
    /// Its default, where it is written literally.
    pub default: Option<Value>,
    /// What it is for; empty when the policy does not say.
    pub help: String,
    /// The script or module that declares it.
    pub source: String,
    /// The line of its declaration.
    pub line: u32,
}

/// The settings of one or more texts.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) list: Vec<Setting>,
    /// Whether a name is computed, so that the list is not complete.
    pub(super) open: bool,
}

impl Settings {
    pub(super) fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
        self.open |= other.open;
    }
}

/// The settings of a parsed text.
pub(super) fn of(source: &SourceText, ast: &AST) -> Settings {
    let mut settings = Settings::default();
    ast.walk(&mut |path| {
        let call = match path.last() {
            Some(ASTNode::Expr(Expr::FnCall(call, at)) | ASTNode::Stmt(Stmt::FnCall(call, at))) => Some((call, *at)),
            _ => None,
        };
        if let Some((call, at)) = call.filter(|(call, _)| call.name == "param") {
            settings.add(source, call, at);
        }
        true
    });
    settings.list.sort_by_key(|setting| setting.line);
    settings
}

/// The settings that are asked for with different defaults; the later one of each is shown.
pub(super) fn conflicts(policy: &PolicySource, settings: &[Setting]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, setting) in settings.iter().enumerate() {
        let Some(default) = &setting.default else { continue };
        let earlier = settings.iter().take(index).filter(|other| other.name == setting.name);
        let Some(first) = earlier.filter_map(|other| other.default.as_ref()).find(|first| *first != default) else {
            continue;
        };
        let source = policy.named(&setting.source);
        let start = source.offset_of(usize::try_from(setting.line).unwrap_or(1), 1);
        let line = source.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
        let at = start + line.rfind("param").unwrap_or(0);
        let message = conflict(&setting.name, first, default);
        let diagnostic = Diagnostic::error("conflicting-setting", message).hint(CONFLICT_HINT);
        found.push(diagnostic.at(source, at..at + "param".len()));
    }
    found
}

impl Settings {
    fn add(&mut self, source: &SourceText, call: &FnCallExpr, at: Position) {
        let literal = |index: usize| call.args.get(index).and_then(|expr| expr.get_literal_value(None));
        let Some(name) = literal(0).and_then(|name| name.into_string().ok()) else {
            self.open = true;
            return;
        };
        self.list.push(Setting {
            name,
            default: literal(1).as_ref().and_then(to_json),
            help: literal(2).and_then(|help| help.into_string().ok()).unwrap_or_default(),
            source: source.name.as_ref().to_owned(),
            line: line_of(at),
        });
    }
}
