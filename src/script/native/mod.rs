//! Conditions and proposals that are decided without the interpreter.
//!
//! The leading pure conditions of closures and loops are read from the parsed script, and so are bodies that only propose.
//! For a video whose values are all known and of the kinds compared, they say what the interpreter would say; for every
//! other video they say nothing, and the interpreter decides, with all its notes and errors. So a plan never hangs on which
//! of the two decided.

mod acts;
mod bind;
mod body;
mod definitions;
mod eval;
mod function;
mod kind;
mod loops;
mod read;
mod steps;
mod term;
mod value;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rhai::{AST, Position};

pub(super) use acts::{Acts, Argument, Told, Wish};
pub(super) use bind::Bindings;
pub(super) use eval::Case;
pub use steps::{Decided, Step};
pub(super) use term::Term;

use self::definitions::Definitions;
use self::loops::{Loop, Loops};
use self::read::Script;
use super::tree::{Functions, functions, typed};

/// What is known of one closure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Closure {
    /// The script that it stands in, as the engine names it. Elsewhere the names in it may mean something else.
    pub(super) source: Arc<str>,
    /// How many values it must have captured.
    pub(super) captured: usize,
    /// How many functions of the script are called within each other.
    pub(super) depth: usize,
    /// What it gives: true or false, as far as that can be told.
    pub(super) verdict: Term,
    /// What it does, as far as that can be told.
    pub(super) acts: Acts,
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
        let scripts: Vec<(&str, &AST, Functions)> =
            std::iter::once(("", ast)).chain(modules).map(|(path, ast)| (path, ast, functions(ast))).collect();
        if scripts.iter().any(|(.., functions)| functions.keys().any(|(name, _)| is_read(name))) {
            // The engine looks at the functions of a script first.
            return Self::default();
        }
        let plain = plain(&scripts);
        let own = Definitions::of(ast);
        let none = Definitions::default();
        let mut found: HashMap<String, Option<Closure>> = HashMap::new();
        let mut loops = Loops::default();
        for ((path, script, functions), plain) in scripts.iter().zip(&plain) {
            // A module has variables of its own.
            let definitions = if path.is_empty() { &own } else { &none };
            let read = Script { source: &Arc::from(*path), definitions, functions: plain };
            for ((name, _), function) in functions.iter().filter(|((name, _), _)| name.starts_with("anon$")) {
                let closure = body::closure(function, read);
                // Closures of the same text share a name. Where it means two things, nothing is known of either.
                match found.get_mut(name) {
                    Some(other) if *other != closure => *other = None,
                    Some(_) => {}
                    None => drop(found.insert(name.clone(), closure)),
                }
            }
            loops.add(script, read);
        }
        let known = found.into_iter().filter_map(|(name, closure)| Some((name, Arc::new(closure?))));
        Self { closures: known.collect(), loops }
    }

    /// What is known of the closure of this name.
    pub(super) fn closure(&self, name: &str) -> Option<&Arc<Closure>> {
        self.closures.get(name)
    }

    /// The loop whose listing a call at this place makes.
    pub(super) fn looped(&self, source: &str, at: Position) -> Option<&Loop> {
        self.loops.at(source, at)
    }
}

/// The functions of each script that a call of their name means wherever it stands: the engine looks for a function where
/// a closure is called, which may be another script, and functions for one type share their names with others.
fn plain(scripts: &[(&str, &AST, Functions)]) -> Vec<Functions> {
    let mut defined: BTreeMap<&(String, usize), usize> = BTreeMap::new();
    for key in scripts.iter().flat_map(|(.., functions)| functions.keys()) {
        *defined.entry(key).or_default() += 1;
    }
    let typed: BTreeSet<_> = scripts.iter().flat_map(|(_, ast, _)| typed(ast)).collect();
    let is_plain = |key: &(String, usize)| defined.get(key) == Some(&1) && !typed.contains(key);
    let of = |(.., functions): &(&str, &AST, Functions)| {
        let plain = functions.iter().filter(|(key, _)| is_plain(key));
        plain.map(|(key, function)| (key.clone(), function.clone())).collect()
    };
    scripts.iter().map(of).collect()
}

/// Whether a call of that name is taken for one of a function of this program.
fn is_read(name: &str) -> bool {
    function::is_native(name) || Wish::parse(name).is_some() || ["date", "param"].contains(&name)
}

#[cfg(test)]
mod tests;
