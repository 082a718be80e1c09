//! The functions that there are, as the engine itself tells them, so that this list cannot drift.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rhai::Engine;
use serde_json::Value;

use super::super::engine::{self, REFUSED};
use super::super::functions::PRINT;
use super::super::limits::Limits;
use super::super::testing;

/// Which script it is: policies and their tests are given different functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::script) enum Vocabulary {
    /// A policy.
    Policies,
    /// A test of one.
    Tests,
}

/// Numbers of arguments by function.
type Names = BTreeMap<String, BTreeSet<usize>>;

static OF_POLICIES: LazyLock<Names> = LazyLock::new(|| names_of(&engine::full(&Limits::default())));

/// Without those of the language itself, some of which have the same names.
static OF_OURS: LazyLock<Names> = LazyLock::new(|| {
    let mut engine = Engine::new_raw();
    engine::own(&mut engine);
    names_of(&engine)
});

static OF_TESTS: LazyLock<Names> = LazyLock::new(|| {
    let mut names = names_of(&testing::engine(&Limits::default()));
    names.retain(|name, _| !PROPOSING.contains(&name.as_str()));
    names
});

/// What only a policy can do.
const PROPOSING: [&str; 8] = [
    "delete_video",
    "delete_master",
    "delete_asset",
    "delete_renditions",
    "delete_images",
    "quarantine",
    "keep",
    "param",
];

impl Vocabulary {
    /// The functions that there are.
    pub(super) fn names(self) -> &'static Names {
        match self {
            Self::Policies => &OF_POLICIES,
            Self::Tests => &OF_TESTS,
        }
    }

    /// Whether only the other sort of script has a function of this name.
    pub(super) fn lacks(self, name: &str) -> bool {
        self == Self::Tests && PROPOSING.contains(&name)
    }
}

/// With how many arguments policies can call a function of the reference, the value before its dot counted. Empty for what is
/// none.
#[must_use]
pub fn numbers_of_arguments(name: &str) -> BTreeSet<usize> {
    let name = if name == "print" { PRINT } else { name };
    OF_OURS.get(name).cloned().unwrap_or_default()
}

fn names_of(engine: &Engine) -> Names {
    let mut found = Names::new();
    let metadata = engine.gen_fn_metadata_to_json(true).unwrap_or_default();
    let metadata: Value = serde_json::from_str(&metadata).unwrap_or_default();
    for function in metadata.get("functions").and_then(Value::as_array).into_iter().flatten() {
        let name = function.get("name").and_then(Value::as_str).unwrap_or_default();
        let count = function.get("numParams").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        if let (false, Some(count)) = (REFUSED.contains(&name), count) {
            found.entry(name.to_owned()).or_default().insert(count);
        }
    }
    for (name, counts) in KEYWORDS {
        found.entry(name.to_owned()).or_default().extend(counts.iter().copied());
    }
    found
}

/// Functions that are part of the language itself. A pointer can be called with any number of arguments.
const KEYWORDS: [(&str, &[usize]); 8] = [
    ("debug", &[1]),
    ("type_of", &[1]),
    ("call", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("curry", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("Fn", &[1]),
    ("is_def_var", &[1]),
    ("is_def_fn", &[2, 3]),
    ("is_shared", &[1]),
];

/// Whether a name can be written by people; the engine has others for operators and getters.
pub(super) fn is_word(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty()
}

/// The name as it is written in a script.
pub(super) fn written(name: &str) -> &str {
    if name == PRINT { "print" } else { name }
}
