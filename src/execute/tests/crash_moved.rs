//! The state folder after a death: taken to another machine, torn by a power cut, or wanted by two processes at once.

use std::path::Path;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::crash::DiesAt;
use super::crash_matrix::{Shape, check, converge, session, stage};
use super::world::Fault;
use super::{Stage, accept, account, at, commit};
use crate::execute::{Acceptance, ExecuteError, Probe, Step};
use crate::plan::Plan;
use crate::store::{Operator, Store, StoreError};

const SHAPE: Shape = Shape { renditions: 2, batch: 2, read_batch: 10 };

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let target = to.join(file.file_name());
        if file.file_type().unwrap().is_dir() {
            copy_folder(&file.path(), &target);
        } else {
            std::fs::copy(file.path(), target).unwrap();
        }
    }
}

/// The same library with its state folder elsewhere.
fn elsewhere(stage: &Stage) -> Stage {
    let folder: TempDir = tempfile::tempdir().unwrap();
    copy_folder(stage.folder.path(), folder.path());
    Stage { folder, world: Arc::clone(&stage.world), options: stage.options }
}

#[tokio::test]
async fn a_state_folder_that_was_taken_to_another_machine_goes_on_there() {
    for dies_at in 1.. {
        let (stage, plan) = stage(SHAPE, Some(Fault::LostAfterApplied));
        let survived = session(&stage, &plan, dies_at, "east").await.is_some();
        assert!(stage.folder.path().join("locks").read_dir().unwrap().count() >= 2, "a lock and its holder are left");
        let moved = elsewhere(&stage);
        let what = format!("killed at moment {dies_at} and moved");
        converge(&moved, &plan, "west", &what).await;
        check(&moved, &plan, Some(Fault::LostAfterApplied), &what);
        let store = moved.store();
        let audit = store.audit(&store.runs().unwrap()[0].id).unwrap();
        let hosts: Vec<&str> = audit.sessions.iter().map(|session| session.by.host.as_str()).collect();
        let expected: &[&str] = if survived { &["east"] } else { &["east", "west"] };
        assert_eq!(hosts, expected, "{what}");
        if survived {
            assert!(dies_at > 15, "it was killed at every moment");
            return;
        }
    }
}

/// Remembers what lay on the disk at the last two moments, and unwinds at the n-th.
struct Remembers {
    folder: std::path::PathBuf,
    seen: Arc<Mutex<Vec<[Vec<u8>; 2]>>>,
    dies: DiesAt,
}

impl Probe for Remembers {
    fn at(&self, step: Step<'_>) {
        let read = |file: &str| std::fs::read(self.folder.join(file)).unwrap_or_default();
        self.seen.lock().unwrap().push([read("vodsweep.db"), read("vodsweep.db-wal")]);
        self.dies.at(step);
    }
}

/// A first session that dies at a moment; gives what lay on the disk at the moment before it and at its end.
async fn torn(stage: &Stage, plan: &Plan, dies_at: i64) -> Option<[[Vec<u8>; 2]; 2]> {
    use futures_util::FutureExt as _;
    let mut context = stage.context();
    context.store.skip_syncing();
    let seen = Arc::default();
    context.probe = Arc::new(Remembers {
        folder: stage.folder.path().to_path_buf(),
        seen: Arc::clone(&seen),
        dies: DiesAt::new(dies_at),
    });
    let check =
        Acceptance { now: at(0), today: at(0), now_is_given: false, account: &account(), store: &context.store };
    let accepted = accept(plan.clone(), check).unwrap();
    let mut listener = |_| {};
    let ran = std::panic::AssertUnwindSafe(commit(&accepted, &context, &mut listener)).catch_unwind().await;
    let mut seen: Vec<[Vec<u8>; 2]> = std::mem::take(&mut *seen.lock().unwrap());
    if ran.is_ok() {
        return None;
    }
    let after = seen.pop()?;
    Some([seen.pop().unwrap_or_default(), after])
}

#[tokio::test]
async fn a_power_cut_in_the_middle_of_any_write_of_a_run_is_resumed() {
    let mut cuts = 0;
    for dies_at in 1.. {
        let mut ended = false;
        // So far into what the write added to the log; the last one is all of it less a byte.
        for part in [0, 1, 3, 5, 7] {
            let (stage, plan) = stage(SHAPE, Some(Fault::LostBeforeApplied));
            let Some([before, after]) = torn(&stage, &plan, dies_at).await else {
                ended = true;
                break;
            };
            let [old, new] = [&before[1], &after[1]];
            if before[0] != after[0] || old.len() >= new.len() {
                break;
            }
            let cut = old.len() + (new.len() - old.len()) * part / 8;
            let other = tempfile::tempdir().unwrap();
            std::fs::write(other.path().join("vodsweep.db"), &after[0]).unwrap();
            std::fs::write(other.path().join("vodsweep.db-wal"), &new[..cut]).unwrap();
            let stage = Stage { folder: other, world: Arc::clone(&stage.world), options: stage.options };
            let what = format!("the power failed before moment {dies_at}, {part} eighths into the write");
            converge(&stage, &plan, "east", &what).await;
            check(&stage, &plan, Some(Fault::LostBeforeApplied), &what);
            cuts += 1;
        }
        if ended {
            break;
        }
    }
    assert_eq!(cuts, 70);
}

/// Two processes at once: each has its own connection, lock file and journal handle, over one folder.
async fn race(plans: [Plan; 2], stage: &Stage) -> [Result<(), ExecuteError>; 2] {
    let contexts = [stage.context(), stage.context()];
    let accepted = plans.map(|plan| {
        let store = stage.store();
        accept(plan, Acceptance { now: at(0), today: at(0), now_is_given: false, account: &account(), store: &store })
            .unwrap()
    });
    let (mut one, mut other) = (|_| {}, |_| {});
    let (first, second) =
        tokio::join!(commit(&accepted[0], &contexts[0], &mut one), commit(&accepted[1], &contexts[1], &mut other));
    [first.map(drop), second.map(drop)]
}

#[tokio::test]
async fn of_two_processes_that_want_one_account_the_second_is_told_who_the_first_is() {
    for same in [true, false] {
        let (stage, plan) = stage(SHAPE, None);
        let other = if same { plan.clone() } else { Plan { id: "sha256:ffff00001111".into(), ..plan.clone() } };
        let [first, second] = race([plan.clone(), other], &stage).await;
        first.unwrap();
        let error = second.unwrap_err();
        let ExecuteError::Store(StoreError::Locked { holder, .. }) = &error else { panic!("{error:?}") };
        assert_eq!(holder.pid, Some(std::process::id()));
        let run = stage.store().runs().unwrap();
        assert_eq!((run.len(), holder.run.as_ref()), (1, Some(&run[0].id)), "the other run was not even opened");
        check(&stage, &plan, None, "two at once");
    }
}

#[tokio::test]
async fn a_run_whose_journal_was_changed_is_not_taken_up() {
    let (stage, plan) = stage(SHAPE, None);
    assert_eq!(session(&stage, &plan, 6, "east").await, None);
    let deleted = stage.world.held().deleted.clone();
    let database = rusqlite::Connection::open(stage.folder.path().join("vodsweep.db")).unwrap();
    let changed = database.execute("UPDATE entries SET state = 'pending', at = NULL WHERE at > 0", []);
    assert!(changed.unwrap() > 0);
    drop(database);
    let run = stage.store().runs().unwrap().remove(0).id;
    let error = super::resume(&run, &stage.context(), &mut |_| {}).await.unwrap_err();
    assert!(error.to_string().starts_with(&format!("trust the journal of run {run}: it was changed")), "{error}");
    assert_eq!(stage.world.held().deleted, deleted, "nothing more was deleted");
    let store = Store::open(stage.folder.path()).unwrap().on_behalf_of(Operator::new(None, None));
    assert_eq!(store.audit(&run).unwrap().sessions.len(), 1, "and no session was begun");
}
