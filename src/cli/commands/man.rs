//! `man`: the manual page, with every command in it.

use clap::CommandFactory as _;

use crate::cli::args::{Cli, Global};
use crate::cli::{Exit, Failure, Terminal};

/// Prints the manual page in roff.
///
/// # Errors
/// Fails when it cannot be written.
pub(in crate::cli) fn run(global: &Global) -> Result<Exit, Failure> {
    let fail = |error: std::io::Error| Failure::new(Exit::Failed, format!("failed to make the manual page: {error}"));
    let mut command = Cli::command();
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text).map_err(fail)?;
    for part in command.get_subcommands().filter(|part| !part.is_hide_set()) {
        let page = clap_mangen::Man::new(part.clone());
        page.render_name_section(&mut text).map_err(fail)?;
        page.render_synopsis_section(&mut text).map_err(fail)?;
        page.render_options_section(&mut text).map_err(fail)?;
    }
    Terminal::plain(global).result(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}
