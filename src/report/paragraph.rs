//! Running text between tables: headings, wrapped sentences, lists, and commands to be copied.

use super::text::{clean, wrap};
use super::{Style, Tone};

/// Text that grows line by line.
#[derive(Debug)]
pub(super) struct Page<'a> {
    style: &'a Style,
    text: String,
}

impl<'a> Page<'a> {
    /// An empty page.
    pub(super) fn new(style: &'a Style) -> Self {
        Self { style, text: String::new() }
    }

    /// A heading with a free line before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.gap();
        self.paragraph("", text, Tone::Strong);
    }

    /// A free line, unless the page is empty or already ends in one.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A sentence.
    pub(super) fn line(&mut self, text: &str) {
        self.paragraph("", text, Tone::Plain);
    }

    /// A sentence in a tone.
    pub(super) fn toned(&mut self, text: &str, tone: Tone) {
        self.paragraph("", text, tone);
    }

    /// A sentence in a tone, set in from the edge.
    pub(super) fn indented(&mut self, text: &str, tone: Tone) {
        self.paragraph("  ", text, tone);
    }

    /// A sentence as an item of a list.
    pub(super) fn item(&mut self, text: &str) {
        let bullet = format!("  {} ", self.style.bullet());
        self.paragraph(&bullet, text, Tone::Plain);
    }

    /// A name and what there is to say of it.
    pub(super) fn fact(&mut self, name: &str, text: &str) {
        self.paragraph(&format!("  {name:<10}"), text, Tone::Plain);
    }

    /// A name in so many columns, and what there is to say of it.
    pub(super) fn named(&mut self, name: &str, columns: usize, text: &str) {
        self.paragraph(&format!("  {name:<columns$}"), text, Tone::Plain);
    }

    /// A command to be copied: it is never broken, even where it is wider than the page.
    pub(super) fn command(&mut self, command: &str) {
        self.text.push_str("  ");
        self.text.push_str(&self.style.paint(&clean(command), Tone::Strong));
        self.text.push('\n');
    }

    /// A command that belongs to the item before it.
    pub(super) fn item_command(&mut self, command: &str) {
        self.text.push_str("  ");
        self.command(command);
    }

    /// A line that keeps its indentation and is never broken, because it is to be copied.
    pub(super) fn verbatim(&mut self, line: &str) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(&clean(line));
        self.text.push('\n');
    }

    /// A finished table.
    pub(super) fn block(&mut self, block: &str) {
        self.text.push_str(block);
    }

    /// The text so far.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn paragraph(&mut self, lead: &str, text: &str, tone: Tone) {
        let indent = super::text::width(lead);
        let room = self.style.columns().saturating_sub(indent);
        for (number, line) in wrap(&clean(text), room).iter().enumerate() {
            match number {
                0 => self.text.push_str(lead),
                _ => self.text.push_str(&" ".repeat(indent)),
            }
            self.text.push_str(&self.style.paint(line, tone));
            self.text.push('\n');
        }
    }
}
