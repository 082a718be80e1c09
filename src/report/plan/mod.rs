//! A plan as text: for people, and as JSON, CSV and Markdown.

mod csv;
mod groups;
mod header;
mod json;
mod markdown;
mod notes;
mod rows;
mod table;
#[cfg(test)]
mod tests;

pub use csv::plan_csv;
pub(super) use header::short_id;
pub use json::plan_json;
pub use markdown::plan_markdown;
pub(super) use rows::act;
pub use table::{PlanView, commit_command, plan_table};
