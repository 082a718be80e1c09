//! What is likely a mistake, though it can run.

use rhai::{Expr, Position};

use super::calls::{Called, DELETING};
use super::kinds::Kind;
use super::paths::{last_link, sides, turned};
use super::walk::Walk;
use crate::model::{Diagnostic, Severity};

/// Sizes below this many bytes are no sizes of files: a unit was forgotten.
const SMALLEST_SIZE: i64 = 1_000;

impl Walk<'_> {
    /// `&` and `|` ask both sides, though the first may have decided: an unknown value of the second then stops the plan.
    pub(super) fn warn_eager(&mut self, called: &Called<'_>) {
        let sign = called.call.name.as_str();
        let found = self.error("eager-condition", format!("`{sign}` always asks both sides"), called.at);
        self.found
            .push(as_warning(found).hint(format!("write {sign}{sign}, which asks the second only where it matters")));
    }

    /// A size beside a small bare number, and a size below zero.
    pub(super) fn check_size(&mut self, called: &Called<'_>) {
        let [Kind::Number, Kind::Number] = called.kinds else { return };
        let Some((left, operator, right)) = sides(called.call) else { return };
        let (size, operator, number) = match (left, right) {
            (size, Expr::IntegerConstant(number, _)) => (size, operator, *number),
            (Expr::IntegerConstant(number, _), size) => (size, turned(operator), *number),
            _ => return,
        };
        let Expr::Property(name, _) = last_link(size) else { return };
        if name.2 != "bytes" && name.2 != "size" {
            return;
        }
        if number < 0 && matches!(operator, "<" | "<=" | "==") || number == 0 && operator == "<" {
            let message = format!("this is never true: `{}` is never less than 0", name.2);
            let found = Diagnostic::warning("constant-condition", message).at(self.source, self.compared(called));
            self.found.push(found.hint("what hangs on it never happens"));
        } else if (2..SMALLEST_SIZE).contains(&number) {
            let message = format!("`{}` counts bytes, and {number} bytes are next to nothing", name.2);
            let found = Diagnostic::warning("size-without-unit", message).at(self.source, self.compared(called));
            self.found.push(found.hint(format!("give it a unit: {number} * MB")));
        }
    }

    /// A deletion that nothing decides about.
    pub(super) fn check_condition(&mut self, called: &Called<'_>) {
        let name = called.call.name.as_str();
        if DELETING.contains(&name) && self.everything && self.guards == 0 {
            let found =
                self.error("unconditional-delete", format!("`{name}` for every video of the library"), called.at);
            self.found.push(as_warning(found).hint("give search a query, or add .filter(…) or an if"));
        }
    }

    /// A listing for every video of a listing reads the library over and over.
    pub(super) fn check_nested(&mut self, called: &Called<'_>) {
        let name = called.call.name.as_str();
        if self.walks > 0 && called.receiver.is_none() && matches!(name, "search" | "search_native") {
            let found =
                self.error("nested-search", format!("`{name}` asks the platform again for every video"), called.at);
            self.found.push(as_warning(found).hint("list once before the walk: let others = search(…).to_array();"));
        }
    }

    /// A listing that nothing is asked of reads nothing.
    pub(super) fn dropped(&mut self, kind: &Kind, at: Position, value: bool) {
        if *kind == Kind::Videos && !value {
            let found = self.error("no-effect", "this listing is never read".to_owned(), at);
            self.found.push(as_warning(found).hint("end it with .each(|v| …), or walk it with for"));
        }
    }
}

fn as_warning(found: Diagnostic) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..found }
}
