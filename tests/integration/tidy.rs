//! Habits that keep the source pleasant to read.

use crate::source::{code_of, files, is_test};

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> =
        files().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(name, _)| name).collect();
    assert!(silent.is_empty(), "no //! at the top of {silent:?}");
}

#[test]
fn files_stay_small() {
    let long: Vec<String> = files()
        .into_iter()
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(name, lines)| format!("{name}: {lines}"))
        .collect();
    assert!(long.is_empty(), "files over 500 lines: {long:?}");
}

#[test]
fn nothing_is_promised_in_comments_and_nothing_is_imported_by_glob() {
    let mut broken = Vec::new();
    for (name, text) in files() {
        for word in [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")] {
            if text.contains(word) {
                broken.push(format!("{name} says {word}"));
            }
        }
        let code = if is_test(&name) { "" } else { code_of(&text) };
        let globs = code.lines().filter(|line| {
            let line = line.trim_start();
            line.starts_with("use ") && line.ends_with("::*;")
        });
        broken.extend(globs.map(|line| format!("{name}: {line}")));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let vague = ["util", "utils", "helper", "helpers", "manager", "common", "types", "misc", "imp"];
    let named: Vec<String> = files()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.trim_end_matches(".rs").split('/').any(|part| vague.contains(&part)))
        .collect();
    assert!(named.is_empty(), "{named:?}");
    assert!(files().iter().any(|(name, _)| !is_test(name)));
}
