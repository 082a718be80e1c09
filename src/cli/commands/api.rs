//! `api`: the reference of what scripts can use.

use std::fmt::Write as _;

use serde_json::json;

use crate::cli::args::{ApiArgs, Global, TextFormat};
use crate::cli::{Exit, Failure, Terminal};
use crate::script::{FieldEntry, FunctionEntry, Reference, api};

/// Prints the reference.
///
/// # Errors
/// Fails when it cannot be written.
pub(in crate::cli) fn run(global: &Global, args: &ApiArgs) -> Result<Exit, Failure> {
    let reference = api();
    let text = match args.format {
        TextFormat::Json => format!("{:#}\n", document(&reference)),
        TextFormat::Table => page(&reference),
    };
    Terminal::plain(global).result(&text)?;
    Ok(Exit::Done)
}

fn document(reference: &Reference) -> serde_json::Value {
    let functions = |list: &[FunctionEntry]| -> Vec<serde_json::Value> {
        let shown = |entry: &FunctionEntry| json!({"name": entry.name, "signature": entry.signature, "doc": entry.doc});
        list.iter().map(shown).collect()
    };
    let fields = |list: &[FieldEntry]| -> Vec<serde_json::Value> {
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

fn page(reference: &Reference) -> String {
    let mut text = String::from("Functions\n");
    functions(&mut text, reference.functions);
    fields(&mut text, &reference.fields, "");
    text.push_str("\nSizes in bytes\n");
    for (name, bytes) in reference.constants {
        let _ = writeln!(text, "  {name:20} {bytes}");
    }
    text.push_str("\nIn tests\n");
    functions(&mut text, reference.testing);
    fields(&mut text, &reference.testing_fields, ", in tests");
    text
}

fn functions(text: &mut String, list: &[FunctionEntry]) {
    for function in list {
        let _ = writeln!(text, "  {}\n      {}", function.signature, function.doc);
    }
}

fn fields(text: &mut String, list: &[FieldEntry], beside: &str) {
    let mut of = "";
    for field in list {
        if field.owner != of {
            of = field.owner;
            let _ = writeln!(text, "\nFields of {of}{beside}");
        }
        let _ = writeln!(text, "  {:20} {}", field.name, field.doc);
    }
}
