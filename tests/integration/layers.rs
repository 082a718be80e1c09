//! The import table: which folder may use which. A new edge means that a type is in the wrong folder.

use crate::source::{code_of, files, is_test};

const TABLE: [(&str, &[&str]); 12] = [
    ("model", &[]),
    ("recording", &["model"]),
    ("query", &["model"]),
    ("plan", &["model", "query"]),
    ("inventory", &["model", "query"]),
    ("script", &["model", "query", "plan"]),
    ("store", &["model", "plan"]),
    ("provider", &["model", "query"]),
    ("sandbox", &["model", "query", "recording"]),
    ("execute", &["model", "plan", "store", "provider"]),
    ("watch", &["model", "script", "plan"]),
    ("report", &["model", "plan", "store", "execute", "recording"]),
];

#[test]
fn folders_import_only_what_the_table_allows() {
    let mut broken = Vec::new();
    for (name, text) in files() {
        let Some((folder, _)) = name.split_once('/') else { continue };
        // The fuzzer is no part of the program: it reaches into every layer, and no layer reaches into it.
        if folder == "cli" || folder == "fuzz" || is_test(&name) {
            continue;
        }
        let Some((_, allowed)) = TABLE.iter().find(|(known, _)| *known == folder) else {
            broken.push(format!("{name}: the folder {folder} is not in the table"));
            continue;
        };
        for target in imports(code_of(&text)) {
            if target != folder && !allowed.contains(&target.as_str()) {
                broken.push(format!("{name} imports {target}"));
            }
        }
    }
    assert!(broken.is_empty(), "edges that the table does not have:\n{}", broken.join("\n"));
}

#[test]
fn the_deleting_trait_is_named_only_where_deleting_is_done() {
    let mut named: Vec<String> = files()
        .into_iter()
        .filter(|(name, text)| {
            !name.starts_with("provider/") && !name.starts_with("execute/") && text.contains("Deleter")
        })
        .map(|(name, _)| name)
        .collect();
    named.sort();
    assert!(named.is_empty(), "named in {named:?}");
}

#[test]
fn only_the_command_line_prints_and_only_it_and_execution_read_the_clock() {
    let mut broken = Vec::new();
    for (name, text) in files() {
        let code = code_of(&text);
        if name == "main.rs" || name.starts_with("cli/") || is_test(&name) {
            continue;
        }
        for word in ["println!", "print!(", "eprintln!", "eprint!("] {
            if code.contains(word) {
                broken.push(format!("{name} uses {word}"));
            }
        }
        let has_clock = ["execute/", "watch/", "provider/", "sandbox/"].iter().any(|folder| name.starts_with(folder));
        if !has_clock && code.contains("Timestamp::now") {
            broken.push(format!("{name} reads the clock"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The folders that a text imports from this crate, in every way that `use` and paths can be written.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("crate::") {
        rest = rest.get(at + "crate::".len()..).unwrap_or_default();
        let names = match rest.strip_prefix('{') {
            Some(list) => list.split_once('}').map_or(list, |(list, _)| list).to_owned(),
            None => rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect(),
        };
        for name in names.split(',') {
            let name = name.trim().split("::").next().unwrap_or_default().trim();
            if TABLE.iter().any(|(known, _)| *known == name) || name == "cli" {
                found.push(name.to_owned());
            }
        }
    }
    found
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    let text = "use crate::model::Video;\nuse crate::{plan::Plan, query};\nfn f() -> crate::store::Run {}";
    assert_eq!(imports(text), ["model", "plan", "query", "store"]);
}
