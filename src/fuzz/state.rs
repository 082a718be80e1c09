//! The state folder: any file as its database, and a good database with bytes changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::Value;

use super::{Input, text::harmless};
use crate::plan::fuzz::{loaded, sealed};
use crate::report::{RunEntry, RunView, Style, run_json, run_table, runs_json, runs_table};
use crate::store::{EntryState, Intent, Outcome, PlanFolder, Store};

const DATABASE: &str = "vodsweep.db";

/// Opening a state folder and listing everything in it.
pub(super) fn state(data: &[u8]) {
    let mut input = Input::new(data);
    let folder = Folder::new();
    let file = folder.path.join(DATABASE);
    let written = match input.byte() % 3 {
        0 => fs::write(&file, input.rest()),
        1 => fs::write(&file, damaged(&mut input)),
        _ => {
            let (wal, rest) = (damaged(&mut input), input.rest());
            fs::write(&file, wal).and_then(|()| fs::write(folder.path.join("vodsweep.db-wal"), rest))
        }
    };
    if let Err(error) = written {
        panic!("the folder of the fuzzer cannot be written: {error}");
    }
    list(&folder.path);
}

fn damaged(input: &mut Input<'_>) -> Vec<u8> {
    let mut bytes = good().to_vec();
    for _ in 0..=input.below(6) {
        let at = input.below(usize::from(u16::MAX)) % bytes.len().max(1);
        match input.byte() % 8 {
            0 => bytes.truncate(at),
            1 => {
                let text = input.text();
                let end = (at + text.len()).min(bytes.len());
                bytes.splice(at..end, text.bytes());
            }
            _ => {
                let byte = input.byte();
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
        }
    }
    bytes
}

/// A database with one run of two entries, one of them done.
fn good() -> &'static [u8] {
    static GOOD: OnceLock<Vec<u8>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let folder = Folder::new();
        match written(&folder.path) {
            Ok(bytes) => bytes,
            Err(error) => panic!("no database can be made: {error}"),
        }
    })
}

fn written(folder: &Path) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let document: Value = serde_json::from_str(include_str!("../../tests/fixtures/fuzz/plan.json"))?;
    let plan = loaded(&sealed(document)).ok_or("our own plan is refused")?;
    let at = Timestamp::UNIX_EPOCH;
    {
        let store = Store::open(folder)?;
        let run = store.open_run(&plan, at)?;
        store.intents(&run, &[Intent { seq: 1, evidence: Some("{}".into()) }], at)?;
        store.outcomes(&run, &[Outcome { seq: 1, state: EntryState::Deleted, error: None }], at)?;
    }
    Ok(fs::read(folder.join(DATABASE))?)
}

fn list(folder: &Path) {
    let Ok(store) = Store::open(folder) else { return };
    let _ = PlanFolder::of(folder).list();
    let Ok(runs) = store.runs() else { return };
    let style = Style::plain(80);
    harmless(&runs_table(&runs, &style), false);
    assert!(runs_json(&runs).is_ok(), "runs cannot be written as JSON");
    for run in &runs {
        let _ = (store.find_run(run.id.as_str()), store.resumable_runs(&run.account), store.run_of_plan(&run.plan));
        let _ = store.deleted_since(&run.account, Timestamp::UNIX_EPOCH);
        let Ok(entries) = store.entries(run) else { continue };
        let plan = store.plan_of_run(&run.id).ok();
        let copies = store.copies(&run.id).unwrap_or_default();
        let joined = RunEntry::join(&entries, plan.as_ref());
        let Ok(audit) = store.audit(&run.id) else { continue };
        let view = RunView { run, entries: &joined, copies: &copies, audit: &audit };
        harmless(&run_table(&view, &style), false);
        assert!(run_json(&view).is_ok(), "a run cannot be written as JSON");
    }
}

/// A folder of its own for every call, gone at its end.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("vodsweep-fuzz-{}-{number}", std::process::id()));
        if let Err(error) = fs::create_dir_all(&path) {
            panic!("{} cannot be made: {error}", path.display());
        }
        Self { path }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}
