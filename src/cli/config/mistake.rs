//! What is wrong with the text of a configuration, without showing any of its values.

use super::ConfigError;
use crate::model::{Diagnostic, SourceText, closest};

/// Turns a TOML error into a diagnostic with its place and, for an unknown key, the key that was meant.
///
/// The text that is shown has no values in it: one of them may be a secret that somebody wrote where it does not
/// belong, and a mistake nearby must not print it.
pub(super) fn explain(name: &str, text: &str, error: &toml::de::Error) -> ConfigError {
    let message = error.message().trim();
    let shown = match message.split_once(", expected ") {
        Some((start, expected)) if start.starts_with("invalid") => {
            format!("a value is of the wrong type, expected {expected}")
        }
        _ => message.lines().next().unwrap_or(message).to_owned(),
    };
    let mut diagnostic = Diagnostic::error("configuration", shown);
    if let Some(span) = error.span() {
        let source = SourceText::new(name, without_values(text));
        let typed = text.get(span.clone()).unwrap_or_default().to_owned();
        diagnostic = diagnostic.at(&source, span);
        if let Some((_, expected)) = message.split_once("expected ").filter(|_| message.starts_with("unknown")) {
            let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            diagnostic = match closest(typed.trim_matches(['"', '\'']), known.iter().copied()) {
                Some(near) => diagnostic.hint(format!("did you mean {near}?")),
                None => diagnostic.hint(format!("there are {}", known.join(", "))),
            };
        }
    }
    ConfigError::Text(Box::new(diagnostic))
}

/// The text with every value blanked out, byte for byte, so that places in it stay the same.
fn without_values(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let value = match line.find('=') {
                Some(at) => at + 1,
                None if line.trim_start().starts_with(['[', '#']) || line.trim().is_empty() => line.len(),
                // The middle of a text of several lines, or something that is no TOML at all.
                None => 0,
            };
            let (key, value) = line.split_at(value);
            let blank = |c: char| if c.is_whitespace() { c.to_string() } else { "*".repeat(c.len_utf8()) };
            let blanked: String = value.chars().map(blank).collect();
            [key, blanked.as_str()].concat()
        })
        .collect()
}
