//! Diagnostics as text, with the place in the source.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode, ThemeCharacters, ThemeStyles,
};

use super::Style;
use super::text::{clean, is_hidden};
use crate::model::{Diagnostic, Severity};

/// The diagnostic with its source line, underline, label, hint and notes.
#[must_use]
pub fn diagnostic(diagnostic: &Diagnostic, style: &Style) -> String {
    let theme = GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_width(style.columns()).with_links(false).with_context_lines(1);
    let shown = Shown::new(diagnostic);
    let mut out = String::new();
    if handler.render_report(&mut out, &shown).is_err() {
        // Only a source that cannot be read gets here; the words are worth more than the picture.
        out = format!("{}: {shown}\n", diagnostic.code);
    }
    for note in &diagnostic.notes {
        out.push_str("  note: ");
        out.push_str(&clean(note));
        out.push('\n');
    }
    out
}

/// The diagnostic in the words of the renderer.
#[derive(Debug)]
struct Shown<'a> {
    inner: &'a Diagnostic,
    source: Option<NamedSource<String>>,
}

impl<'a> Shown<'a> {
    fn new(inner: &'a Diagnostic) -> Self {
        let source = inner.source.as_ref().map(|source| NamedSource::new(clean(&source.name), visible(&source.text)));
        Self { inner, source }
    }
}

/// The text with every hidden character as `?`: the same bytes in number, so that the places stay right. A script
/// with a reversed reading direction must not look like another script.
fn visible(text: &str) -> String {
    let hide = |c: char| match c {
        '\n' | '\t' => c.to_string(),
        '\r' => " ".to_owned(),
        // Terminals disagree about whether these end a line.
        '\u{2028}' | '\u{2029}' => "?".repeat(c.len_utf8()),
        c if is_hidden(c) => "?".repeat(c.len_utf8()),
        c => c.to_string(),
    };
    text.chars().map(hide).collect()
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&clean(&self.inner.message))
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.inner.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.inner.severity {
            Severity::Advice => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let hint = clean(self.inner.hint.as_ref()?);
        Some(Box::new(hint))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let source = self.inner.source.as_ref()?;
        let span = self.inner.span.clone()?;
        // A place beyond the text would hide the whole message.
        let start = span.start.min(source.text.len());
        let end = span.end.clamp(start, source.text.len());
        let label = self.inner.label.as_deref().map(clean);
        Some(Box::new(std::iter::once(LabeledSpan::new(label, start, end - start))))
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::model::SourceText;

    #[test]
    fn a_place_in_a_script_is_underlined_with_a_hint() {
        let source = SourceText::new("scripts/old.rhai", "let age = 365;\nfor v in serch(\"state:active\") {\n}\n");
        let at = source.offset_of(2, 10);
        let shown = Diagnostic::error("unknown-function", "there is no function `serch`")
            .at(&source, at..at + 5)
            .label("not known")
            .hint("did you mean `search`?")
            .note("functions are listed by `vodsweep api`");
        assert_snapshot!(diagnostic(&shown, &Style::plain(80)), @r#"
        unknown-function

          × there is no function `serch`
           ╭─[scripts/old.rhai:2:10]
         1 │ let age = 365;
         2 │ for v in serch("state:active") {
           ·          ──┬──
           ·            ╰── not known
         3 │ }
           ╰────
          help: did you mean `search`?
          note: functions are listed by `vodsweep api`
        "#);
    }

    #[test]
    fn a_diagnostic_without_a_place_is_words_only() {
        let shown = Diagnostic::warning("no-reason", "the policy\u{1b}[2J gives no reason").hint("add one");
        assert_snapshot!(diagnostic(&shown, &Style { unicode: false, ..Style::plain(80) }), @"
        no-reason

          ! the policy gives no reason
          help: add one
        ");
    }

    #[test]
    fn a_hidden_character_of_a_script_is_shown_and_moves_no_place() {
        let source = SourceText::new("p.rhai", "a\u{202e}\u{1b}[2J\u{2029} bad");
        let at = source.text.find("bad").unwrap_or_default();
        let text = diagnostic(&Diagnostic::error("x", "y").at(&source, at..at + 3), &Style::plain(80));
        assert!(text.contains("a????[2J??? bad") && !text.contains('\u{1b}'), "{text}");
        assert!(text.contains("[p.rhai:1:13]"), "{text}");
    }

    #[test]
    fn a_place_beyond_the_text_still_shows_the_message() {
        let source = SourceText::new("query", "state:");
        let shown = Diagnostic::error("empty-value", "a value is missing").at(&source, 6..90);
        assert!(diagnostic(&shown, &Style::plain(80)).contains("a value is missing"));
    }
}
