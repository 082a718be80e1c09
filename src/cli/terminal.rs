//! Where the program writes, and how: the only place that asks whether there is a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use indicatif::ProgressDrawTarget;

use super::args::{Global, When};
use super::{Exit, Failure, Interrupt};
use crate::report::Style;

/// Standard output and standard error, with what is known of them.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// How results look.
    pub out: Style,
    /// How messages look.
    pub err: Style,
    quiet: bool,
    progress: bool,
    screen: bool,
}

/// How soon Ctrl-C is noticed while a question waits.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// The width of tables where there is no terminal.
const PIPE_WIDTH: usize = 100;

impl Terminal {
    /// Looks at the two streams, the options and the environment.
    #[must_use]
    pub fn detect(global: &Global, env: &dyn Fn(&str) -> Option<String>) -> Self {
        let (out, err) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let no_color = env("NO_COLOR").is_some_and(|value| !value.is_empty()) || env("TERM").as_deref() == Some("dumb");
        let style = |terminal: bool| Style {
            width: width(terminal, env),
            color: match global.color {
                When::Always => true,
                When::Never => false,
                When::Auto => terminal && !no_color,
            },
            unicode: true,
        };
        Self {
            out: style(out),
            err: style(err),
            quiet: global.quiet,
            progress: err && !global.no_progress && !global.quiet,
            screen: out && std::io::stdin().is_terminal() && env("TERM").as_deref() != Some("dumb"),
        }
    }

    /// The streams for a command that needs no session.
    #[must_use]
    pub fn plain(global: &Global) -> Self {
        Self::detect(global, &|name| std::env::var(name).ok())
    }

    /// Whether a question can be asked: both input and messages are on a terminal.
    #[must_use]
    pub fn can_ask() -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Whether a command may take the whole terminal: keys come from one, and results go to one.
    #[must_use]
    pub const fn fills_screen(&self) -> bool {
        self.screen
    }

    /// Writes a result. A reader that went away ends the program quietly, as `head` expects.
    ///
    /// # Errors
    /// Fails when standard output cannot be written for another reason.
    pub fn result(&self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(Failure::new(Exit::Failed, format!("failed to write the result: {error}"))),
        }
    }

    /// Writes something for people beside the result.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Writes something for people that even `--quiet` shows.
    pub fn complain(&self, text: &str) {
        let mut err = std::io::stderr().lock();
        // There is nowhere left to tell that standard error is gone.
        let _ = err.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = err.write_all(b"\n");
        }
    }

    /// Asks a question and reads one line.
    ///
    /// # Errors
    /// Fails when the input ends.
    pub fn ask(&self, question: &str, interrupt: &Interrupt) -> Result<String, Failure> {
        {
            let mut err = std::io::stderr().lock();
            let _ = err.write_all(question.as_bytes());
            let _ = err.flush();
        }
        let (sender, answers) = mpsc::channel();
        // Reading cannot be ended from outside, so it waits in a thread of its own, which ends with the process.
        std::thread::spawn(move || {
            let mut answer = String::new();
            let read = std::io::stdin().read_line(&mut answer);
            let _ = sender.send(read.ok().filter(|read| *read > 0).map(|_| answer.trim().to_owned()));
        });
        while !interrupt.is_raised() {
            match answers.recv_timeout(LOOK_EVERY) {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::new(Exit::Usage, "no answer was given, so nothing was deleted"));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        self.complain("");
        Err(Failure::new(Exit::Interrupted, "interrupted; nothing was deleted"))
    }

    /// Whether progress is drawn.
    #[must_use]
    pub const fn shows_progress(&self) -> bool {
        self.progress
    }

    /// Where progress is drawn: standard error, or nowhere.
    #[must_use]
    pub fn progress(&self) -> ProgressDrawTarget {
        if self.progress { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
    }
}

/// The width for tables: what `COLUMNS` says, else the terminal, else a width that suits files.
fn width(terminal: bool, env: &dyn Fn(&str) -> Option<String>) -> usize {
    let columns = env("COLUMNS").and_then(|text| text.trim().parse::<usize>().ok()).filter(|columns| *columns > 0);
    let width = columns.or_else(|| {
        let size = if terminal { console::Term::stderr().size_checked() } else { None };
        size.map(|(_, columns)| usize::from(columns))
    });
    width.unwrap_or(PIPE_WIDTH).clamp(40, 400)
}
