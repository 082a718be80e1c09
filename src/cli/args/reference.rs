//! The arguments of the commands that print a reference.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The document
    #[arg(value_name = "DOCUMENT")]
    pub document: Document,
}

/// A document with a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// The saved plan.
    Plan,
    /// The recorded library.
    Recording,
}

/// Arguments of `api`.
#[derive(Debug, Args)]
pub struct ApiArgs {
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: ApiFormat,
    /// Write into this folder what editors with Rhai's language server read: vodsweep.d.rhai
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "format")]
    pub write: Option<PathBuf>,
}

/// The form of the reference of scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ApiFormat {
    /// For people.
    Table,
    /// JSON.
    Json,
    /// A page for a wiki.
    Markdown,
    /// Definitions for Rhai's language server.
    Rhai,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// A command, such as plan or runs verify [default: one page with all of them]
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub command: Vec<String>,
    /// Write a page for every command into this folder, named as man looks for them: vodsweep-plan.1
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}
