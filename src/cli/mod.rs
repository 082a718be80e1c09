//! The command line: arguments, configuration, terminal, exit codes. It wires the other layers together.
//!
//! Nothing below this folder prints, reads the environment or asks for a terminal.

pub mod args;
mod catalog;
mod commands;
pub mod config;
mod exit;
mod explain;
mod failure;
mod in_quarantine;
mod interrupt;
mod inventory;
mod logging;
mod messages;
mod opening;
mod plan_file;
mod planning;
mod recorded;
mod reference;
mod repl;
mod running;
mod screen;
mod session;
mod templates;
mod terminal;
mod testing;
mod watching;

use std::process::ExitCode;

use clap::FromArgMatches as _;

use args::Cli;
pub use catalog::{ProviderCatalog, advice};
pub use exit::Exit;
pub use failure::Failure;
pub use interrupt::Interrupt;
pub use opening::{Opened, Reached};
pub use session::Session;
pub use terminal::Terminal;

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let parsed = args::command().try_get_matches().and_then(|found| Cli::from_arg_matches(&found));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results; everything else is a call that cannot be understood.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            let _ = error.print();
            return ExitCode::from(exit.code());
        }
    };
    logging::start(&cli.global);
    let exit = match commands::run(&cli) {
        Ok(exit) => exit,
        Err(failure) => {
            let terminal = Terminal::plain(&cli.global);
            terminal.complain(&failure.render(&terminal.err));
            failure.exit
        }
    };
    ExitCode::from(exit.code())
}

/// A library that could not be read, as a failure of the command.
fn unreadable(error: &crate::script::CatalogError) -> Failure {
    if error.interrupted {
        return Failure::new(Exit::Interrupted, "interrupted; nothing was saved");
    }
    let failure = Failure::new(Exit::Failed, format!("failed to {}", error.message));
    match &error.hint {
        Some(hint) => failure.hint(hint.clone()),
        None => failure,
    }
}
