//! Statements from a pipe. What is complete is given as soon as that is certain, so that another program can drive us.

use std::io::BufRead as _;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use crate::cli::{Exit, Failure, Interrupt};
use crate::script::is_unfinished;

/// How soon Ctrl-C is noticed while a line is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How the next line begins when it goes on with what stands before it.
const GOES_ON: [&str; 12] = [".", "?.", "else", "&&", "||", "??", "+", "*", "==", "!=", "}", ")"];

/// The statements of standard input.
pub(super) struct Piped {
    lines: Receiver<std::io::Result<String>>,
    pending: String,
}

impl Piped {
    /// Begins to read. Reading cannot be ended from outside, so it waits in a thread of its own, which ends with the process.
    pub(super) fn start() -> Self {
        let (sender, lines) = mpsc::sync_channel(1_000);
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines() {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { lines, pending: String::new() }
    }

    /// The next statement, or command; `None` at the end of the input.
    pub(super) fn next(&mut self, interrupt: &Interrupt) -> Result<Option<String>, Failure> {
        loop {
            if interrupt.is_raised() {
                return Err(Failure::new(Exit::Interrupted, "interrupted"));
            }
            match self.lines.recv_timeout(LOOK_EVERY) {
                Ok(Ok(line)) => {
                    if let Some(text) = add(&mut self.pending, &line) {
                        return Ok(Some(text));
                    }
                }
                Ok(Err(error)) => {
                    return Err(Failure::new(Exit::Failed, format!("failed to read standard input: {error}"))
                        .hint("it must be UTF-8 text"));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    let last = std::mem::take(&mut self.pending);
                    return Ok((!last.trim().is_empty()).then_some(last));
                }
            }
            if is_certain(&self.pending) {
                return Ok(Some(std::mem::take(&mut self.pending)));
            }
        }
    }
}

/// Adds a line to what is pending; gives what was pending when the line does not go on with it.
fn add(pending: &mut String, line: &str) -> Option<String> {
    let start = line.trim_start();
    let goes_on = GOES_ON.iter().any(|sign| start.starts_with(sign));
    if pending.trim().is_empty() || is_unfinished(pending) || (goes_on && !pending.trim_start().starts_with(':')) {
        if !pending.is_empty() {
            pending.push('\n');
        }
        pending.push_str(line);
        return None;
    }
    Some(std::mem::replace(pending, line.to_owned()))
}

/// Whether no further line can belong to it.
fn is_certain(pending: &str) -> bool {
    let text = pending.trim_start();
    let is_command = text.starts_with(':') && !is_unfinished(text);
    let ends = text.trim_end().ends_with(';') || pending.ends_with('\n');
    !text.is_empty() && (is_command || (ends && !is_unfinished(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statements(text: &str) -> Vec<String> {
        let mut pending = String::new();
        let mut found = Vec::new();
        for line in text.lines() {
            found.extend(add(&mut pending, line));
            if is_certain(&pending) {
                found.push(std::mem::take(&mut pending));
            }
        }
        found.extend((!pending.trim().is_empty()).then_some(pending));
        found
    }

    #[test]
    fn a_chain_over_several_lines_is_one_statement() {
        assert_eq!(
            statements(
                "1 + 1\nsearch(\"a\")\n    .filter(|v| {\n        true\n    })\n    .count()\n:vars\nlet x = 1;"
            ),
            ["1 + 1", "search(\"a\")\n    .filter(|v| {\n        true\n    })\n    .count()", ":vars", "let x = 1;"]
        );
    }

    #[test]
    fn a_statement_that_ends_is_given_at_once() {
        let mut pending = String::new();
        assert_eq!(add(&mut pending, "let x = 1;"), None);
        assert!(is_certain(&pending));
        assert!(!is_certain("1 + 1"), "a line with .to_string() may follow");
        assert!(is_certain("1 + 1\n"), "an empty line ends it");
    }

    #[test]
    fn an_else_belongs_to_its_if() {
        assert_eq!(statements("if a { 1 }\nelse { 2 }\n3"), ["if a { 1 }\nelse { 2 }", "3"]);
    }
}
