//! What a kind of finding means, with a bad and a good example.

use std::fmt::Write as _;

use super::word;
use crate::model::Lint;
use crate::report::Style;
use crate::report::paragraph::Page;

/// One kind of finding in full.
#[must_use]
pub fn explain(lint: &Lint, style: &Style) -> String {
    let mut page = Page::new(style);
    page.heading(&format!("{} ({})", lint.code, word(lint.severity)));
    page.gap();
    page.line(lint.meaning);
    let mut text = page.finish();
    let examples = lint.example.iter().flat_map(|example| [("bad", example.bad), ("good", example.good)]);
    for (title, script) in examples {
        let _ = write!(text, "\n{title}:\n");
        for line in script.lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

/// Every kind of finding, one a line.
#[must_use]
pub fn explain_all<'a>(lints: impl IntoIterator<Item = &'a Lint>) -> String {
    lints.into_iter().fold(String::new(), |mut text, lint| {
        let first = lint.meaning.split_inclusive(". ").next().unwrap_or_default().trim_end();
        let _ = writeln!(text, "{:<24} {:<8} {first}", lint.code, word(lint.severity));
        text
    })
}
