//! How much a script may use. Every bound ends the script with an error that names the bound.

use std::time::Duration;

/// The bounds of one run of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Operations that a script may do before it is given its next video.
    pub operations: u64,
    /// Operations added to that for every video or row that the script was given so far.
    pub operations_per_item: u64,
    /// Depth of function calls.
    pub call_depth: usize,
    /// Depth of nested expressions and statements.
    pub expr_depth: usize,
    /// Bytes of one text.
    pub string_bytes: usize,
    /// Elements of one array, nested ones included.
    pub array_len: usize,
    /// Entries of one map, nested ones included.
    pub map_len: usize,
    /// Time that the script itself may take; waiting for the platform does not count.
    pub time: Duration,
    /// Different proposals of one run.
    pub proposals: usize,
    /// Bytes of the policy's text, and of each module.
    pub source_bytes: u64,
    /// Bytes of one file that the script reads.
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            operations: 1_000_000,
            operations_per_item: 1_000,
            call_depth: 24,
            expr_depth: 48,
            string_bytes: 1 << 20,
            array_len: 1_000_000,
            map_len: 1_000_000,
            time: Duration::from_hours(1),
            proposals: 5_000_000,
            source_bytes: 1 << 20,
            file_bytes: 64 << 20,
        }
    }
}
