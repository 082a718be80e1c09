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

/// The text with everything but keys blanked out, byte for byte, so that places in it stay the same.
fn without_values(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut value = Value::default();
    for line in text.split_inclusive('\n') {
        let (key, rest) = line.split_at(if value.is_open() { 0 } else { key_end(line) });
        let blank = |c: char| if c.is_whitespace() { c.to_string() } else { "*".repeat(c.len_utf8()) };
        shown.push_str(key);
        shown.extend(rest.chars().map(blank));
        value.missing |= key.ends_with('=');
        value.read(rest);
    }
    shown
}

/// How much of a line that continues nothing is a key or a heading. What is neither may be a secret in some other form.
fn key_end(line: &str) -> usize {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    let end = line.find(['=', '#']).unwrap_or(line.len());
    let (start, rest) = line.split_at(end);
    let heading = start.trim().strip_prefix('[').and_then(|start| start.strip_suffix(']'));
    let is_key = rest.starts_with('=') && start.trim().chars().all(plain);
    match heading {
        Some(_) => end,
        None if is_key => end + 1,
        None => 0,
    }
}

/// How far a value was read. One that goes on is a value on every line, whatever the line looks like.
#[derive(Default)]
struct Value {
    /// What ends the text that it is in.
    quote: Option<&'static str>,
    /// Brackets that were not closed.
    depth: usize,
    /// Whether there was a key and nothing yet after it.
    missing: bool,
    /// Whether a text did not end with its line: where it was meant to end cannot be told.
    lost: bool,
}

impl Value {
    fn is_open(&self) -> bool {
        self.quote.is_some() || self.depth > 0 || self.missing || self.lost
    }

    fn read(&mut self, line: &str) {
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            let length = self.step(c, rest);
            rest = rest.get(length..).unwrap_or_default();
        }
    }

    /// Reads one sign and says how long it was.
    fn step(&mut self, c: char, rest: &str) -> usize {
        match (self.quote, c) {
            (Some(quote), _) if rest.starts_with(quote) => {
                self.quote = None;
                return quote.len();
            }
            (Some("\"" | "\"\"\""), '\\') => return rest.chars().take(2).map(char::len_utf8).sum(),
            (Some("\"" | "'"), '\n') => self.lost = true,
            (None, '#') => return rest.len(),
            (None, '"' | '\'') => {
                self.missing = false;
                let quote = ["\"\"\"", "'''", "\""].into_iter().find(|quote| rest.starts_with(quote)).unwrap_or("'");
                self.quote = Some(quote);
                return quote.len();
            }
            (None, '[' | '{') => (self.missing, self.depth) = (false, self.depth + 1),
            (None, ']' | '}') => self.depth = self.depth.saturating_sub(1),
            (None, c) if !c.is_whitespace() => self.missing = false,
            _ => {}
        }
        c.len_utf8()
    }
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn keys_and_headings_stay_and_values_go_however_they_are_written() {
        for (text, shown) in [
            ("[accounts.main] # x\nplatfrom = \"b\"\n", "[accounts.main] * *\nplatfrom = ***\n"),
            ("a = 1 # k = 2\nb.c=3", "a = * * * * *\nb.c=*"),
            ("s = \"\"\"\nab==\n[cd\n\"\"\"\nk = 1", "s = ***\n****\n***\n***\nk = *"),
            ("s = [\n\"ab==\",\n'[c]',\n]\nk = 1", "s = *\n*******\n******\n*\nk = *"),
            ("s =\nab==\nk = 1", "s =\n****\nk = *"),
            ("s = \"a\nb==\nk = 1", "s = **\n***\n* * *"),
            ("s = \"a\\\"\"\nk = 1", "s = *****\nk = *"),
            ("s: ab==\n# ab\nab", "** ****\n* **\n**"),
            ("é = \"ü\"", "é = ****"),
        ] {
            assert_eq!(without_values(text), shown, "{text}");
        }
    }
}
