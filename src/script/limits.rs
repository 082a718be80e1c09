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
    /// Depth of lists in lists, maps in maps and values held by closures.
    pub nesting: usize,
    /// Steps of one chain `search(…).filter(…).take(…)`.
    pub steps: usize,
    /// Bytes of one text, and of all texts of one list or map together.
    pub string_bytes: usize,
    /// Elements of one array, nested ones included.
    pub array_len: usize,
    /// Entries of one map, nested ones included.
    pub map_len: usize,
    /// Memory that everything together may take while the script runs.
    pub memory_bytes: usize,
    /// Memory added to that for every different video that was read so far.
    pub memory_bytes_per_item: usize,
    /// Time that the script itself may take; waiting for the platform does not count.
    pub time: Duration,
    /// Questions to the library: listings begun, videos and files looked up.
    pub questions: u64,
    /// Questions added to that for every different video or row that was read so far.
    pub questions_per_item: u64,
    /// Different proposals of one run, and as many keeps.
    pub proposals: usize,
    /// Bytes of a reason; a longer one is cut.
    pub reason_bytes: usize,
    /// Bytes of one query.
    pub query_bytes: usize,
    /// Messages of one run; further ones are left out, and that is said.
    pub messages: usize,
    /// Bytes of one message; a longer one is cut.
    pub message_bytes: usize,
    /// Settings of one policy.
    pub settings: usize,
    /// Bytes of the name of a setting, and of its value.
    pub setting_bytes: usize,
    /// Bytes of the policy's text, and of each module.
    pub source_bytes: u64,
    /// Bytes of one line of these.
    pub line_bytes: usize,
    /// Modules of one policy.
    pub modules: usize,
    /// Functions and closures of each text.
    pub functions: usize,
    /// Variables of one function.
    pub variables: usize,
    /// Mistakes of one policy that are shown.
    pub mistakes: usize,
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
            nesting: 128,
            steps: 100,
            string_bytes: 4 << 20,
            array_len: 1_000_000,
            map_len: 1_000_000,
            memory_bytes: 512 << 20,
            memory_bytes_per_item: 8 << 10,
            time: Duration::from_mins(10),
            questions: 10_000,
            questions_per_item: 10,
            proposals: 5_000_000,
            reason_bytes: 1_000,
            query_bytes: 64 << 10,
            messages: 10_000,
            message_bytes: 1_000,
            settings: 1_000,
            setting_bytes: 10_000,
            source_bytes: 256 << 10,
            line_bytes: 10_000,
            modules: 100,
            functions: 500,
            variables: 500,
            mistakes: 50,
            file_bytes: 64 << 20,
        }
    }
}

/// A text cut to at most this many bytes, with a sign that it was.
pub(super) fn clipped(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}… ({} bytes more)", text.get(..end).unwrap_or_default(), text.len() - end)
}
