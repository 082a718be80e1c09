//! `completions`: what a shell needs to complete our arguments.

use crate::cli::args::{CompletionsArgs, Global, command};
use crate::cli::{Exit, Failure, Terminal};

/// Prints the completions.
///
/// # Errors
/// Fails when they cannot be written.
pub(in crate::cli) fn run(global: &Global, args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "vodsweep", &mut text);
    Terminal::plain(global).result(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}
