//! The arguments of `record`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TextFormat;

/// Arguments of `record`.
#[derive(Debug, Args)]
#[command(
    after_help = "Titles, descriptions, e-mail and web addresses, ids of your own, names of files and categories, \
        and custom fields become made-up words: the same text the same word, and nobody can work them back.\n\
        Ids, times, sizes, states and tags stay, because policies decide by them.\n\n\
        Examples:\n  vodsweep record --out library.json\n  \
        vodsweep record 'state:inactive updated_at:<-365d' --out old.json --keep name\n  \
        vodsweep plan scripts/old_masters.rhai --recording library.json\n  \
        vodsweep sandbox import library.json"
)]
pub struct RecordArgs {
    /// The query, in quotes or in several words; nothing records everything
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Save the recording here, for its owner only
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    pub force: bool,
    /// Record at most so many videos
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Do not look up the files of the videos; they are unknown then
    #[arg(long)]
    pub no_assets: bool,
    /// Keep a field as it is, less signatures and keys: name, description, `custom_fields`, `custom_fields.NAME`, …
    #[arg(long, value_name = "FIELD")]
    pub keep: Vec<String>,
    /// Replace tags too
    #[arg(long)]
    pub scrub_tags: bool,
    /// Make the same made-up words every time; who knows the seed can check guesses
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Form of the report
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}
