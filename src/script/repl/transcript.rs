//! Every text of a session below each other, so that a line tells which text it belongs to.
//!
//! Functions outlive the text that they were written in, and the engine knows places by their line only.

use rhai::{AST, Stmt};

use crate::model::{Diagnostic, SourceText, Span};
use crate::script::lex::code;
use crate::script::tree::offset;

/// The texts so far.
#[derive(Debug)]
pub(super) struct Transcript {
    whole: SourceText,
    texts: Vec<Text>,
    /// Where the imports are that later texts see.
    imports: Vec<Span>,
}

/// One text, and where it begins in the whole.
#[derive(Debug)]
struct Text {
    own: SourceText,
    start: usize,
}

impl Default for Transcript {
    fn default() -> Self {
        Self { whole: SourceText::new(super::NAME, ""), texts: Vec::new(), imports: Vec::new() }
    }
}

impl Transcript {
    /// Adds a text. Gives what is to be parsed for it: at its place in the whole, after the imports of earlier texts, which
    /// end with the text that they were written in.
    pub(super) fn add(&mut self, own: &SourceText) -> SourceText {
        let text = own.text.as_ref();
        let parsed = format!("{}{text}\n", self.imports_only());
        self.texts.push(Text { own: own.clone(), start: self.whole.text.len() });
        self.whole.text = format!("{}{text}\n", self.whole.text).into();
        SourceText::new(super::NAME, parsed)
    }

    /// The whole with nothing in it but its imports, each at its place.
    fn imports_only(&self) -> String {
        let is_import = |at: usize| self.imports.iter().any(|import| import.contains(&at));
        let mut text = String::with_capacity(self.whole.text.len());
        for (at, c) in self.whole.text.char_indices() {
            if c == '\n' || is_import(at) {
                text.push(c);
            } else {
                text.extend(std::iter::repeat_n(' ', c.len_utf8()));
            }
        }
        text
    }

    /// Lets later texts see the imports of the last one.
    pub(super) fn keep_imports(&mut self, ast: &AST) {
        for statement in ast.statements() {
            let Stmt::Import(_, at) = statement else { continue };
            let Some(start) = offset(&self.whole, *at) else { continue };
            let rest = self.whole.text.get(start..).unwrap_or_default();
            let end = code(rest).into_iter().find(|piece| piece.is_sign(";")).map_or(rest.len(), |end| end.end());
            let import = start..start + end;
            if !self.imports.contains(&import) {
                self.imports.push(import);
            }
        }
    }

    /// Takes the last text back.
    pub(super) fn drop_last(&mut self) {
        let Some(last) = self.texts.pop() else { return };
        self.whole.text = self.whole.text.get(..last.start).unwrap_or_default().into();
    }

    /// All of them.
    pub(super) fn source(&self) -> &SourceText {
        &self.whole
    }

    /// Whether a finding is about the last text, and not about an earlier one.
    pub(super) fn is_in_last(&self, found: &Diagnostic) -> bool {
        let start = self.texts.last().map_or(0, |text| text.start);
        found.span.as_ref().is_none_or(|span| span.start >= start)
    }

    /// A finding in the whole as one in the text that it is about.
    pub(super) fn relocated(&self, mut found: Diagnostic) -> Diagnostic {
        // A module has a name of its own.
        if found.source.as_ref().is_none_or(|source| source.name != self.whole.name) {
            return found;
        }
        let Some(span) = found.span.clone() else { return found };
        let Some(text) = self.texts.iter().rev().find(|text| text.start <= span.start) else { return found };
        let end = text.own.text.len();
        let within = |offset: usize| offset.saturating_sub(text.start).min(end);
        found.span = Some(within(span.start)..within(span.end));
        found.source = Some(text.own.clone());
        // The line of a call is one in the whole, which nobody sees.
        for note in &mut found.notes {
            if let Some((function, _)) = note.split_once(", called on line ").filter(|_| note.starts_with("in `")) {
                *note = function.to_owned();
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_in_the_text_that_it_belongs_to() {
        let mut transcript = Transcript::default();
        transcript.add(&SourceText::new("repl", "let a = 1;\nlet b = 2;"));
        let parsed = transcript.add(&SourceText::new("repl", "fn f() {\n    boom()\n}"));
        assert_eq!(parsed.text.as_ref(), "          \n          \nfn f() {\n    boom()\n}\n");
        let at = transcript.source().offset_of(4, 5);
        let found = Diagnostic::error("x", "no").at(transcript.source(), at..at + 4);
        let found = transcript.relocated(found);
        assert_eq!(found.source.as_ref().map(|source| source.text.as_ref()), Some("fn f() {\n    boom()\n}"));
        assert_eq!(found.span, Some(13..17));
        transcript.drop_last();
        assert_eq!(transcript.source().text.as_ref(), "let a = 1;\nlet b = 2;\n");
    }
}
