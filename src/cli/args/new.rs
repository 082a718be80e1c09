//! The arguments of `new`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Name of the policy, with or without folders, such as scripts/archive
    #[arg(value_name = "NAME", value_hint = ValueHint::FilePath)]
    pub name: PathBuf,
    /// What it begins as
    #[arg(long, value_name = "TEMPLATE", default_value = "blank")]
    pub template: Template,
}

/// What a new policy begins as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Template {
    /// Masters of videos that did not change for a long time
    OldMasters,
    /// High renditions of videos that did not change for a long time
    Renditions,
    /// Uploads that failed or were never finished
    Failed,
    /// Inactive videos without a tag
    Untagged,
    /// Unchanged videos: hidden first, deleted after a grace
    Quarantine,
    /// Inactive videos with a tag: the shortest policy with everything in it
    Blank,
}
