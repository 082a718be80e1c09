//! The reference for people at a terminal.

use std::fmt::Write as _;

use super::by_owner;
use crate::script::{FieldEntry, FunctionEntry, Reference};

/// The reference as plain text.
pub(in crate::cli) fn table(reference: &Reference) -> String {
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
    for (owner, list) in by_owner(list) {
        let _ = writeln!(text, "\nFields of {owner}{beside}");
        for field in list {
            let _ = writeln!(text, "  {:20} {}", field.name, field.doc);
        }
    }
}
