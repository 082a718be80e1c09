//! One file a command: arguments in, one call of the library, the result shown.

mod accounts;
mod api;
mod check;
mod commit;
mod completions;
mod diff;
mod doctor;
mod due;
mod explain;
mod man;
mod new;
mod plan;
mod record;
mod release;
mod repl;
mod resume;
mod runs;
mod sandbox;
mod schema;
mod search;
mod show;
mod sync;
mod test;
mod watch;

pub(super) use plan::{deleted_last_day, exit_of, save};
pub(super) use show::render;

use super::args::{Cli, Command};
use super::{Exit, Failure, Session};

/// Carries out a command.
///
/// # Errors
/// Fails with what to tell the user and how to end.
pub(in crate::cli) fn run(cli: &Cli) -> Result<Exit, Failure> {
    // These need neither configuration nor runtime, and answer at once.
    match &cli.command {
        Command::Schema(args) => return schema::run(&cli.global, args),
        Command::Completions(args) => return completions::run(&cli.global, args),
        Command::Man(args) => return man::run(&cli.global, args),
        Command::Api(args) => return api::run(&cli.global, args),
        Command::Test(args) => return test::run(&cli.global, args),
        Command::New(args) => return new::run(&cli.global, args),
        Command::Repl(args) => return repl::run(&cli.global, args),
        _ => {}
    }
    let session = Session::start(&cli.global)?;
    match &cli.command {
        Command::Plan(args) => plan::run(&session, args),
        Command::Show(args) => show::run(&session, args),
        Command::Diff(args) => diff::run(&session, args),
        Command::Commit(args) => commit::run(&session, args),
        Command::Due(args) => due::run(&session, args),
        Command::Release(args) => release::run(&session, args),
        Command::Resume(args) => resume::run(&session, args),
        Command::Runs(args) => runs::run(&session, args),
        Command::Watch(args) => watch::run(&session, args),
        Command::Check(args) => check::run(&session, args),
        Command::Explain(args) => explain::run(&session, args),
        Command::Search(args) => search::run(&session, args),
        Command::Sync(args) => sync::run(&session, args),
        Command::Record(args) => record::run(&session, args),
        Command::Accounts(args) => accounts::run(&session, args),
        Command::Doctor(args) => doctor::run(&session, args),
        Command::Sandbox(command) => sandbox::run(&session, command),
        Command::Schema(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Api(_)
        | Command::Test(_)
        | Command::New(_)
        | Command::Repl(_) => Ok(Exit::Done),
    }
}
