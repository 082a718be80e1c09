//! The arguments of `check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = "In a script, `// vodsweep: allow(CODE)` allows a warning on its line or the next, and \
    `// vodsweep: allow-file(CODE)` at the top in the whole file.\nEnds with 7 when an error was found.")]
pub struct CheckArgs {
    /// Scripts, or folders of scripts
    #[arg(required_unless_present = "explain", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: CheckFormat,
    /// Take a kind of finding as an error; `warnings` means every warning
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub deny: Vec<String>,
    /// Take a kind of finding as a warning
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub warn: Vec<String>,
    /// Do not show a kind of finding; errors are always shown
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub allow: Vec<String>,
    /// Print what a kind of finding means, with a bad and a good example; `all` lists them
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "deny", "warn", "allow"])]
    pub explain: Option<String>,
}

/// The form of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// With the lines of the scripts, for people.
    #[value(alias = "table")]
    Text,
    /// A JSON list.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}
