//! The arguments, as people type them.

mod check;
mod examples;
mod explain;
mod new;
mod reading;
mod record;
mod reference;
mod repl;
mod runs;
mod sandbox;
mod testing;

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::Timestamp;

pub use self::check::{CheckArgs, CheckFormat};
pub(in crate::cli) use self::examples::{Example, examples};
pub use self::explain::ExplainArgs;
pub use self::new::{NewArgs, Template};
pub use self::reading::{ReadingArgs, SyncArgs};
pub use self::record::RecordArgs;
pub use self::reference::{ApiArgs, ApiFormat, CompletionsArgs, Document, ManArgs, SchemaArgs};
pub use self::repl::ReplArgs;
pub use self::runs::{ExportArgs, ExportFormat, RunsAction, RunsArgs, VerifyArgs};
pub use self::sandbox::SandboxCommand;
pub use self::testing::{TestArgs, TestFormat};

/// Cleans up video libraries by policy: plan first, look, then commit.
#[derive(Debug, Parser)]
#[command(
    name = "vodsweep",
    version,
    about,
    long_about = "Cleans up video libraries by policy.\n\n`plan` runs a policy script and saves a plan of what it \
        would delete; nothing is deleted. `commit` carries out exactly that saved plan, after reading every video again.",
    after_help = "Start with the built-in sandbox, no account needed:\n  vodsweep plan scripts/old_masters.rhai",
    disable_help_subcommand = true,
    propagate_version = false
)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Configuration file [default: vodsweep.toml here or in a parent folder]
    #[arg(long, global = true, value_name = "FILE", env = "VODSWEEP_CONFIG", value_hint = ValueHint::FilePath, hide_env_values = true)]
    pub config: Option<PathBuf>,
    /// Folder of journal, inventories, plans and sandbox [default: .vodsweep next to the configuration]
    #[arg(long, global = true, value_name = "DIR", env = "VODSWEEP_STATE_DIR", value_hint = ValueHint::DirPath, hide_env_values = true)]
    pub state_dir: Option<PathBuf>,
    /// Account of the configuration to work on
    #[arg(long, global = true, value_name = "NAME")]
    pub account: Option<String>,
    /// Clock of policies and plans, as RFC 3339 or a date
    #[arg(long, global = true, value_name = "TIME", value_parser = parse_now)]
    pub now: Option<Timestamp>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// Print results only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log requests and decisions to standard error; twice for more
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Form of the log
    #[arg(long, global = true, value_name = "FORM", default_value = "text")]
    pub log_format: LogFormat,
    /// Show no progress, even on a terminal
    #[arg(long, global = true)]
    pub no_progress: bool,
}

/// When to do something that depends on the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// When standard output is a terminal and `NO_COLOR` is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The form of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// A table for people.
    Table,
    /// The plan document.
    Json,
    /// One row an entry.
    Csv,
    /// A table for a ticket or a wiki.
    Markdown,
}

/// The form of other results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextFormat {
    /// A table for people.
    Table,
    /// JSON.
    Json,
}

/// The form of lists of videos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table for people.
    Table,
    /// JSON.
    Json,
    /// One row a video.
    Csv,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a policy, with its tests
    New(NewArgs),
    /// Run policies, show what they would delete, and save the plan
    Plan(PlanArgs),
    /// Show a saved plan
    Show(ShowArgs),
    /// Show what changed between two plans
    Diff(DiffArgs),
    /// Do exactly what a saved plan says
    Commit(CommitArgs),
    /// Plan the deletion of what is in quarantine and whose grace has passed
    Due(DueArgs),
    /// Plan to take videos out of quarantine, as they were before
    Release(ReleaseArgs),
    /// Settle and finish an interrupted run
    Resume(ResumeArgs),
    /// List runs, show one with every outcome, verify or export their journal
    Runs(RunsArgs),
    /// Plan again on every save of a policy; never commits
    Watch(WatchArgs),
    /// Compile policies and look for mistakes, without network
    Check(CheckArgs),
    /// Show why a video is or is not in the plan of a policy
    Explain(ExplainArgs),
    /// Run the tests of policies, without network
    Test(TestArgs),
    /// Try expressions of policies against the library, read-only
    Repl(ReplArgs),
    /// List the videos that match a query
    Search(SearchArgs),
    /// Bring the inventory of an account up to date, to plan from it
    Sync(SyncArgs),
    /// Save the library, or a part of it, as a file for tests: without names, addresses and texts
    Record(RecordArgs),
    /// List the accounts
    Accounts(AccountsArgs),
    /// Test an account: credentials, clock, reach, permissions
    Doctor(DoctorArgs),
    /// The built-in platform to try everything on
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// Print the JSON Schema of a document
    Schema(SchemaArgs),
    /// Print the reference of the functions that scripts can use
    Api(ApiArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or that of one command
    Man(ManArgs),
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Policy scripts; all go into one plan
    #[arg(required = true, value_name = "SCRIPT", value_hint = ValueHint::FilePath)]
    pub scripts: Vec<PathBuf>,
    /// Options of planning.
    #[command(flatten)]
    pub planning: PlanningArgs,
    /// Save the plan here [default: in the state folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: PlanFormat,
    /// Show every entry, however many there are
    #[arg(long)]
    pub all: bool,
    /// End with 3 when the plan holds anything to do
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Show what of each query the platform is asked, and plan nothing
    #[arg(long)]
    pub explain_query: bool,
}

/// Options of everything that plans.
#[derive(Debug, Clone, Args)]
pub struct PlanningArgs {
    /// Set a parameter of the policy
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = parse_pair)]
    pub set: Vec<(String, String)>,
    /// Set a limit for this plan only: entries, share, bytes, survivors, `per_day`
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = parse_pair)]
    pub limit: Vec<(String, String)>,
    /// Whether to look up sizes that no script asked for; `fetch` where it is not given
    #[arg(long, value_name = "HOW")]
    pub sizes: Option<Sizes>,
    /// Accept a listing that gave fewer videos than the platform counted
    #[arg(long)]
    pub allow_incomplete: bool,
    /// Read the library from a file that `record` made, without network; the plan cannot be committed
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        conflicts_with_all = ["offline", "max_age", "live"],
    )]
    pub recording: Option<PathBuf>,
    /// Whether the inventory or the platform is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Whether sizes are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sizes {
    /// Look up the files of every planned video.
    Fetch,
    /// Use what scripts looked up; other sizes are unknown.
    Known,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The plan file
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: PlanFormat,
    /// Show every entry, however many there are
    #[arg(long)]
    pub all: bool,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The earlier plan
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub old: PathBuf,
    /// The later plan
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}

/// Arguments of `commit`.
#[derive(Debug, Args)]
pub struct CommitArgs {
    /// The plan file
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// At least 8 hex digits of the plan's id, instead of the question on the terminal
    #[arg(long, value_name = "DIGEST")]
    pub confirm: Option<String>,
    /// Stop after so many errors in a row [default: 10, or 5 % of the entries]
    #[arg(long, value_name = "N")]
    pub max_errors: Option<u32>,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}

/// Arguments of `due`.
#[derive(Debug, Args)]
pub struct DueArgs {
    /// Options of every plan of videos in quarantine.
    #[command(flatten)]
    pub grace: GraceArgs,
    /// Set a limit for this plan only: entries, share, bytes, survivors, `per_day`
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = parse_pair)]
    pub limit: Vec<(String, String)>,
    /// Whether to look up the sizes of what would be deleted
    #[arg(long, value_name = "HOW", default_value = "fetch")]
    pub sizes: Sizes,
}

/// Arguments of `release`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["videos", "run", "all"]))]
pub struct ReleaseArgs {
    /// Ids of videos, whoever put them into quarantine
    #[arg(value_name = "VIDEO")]
    pub videos: Vec<String>,
    /// Everything that this run put into quarantine; the beginning of its name is enough
    #[arg(long, value_name = "RUN")]
    pub run: Option<String>,
    /// Everything that runs of this state folder put into quarantine
    #[arg(long)]
    pub all: bool,
    /// Options of every plan of videos in quarantine.
    #[command(flatten)]
    pub grace: GraceArgs,
}

/// Options of every plan of videos in quarantine.
#[derive(Debug, Clone, Args)]
pub struct GraceArgs {
    /// Save the plan here [default: in the state folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: PlanFormat,
    /// End with 3 when the plan holds anything to do
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// Arguments of `resume`.
#[derive(Debug, Args)]
pub struct ResumeArgs {
    /// The run, or the beginning of its name [default: the latest that can be resumed]
    #[arg(value_name = "RUN")]
    pub run: Option<String>,
    /// Stop after so many errors in a row [default: 10, or 5 % of the entries]
    #[arg(long, value_name = "N")]
    pub max_errors: Option<u32>,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Policy scripts; all go into one plan
    #[arg(required = true, value_name = "SCRIPT", value_hint = ValueHint::FilePath)]
    pub scripts: Vec<PathBuf>,
    /// Options of planning.
    #[command(flatten)]
    pub planning: PlanningArgs,
}

/// Arguments of `search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// The query; nothing lists every video
    #[arg(value_name = "QUERY", default_value = "", allow_hyphen_values = true)]
    pub query: String,
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: ListFormat,
    /// List at most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Add up stored bytes, looking up the files of every match
    #[arg(long)]
    pub sum: bool,
    /// Whether the inventory or the platform is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Show what of the query the platform is asked, and list nothing
    #[arg(long)]
    pub explain_query: bool,
}

/// Arguments of `accounts`.
#[derive(Debug, Args)]
pub struct AccountsArgs {
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Form of the result
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}

/// The arguments, with examples in the long help of every command.
pub(super) fn command() -> clap::Command {
    with_examples(Cli::command(), "")
}

fn with_examples(mut command: clap::Command, before: &str) -> clap::Command {
    let names: Vec<String> = command.get_subcommands().map(|part| part.get_name().to_owned()).collect();
    for name in names {
        let path = format!("{before}{name}");
        command = command.mut_subcommand(&name, |part| {
            let after = part.get_after_long_help().or(part.get_after_help()).map(ToString::to_string);
            let listed = examples::listed(examples(&path));
            let after = after.map_or_else(|| listed.clone(), |after| format!("{after}\n\n{listed}"));
            with_examples(part.after_long_help(after), &format!("{path} "))
        });
    }
    command
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write it as name=value".to_owned()),
    }
}

fn parse_now(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    text.parse::<jiff::civil::Date>()
        .ok()
        .and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map(|start| start.timestamp())
        .ok_or_else(|| "write a time such as 2026-01-31T12:00:00Z, or a date such as 2026-01-31".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_date_is_the_start_of_its_day() {
        assert_eq!(parse_now("2026-01-31"), Ok("2026-01-31T00:00:00Z".parse().expect("a time")));
        assert!(parse_now("tomorrow").is_err());
    }
}
