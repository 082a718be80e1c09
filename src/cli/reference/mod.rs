//! The reference of what scripts can use, in every form: for people, programs, wikis and editors.

mod definitions;
mod markdown;
mod table;

use serde_json::{Value, json};

pub(super) use self::definitions::definitions;
pub(super) use self::markdown::markdown;
pub(super) use self::table::table;
use crate::script::{FieldEntry, FunctionEntry, Reference};

/// The reference as JSON.
pub(super) fn document(reference: &Reference) -> Value {
    let functions = |list: &[FunctionEntry]| -> Vec<Value> {
        let shown = |entry: &FunctionEntry| json!({"name": entry.name, "signature": entry.signature, "doc": entry.doc});
        list.iter().map(shown).collect()
    };
    let fields = |list: &[FieldEntry]| -> Vec<Value> {
        list.iter().map(|field| json!({"of": field.owner, "name": field.name, "doc": field.doc})).collect()
    };
    let constants: Vec<_> =
        reference.constants.iter().map(|(name, bytes)| json!({"name": name, "bytes": bytes})).collect();
    json!({
        "functions": functions(reference.functions),
        "fields": fields(&reference.fields),
        "constants": constants,
        "in_tests": {"functions": functions(reference.testing), "fields": fields(&reference.testing_fields)},
    })
}

/// Fields by the type that has them, in the order of the reference.
fn by_owner(fields: &[FieldEntry]) -> Vec<(&'static str, &[FieldEntry])> {
    fields
        .chunk_by(|a, b| a.owner == b.owner)
        .filter_map(|list| list.first().map(|first| (first.owner, list)))
        .collect()
}
