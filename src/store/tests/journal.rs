//! What the journal keeps, and what it refuses to write.

use std::collections::BTreeMap;

use proptest::prelude::{Strategy, any, prop, prop_oneof};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tempfile::tempdir;

use super::{account, at, plan};
use crate::store::{EntryState, Intent, Outcome, RunId, RunState, Store, StoreError};

fn intent(seq: u32) -> Intent {
    Intent { seq, evidence: Some("{}".into()) }
}

fn outcome(seq: u32, state: EntryState) -> Outcome {
    Outcome { seq, state, error: (!matches!(state, EntryState::Deleted)).then(|| "why".to_owned()) }
}

fn states(store: &Store, run: &RunId) -> Vec<EntryState> {
    let run = store.find_run(run.as_str()).unwrap();
    store.entries(&run).unwrap().into_iter().map(|entry| entry.state).collect()
}

#[test]
fn a_run_is_read_back_with_its_plan_totals_and_entries() {
    let folder = tempdir().unwrap();
    let plan = plan("1a2b3c4d5e6f", 3);
    let store = Store::open(folder.path()).unwrap();
    let run = store.open_run(&plan, at(0)).unwrap();
    assert_eq!(run.as_str(), "20261121T034600Z-1a2b3c4d");
    store.intents(&run, &[intent(1), intent(3)], at(1)).unwrap();
    store.outcomes(&run, &[outcome(1, EntryState::Deleted), outcome(3, EntryState::Deleted)], at(2)).unwrap();
    store.finish_run(&run, RunState::Interrupted, at(3)).unwrap();
    drop(store);

    let store = Store::open(folder.path()).unwrap();
    let record = store.find_run("20261121").unwrap();
    assert_eq!((record.state, record.started_at, record.finished_at), (RunState::Interrupted, at(0), Some(at(3))));
    assert_eq!((&record.plan, &record.account), (&plan.id, &account()));
    assert_eq!((record.totals.of(EntryState::Deleted), record.totals.of(EntryState::NotAttempted)), (2, 1));
    assert_eq!((record.totals.bytes_deleted, record.totals.bytes_unknown), (100, 1));
    assert_eq!(
        states(&store, &run),
        [EntryState::Deleted, EntryState::NotAttempted, EntryState::Deleted],
        "what an ended run left pending was not attempted"
    );
    assert_eq!(store.plan_of_run(&run).unwrap(), plan);
    assert_eq!(store.run_of_plan(&plan.id).unwrap(), Some(record));
}

#[test]
fn the_latest_moment_is_that_of_the_last_thing_that_was_written() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.latest_moment().unwrap(), None);
    let run = store.open_run(&plan("aa", 1), at(0)).unwrap();
    store.intents(&run, &[intent(1)], at(10)).unwrap();
    assert_eq!(store.latest_moment().unwrap(), Some(at(10)));
    store.outcomes(&run, &[outcome(1, EntryState::Deleted)], at(20)).unwrap();
    assert_eq!(store.latest_moment().unwrap(), Some(at(20)));
    store.finish_run(&run, RunState::Finished, at(30)).unwrap();
    assert_eq!(store.latest_moment().unwrap(), Some(at(30)));
}

#[test]
fn a_plan_has_one_run() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let run = store.open_run(&plan("aa", 1), at(0)).unwrap();
    let error = store.open_run(&plan("aa", 1), at(9)).unwrap_err();
    assert_eq!(error.to_string(), format!("open a run of plan sha256:aa: run {run} of it was opened before"));
}

#[test]
fn a_deletion_without_its_intent_is_not_written() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let run = store.open_run(&plan("aa", 2), at(0)).unwrap();
    store.intents(&run, &[intent(1)], at(1)).unwrap();
    let both = [outcome(1, EntryState::Deleted), outcome(2, EntryState::Deleted)];
    assert_eq!(
        store.outcomes(&run, &both, at(2)).unwrap_err().to_string(),
        format!("write `deleted` for entry 2 of run {run}: the journal holds pending")
    );
    assert_eq!(states(&store, &run), [EntryState::InFlight, EntryState::Pending], "all of them or none");
    assert!(matches!(store.intents(&run, &[intent(7)], at(2)), Err(StoreError::OutOfOrder { seq: 7, held: None, .. })));
}

#[test]
fn a_run_is_found_by_a_prefix_that_only_it_has() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let first = store.open_run(&plan("aa11", 1), at(0)).unwrap();
    let second = store.open_run(&plan("bb22", 1), at(0)).unwrap();
    assert_eq!(store.find_run("20261121T034600Z-b").unwrap().id, second);
    assert_eq!(
        store.find_run("2026").unwrap_err().to_string(),
        format!("find run `2026`: it could be `{second}` or `{first}`")
    );
    assert_eq!(
        store.find_run("x").unwrap_err().to_string(),
        "find run `x`: there is no run with this name; `vodsweep runs` lists them"
    );
    let ids: Vec<RunId> = store.runs().unwrap().into_iter().map(|run| run.id).collect();
    assert_eq!(ids, [second.clone(), first.clone()], "newest first");
    store.finish_run(&second, RunState::Finished, at(1)).unwrap();
    let open: Vec<RunId> = store.resumable_runs(&account()).unwrap().into_iter().map(|run| run.id).collect();
    assert_eq!(open, [first]);
}

#[test]
fn the_daily_count_holds_what_was_deleted_or_may_have_been() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let run = store.open_run(&plan("aa", 4), at(0)).unwrap();
    store.intents(&run, &[intent(1), intent(2), intent(3)], at(10)).unwrap();
    store.outcomes(&run, &[outcome(1, EntryState::Deleted), outcome(2, EntryState::Failed)], at(20)).unwrap();
    assert_eq!(store.deleted_since(&account(), at(0)).unwrap(), 2, "one deleted, one in flight");
    assert_eq!(store.deleted_since(&account(), at(15)).unwrap(), 1);
    let mut other = account();
    other.account_id = "1".into();
    assert_eq!(store.deleted_since(&other, at(0)).unwrap(), 0);
}

/// One thing that a session might do to the journal, legal or not.
#[derive(Debug, Clone)]
enum Operation {
    Intents(Vec<u32>),
    Outcome(u32, EntryState),
    End(RunState),
    Reopen,
    Crash,
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let seq = 1_u32..=4;
    let one = prop_oneof![
        prop::collection::btree_set(seq.clone(), 1..4).prop_map(|set| Operation::Intents(set.into_iter().collect())),
        (seq, prop::sample::select(EntryState::ALL.to_vec())).prop_map(|(seq, state)| Operation::Outcome(seq, state)),
        prop::sample::select(RunState::ALL.to_vec()).prop_map(Operation::End),
        any::<bool>().prop_map(|crash| if crash { Operation::Crash } else { Operation::Reopen }),
    ];
    prop::collection::vec(one, 0..30)
}

/// What the journal must hold after some operations: the rules, without a database.
#[derive(Default)]
struct Expected(BTreeMap<u32, EntryState>);

impl Expected {
    fn write(&mut self, steps: &[(u32, EntryState)]) -> bool {
        let mut after = self.0.clone();
        for (seq, next) in steps {
            let held = after.entry(*seq).or_insert(EntryState::Pending);
            if !held.may_become(*next) {
                return false;
            }
            *held = *next;
        }
        self.0 = after;
        true
    }
}

#[test]
fn any_prefix_of_the_journal_replays() {
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&operations(), |operations| {
            let folder = tempdir().unwrap();
            let mut store = Store::open(folder.path()).unwrap();
            let run = store.open_run(&plan("aa", 4), at(0)).unwrap();
            let mut expected = Expected((1..=4).map(|seq| (seq, EntryState::Pending)).collect());
            let mut state = RunState::Open;
            for (moment, operation) in (1_i64..).zip(operations) {
                match operation {
                    Operation::Intents(seqs) => {
                        let intents: Vec<Intent> = seqs.iter().copied().map(intent).collect();
                        let steps: Vec<_> = seqs.iter().map(|seq| (*seq, EntryState::InFlight)).collect();
                        assert_eq!(store.intents(&run, &intents, at(moment)).is_ok(), expected.write(&steps));
                    }
                    Operation::Outcome(seq, next) => {
                        let written = store.outcomes(&run, &[outcome(seq, next)], at(moment)).is_ok();
                        assert_eq!(written, expected.write(&[(seq, next)]));
                    }
                    Operation::End(next) => {
                        store.finish_run(&run, next, at(moment)).unwrap();
                        state = next;
                    }
                    Operation::Reopen => {
                        store.reopen_run(&run, at(moment)).unwrap();
                        state = RunState::Open;
                    }
                    Operation::Crash => {
                        drop(store);
                        store = Store::open(folder.path()).unwrap();
                    }
                }
                agrees(&store, &run, &expected, state)?;
            }
            Ok(())
        })
        .unwrap();
}

fn agrees(store: &Store, run: &RunId, expected: &Expected, state: RunState) -> Result<(), TestCaseError> {
    let record = store.find_run(run.as_str()).unwrap();
    let shown = |held: EntryState| match (held, state) {
        (EntryState::Pending, RunState::Interrupted | RunState::Stopped) => EntryState::NotAttempted,
        _ => held,
    };
    let wanted: Vec<EntryState> = expected.0.values().map(|held| shown(*held)).collect();
    proptest::prop_assert_eq!(record.state, state);
    proptest::prop_assert_eq!(states(store, run), wanted.clone());
    let mut totals = crate::store::RunTotals::default();
    for (seq, state) in (1_u32..).zip(wanted) {
        totals.add(state, (!seq.is_multiple_of(3)).then_some(100));
    }
    proptest::prop_assert_eq!(record.totals, totals);
    proptest::prop_assert_eq!(store.audit(run).unwrap().broken, Vec::<String>::new());
    Ok(())
}
