//! Opening a state folder, and refusing one that cannot be used.

use tempfile::tempdir;

use super::at;
use crate::store::{CopyRecord, Store, StoreError, schema};

#[test]
fn a_state_folder_is_made_for_its_owner_only() {
    let folder = tempdir().unwrap();
    let state = folder.path().join("deep/.vodsweep");
    let store = Store::open(&state).unwrap();
    assert_eq!(store.path(), state.join("vodsweep.db"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for file in std::fs::read_dir(&state).unwrap() {
            let mode = file.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(std::fs::metadata(&state).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn writes_are_durable_when_they_return() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let connection = store.connection();
    let pragma = |name: &str| -> String {
        connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).map_or_else(
            |error| error.to_string(),
            |value| match value {
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            },
        )
    };
    assert_eq!((pragma("journal_mode").as_str(), pragma("synchronous").as_str()), ("wal", "Integer(2)"));
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.connection().pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let error = Store::open(folder.path()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "open {}: it was written by a newer version of vodsweep (schema 99, this version knows 3); update vodsweep",
            folder.path().join("vodsweep.db").display()
        )
    );
}

#[test]
fn a_file_of_the_first_version_is_brought_up_to_date_with_its_runs() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("vodsweep.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(schema::STEPS[0]).unwrap();
    old.execute_batch(
        "INSERT INTO runs VALUES ('r', 'sha256:aa', '{}', 'main', 'brightcove', '1', 'finished', 0, 1);
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(old);
    let store = Store::open(folder.path()).unwrap();
    let run = store.find_run("r").unwrap().id;
    let copy = CopyRecord {
        video: "v1".try_into().unwrap(),
        address: "https://c/1".to_owned(),
        asked: false,
        reason: Some("later".to_owned()),
    };
    store.record_copies(&run, std::slice::from_ref(&copy), at(0)).unwrap();
    assert_eq!(store.copies(&run).unwrap(), std::slice::from_ref(&copy));
    let dropped = CopyRecord { asked: true, reason: None, ..copy };
    store.record_copies(&run, std::slice::from_ref(&dropped), at(1)).unwrap();
    assert_eq!(store.copies(&run).unwrap(), [dropped], "the later answer counts");
}

#[test]
fn a_damaged_file_is_named_and_left_alone() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("vodsweep.db");
    std::fs::write(&path, "this is not a database, and long enough for a header of one".repeat(50)).unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Store::open(&file.join("state")).unwrap_err();
    assert_eq!(error.to_string(), format!("create {}", file.join("state").display()));
}
