//! The session of `repl`: what is read from a terminal or a pipe is run, and what comes of it is shown.

mod command;
mod editor;
mod later;
mod piped;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use self::command::Command;
use self::editor::LineEditor;
pub(super) use self::editor::{at_prompt, give_back};
use self::later::LaterCatalog;
use self::piped::Piped;
use super::args::{Global, ReplArgs, Sizes};
use super::{Exit, Failure, Session, Terminal};
use crate::model::Diagnostic;
use crate::report::{self, clean};
use crate::script::{Answer, Level, Message, Repl, ReplOptions};

/// A session with what it writes to.
pub(super) struct Console<'a> {
    session: &'a Session,
    global: &'a Global,
    catalog: Arc<LaterCatalog>,
    repl: Repl,
    /// Whether something went wrong so far.
    failed: bool,
}

/// Whether the session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Go,
    End,
}

impl<'a> Console<'a> {
    /// Makes a session ready; nothing is asked of the library.
    pub(super) fn new(session: &'a Arc<Session>, global: &'a Global, args: &ReplArgs) -> Result<Self, Failure> {
        let catalog = Arc::new(LaterCatalog::new(Arc::clone(session), session.account()?));
        let terminal = session.terminal;
        let mut params = BTreeMap::new();
        for (name, value) in &args.set {
            if params.insert(name.clone(), value.clone()).is_some() {
                return Err(Failure::new(Exit::Usage, format!("--set {name} is given twice")));
            }
        }
        let folder = std::env::current_dir()
            .map_err(|error| Failure::new(Exit::Failed, format!("failed to find the current folder: {error}")))?;
        let options = ReplOptions {
            now: session.now,
            params,
            folder,
            sizes: args.sizes == Sizes::Fetch,
            cancel: session.interrupt.flag(),
            on_message: Arc::new(move |message| say(terminal, message)),
        };
        let repl = Repl::new(Arc::clone(&catalog) as Arc<dyn crate::script::Catalog>, options);
        Ok(Self { session, global, catalog, repl, failed: false })
    }

    /// Reads until the input ends.
    pub(super) fn run(mut self) -> Result<Exit, Failure> {
        if self.session.terminal.fills_screen() {
            self.on_terminal()?;
            return Ok(Exit::Done);
        }
        self.piped()
    }

    fn on_terminal(&mut self) -> Result<(), Failure> {
        let mut editor = LineEditor::new(&self.session.state_dir, self.session.terminal.out.color)?;
        self.session
            .terminal
            .say(&format!("account {}, read-only; :help tells more, Tab completes, Ctrl-D ends", self.catalog.name()));
        let prompt = format!("{}> ", clean(self.catalog.name()));
        while let Some(text) = editor.read(&prompt, self.repl.words())? {
            if let Some(warning) = editor.remember(&text) {
                self.session.terminal.complain(&format!("warning: {warning}"));
            }
            // Ctrl-C ended what ran then; in a pipe it ends the whole session.
            self.session.interrupt.restore();
            if self.take(&text)? == Next::End {
                break;
            }
        }
        Ok(())
    }

    fn piped(&mut self) -> Result<Exit, Failure> {
        let mut input = Piped::start();
        while let Some(text) = input.next(&self.session.interrupt)? {
            let next = self.take(&text)?;
            if self.session.interrupt.is_raised() {
                return Ok(Exit::Interrupted);
            }
            if next == Next::End {
                break;
            }
        }
        Ok(if self.failed { Exit::Failed } else { Exit::Done })
    }

    /// The terminal as it is now: a window changes its width.
    fn terminal(&self) -> Terminal {
        Terminal::plain(self.global)
    }

    /// Does one text.
    fn take(&mut self, text: &str) -> Result<Next, Failure> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Next::Go);
        }
        if text.starts_with(':') {
            return self.command(text);
        }
        let ended = self.repl.run(text);
        self.show(ended)?;
        Ok(Next::Go)
    }

    fn command(&mut self, text: &str) -> Result<Next, Failure> {
        match command::parse(text) {
            Err(message) => {
                self.failed = true;
                self.terminal().complain(&message);
            }
            Ok(Command::Quit) => return Ok(Next::End),
            Ok(Command::Help(about)) => {
                let terminal = self.terminal();
                match command::help(about, &self.repl.words()) {
                    Ok(text) => terminal.result(&text)?,
                    Err(message) => {
                        self.failed = true;
                        terminal.complain(&message);
                    }
                }
            }
            Ok(Command::Vars) => self.terminal().result(&command::variables(&self.repl))?,
            Ok(Command::Clear) => self.repl.clear(),
            Ok(Command::Load(path)) => {
                let ended = self.repl.load(Path::new(path));
                self.show(ended)?;
            }
            Ok(Command::Time(expression)) => {
                let started = Instant::now();
                let ended = self.repl.run(expression);
                let took = started.elapsed();
                self.show(ended)?;
                self.terminal().say(&format!("{:.3} s", took.as_secs_f64()));
            }
        }
        Ok(Next::Go)
    }

    fn show(&mut self, ended: Result<Answer, Vec<Diagnostic>>) -> Result<(), Failure> {
        self.catalog.finish_progress();
        let terminal = self.terminal();
        match ended {
            Ok(answer) => {
                let mut text = report::wished(&answer.proposals, &answer.keeps, &answer.unreadable, &terminal.out);
                if let Some(value) = &answer.value {
                    text.push_str(&report::shown(value, self.session.now, &terminal.out));
                }
                terminal.result(&text)
            }
            Err(found) => {
                self.failed = true;
                for found in &found {
                    terminal.complain(&report::diagnostic(found, &terminal.err));
                }
                Ok(())
            }
        }
    }
}

/// What an expression says, beside the results. Its line says nothing where a text has one.
fn say(terminal: Terminal, message: &Message) {
    let text = clean(&message.text);
    match message.level {
        Level::Warn => terminal.complain(&format!("warning: {text}")),
        Level::Info | Level::Print => terminal.say(&text),
    }
}
