//! Watches a policy decide: which of its conditions were tested for a video, with what values, and how they came out.
//!
//! The conditions of a text are found in its syntax tree and wrapped into calls of a function that only notes what it
//! is given. The wrapped text decides exactly as the one that was written; a test compares the two over every policy.
//! Nothing here changes what a policy proposes, and no other run pays for it.

mod extent;
mod leaf;
mod recorder;
mod weave;

pub(super) use recorder::register;
pub use recorder::{Recorder, SiteNote};
pub(super) use weave::{Woven, weave};

/// The function that notes how a condition came out. No policy can call it: it is known to traced runs only.
pub(super) const CONDITION: &str = "__condition";
/// The function that notes a side of a comparison.
pub(super) const SIDE: &str = "__side";

/// A condition in the text of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The script that it stands in, as messages name it.
    pub policy: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its text on one line.
    pub text: String,
    /// Of a comparison: its operator, with the text of each side that is written out as a constant.
    pub comparison: Option<(String, [Option<String>; 2])>,
}
