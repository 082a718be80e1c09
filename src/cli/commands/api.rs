//! `api`: the reference of what scripts can use.

use std::fmt::Write as _;

use serde_json::json;

use crate::cli::args::{ApiArgs, Global, TextFormat};
use crate::cli::{Exit, Failure, Terminal};
use crate::script::{Reference, api};

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
    let functions: Vec<_> = reference
        .functions
        .iter()
        .map(|function| json!({"name": function.name, "signature": function.signature, "doc": function.doc}))
        .collect();
    let fields: Vec<_> =
        reference.fields.iter().map(|field| json!({"of": field.owner, "name": field.name, "doc": field.doc})).collect();
    let constants: Vec<_> =
        reference.constants.iter().map(|(name, bytes)| json!({"name": name, "bytes": bytes})).collect();
    json!({"functions": functions, "fields": fields, "constants": constants})
}

fn page(reference: &Reference) -> String {
    let mut text = String::from("Functions\n");
    for function in reference.functions {
        let _ = writeln!(text, "  {}\n      {}", function.signature, function.doc);
    }
    let mut of = "";
    for field in &reference.fields {
        if field.owner != of {
            of = field.owner;
            let _ = writeln!(text, "\nFields of {of}");
        }
        let _ = writeln!(text, "  {:20} {}", field.name, field.doc);
    }
    text.push_str("\nSizes in bytes\n");
    for (name, bytes) in reference.constants {
        let _ = writeln!(text, "  {name:20} {bytes}");
    }
    text
}
