//! Turns plans, runs and events into text for people and machines, written to a given writer.

mod accounts;
mod age;
mod check;
mod diagnostic;
mod diff;
mod error;
mod explanation;
mod finding;
mod json;
mod number;
mod paragraph;
mod plan;
mod progress;
mod recording;
mod run;
#[cfg(test)]
mod samples;
mod sheet;
mod shown;
mod style;
mod synced;
mod table;
mod testing;
mod text;
mod videos;
mod watch;
mod wished;

pub use accounts::{AccountLine, accounts_json, accounts_table};
pub use age::{age, moment, running_time, span};
pub use check::{check_github, check_json, check_sarif, explain, explain_all};
pub use diagnostic::diagnostic;
pub use diff::{diff_json, diff_table};
pub use error::Error;
pub use explanation::{explanation_json, explanation_text};
pub use finding::{Finding, Status, findings_json, findings_table};
pub use number::{counted, grouped};
pub use plan::{PlanView, commit_command, plan_csv, plan_json, plan_markdown, plan_table};
pub use progress::{RunProgress, WalkProgress};
pub use recording::{Recorded, recorded_json, recorded_table};
pub use run::{
    Noted, RunEntry, RunView, SummaryView, Verified, export_header, export_record, export_unchained, run_csv, run_json,
    run_table, runs_json, runs_table, summary_json, summary_table, verified_json, verified_table,
};
pub use shown::shown;
pub use style::Style;
use style::Tone;
pub use synced::{SyncedView, synced_json, synced_table};
pub use testing::{
    Covered, Difference, FailedTest, TestLine, coverage_text, difference, failed_test, junit, snapshot_question,
    test_line, tests_json, tests_summary,
};
pub use text::{clean, shell_word, width};
pub use videos::{VideoSum, videos_csv, videos_json, videos_table};
pub use watch::{WatchPanel, WatchState, WatchView, headline, watch_block, watch_block_broken, watch_screen};
pub use wished::wished;
