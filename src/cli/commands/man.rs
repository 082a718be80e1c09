//! `man`: the manual page with every command in it, or a page a command.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use clap::{Command, CommandFactory as _};

use crate::cli::args::{Cli, Example, Global, ManArgs, examples};
use crate::cli::{Exit, Failure, Terminal};
use crate::model::closest;

/// Prints a page in roff, or writes all of them.
///
/// # Errors
/// Fails when there is no such command, and when a page cannot be written.
pub(in crate::cli) fn run(global: &Global, args: &ManArgs) -> Result<Exit, Failure> {
    let terminal = Terminal::plain(global);
    let mut command = Cli::command();
    command.build();
    if let Some(folder) = &args.out {
        let count = write_all(folder, &command)?;
        terminal.result(&format!("wrote {count} pages into {}\n", folder.display()))?;
        return Ok(Exit::Done);
    }
    let text = match args.command.as_slice() {
        [] => whole(&command),
        words => page(find(&command, words)?, &words.join(" ")),
    };
    terminal.result(&String::from_utf8_lossy(&text.map_err(|error| failed(&error))?))?;
    Ok(Exit::Done)
}

fn failed(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, format!("failed to make the manual page: {error}"))
}

/// The command of these words.
fn find<'a>(command: &'a Command, words: &[String]) -> Result<&'a Command, Failure> {
    words.iter().try_fold(command, |at, word| {
        at.find_subcommand(word).ok_or_else(|| {
            let failure = Failure::new(Exit::Usage, format!("there is no command {:?}", words.join(" ")));
            match closest(word, at.get_subcommands().map(Command::get_name)) {
                Some(near) => failure.hint(format!("did you mean {near}?")),
                None => failure.hint("vodsweep --help lists the commands"),
            }
        })
    })
}

/// One page with every command in it.
fn whole(command: &Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    parts(&mut text, command, "")?;
    Ok(text)
}

fn parts(text: &mut Vec<u8>, command: &Command, before: &str) -> io::Result<()> {
    for part in command.get_subcommands().filter(|part| !part.is_hide_set()) {
        let words = format!("{before}{}", part.get_name());
        let page = clap_mangen::Man::new(part.clone());
        page.render_name_section(text)?;
        page.render_synopsis_section(text)?;
        page.render_options_section(text)?;
        shown(text, examples(&words))?;
        parts(text, part, &format!("{words} "))?;
    }
    Ok(())
}

/// The page of one command.
fn page(command: &Command, words: &str) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let source = concat!("vodsweep ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command.clone()).source(source).render(&mut text)?;
    shown(&mut text, examples(words))?;
    Ok(text)
}

fn shown(text: &mut Vec<u8>, examples: &[Example]) -> io::Result<()> {
    if examples.is_empty() {
        return Ok(());
    }
    writeln!(text, ".SH EXAMPLES")?;
    for (does, call) in examples {
        writeln!(text, ".PP\n{}:\n.PP\n.RS 4\n.nf\n{}\n.fi\n.RE", plain(does), plain(call))?;
    }
    Ok(())
}

/// A line that roff takes as it is.
fn plain(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if line.starts_with('.') { format!("\\&{line}") } else { line }
}

/// Writes a page for every command; gives how many.
fn write_all(folder: &Path, command: &Command) -> Result<usize, Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(Exit::Failed, format!("failed to make the folder {}: {error}", folder.display()))
    })?;
    write_with_parts(folder, command, "")
}

fn write_with_parts(folder: &Path, command: &Command, words: &str) -> Result<usize, Failure> {
    let name = if words.is_empty() { "vodsweep".to_owned() } else { format!("vodsweep-{}", words.replace(' ', "-")) };
    let text = page(command, words).map_err(|error| failed(&error))?;
    let path = folder.join(format!("{name}.1"));
    // Unlike plans and journals these are for everybody.
    fs::write(&path, text)
        .map_err(|error| Failure::new(Exit::Failed, format!("failed to write {}: {error}", path.display())))?;
    let mut count = 1;
    for part in command.get_subcommands().filter(|part| !part.is_hide_set()) {
        let words = format!("{words} {}", part.get_name());
        count += write_with_parts(folder, part, words.trim_start())?;
    }
    Ok(count)
}
