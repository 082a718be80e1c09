//! How the library of an account is read: from its inventory, from the platform, or from both.

mod catalog;
mod sync;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

pub(super) use self::catalog::AccountCatalog;
pub(super) use self::sync::{Listed, Outcome, SyncError, Why, sync};
use super::args::ReadingArgs;
use super::{Exit, Failure, Opened, Session, advice};
use crate::inventory::{Inventory, InventoryError, Snapshot};
use crate::model::Account;
use crate::report::{self, WalkProgress};

/// How the library of an account is read.
pub(super) struct Reading {
    account: Account,
    args: ReadingArgs,
    /// Keeps what is looked up of files; `None` where it cannot be used.
    inventory: Option<Inventory>,
    /// What is read instead of the platform.
    snapshot: Mutex<Option<Arc<Snapshot>>>,
}

impl Reading {
    /// Opens the inventory of an account, and refreshes it where that is wanted. Without one, the platform is read.
    ///
    /// # Errors
    /// Fails on an inventory that cannot be read, when none is there and no platform may be asked, and when it cannot be
    /// refreshed.
    pub(super) fn open(session: &Session, opened: &Opened, args: &ReadingArgs) -> Result<Self, Failure> {
        let account = opened.account();
        let broken = |error: InventoryError| failed(session, &error);
        let found = match Inventory::open(&session.state_dir, &account) {
            Ok(found) => found,
            Err(error) if args.live => {
                session.terminal.complain(&format!("warning: what is looked up is not kept: failed to {error}"));
                None
            }
            Err(error) => return Err(broken(error)),
        };
        let snapshot = match &found {
            Some(inventory) if !args.live => inventory.snapshot().map_err(broken)?,
            _ => None,
        };
        if args.offline && snapshot.is_none() {
            return Err(nothing_held(&account));
        }
        let inventory = found.or_else(|| keep_files(session, &account));
        let reading = Self { account, args: args.clone(), inventory, snapshot: Mutex::new(snapshot) };
        reading.renew(session, opened)?;
        Ok(reading)
    }

    /// Refreshes what is read, unless it is young enough.
    ///
    /// # Errors
    /// Fails when it cannot be refreshed, and when it is too old and no platform may be asked.
    pub(super) fn renew(&self, session: &Session, opened: &Opened) -> Result<(), Failure> {
        let (Some(snapshot), Some(inventory)) = (self.snapshot(), &self.inventory) else { return Ok(()) };
        let age = Timestamp::now().duration_since(snapshot.synced().at);
        // An inventory from the future tells of a clock that was set back, and of no age.
        let young = !age.is_negative() && self.args.max_age.is_some_and(|most| age <= most);
        if young {
            return Ok(());
        }
        if self.args.offline {
            return match self.args.max_age {
                Some(most) => Err(too_old(&self.account, age, most)),
                None => Ok(()),
            };
        }
        refresh(session, opened, inventory, false)?;
        let renewed = inventory.snapshot().map_err(|error| failed(session, &error))?;
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = renewed;
        Ok(())
    }

    /// What is read instead of the platform; `None` when the platform is read.
    pub(super) fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.snapshot.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How old it is.
    pub(super) fn age_seconds(&self) -> Option<u64> {
        self.snapshot().map(|snapshot| snapshot.synced().age_seconds(Timestamp::now()))
    }

    /// Whether no platform may be asked.
    pub(super) const fn is_offline(&self) -> bool {
        self.args.offline
    }

    fn inventory(&self) -> Option<&Inventory> {
        self.inventory.as_ref()
    }
}

/// Syncs the inventory of an account, with progress.
///
/// # Errors
/// Fails when the platform cannot be read or the inventory cannot be written; then what was held is held.
pub(super) fn refresh(
    session: &Session,
    opened: &Opened,
    inventory: &Inventory,
    full: bool,
) -> Result<Outcome, Failure> {
    let progress = WalkProgress::new(session.terminal.progress());
    let library = opened.library();
    let seen = |seen, counted| progress.seen(seen, counted);
    let done = session.runtime().block_on(async {
        tokio::select! {
            done = sync(library.as_ref(), inventory, full, Timestamp::now(), &seen) => Some(done),
            () = session.interrupt.raised() => None,
        }
    });
    progress.finish();
    match done {
        None => Err(Failure::new(Exit::Interrupted, "interrupted; the inventory is as it was")),
        Some(Ok(outcome)) => Ok(outcome),
        Some(Err(SyncError::Inventory(error))) => Err(failed(session, &error)),
        Some(Err(SyncError::Library(error))) => {
            let hint = advice(&error).unwrap_or_default();
            let failure = Failure::from_error(Exit::Failed, &SyncError::Library(error));
            let held = inventory.snapshot().ok().flatten().is_some();
            Err(match (held, hint.is_empty()) {
                (true, true) => failure.hint("--offline reads what the inventory holds"),
                (true, false) => failure.hint(format!("{hint}; --offline reads what the inventory holds")),
                (false, true) => failure,
                (false, false) => failure.hint(hint),
            })
        }
    }
}

/// An inventory for nothing but the files that are looked up. That none can be had is no reason not to plan.
fn keep_files(session: &Session, account: &Account) -> Option<Inventory> {
    match Inventory::make(&session.state_dir, account) {
        Ok(inventory) => Some(inventory),
        Err(error) => {
            tracing::warn!(%error, "what is looked up is not kept");
            None
        }
    }
}

/// Throws the inventories of a library away that was replaced by another of the same name.
pub(super) fn forget(state_folder: &Path, accounts: &[Account]) -> Result<(), InventoryError> {
    accounts.iter().try_for_each(|account| Inventory::remove(state_folder, account))
}

/// An inventory that cannot be used, with what to do.
pub(super) fn failed(session: &Session, error: &InventoryError) -> Failure {
    if let InventoryError::Syncing { .. } = error {
        return Failure::from_error(Exit::Failed, error)
            .hint("try again when it is done; --live reads the platform itself");
    }
    if error.is_broken() {
        return Failure::from_error(Exit::Failed, error)
            .hint("`vodsweep sync --full` makes it anew; --live reads the platform itself");
    }
    session.state_failure(error)
}

fn nothing_held(account: &Account) -> Failure {
    Failure::new(Exit::Failed, format!("there is no inventory of {account}, and --offline asks no platform"))
        .hint(format!("`vodsweep sync --account {}` makes one", report::shell_word(&account.name)))
}

fn too_old(account: &Account, age: SignedDuration, most: SignedDuration) -> Failure {
    let (age, most) = (report::span(age.as_secs()), report::span(most.as_secs()));
    Failure::new(Exit::Failed, format!("the inventory of {account} is {age} old, and --max-age is {most}"))
        .hint(format!("`vodsweep sync --account {}` refreshes it", report::shell_word(&account.name)))
}
