//! What is likely a mistake, though it can run.

use rhai::Position;

use super::calls::{Called, DELETING};
use super::kinds::Kind;
use super::walk::Walk;
use crate::model::{Diagnostic, Severity};

impl Walk<'_> {
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
