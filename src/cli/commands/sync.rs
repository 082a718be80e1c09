//! `sync`: brings the inventory of an account up to date. It only reads the platform.

use crate::cli::args::{SyncArgs, TextFormat};
use crate::cli::inventory::{Listed, Outcome, Why, failed, refresh};
use crate::cli::{Exit, Failure, Opened, Session};
use crate::inventory::{Inventory, InventoryError};
use crate::report::{self, SyncedView};

/// Syncs.
///
/// # Errors
/// Fails when the library cannot be read or the inventory cannot be written; then it is as it was.
pub(in crate::cli) fn run(session: &Session, args: &SyncArgs) -> Result<Exit, Failure> {
    let opened = session.open()?;
    let inventory = make(session, &opened, args.full)?;
    let outcome = refresh(session, &opened, &inventory, args.full)?;
    let view = view(&inventory, &outcome);
    let text = match args.format {
        TextFormat::Table => report::synced_table(&view, &session.terminal.out),
        TextFormat::Json => report::synced_json(&view).map_err(|error| Failure::from_error(Exit::Failed, &error))?,
    };
    session.terminal.result(&text)?;
    if outcome.synced.complete {
        return Ok(Exit::Done);
    }
    session.terminal.complain(
        "warning: the listing gave fewer videos than the platform counted; plans from this inventory are blocked, as they \
         would be on the platform, and the next sync lists everything again",
    );
    Ok(Exit::Blocked)
}

/// Opens the inventory; one that cannot be read is thrown away where everything is listed anyway.
fn make(session: &Session, opened: &Opened, full: bool) -> Result<Inventory, Failure> {
    let account = opened.account();
    let made = Inventory::make(&session.state_dir, &account).and_then(|inventory| {
        if full {
            inventory.check()?;
        }
        Ok(inventory)
    });
    match made {
        Err(error) if full && error.is_broken() => {
            session.terminal.complain(&format!("warning: it is made anew: failed to {error}"));
            let again = || {
                Inventory::remove(&session.state_dir, &account)?;
                Inventory::make(&session.state_dir, &account)
            };
            again().map_err(|error: InventoryError| failed(session, &error))
        }
        other => other.map_err(|error| failed(session, &error)),
    }
}

fn view<'a>(inventory: &'a Inventory, outcome: &'a Outcome) -> SyncedView<'a> {
    let synced = &outcome.synced;
    let (changes_from, why) = match outcome.listed {
        Listed::Changes(from) => (Some(from), None),
        Listed::Everything(why) => (None, Some(reason(why))),
    };
    SyncedView {
        account: &synced.account,
        path: inventory.path(),
        bytes: std::fs::metadata(inventory.path()).map_or(0, |file| file.len()),
        synced_at: synced.at,
        videos: synced.held,
        counted: synced.counted,
        complete: synced.complete,
        before: outcome.before,
        changes_from,
        new: changes_from.map(|_| outcome.taken.new),
        changed: changes_from.map(|_| outcome.taken.changed),
        why,
    }
}

fn reason(why: Why) -> String {
    match why {
        Why::First => "it is the first sync".to_owned(),
        Why::Wanted => "--full asks for it".to_owned(),
        Why::Incomplete => "the last sync was not complete".to_owned(),
        Why::Moved => "videos were deleted while the last sync listed everything".to_owned(),
        Why::Short => "the platform counts more changes than it lists".to_owned(),
        Why::NoChanges => "the platform cannot be asked for what changed".to_owned(),
        Why::NoCount => "the platform does not tell how many videos there are".to_owned(),
        Why::Differs { counted, held } => format!(
            "the platform counts {} videos, and {} would be held: some were deleted",
            report::grouped(counted),
            report::grouped(held)
        ),
    }
}
