//! `schema`: the JSON Schema of a document.

use crate::cli::args::{Document, Global, SchemaArgs};
use crate::cli::{Exit, Failure, Terminal};

/// Prints the schema.
///
/// # Errors
/// Fails when it cannot be written.
pub(in crate::cli) fn run(global: &Global, args: &SchemaArgs) -> Result<Exit, Failure> {
    let schema = match args.document {
        Document::Plan => crate::plan::schema(),
        Document::Recording => crate::recording::schema(),
    };
    Terminal::plain(global).result(&format!("{schema:#}\n"))?;
    Ok(Exit::Done)
}
