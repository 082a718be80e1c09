//! Reading a plan that the user named.

use std::path::Path;

use super::{Exit, Failure};
use crate::plan::Plan;

/// A plan may be large, but not without end: some 5 million entries.
const LARGEST_PLAN_BYTES: u64 = 4_000_000_000;

/// Reads and verifies a plan file.
///
/// # Errors
/// Refuses a file that is not there, is not a plan, or was changed after it was made.
pub(super) fn read(path: &Path) -> Result<Plan, Failure> {
    let fail = |error: std::io::Error| {
        Failure::new(Exit::Refused, format!("failed to read the plan {}: {error}", path.display()))
            .hint("`vodsweep plan SCRIPT` saves a plan and prints where")
    };
    let size = std::fs::metadata(path).map_err(fail)?.len();
    if size > LARGEST_PLAN_BYTES {
        return Err(Failure::new(Exit::Refused, format!("{} is too large to be a plan", path.display())));
    }
    let bytes = std::fs::read(path).map_err(fail)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(Exit::Refused, format!("failed to read the plan {}: it is not UTF-8 text", path.display()))
    })?;
    Plan::from_json(&text).map_err(|error| {
        let mut failure = Failure::from_error(Exit::Refused, &error);
        failure.concerning(&path.display().to_string());
        failure.hint("plan again; a plan file is never edited by hand")
    })
}
