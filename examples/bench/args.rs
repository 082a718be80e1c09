//! The arguments of the benchmark, and the parts that its further processes play.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Measures the planning job at several sizes of a library
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub(crate) struct Args {
    /// Sizes of the library, joined by commas
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    pub(crate) videos: Vec<u64>,
    /// How to show the figures
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// A policy to plan with instead of the built-in one; the alternatives do not run then
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The largest library on which the alternatives run too: they make hundreds of thousands of calls
    #[arg(long, value_name = "VIDEOS", default_value_t = 10_000)]
    pub(crate) compare_up_to: u64,
    /// How long the server takes for every answer at least, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub(crate) latency_ms: u64,
    #[command(subcommand)]
    pub(crate) role: Option<Role>,
}

/// How figures are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
}

/// What a process that the benchmark starts does.
#[derive(Debug, Subcommand)]
pub(crate) enum Role {
    /// Serves a library until standard input ends
    #[command(hide = true)]
    Serve {
        #[arg(long)]
        videos: u64,
        #[arg(long)]
        latency_ms: u64,
    },
    /// Does the job that standard input describes
    #[command(hide = true)]
    Measure,
}
