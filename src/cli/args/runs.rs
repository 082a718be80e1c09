//! The arguments of `runs`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::TextFormat;

/// Arguments of `runs`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct RunsArgs {
    /// The run, or the beginning of its name [default: list all]
    #[arg(value_name = "RUN")]
    pub run: Option<String>,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
    /// Something else than to show them.
    #[command(subcommand)]
    pub action: Option<RunsAction>,
}

/// What to do with runs beside showing them.
#[derive(Debug, Subcommand)]
pub enum RunsAction {
    /// Check that the journal is what was written: every record, entry, plan and piece of evidence
    ///
    /// The log of a run is a chain: each record is bound to the one before it. Whoever can write the whole database can
    /// compute a new chain, so note the head that a commit shows somewhere else and compare with it by --head. Ends with 0
    /// when everything fits and with 1 when something does not.
    Verify(VerifyArgs),
    /// Write everything that is known of a run: its log with evidence, or its entries as a sheet
    ///
    /// The form jsonl has a header and then one line a record of the log, with the exact text that was digested, so that
    /// another program can check the chain. The form csv has one line an entry.
    Export(ExportArgs),
}

/// Arguments of `runs verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The run, or the beginning of its name [default: all]
    #[arg(value_name = "RUN")]
    pub run: Option<String>,
    /// The head of the run's log as it was noted elsewhere
    #[arg(long, value_name = "DIGEST", requires = "run")]
    pub head: Option<String>,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}

/// Arguments of `runs export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The run, or the beginning of its name
    #[arg(value_name = "RUN")]
    pub run: String,
    /// Form of the export
    #[arg(long, value_name = "FORM")]
    pub format: ExportFormat,
    /// Write it here [default: standard output]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A header, then one JSON object a record of the log.
    Jsonl,
    /// One row an entry.
    Csv,
}
