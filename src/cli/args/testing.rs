//! The arguments of `test`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// Arguments of `test`.
#[derive(Debug, Args)]
#[command(
    after_help = "A test is a function test_… in a file beside its policy: old_masters.rhai, old_masters.test.rhai.\n\
        It builds a library, runs the policy and says what the plan must be; `vodsweep api` lists what it can use.\n\
        Ends with 0 when all passed, 1 when one failed, 2 when there is none, 7 when a file does not compile."
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct TestArgs {
    /// Test files, policies or folders [default: scripts, or else this folder]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Run only tests whose file and name, as --list shows them, contain this
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// List the tests and run none
    #[arg(long)]
    pub list: bool,
    /// Run so many tests at once [default: one a processor]
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: TestFormat,
    /// Write the results as `JUnit` XML too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
    /// Show which conditions of the policies were never true or never false, by line
    #[arg(long)]
    pub coverage: bool,
    /// Ask about each snapshot that is new or changed
    #[arg(long, conflicts_with = "list")]
    pub review: bool,
    /// Accept every snapshot that is new or changed
    #[arg(long, conflicts_with_all = ["review", "list"])]
    pub update: bool,
}

/// The form of the results of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// A line a test, and failures in full.
    Text,
    /// JSON.
    Json,
}
