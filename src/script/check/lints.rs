//! Every kind of finding in one table, for `check --explain` and for machines that read findings.

use super::{errors, warnings};
use crate::model::{Example, Lint, Severity};

/// Every kind of finding, errors first.
pub fn lints() -> impl Iterator<Item = &'static Lint> {
    errors::ERRORS.iter().chain(warnings::WARNINGS)
}

/// The kind of finding with that code.
#[must_use]
pub fn lint(code: &str) -> Option<&'static Lint> {
    lints().find(|lint| lint.code == code)
}

/// A kind of finding that the text shows.
pub(super) const fn shown(
    severity: Severity,
    code: &'static str,
    meaning: &'static str,
    bad: &'static str,
    good: &'static str,
) -> Lint {
    Lint { code, severity, meaning, example: Some(Example { bad, good }) }
}

/// A kind of finding that is not in the text of one policy.
pub(super) const fn outside(code: &'static str, meaning: &'static str) -> Lint {
    Lint { code, severity: Severity::Error, meaning, example: None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::script::{Policy, PolicySource};

    fn found(text: &str) -> Vec<(&'static str, Severity)> {
        let found = Policy::inspect(&PolicySource::from_text("p.rhai", text, &[]));
        found.iter().map(|found| (found.code, found.severity)).collect()
    }

    #[test]
    fn every_bad_example_has_its_finding_and_every_good_one_has_none() {
        for lint in lints() {
            let Some(example) = lint.example else { continue };
            let bad = found(example.bad);
            assert!(bad.contains(&(lint.code, lint.severity)), "{}: {bad:?} in\n{}", lint.code, example.bad);
            let good = found(example.good);
            assert!(good.is_empty(), "{}: {good:?} in\n{}", lint.code, example.good);
        }
    }

    #[test]
    fn the_table_has_every_code_that_the_source_can_give_once() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        let folder = std::fs::read_dir(format!("{root}/script/check")).unwrap();
        let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        let others = ["script/policy", "script/syntax", "script/slips", "script/meant", "script/settings"];
        let readers = ["script/folder", "script/source", "query/error"];
        files.extend(others.iter().chain(&readers).map(|name| format!("{root}/{name}.rs").into()));
        let mut codes = BTreeSet::new();
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let beginnings =
                ["error(", "warning(", "advice(", "Fault::new(", "=> (", "{\n            (", "=> ", ", "].iter();
            for beginning in beginnings {
                for part in code.split(beginning).skip(1) {
                    let text = part.trim_start().strip_prefix('"').and_then(|part| part.split_once('"'));
                    codes.extend(text.map(|(code, _)| code.to_owned()).filter(|code| is_code(code)));
                }
            }
        }
        let listed: BTreeSet<String> = lints().map(|lint| lint.code.to_owned()).collect();
        assert_eq!(listed.len(), lints().count(), "a code is listed twice");
        let missing: Vec<_> = codes.difference(&listed).collect();
        assert!(missing.is_empty(), "not in the table: {missing:?}");
        for word in ["unknown-field", "query-value", "no-such-file", "unused-setting", "narrow-search"] {
            assert!(codes.contains(word) && listed.contains(word), "{word}");
        }
    }

    /// Whether a text of the source looks like a code: words joined by hyphens.
    fn is_code(text: &str) -> bool {
        text.contains('-')
            && text.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            && !text.starts_with('-')
            && text != "allow-file"
    }
}
