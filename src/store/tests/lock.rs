//! One commit per account at a time.

use tempfile::tempdir;

use super::{account, at};
use crate::model::Account;
use crate::store::{AccountLock, RunId};

#[test]
fn the_second_to_come_is_told_who_holds_the_lock() {
    let folder = tempdir().unwrap();
    let run = RunId("20261121T034600Z-1a2b3c4d".into());
    let lock = AccountLock::acquire(folder.path(), &account(), &run, at(0)).unwrap();
    let renamed = Account { name: "same-library".into(), ..account() };
    let error = AccountLock::acquire(folder.path(), &renamed, &run, at(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "lock account same-library: process {} (run 20261121T034600Z-1a2b3c4d, since 2026-11-21T03:46:00Z) is \
             committing to it; wait until it is done, or stop it and resume its run",
            std::process::id()
        )
    );
    let other = Account { account_id: "1".into(), ..account() };
    assert!(AccountLock::acquire(folder.path(), &other, &run, at(1)).is_ok(), "accounts are independent");
    drop(lock);
    assert!(AccountLock::acquire(folder.path(), &account(), &run, at(2)).is_ok());
}
