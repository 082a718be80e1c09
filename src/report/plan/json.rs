//! A plan as the document that it is.

use crate::plan::Plan;
use crate::report::json::pretty;

/// The document itself, indented, keys in the order of the schema, ended by a line feed.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn plan_json(plan: &Plan) -> serde_json::Result<String> {
    pretty(plan)
}
