//! What a text imports, and what it calls of it.

use rhai::{Expr, FnCallExpr, Position};

use super::walk::Walk;
use crate::model::closest;

impl Walk<'_> {
    /// What is imported is read with the policy, so its path must be written out.
    pub(super) fn import(&mut self, path: &Expr) {
        let found = match path {
            Expr::StringConstant(path, _) if self.paths.iter().any(|known| known == path.as_str()) => return,
            Expr::StringConstant(path, at) => self.error("no-such-file", format!("there is no module {path:?}"), *at),
            other => self
                .error(
                    "import-not-literal",
                    "the path of an import must be a plain text".to_owned(),
                    other.start_position(),
                )
                .hint("write import \"lib/x\" as x;"),
        };
        self.found.push(found);
    }

    /// A call of a function of a module.
    pub(super) fn qualified(&mut self, call: &FnCallExpr, at: Position) {
        let alias = call.namespace.to_string();
        let Some(functions) = self.modules.get(alias.trim_end_matches("::")) else { return };
        if functions.contains_key(&(call.name.to_string(), call.args.len())) {
            return;
        }
        let word = if call.args.len() == 1 { "argument" } else { "arguments" };
        let mut found = self.error(
            "unknown-function",
            format!("the module has no `{}` with {} {word}", call.name, call.args.len()),
            at,
        );
        let names = functions.keys().map(|(name, _)| name.as_str()).filter(|name| !name.starts_with("anon"));
        found.hint = closest(&call.name, names).map(|near| format!("did you mean `{near}`?"));
        self.found.push(found);
    }
}
