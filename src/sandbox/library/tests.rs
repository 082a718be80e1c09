//! That a library is the same for everybody, and survives everything.

use std::io::Write;
use std::path::Path;

use jiff::Timestamp;

use super::Plan;
use super::change::Change;
use super::header::Header;
use super::shelf::Shelf;
use super::vault::Vault;

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn vault(folder: &Path) -> Vault {
    Vault::create(folder, &Header::new(Plan { seed: 3, videos: 40, anchor: now() }), true).unwrap();
    Vault::open(folder).unwrap().unwrap()
}

fn oldest(vault: &Vault) -> String {
    vault.read(|_, shelf| shelf.by_created().find(|(_, item)| item.deleted_at.is_none()).unwrap().1.id.clone()).unwrap()
}

fn delete_oldest(vault: &Vault) {
    let videos = vec![oldest(vault)];
    vault.write(now(), |_| ((), Some(Change::VideosDeleted { videos }))).unwrap();
}

fn live(vault: &Vault) -> usize {
    vault.read(|_, shelf| shelf.live()).unwrap()
}

#[test]
fn a_seed_means_the_same_library_for_ever() {
    let text = |seed| {
        let shelf = Shelf::generate(Plan { seed, videos: 200, anchor: now() });
        let all: Vec<String> =
            shelf.by_created().map(|(_, item)| format!("{item:?} {:?}", shelf.files(item))).collect();
        all.join("\n")
    };
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

#[test]
fn ids_are_unique_and_times_are_in_order() {
    let shelf = Shelf::generate(Plan { seed: 9, videos: 5000, anchor: now() });
    let ids: std::collections::BTreeSet<&str> = shelf.by_created().map(|(_, item)| item.id.as_str()).collect();
    assert_eq!(ids.len(), 5000);
    assert!(shelf.by_created().all(|(_, item)| item.created_at <= item.updated_at && item.updated_at <= now()));
}

#[test]
fn what_happened_is_still_so_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let first = vault(dir.path());
    delete_oldest(&first);
    drop(first);
    assert_eq!(live(&vault(dir.path())), 39);
}

#[test]
fn two_that_have_it_open_see_each_other_s_changes() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (vault(dir.path()), vault(dir.path()));
    delete_oldest(&one);
    assert_eq!(live(&other), 39);
    delete_oldest(&other);
    assert_eq!(live(&one), 38);
    Vault::create(dir.path(), &Header::new(Plan { seed: 4, videos: 7, anchor: now() }), false).unwrap();
    assert_eq!((live(&one), live(&other)), (7, 7));
}

#[test]
fn half_a_line_is_ignored_and_then_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let one = vault(dir.path());
    delete_oldest(&one);
    let log = dir.path().join("changes.jsonl");
    let mut file = std::fs::OpenOptions::new().append(true).open(&log).unwrap();
    file.write_all(b"{\"at\":\"2026-01-01T00:00:00Z\",\"change\":\"videos_del").unwrap();
    assert_eq!(live(&one), 39);
    let other = vault(dir.path());
    assert_eq!(live(&other), 39);
    delete_oldest(&other);
    assert_eq!((live(&one), live(&other)), (38, 38));
    let text = std::fs::read_to_string(&log).unwrap();
    assert_eq!(text.lines().count(), 2);
    assert!(text.lines().all(|line| serde_json::from_str::<super::change::Entry>(line).is_ok()));
}
