//! Conditions on a video that are decided without the interpreter.
//!
//! The leading pure conditions of closures and loops are read from the parsed script. For a video whose values are all
//! known and of the kinds compared, they say what the interpreter would say; for every other video they say nothing,
//! and the interpreter decides, with all its notes and errors. So a plan never hangs on which of the two decided.

mod bind;
mod body;
mod definitions;
mod eval;
mod function;
mod loops;
mod read;
mod steps;
mod term;
mod value;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rhai::{AST, Position};

pub(super) use bind::Bindings;
pub(super) use eval::Case;
pub use steps::{Decided, Step};
pub(super) use term::Term;

use self::definitions::Definitions;
use self::loops::Loops;
use super::tree::functions;

/// What is known of one closure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Closure {
    /// What it gives: true or false, as far as that can be told.
    pub(super) verdict: Term,
    /// True where it does nothing for a video, as far as that can be told.
    pub(super) idle: Term,
}

/// What can be decided natively in one policy.
#[derive(Debug, Default)]
pub(super) struct Natives {
    /// By name.
    closures: HashMap<String, Arc<Closure>>,
    loops: Loops,
}

impl Natives {
    /// Reads a script and its modules.
    pub(super) fn of(ast: &AST, modules: &BTreeMap<String, AST>) -> Self {
        let modules = modules.iter().map(|(path, ast)| (path.as_str(), ast));
        let scripts: Vec<(&str, &AST)> = std::iter::once(("", ast)).chain(modules).collect();
        let own = Definitions::of(ast);
        let none = Definitions::default();
        let mut found: HashMap<String, Option<Closure>> = HashMap::new();
        let mut loops = Loops::default();
        for (path, script) in scripts {
            // A module has variables of its own.
            let definitions = if path.is_empty() { &own } else { &none };
            let functions = functions(script);
            if functions.keys().any(|(name, _)| function::is_native(name)) {
                // The engine looks at the functions of a script first.
                return Self::default();
            }
            for ((name, _), function) in functions.iter().filter(|((name, _), _)| name.starts_with("anon$")) {
                let closure = body::closure(function, definitions);
                // Closures of the same text share a name. Where it means two things, nothing is known of either.
                match found.get_mut(name) {
                    Some(other) if *other != closure => *other = None,
                    Some(_) => {}
                    None => drop(found.insert(name.clone(), closure)),
                }
            }
            loops.add(path, script, definitions);
        }
        let known = found.into_iter().filter_map(|(name, closure)| Some((name, Arc::new(closure?))));
        Self { closures: known.collect(), loops }
    }

    /// What is known of the closure of this name.
    pub(super) fn closure(&self, name: &str) -> Option<&Arc<Closure>> {
        self.closures.get(name)
    }

    /// When the body of the loop does nothing whose listing a call at this place makes.
    pub(super) fn looped(&self, source: &str, at: Position) -> Option<&Arc<Term>> {
        self.loops.at(source, at)
    }
}

#[cfg(test)]
mod tests;
