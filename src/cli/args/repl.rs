//! The arguments of `repl`.

use clap::Args;

use super::{Sizes, parse_pair};

/// Arguments of `repl`.
#[derive(Debug, Args)]
pub struct ReplArgs {
    /// Set a parameter that an expression or a loaded policy asks for
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = parse_pair)]
    pub set: Vec<(String, String)>,
    /// Whether to look up the sizes of the videos that are shown
    #[arg(long, value_name = "HOW", default_value = "known")]
    pub sizes: Sizes,
}
