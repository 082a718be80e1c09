//! What a script says to the person who runs it.

use std::sync::Arc;

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// `print`.
    Print,
    /// `info`.
    Info,
    /// `warn`.
    Warn,
}

/// One message with the place that it was said at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How it is meant.
    pub level: Level,
    /// The script, or the module within it.
    pub policy: String,
    /// The line in it.
    pub line: u32,
    /// The text.
    pub text: String,
}

/// Receives messages as they are said.
pub type Sink = Arc<dyn Fn(&Message) + Send + Sync>;
