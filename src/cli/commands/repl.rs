//! `repl`: tries expressions against the library. It holds no deleting type, and what is proposed is forgotten.

use std::sync::Arc;

use crate::cli::args::{Global, ReplArgs};
use crate::cli::repl::Console;
use crate::cli::{Exit, Failure, Session};

/// Reads, runs and shows, until the input ends.
///
/// # Errors
/// Fails on an account or a folder that is not there; what an expression does wrong is shown and the session goes on.
pub(in crate::cli) fn run(global: &Global, args: &ReplArgs) -> Result<Exit, Failure> {
    let session = Arc::new(Session::start(global)?);
    Console::new(&session, global, args)?.run()
}
