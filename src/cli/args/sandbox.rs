//! The arguments of `sandbox`.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};
use jiff::Timestamp;

use super::{TextFormat, parse_now};
use crate::sandbox::Trouble;

/// What to do with the sandbox.
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Make a new library in place of the old one
    Reset {
        /// Videos of the library
        #[arg(long, value_name = "N", default_value_t = 600)]
        videos: u32,
        /// Seed that the library is made from
        #[arg(long, value_name = "SEED", default_value_t = 1)]
        seed: u64,
        /// Make it as if it had been made at this time, so that its dates are the same whenever this is called
        #[arg(long, value_name = "TIME", value_parser = parse_now)]
        as_of: Option<Timestamp>,
    },
    /// Answer other clients until Ctrl-C
    #[command(after_long_help = crate::sandbox::FAULTS_HELP)]
    Serve {
        /// Port on loopback; 0 takes a free one
        #[arg(long, value_name = "PORT", default_value_t = 0)]
        port: u16,
        /// Refuse whoever is faster than the platform allows
        #[arg(long)]
        enforce_limits: bool,
        /// Let a call of ApsaraVideo go wrong, as `DeleteVideo=DeleteVideoFailed,after=2,times=1,applied`
        ///
        /// The answer is an error code (`DeleteVideoFailed`, `InternalError:500`), `throttled` or `throttled:MS`, `page` or
        /// `page:STATUS` for a web page, or `broken` for a broken connection. With `applied` the call is carried out all
        /// the same.
        #[arg(long, value_name = "TROUBLE")]
        trouble: Vec<Trouble>,
        /// Let requests of both dialects go wrong, and others change the library, as this TOML file says
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        faults: Option<PathBuf>,
        /// Wait so many milliseconds before every answer
        #[arg(long, value_name = "MS", default_value_t = 0)]
        latency: u64,
    },
    /// Show the library, its credentials and addresses
    Status {
        /// Form of the result
        #[arg(long, value_name = "FORM", default_value = "table")]
        format: TextFormat,
    },
    /// Take over a recording in place of the library, or add videos from an export
    ///
    /// A recording is a file that `vodsweep record` made; the sandbox then holds its videos, with the files that were
    /// recorded, and nothing else. An export is a JSON array as Brightcove's GET /videos returns it.
    Import {
        /// The file
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}
