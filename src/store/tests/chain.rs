//! The chain of a run: what it binds, and that every change of the database behind its back is named.

use std::collections::BTreeMap;

use tempfile::{TempDir, tempdir};

use super::{at, plan};
use crate::store::{
    CopyRecord, EntryState, Intent, Operator, Outcome, Record, RunId, RunState, Store, StoreError, schema,
};

fn operator(host: &str) -> Operator {
    Operator::new(Some("ann".to_owned()), Some(host.to_owned()))
}

fn intent(seq: u32, object: &str) -> Intent {
    Intent { seq, evidence: Some(object.into()) }
}

fn outcome(seq: u32, state: EntryState, error: Option<&str>) -> Outcome {
    Outcome { seq, state, error: error.map(str::to_owned) }
}

fn copy(address: &str) -> CopyRecord {
    CopyRecord { video: "1".try_into().unwrap(), address: address.to_owned(), asked: true, reason: None }
}

/// A run of three entries and two sessions: 10 records.
fn written() -> (TempDir, Store, RunId) {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap().on_behalf_of(operator("east"));
    let run = store.open_run(&plan("1a2b3c4d5e6f", 3), at(0)).unwrap();
    store.intents(&run, &[intent(1, r#"{"id":"1"}"#), intent(2, r#"{"id":"2"}"#)], at(1)).unwrap();
    store.outcomes(&run, &[outcome(1, EntryState::Deleted, None)], at(2)).unwrap();
    store.finish_run(&run, RunState::Interrupted, at(3)).unwrap();
    let store = store.on_behalf_of(operator("west"));
    store.reopen_run(&run, at(4)).unwrap();
    store.outcomes(&run, &[outcome(2, EntryState::Failed, Some("no"))], at(5)).unwrap();
    store.outcomes(&run, &[outcome(3, EntryState::AlreadyGone, None)], at(5)).unwrap();
    store.record_copies(&run, &[copy("https://c/1")], at(6)).unwrap();
    store.finish_run(&run, RunState::Finished, at(7)).unwrap();
    (folder, store, run)
}

#[test]
fn a_log_tells_who_did_what_where_and_when() {
    let (_folder, store, run) = written();
    let audit = store.audit(&run).unwrap();
    assert_eq!((audit.broken.as_slice(), audit.records, audit.evidence), (&[][..], 10, 2));
    assert_eq!(audit.head, store.head(&run).unwrap());
    let opened = audit.opened.unwrap();
    assert_eq!((opened.run, opened.started_at, opened.by), (run.clone(), at(0), operator("east")));
    assert_eq!(opened.plan_text, super::super::chain::digest_of(&store.plan_text(&run).unwrap()));
    let sessions: Vec<_> =
        audit.sessions.iter().map(|one| (one.by.to_string(), one.begun_at, one.ended_at, one.state)).collect();
    assert_eq!(
        sessions,
        [
            ("ann@east".to_owned(), at(0), Some(at(3)), Some(RunState::Interrupted)),
            ("ann@west".to_owned(), at(4), Some(at(7)), Some(RunState::Finished)),
        ]
    );
    let log = store.log(&run, 0, 100).unwrap();
    let kinds: Vec<String> = log
        .iter()
        .map(|one| serde_json::from_str::<serde_json::Value>(&one.record).unwrap()["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        kinds,
        ["opened", "intent", "intent", "outcome", "ended", "begun", "outcome", "outcome", "copies", "ended"]
    );
    assert_eq!(log[2].evidence.as_deref(), Some(r#"{"id":"2"}"#));
    assert_eq!(store.log(&run, 4, 2).unwrap(), log[4..6]);
}

#[test]
fn an_object_that_several_intents_name_is_kept_once() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let run = store.open_run(&plan("aa", 3), at(0)).unwrap();
    store.intents(&run, &[intent(1, "{}"), intent(2, "{}")], at(1)).unwrap();
    store.intents(&run, &[intent(3, "{}")], at(2)).unwrap();
    let audit = store.audit(&run).unwrap();
    assert_eq!((audit.broken.as_slice(), audit.evidence), (&[][..], 1));
    let found = store.log(&run, 1, 9).unwrap();
    assert!(found.iter().all(|record| record.evidence.as_deref() == Some("{}")), "each finds it: {found:?}");
}

/// Every way in which the rows of a run can be changed, and what is said about it.
const CHANGES: [(&str, &str); 30] = [
    ("UPDATE runs SET state = 'open'", "the run is open, but by the log it is finished, or ended at another time"),
    ("UPDATE runs SET finished_at = 1", "the run is finished, but by the log it is finished, or ended at another time"),
    ("UPDATE runs SET started_at = 1", "record 0: the run began at another time than the record says"),
    ("UPDATE runs SET plan = 'sha256:00'", "record 0: the run's plan has another id than the record says"),
    ("UPDATE runs SET account = 'x'", "record 0: the run's account is another than the record says"),
    ("UPDATE runs SET account_id = 'x'", "record 0: the run's account is another than the record says"),
    ("UPDATE runs SET platform = 'apsara'", "record 0: the run's account is another than the record says"),
    (
        "UPDATE runs SET plan_text = replace(plan_text, 'old.rhai', 'new.rhai')",
        "record 0: the stored plan does not have the digest that the record says",
    ),
    ("UPDATE runs SET plan_text = '{'", "the stored plan cannot be read"),
    ("UPDATE entries SET state = 'deleted' WHERE seq = 2", "entry 2: it is deleted, but by the log it is failed"),
    ("UPDATE entries SET state = '?' WHERE seq = 1", "entry 1: it is ?, but by the log it is deleted"),
    ("UPDATE entries SET error = 'yes' WHERE seq = 2", "entry 2: it is not as the plan and the log have it"),
    ("UPDATE entries SET error = NULL WHERE seq = 2", "entry 2: it is not as the plan and the log have it"),
    ("UPDATE entries SET at = 1 WHERE seq = 3", "entry 3: it is not as the plan and the log have it"),
    ("UPDATE entries SET video = '9' WHERE seq = 1", "entry 1: it is not as the plan and the log have it"),
    ("UPDATE entries SET action = 'delete_master' WHERE seq = 1", "entry 1: it is not as the plan and the log have it"),
    ("UPDATE entries SET asset = 'a' WHERE seq = 1", "entry 1: it is not as the plan and the log have it"),
    ("UPDATE entries SET bytes = 1 WHERE seq = 1", "entry 1: it is not as the plan and the log have it"),
    ("DELETE FROM entries WHERE seq = 3", "entry 3: it is missing"),
    (
        "INSERT INTO entries SELECT run, 4, action, video, asset, bytes, state, error, at FROM entries WHERE seq = 1",
        "there are entries that the plan does not have",
    ),
    (
        "UPDATE log SET record = replace(record, '\"no\"', '\"on\"') WHERE n = 6",
        "record 6: its digest does not fit its text and the record before it",
    ),
    (
        "UPDATE log SET digest = 'sha256:00' WHERE n = 9",
        "record 9: its digest does not fit its text and the record before it",
    ),
    ("UPDATE log SET record = '{}' WHERE n = 4", "record 4: its digest does not fit its text and the record before it"),
    ("DELETE FROM log WHERE n = 2", "record 2: it is missing; the next one is record 3"),
    ("DELETE FROM log WHERE n = 0", "record 0: it is missing; the next one is record 1"),
    ("DELETE FROM log WHERE n = 9", "the run is finished, but by the log it is open, or ended at another time"),
    ("DELETE FROM log", "the stored plan does not have the digest that its id says"),
    (
        "UPDATE evidence SET object = '{}' WHERE object LIKE '%1%'",
        "record 1: its evidence does not have the digest that the record says",
    ),
    ("DELETE FROM evidence WHERE object LIKE '%2%'", "record 2: its evidence is missing"),
    ("UPDATE copies SET asked = 0", "copy https://c/1: it is not as the log has it"),
];

#[test]
fn every_change_of_a_row_is_named_with_its_place() {
    let (folder, store, run) = written();
    for (change, expected) in CHANGES {
        {
            let connection = store.connection();
            connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN").unwrap();
            assert!(connection.execute(change, []).unwrap() > 0, "{change}");
        }
        // The examination begins a transaction of its own, so the change is looked at in a copy of the folder.
        let other = tempdir().unwrap();
        store.connection().execute_batch("COMMIT").unwrap();
        copy_folder(folder.path(), other.path());
        let audit = Store::open(other.path()).unwrap().audit(&run).unwrap();
        assert!(!audit.is_intact(), "{change}");
        assert!(audit.broken.iter().any(|what| what == expected), "{change}: {:#?}", audit.broken);
        let refused = audit.require_intact().unwrap_err();
        assert!(matches!(refused, StoreError::Tampered { .. }), "{refused:?}");
        restore(&store, &run);
    }
    assert!(store.audit(&run).unwrap().is_intact(), "each change was taken back");
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for file in ["vodsweep.db", "vodsweep.db-wal"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

/// Puts the rows of the run back as [`written`] leaves them.
fn restore(store: &Store, run: &RunId) {
    let (fresh_folder, fresh, same) = written();
    assert_eq!(*run, same);
    drop(fresh);
    let path = fresh_folder.path().join("vodsweep.db").display().to_string();
    let connection = store.connection();
    connection.execute("ATTACH ?1 AS fresh", [path]).unwrap();
    for table in ["copies", "evidence", "log", "entries", "runs"] {
        connection.execute_batch(&format!("DELETE FROM {table}")).unwrap();
    }
    for table in ["runs", "entries", "log", "evidence", "copies"] {
        connection.execute_batch(&format!("INSERT INTO {table} SELECT * FROM fresh.{table}")).unwrap();
    }
    connection.execute_batch("DETACH fresh").unwrap();
}

#[test]
fn a_rewritten_chain_is_told_only_by_a_head_that_was_noted() {
    let (_folder, store, run) = written();
    let noted = store.head(&run).unwrap().unwrap();
    let (_other_folder, other, same) = written();
    assert_eq!(other.head(&same).unwrap().unwrap(), noted, "the same history has the same head");
    // Whoever can write everything writes another history from the same plan.
    let folder = tempdir().unwrap();
    let forged = Store::open(folder.path()).unwrap().on_behalf_of(operator("east"));
    let run = forged.open_run(&plan("1a2b3c4d5e6f", 3), at(0)).unwrap();
    forged.finish_run(&run, RunState::Finished, at(7)).unwrap();
    let audit = forged.audit(&run).unwrap();
    assert!(audit.is_intact());
    assert_ne!(audit.head.unwrap(), noted);
}

/// A database of the second version with a run that was killed in the middle.
fn of_the_second_version(folder: &std::path::Path) {
    let old = rusqlite::Connection::open(folder.join("vodsweep.db")).unwrap();
    let sealed = serde_json::to_value(plan("", 2)).unwrap();
    let text = sealed.to_string();
    let id = sealed_id(&sealed);
    let text = text.replacen("\"sha256:\"", &format!("\"{id}\""), 1);
    old.execute_batch(schema::STEPS[0]).unwrap();
    old.execute_batch(schema::STEPS[1]).unwrap();
    old.execute(
        "INSERT INTO runs VALUES ('r', ?1, ?2, 'main', 'brightcove', '57838016001', 'open', ?3, NULL)",
        rusqlite::params![id, text, at(0).as_microsecond()],
    )
    .unwrap();
    old.execute_batch(&format!(
        "INSERT INTO entries VALUES ('r', 1, 'delete_video', '1', NULL, 100, 'in_flight', NULL, {at}),
                                    ('r', 2, 'delete_video', '2', NULL, 100, 'pending', NULL, NULL);
         INSERT INTO steps (run, seq, state, error, at, evidence) VALUES ('r', 1, 'in_flight', NULL, {at}, '{{}}');
         PRAGMA user_version = 2;",
        at = at(1).as_microsecond()
    ))
    .unwrap();
}

/// The id that the content of a document has.
fn sealed_id(document: &serde_json::Value) -> String {
    use sha2::Digest as _;
    let mut content: BTreeMap<String, serde_json::Value> = serde_json::from_value(document.clone()).unwrap();
    content.remove("id");
    let canonical = serde_json::to_string(&sorted(serde_json::to_value(content).unwrap())).unwrap();
    let digest = sha2::Sha256::digest(canonical.as_bytes());
    digest.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

fn sorted(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(map) => {
            let members: BTreeMap<_, _> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            serde_json::Value::Object(members.into_iter().collect())
        }
        serde_json::Value::Array(list) => list.into_iter().map(sorted).collect(),
        other => other,
    }
}

#[test]
fn a_run_of_an_older_version_predates_the_chain_until_it_is_taken_up() {
    let folder = tempdir().unwrap();
    of_the_second_version(folder.path());
    let store = Store::open(folder.path()).unwrap().on_behalf_of(operator("west"));
    let run = store.find_run("r").unwrap().id;
    let audit = store.audit(&run).unwrap();
    assert_eq!((audit.broken.as_slice(), audit.predates_chain(), audit.unchained_steps), (&[][..], true, 1));
    assert_eq!((audit.head, store.head(&run).unwrap()), (None, None));

    store.reopen_run(&run, at(2)).unwrap();
    store.outcomes(&run, &[outcome(1, EntryState::Deleted, None)], at(3)).unwrap();
    let audit = store.audit(&run).unwrap();
    assert_eq!((audit.broken.as_slice(), audit.records, audit.unchained_steps), (&[][..], 3, 1));
    let opened = audit.opened.unwrap();
    assert_eq!((opened.earlier.map(|earlier| earlier.steps), opened.started_at), (Some(1), at(0)));

    store.connection().execute("UPDATE steps SET evidence = '{\"a\":1}'", []).unwrap();
    assert_eq!(
        store.audit(&run).unwrap().broken,
        ["record 0: the steps from before the chain are not those that it binds"]
    );
}

#[test]
fn a_record_says_the_same_when_it_is_read_back() {
    let (_folder, store, run) = written();
    for stored in store.log(&run, 0, 100).unwrap() {
        let record: Record = serde_json::from_str(&stored.record).unwrap();
        assert_eq!(serde_json::to_string(&record).unwrap(), stored.record);
    }
    assert_eq!(
        store.log(&run, 1, 1).unwrap()[0].record,
        "{\"kind\":\"intent\",\"at\":\"2026-11-21T03:46:01Z\",\"seq\":1,\
         \"evidence\":\"sha256:5811967f540d300d249ab30ae681359a7815fdb5d3dc71a94be1d491006a6b27\"}"
    );
}
