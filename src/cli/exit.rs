//! The exit codes: a contract with whoever calls the program from a script.

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything that was asked for is done.
    Done = 0,
    /// Something failed.
    Failed = 1,
    /// The call itself is wrong: a flag, a setting, a missing file, the configuration.
    Usage = 2,
    /// The plan holds deletions; only with `--detailed-exitcode`.
    Deletions = 3,
    /// A limit or an incomplete listing blocks the plan.
    Blocked = 4,
    /// The plan was refused: expired, edited, for another account, already committed.
    Refused = 5,
    /// Committed, but with failures, drift or skips.
    Partial = 6,
    /// A policy does not compile or failed while it ran.
    Policy = 7,
    /// Ended by Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// The code for the operating system.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}
