//! The JSON Schema of the plan document, made from its types.

use serde_json::Value;

use super::Plan;

/// The JSON Schema (draft 2020-12) of a saved plan.
#[must_use]
pub fn schema() -> Value {
    schemars::schema_for!(Plan).to_value()
}
