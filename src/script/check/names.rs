//! The functions that there are, as the engine itself tells them, so that this list cannot drift.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::super::engine::{self, REFUSED};
use super::super::functions::PRINT;
use super::super::limits::Limits;

/// Numbers of arguments by function.
pub(super) static NATIVE: LazyLock<BTreeMap<String, BTreeSet<usize>>> = LazyLock::new(|| {
    let engine = engine::full(&Limits::default());
    let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
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
});

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
