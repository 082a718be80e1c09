//! The power fails in the middle of a write: whatever part of it reached the disk, the journal is as it was before the
//! write or as it is after it, and its chain holds.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tempfile::{TempDir, tempdir};

use super::{at, plan};
use crate::store::{CopyRecord, EntryState, Intent, Outcome, RunId, RunState, Store};

/// Everything that the database holds, as one text.
const EVERYTHING: &str = "SELECT group_concat(line, '\n') FROM (
    SELECT id || quote(plan_text) || state || started_at || quote(finished_at) AS line FROM runs
    UNION ALL SELECT seq || video || state || quote(error) || quote(at) FROM entries
    UNION ALL SELECT n || record || digest FROM log
    UNION ALL SELECT digest || object FROM evidence
    UNION ALL SELECT address || asked || quote(reason) || at FROM copies)";

/// A write of the journal with what lay on the disk before and after it.
struct Write {
    what: &'static str,
    database: Vec<u8>,
    before: Vec<u8>,
    after: Vec<u8>,
    held_before: Option<String>,
    held_after: Option<String>,
}

impl Write {
    /// Where the first and behind the last byte is that the write changes. Behind it may lie what is older.
    fn extent(&self) -> (usize, usize) {
        let same = |at: &usize| self.before.get(*at) == self.after.get(*at);
        let first = (0..self.after.len()).take_while(same).count();
        let alike = (0..self.after.len()).rev().take_while(same).count();
        (first, self.after.len() - alike)
    }
}

fn everything(store: &Store) -> Option<String> {
    store.connection().query_row(EVERYTHING, [], |row| row.get(0)).unwrap()
}

fn wal(folder: &Path) -> PathBuf {
    folder.join("vodsweep.db-wal")
}

type Deed<'a> = (&'static str, Box<dyn Fn(&Store) + 'a>);

/// Every kind of write that a run makes. The pages are small, so that every byte can be tried; in the middle what was
/// written so far goes to the main file, so that the writes after it go over older ones.
fn writes() -> (RunId, Vec<Write>) {
    let folder = tempdir().unwrap();
    let small = Connection::open(folder.path().join("vodsweep.db")).unwrap();
    small.execute_batch("PRAGMA page_size = 512; CREATE TABLE x (y); DROP TABLE x;").unwrap();
    drop(small);
    let store = Store::open(folder.path()).unwrap();
    let mut plan = plan("aa", 2);
    plan.policies.clear();
    let run = RunId::new(&plan.id, at(0));
    let intent = |seq| Intent { seq, evidence: Some(format!("{{\"id\":\"{seq}\"}}").into()) };
    let outcome = |seq, state| Outcome { seq, state, error: (state == EntryState::Failed).then(|| "no".to_owned()) };
    let copy =
        CopyRecord { video: "1".try_into().unwrap(), address: "https://c/1".to_owned(), asked: true, reason: None };
    let deeds: Vec<Deed<'_>> = vec![
        ("open", Box::new(|store| assert_eq!(store.open_run(&plan, at(0)).unwrap(), run))),
        ("intents", Box::new(|store| store.intents(&run, &[intent(1), intent(2)], at(1)).unwrap())),
        ("outcome", Box::new(|store| store.outcomes(&run, &[outcome(1, EntryState::Deleted)], at(2)).unwrap())),
        (
            "checkpoint",
            Box::new(|store| {
                let connection = store.connection();
                connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(())).unwrap();
            }),
        ),
        ("end", Box::new(|store| store.finish_run(&run, RunState::Stopped, at(3)).unwrap())),
        ("reopen", Box::new(|store| store.reopen_run(&run, at(4)).unwrap())),
        ("last outcome", Box::new(|store| store.outcomes(&run, &[outcome(2, EntryState::Failed)], at(5)).unwrap())),
        ("copies", Box::new(|store| store.record_copies(&run, std::slice::from_ref(&copy), at(6)).unwrap())),
    ];
    let mut writes = Vec::new();
    for (what, deed) in &deeds {
        let before = fs::read(wal(folder.path())).unwrap();
        let database = fs::read(folder.path().join("vodsweep.db")).unwrap();
        let held_before = everything(&store);
        deed(&store);
        if *what == "checkpoint" {
            continue;
        }
        assert_eq!(database, fs::read(folder.path().join("vodsweep.db")).unwrap(), "{what} goes to the log only");
        let (after, held_after) = (fs::read(wal(folder.path())).unwrap(), everything(&store));
        writes.push(Write { what, database, before, after, held_before, held_after });
    }
    (run.clone(), writes)
}

/// The disk after a power cut.
struct Disk {
    folder: TempDir,
    file: fs::File,
}

impl Disk {
    fn new(write: &Write) -> Self {
        let folder = tempdir().unwrap();
        fs::write(folder.path().join("vodsweep.db"), &write.database).unwrap();
        fs::write(wal(folder.path()), &write.after).unwrap();
        let file = OpenOptions::new().read(true).write(true).open(wal(folder.path())).unwrap();
        Self { folder, file }
    }

    /// What a new process finds; whether it is what was there after the write, or before it.
    fn found(&self, write: &Write, run: &RunId, look_closely: bool, cut: usize) -> bool {
        let store = Store::open(self.folder.path()).unwrap();
        // Nothing that is found may change what the next cut finds.
        store.connection().set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
        let held = everything(&store);
        let after = held == write.held_after;
        assert!(after || held == write.held_before, "{} cut at {cut}: neither before nor after:\n{held:?}", write.what);
        if look_closely && held.is_some() {
            assert_eq!(store.audit(run).unwrap().broken, Vec::<String>::new(), "{} cut at {cut}", write.what);
        }
        after
    }
}

/// Cuts the write at every byte; gives the number of cuts.
fn cut_everywhere(write: &Write, run: &RunId) -> usize {
    let (first, end) = write.extent();
    let disk = Disk::new(write);
    assert!(disk.found(write, run, true, write.after.len()), "{}: all of it arrived", write.what);
    let mut cuts = 0;
    for cut in (first..end).rev() {
        // Beyond the cut the disk holds what it held before.
        match write.before.get(cut) {
            Some(byte) => disk.file.write_all_at(&[*byte], cut as u64).unwrap(),
            None => disk.file.set_len(cut as u64).unwrap(),
        }
        assert!(!disk.found(write, run, cut % 97 == 0, cut), "{} cut at {cut} counts as whole", write.what);
        cuts += 1;
    }
    cuts
}

/// Garbles everything from a place on; gives the number of tries.
fn garble(write: &Write, run: &RunId) -> usize {
    let (first, end) = write.extent();
    let mut tries = 0;
    for from in (first..end).step_by(131) {
        for pattern in [0_u8, 0xff, 0x5a] {
            let disk = Disk::new(write);
            let tail: Vec<u8> = match pattern {
                0x5a => (from..end).map(|at| (at.wrapping_mul(2_654_435_761) >> 7).to_le_bytes()[0]).collect(),
                same => vec![same; end - from],
            };
            disk.file.write_all_at(&tail, from as u64).unwrap();
            let unchanged = write.after[from..end] == tail;
            assert!(!disk.found(write, run, true, from) || unchanged, "{} garbled from {from}", write.what);
            tries += 1;
        }
    }
    tries
}

#[test]
fn a_power_cut_at_any_byte_of_the_first_writes_leaves_the_state_before_or_after() {
    let (run, writes) = writes();
    let cuts: usize = writes.iter().take(3).map(|write| cut_everywhere(write, &run)).sum();
    assert!(cuts > 12_000, "{cuts} cuts");
}

#[test]
fn a_power_cut_at_any_byte_of_writes_over_older_ones_leaves_the_state_before_or_after() {
    let (run, writes) = writes();
    let cuts: usize = writes.iter().skip(3).map(|write| cut_everywhere(write, &run)).sum();
    assert!(cuts > 12_000, "{cuts} cuts");
}

#[test]
fn garbage_from_any_place_on_leaves_the_state_before() {
    let (run, writes) = writes();
    let tries: usize = writes.iter().map(|write| garble(write, &run)).sum();
    assert!(tries > 500, "{tries} tries");
}
