//! The moments between which a process can die, so that a test can let it die there.

/// A moment of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// The account is locked; no run is opened yet.
    RunOpening,
    /// The run is in the journal.
    RunOpened,
    /// The intents of a call are durable; the call is not made.
    Intended(&'a [u32]),
    /// The call returned; its outcomes are not written.
    Called(&'a [u32]),
    /// The outcome of an entry is durable.
    Recorded(u32),
    /// The content network was asked to drop copies; that is not written yet.
    Refreshed,
}

/// Is told of every moment. A test may end the process, or unwind, from within.
pub trait Probe: Send + Sync {
    /// The run has come to this moment.
    fn at(&self, step: Step<'_>);
}

/// Looks away.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProbe;

impl Probe for NoProbe {
    fn at(&self, _step: Step<'_>) {}
}
