//! The reference as a page for a wiki, which is also a page of the crate's documentation.

use std::fmt::Write as _;

use super::by_owner;
use crate::script::{FieldEntry, FunctionEntry, Reference};

/// The reference as Markdown.
pub(in crate::cli) fn markdown(reference: &Reference) -> String {
    let mut text = String::from(
        "What policies can call and read, beside the [Rhai language](https://rhai.rs/book) itself.\n\n\
         Written by `vodsweep api --format markdown`. Brackets stand around what may be left out.\n\n# Functions\n\n",
    );
    functions(&mut text, reference.functions);
    fields(&mut text, &reference.fields, "");
    text.push_str("\n# Sizes\n\n| name | bytes |\n|---|--:|\n");
    for (name, bytes) in reference.constants {
        let _ = writeln!(text, "| `{name}` | {bytes} |");
    }
    text.push_str("\n# In tests of policies\n\n");
    functions(&mut text, reference.testing);
    fields(&mut text, &reference.testing_fields, ", in tests");
    text
}

fn functions(text: &mut String, list: &[FunctionEntry]) {
    for function in list {
        let _ = writeln!(text, "- `{}`\\\n  {}", function.signature, function.doc);
    }
}

fn fields(text: &mut String, list: &[FieldEntry], beside: &str) {
    for (owner, list) in by_owner(list) {
        let _ = writeln!(text, "\n# Fields of {owner}{beside}\n\n| field | holds |\n|---|---|");
        for field in list {
            let _ = writeln!(text, "| `{}` | {} |", field.name, field.doc.replace('|', "\\|"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::api;

    #[test]
    fn the_page_of_the_documentation_is_the_reference() {
        let page = include_str!("../../script_api.md");
        let renew = "renew it: cargo run -- api --format markdown > src/script_api.md";
        assert!(page == markdown(&api()), "src/script_api.md is not what `vodsweep api` says; {renew}");
    }
}
