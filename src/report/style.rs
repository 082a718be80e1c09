//! How text is to look: its width, and whether colour and non-ASCII signs may be used.
//!
//! Nothing here looks at a terminal: who calls knows where the text goes.

/// The narrowest width that reports are laid out for, in columns.
const NARROWEST: usize = 40;

/// The look of a report. Commands to be copied are never broken, whatever the width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns that a line may fill. Less than 40 is taken as 40.
    pub width: usize,
    /// Whether ANSI colours may be used.
    pub color: bool,
    /// Whether signs beyond ASCII may be used; titles are never changed by this.
    pub unicode: bool,
}

/// What a piece of text wants to say by its colour. It is never said by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// A heading.
    Strong,
    /// All is well.
    Good,
    /// Worth a look.
    Warn,
    /// Something goes away, or went wrong.
    Danger,
}

impl Style {
    /// Without colour and with every sign, as for a file or a test.
    #[must_use]
    pub const fn plain(width: usize) -> Self {
        Self { width, color: false, unicode: true }
    }

    /// The width that is laid out for.
    #[must_use]
    pub(super) fn columns(&self) -> usize {
        self.width.max(NARROWEST)
    }

    /// The sign that stands for text left out.
    pub(super) const fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// The sign for a value that nobody knows.
    pub(super) const UNKNOWN: &'static str = "?";

    /// The sign before an item of a list.
    pub(super) const fn bullet(&self) -> &'static str {
        if self.unicode { "•" } else { "*" }
    }

    /// Puts the text into the colour of its tone, if colours may be used.
    pub(super) fn paint(&self, text: &str, tone: Tone) -> String {
        let code = match tone {
            Tone::Plain => "",
            Tone::Strong => "1",
            Tone::Good => "32",
            Tone::Warn => "33",
            Tone::Danger => "31",
        };
        if !self.color || code.is_empty() || text.is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
