//! The line that is edited: history, completion, the signature of the call, and lines that belong together.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{ColorMode, CompletionType, Config, Context, Editor, Helper};

use super::command::{COMMANDS, name};
use crate::cli::{Exit, Failure};
use crate::script::{Words, complete, hint, is_unfinished};

/// The file of the history in the state folder.
const HISTORY: &str = "repl_history";
/// Lines that it keeps.
const LINES: usize = 1_000;

/// An editor with its history.
pub(super) struct LineEditor {
    editor: Editor<Assistant, FileHistory>,
    history: PathBuf,
    /// Whether it was said that the history cannot be kept.
    told: bool,
}

impl LineEditor {
    /// An editor with the history of earlier sessions.
    pub(super) fn new(state_dir: &Path, color: bool) -> Result<Self, Failure> {
        let fail = |error: &ReadlineError| {
            Failure::new(Exit::Failed, format!("failed to use the terminal: {error}"))
                .hint("in a pipe it reads statements from standard input: echo '1 + 1' | vodsweep repl")
        };
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .max_history_size(LINES)
            .map_err(|error| fail(&error))?
            .color_mode(if color { ColorMode::Enabled } else { ColorMode::Disabled })
            .build();
        let mut editor = Editor::with_config(config).map_err(|error| fail(&error))?;
        editor.set_helper(Some(Assistant { words: Words::default(), files: FilenameCompleter::new(), color }));
        let history = state_dir.join(HISTORY);
        // The first session has none, and one that cannot be read is no reason not to start.
        let _ = editor.load_history(&history);
        Ok(Self { editor, history, told: false })
    }

    /// Reads one text; `None` when the session is to end.
    pub(super) fn read(&mut self, prompt: &str, words: Words) -> Result<Option<String>, Failure> {
        if let Some(assistant) = self.editor.helper_mut() {
            assistant.words = words;
        }
        loop {
            AT_PROMPT.store(true, Ordering::SeqCst);
            let read = self.editor.readline(prompt);
            AT_PROMPT.store(false, Ordering::SeqCst);
            match read {
                Ok(text) => return Ok(Some(text)),
                // Ctrl-C clears the line.
                Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) => {}
                Err(ReadlineError::Eof) => return Ok(None),
                Err(error) => {
                    return Err(Failure::new(Exit::Failed, format!("failed to read from the terminal: {error}")));
                }
            }
        }
    }

    /// Adds a text to the history. Gives what went wrong, once.
    pub(super) fn remember(&mut self, text: &str) -> Option<String> {
        if text.trim().is_empty() || !self.editor.add_history_entry(text).unwrap_or(false) {
            return None;
        }
        let saved = self.history.parent().map_or(Ok(()), fs::create_dir_all).map_err(ReadlineError::Io);
        let error = saved.and_then(|()| self.editor.append_history(&self.history)).err()?;
        let first = !std::mem::replace(&mut self.told, true);
        first.then(|| format!("the history is not kept: {}: {error}", self.history.display()))
    }
}

/// Whether the terminal is in the hands of the line editor.
static AT_PROMPT: AtomicBool = AtomicBool::new(false);

/// Whether a line is being typed.
pub(in crate::cli) fn at_prompt() -> bool {
    AT_PROMPT.load(Ordering::SeqCst)
}

/// Makes the terminal usable again when the process ends in the middle of a line: the editor gives it back only at the
/// end of one.
pub(in crate::cli) fn give_back() {
    if AT_PROMPT.swap(false, Ordering::SeqCst) {
        // There is nobody left to tell.
        let _ = std::process::Command::new("stty").arg("sane").status();
    }
}

/// What helps while a line is typed.
struct Assistant {
    words: Words,
    files: FilenameCompleter,
    color: bool,
}

impl Helper for Assistant {}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let pair = |text: &str| Pair { display: text.to_owned(), replacement: text.to_owned() };
        let typed = line.get(..at).unwrap_or(line);
        if typed.starts_with(":load ") {
            return self.files.complete_path(line, at);
        }
        if let Some(start) = typed.strip_prefix(':').filter(|word| !word.contains(' ')) {
            let names = COMMANDS.iter().map(|(usage, _)| name(usage)).filter(|name| name.starts_with(start));
            return Ok((1, names.map(pair).collect()));
        }
        // The name of a function is completed behind `:help`, an expression behind `:time`.
        let skipped = typed.strip_prefix(':').and_then(|rest| rest.find(' ')).map_or(0, |space| space + 2);
        let (start, found) = complete(typed.get(skipped..).unwrap_or_default(), at - skipped, &self.words);
        let is_help = typed.starts_with(":help ");
        let shown = |text: &str| if is_help { text.trim_end_matches(['(', ')']).to_owned() } else { text.to_owned() };
        Ok((start + skipped, found.iter().map(|completion| pair(&shown(&completion.text))).collect()))
    }
}

impl Hinter for Assistant {
    type Hint = Signature;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<Signature> {
        let told = if at == line.len() { hint(line, &self.words) } else { None };
        told.map(|told| Signature(format!("    {told}")))
    }
}

/// A hint that is only read: no key takes it into the line.
struct Signature(String);

impl rustyline::hint::Hint for Signature {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Highlighter for Assistant {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color { Cow::Owned(format!("\u{1b}[2m{hint}\u{1b}[0m")) } else { Cow::Borrowed(hint) }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.color { Cow::Owned(format!("\u{1b}[1m{prompt}\u{1b}[0m")) } else { Cow::Borrowed(prompt) }
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        // An empty line ends what is not finished: it is shown what is missing.
        let goes_on = !text.starts_with(':') && is_unfinished(text) && !text.ends_with("\n\n");
        Ok(if goes_on { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}
