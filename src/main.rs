//! The `vodsweep` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    vodsweep::cli::main()
}
