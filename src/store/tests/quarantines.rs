//! Which videos the journal has in quarantine.

use tempfile::tempdir;

use super::{account, at, plan};
use crate::model::Action;
use crate::store::{EntryState, Intent, Outcome, RunId, Store};

/// A run that does this to the videos 1 to 3, and how its entries end.
fn ran(store: &Store, id: &str, action: Action, second: i64, ends: &[(u32, Option<EntryState>)]) -> RunId {
    let mut plan = plan(id, 3);
    plan.entries.iter_mut().for_each(|entry| entry.action = action);
    let run = store.open_run(&plan, at(second)).unwrap();
    for (seq, state) in ends {
        store.intents(&run, &[Intent { seq: *seq, evidence: None }], at(second)).unwrap();
        if let Some(state) = *state {
            store.outcomes(&run, &[Outcome { seq: *seq, state, error: None }], at(second)).unwrap();
        }
    }
    run
}

#[test]
fn the_last_thing_that_happened_to_a_video_counts() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let account = account();
    let told = || {
        let list = store.quarantines(&account).unwrap().into_iter();
        list.map(|one| (one.video.to_string(), one.run, one.unsettled)).collect::<Vec<_>>()
    };
    let done = Some(EntryState::Quarantined);
    let first = ran(&store, "aaaaaaaa1", Action::Quarantine, 10, &[(1, done), (2, done), (3, done)]);
    let one = |video: &str, run: &RunId| (video.to_owned(), run.clone(), None);
    assert_eq!(told(), [one("1", &first), one("2", &first), one("3", &first)]);
    ran(&store, "bbbbbbbb2", Action::Release, 20, &[(1, Some(EntryState::Released)), (2, Some(EntryState::Failed))]);
    assert_eq!(told(), [one("2", &first), one("3", &first)], "a release that failed ends nothing");
    let again = ran(&store, "cccccccc3", Action::Quarantine, 30, &[(1, done)]);
    let open = ran(&store, "dddddddd4", Action::Release, 40, &[(2, None)]);
    ran(&store, "eeeeeeee5", Action::DeleteVideo, 50, &[(3, Some(EntryState::Deleted))]);
    assert_eq!(told(), [one("1", &again), ("2".to_owned(), first.clone(), Some(open))]);
    let other = crate::model::Account { account_id: "another".into(), ..account.clone() };
    assert!(store.quarantines(&other).unwrap().is_empty());
    assert_eq!(store.deleted_since(&account, at(0)).unwrap(), 5, "quarantines count in the day, releases do not");
}
