//! The arguments of `explain`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{PlanningArgs, TextFormat};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The policy, or a saved plan (*.json)
    #[arg(value_name = "SCRIPT", value_hint = ValueHint::FilePath)]
    pub script: PathBuf,
    /// The id of the video
    #[arg(value_name = "VIDEO")]
    pub video: String,
    /// What decides about the plan.
    #[command(flatten)]
    pub planning: PlanningArgs,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}
