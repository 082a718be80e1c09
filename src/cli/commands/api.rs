//! `api`: the reference of what scripts can use.

use std::fs;
use std::path::Path;

use crate::cli::args::{ApiArgs, ApiFormat, Global};
use crate::cli::{Exit, Failure, Terminal, reference};
use crate::script::api;

/// What the definitions are called: the language server reads every file with this ending.
const DEFINITIONS: &str = "vodsweep.d.rhai";

/// Prints the reference, or writes it for editors.
///
/// # Errors
/// Fails when it cannot be written.
pub(in crate::cli) fn run(global: &Global, args: &ApiArgs) -> Result<Exit, Failure> {
    let terminal = Terminal::plain(global);
    let known = api();
    if let Some(folder) = &args.write {
        let path = write(folder, &reference::definitions(&known))?;
        terminal.result(&format!("wrote {path}\n"))?;
        return Ok(Exit::Done);
    }
    terminal.result(&match args.format {
        ApiFormat::Json => format!("{:#}\n", reference::document(&known)),
        ApiFormat::Table => reference::table(&known),
        ApiFormat::Markdown => reference::markdown(&known),
        ApiFormat::Rhai => reference::definitions(&known),
    })?;
    Ok(Exit::Done)
}

/// Writes the definitions; those of an earlier version are replaced.
fn write(folder: &Path, text: &str) -> Result<String, Failure> {
    let path = folder.join(DEFINITIONS);
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(Exit::Failed, format!("failed to make the folder {}: {error}", folder.display()))
    })?;
    // Unlike plans and journals it is for everybody.
    fs::write(&path, text)
        .map_err(|error| Failure::new(Exit::Failed, format!("failed to write {}: {error}", path.display())))?;
    Ok(path.display().to_string())
}
