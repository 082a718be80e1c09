//! Every way in which editors and people change files.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

const GENEROUS: Option<Duration> = Some(Duration::from_secs(20));

fn watched() -> (TempDir, PathBuf, Watcher) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policy.rhai");
    fs::write(&path, "one").expect("written");
    let watcher = Watcher::new(std::slice::from_ref(&path)).expect("watching");
    (folder, path, watcher)
}

/// Everything that a script at the path asks for.
fn wanted(paths: &[&Path]) -> Wanted {
    let wanted = Wanted::default();
    for path in paths {
        wanted.note(path);
    }
    wanted
}

/// What is different once a save has ended.
fn next(watcher: &mut Watcher) -> Vec<PathBuf> {
    let mut paths = watcher.next(GENEROUS).expect("still watching").expect("a change in time").paths;
    while let Some(more) = watcher.settle().expect("still watching") {
        paths.extend(more.paths);
    }
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn a_write_in_place_is_noticed() {
    let (_folder, path, mut watcher) = watched();
    fs::write(&path, "two").expect("written");
    assert_eq!(next(&mut watcher), [path]);
}

#[test]
fn a_rename_over_the_file_is_noticed_every_time() {
    let (folder, path, mut watcher) = watched();
    for text in ["two", "three"] {
        let beside = folder.path().join(".policy.rhai.tmp");
        fs::write(&beside, text).expect("written");
        fs::rename(&beside, &path).expect("renamed");
        assert_eq!(next(&mut watcher), std::slice::from_ref(&path), "{text}");
    }
}

#[test]
fn a_file_that_is_deleted_and_created_is_noticed() {
    let (_folder, path, mut watcher) = watched();
    fs::remove_file(&path).expect("removed");
    fs::write(&path, "two").expect("written");
    assert_eq!(next(&mut watcher), std::slice::from_ref(&path));
    fs::write(&path, "three").expect("written");
    assert_eq!(next(&mut watcher), [path]);
}

#[test]
fn only_a_different_content_is_a_change() {
    let (folder, path, mut watcher) = watched();
    let marker = folder.path().join("marker.rhai");
    watcher.follow(&wanted(&[&path, &marker])).expect("followed");
    fs::write(folder.path().join("other.txt"), "noise").expect("written");
    fs::write(&path, "one").expect("written");
    fs::write(&marker, "end").expect("written");
    assert_eq!(next(&mut watcher), [marker]);
}

#[test]
fn a_burst_is_one_change() {
    let (_folder, path, mut watcher) = watched();
    for number in 0..200 {
        fs::write(&path, format!("burst {number}")).expect("written");
    }
    assert_eq!(next(&mut watcher), [path]);
    watcher.canceller().cancel();
    assert_eq!(watcher.next(GENEROUS).expect("still watching"), None);
}

#[test]
fn a_change_is_told_at_once_and_the_rest_of_the_save_when_it_is_quiet() {
    let (_folder, path, mut watcher) = watched();
    fs::write(&path, "half").expect("written");
    assert_eq!(watcher.next(GENEROUS).expect("still watching").expect("a change").paths, std::slice::from_ref(&path));
    fs::write(&path, "half and half").expect("written");
    // The system may tell of it later than it happened, and then it is the next change.
    let settled = watcher.settle().expect("still watching");
    let rest = settled.unwrap_or_else(|| watcher.next(GENEROUS).expect("still watching").expect("a change"));
    assert_eq!(rest.paths, [path]);
    assert_eq!(watcher.settle().expect("still watching"), None);
}

#[test]
fn what_happened_since_a_moment_is_known_even_where_a_file_holds_again_what_it_held() {
    let (_folder, path, mut watcher) = watched();
    fs::write(&path, "two").expect("written");
    assert_eq!(next(&mut watcher), std::slice::from_ref(&path));
    let moment = Instant::now();
    assert!(!watcher.has_heard_since(moment));
    fs::write(&path, "").expect("written");
    fs::write(&path, "two").expect("written");
    while !watcher.has_heard_since(moment) {
        assert_eq!(watcher.settle().expect("still watching"), None, "it holds what it held");
    }
}

#[test]
fn a_cancellation_while_a_save_settles_ends_the_next_waiting() {
    let (_folder, path, mut watcher) = watched();
    fs::write(&path, "two").expect("written");
    assert_eq!(next(&mut watcher), [path]);
    watcher.canceller().cancel();
    assert_eq!(watcher.settle().expect("still watching"), None);
    assert_eq!(watcher.next(GENEROUS).expect("still watching"), None);
}

#[test]
fn waiting_ends_when_it_is_cancelled_or_the_time_is_over() {
    let (_folder, _path, mut watcher) = watched();
    watcher.canceller().cancel();
    assert_eq!(watcher.next(None).expect("still watching"), None);
    assert_eq!(watcher.next(Some(Duration::ZERO)).expect("still watching"), None);
}

#[test]
fn a_missing_folder_is_an_error_that_names_it() {
    let error = Watcher::new(&[PathBuf::from("/nowhere/at/all/p.rhai")]).expect_err("no folder");
    assert_eq!(error.to_string(), "watch the folder /nowhere/at/all");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_to_the_file_that_is_edited() {
    let (folder, path, _) = watched();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let link = elsewhere.path().join("link.rhai");
    std::os::unix::fs::symlink(&path, &link).expect("linked");
    let mut watcher = Watcher::new(std::slice::from_ref(&link)).expect("watching");
    fs::write(folder.path().join("policy.rhai"), "two").expect("written");
    assert_eq!(next(&mut watcher), [link]);
}

#[test]
fn a_backup_that_is_moved_away_before_the_new_text_is_written_is_one_change() {
    let (folder, path, mut watcher) = watched();
    for text in ["two", "three"] {
        fs::rename(&path, folder.path().join("policy.rhai~")).expect("renamed");
        fs::write(&path, text).expect("written");
        assert_eq!(next(&mut watcher), std::slice::from_ref(&path), "{text}");
    }
}

#[test]
fn a_file_that_is_gone_for_good_is_a_change_and_so_is_its_return() {
    let (_folder, path, mut watcher) = watched();
    fs::remove_file(&path).expect("removed");
    assert_eq!(next(&mut watcher), std::slice::from_ref(&path));
    fs::write(&path, "one").expect("written");
    assert_eq!(next(&mut watcher), [path]);
}

#[test]
fn a_file_in_a_folder_that_is_not_there_yet_is_waited_for() {
    let (folder, path, mut watcher) = watched();
    let list = folder.path().join("lists/old/keep.txt");
    watcher.follow(&wanted(&[&path, &list])).expect("followed");
    fs::create_dir_all(folder.path().join("lists/old")).expect("made");
    fs::write(&list, "one").expect("written");
    assert_eq!(next(&mut watcher), [list]);
}

#[test]
fn a_folder_that_is_removed_and_made_again_is_watched_again() {
    let (folder, path, mut watcher) = watched();
    let lists = folder.path().join("lists");
    let list = lists.join("keep.txt");
    fs::create_dir(&lists).expect("made");
    fs::write(&list, "one").expect("written");
    watcher.follow(&wanted(&[&path, &list])).expect("followed");
    for text in ["two", "three"] {
        fs::remove_dir_all(&lists).expect("removed");
        fs::create_dir(&lists).expect("made");
        fs::write(&list, text).expect("written");
        assert_eq!(next(&mut watcher), std::slice::from_ref(&list), "{text}");
    }
    fs::write(&list, "four").expect("written");
    assert_eq!(next(&mut watcher), [list]);
}

#[test]
fn a_save_between_the_reading_and_the_watching_is_noticed() {
    let (folder, path, mut watcher) = watched();
    let list = folder.path().join("keep.txt");
    fs::write(&list, "one").expect("written");
    let wanted = wanted(&[&path, &list]);
    fs::write(&list, "two").expect("written");
    watcher.follow(&wanted).expect("followed");
    assert_eq!(next(&mut watcher), [list]);
}

#[test]
fn a_save_just_before_a_cancellation_is_not_lost() {
    let (_folder, path, mut watcher) = watched();
    let canceller = watcher.canceller();
    fs::write(&path, "two").expect("written");
    canceller.cancel();
    let mut found = watcher.next(GENEROUS).expect("still watching");
    while found.is_none() {
        found = watcher.next(GENEROUS).expect("still watching");
    }
    assert_eq!(found.expect("a change").paths, [path]);
}

#[test]
fn what_was_watched_stays_watched_where_a_script_failed() {
    let (folder, path, mut watcher) = watched();
    let list = folder.path().join("keep.txt");
    watcher.follow_also(&wanted(&[&list])).expect("followed");
    fs::write(&path, "two").expect("written");
    assert_eq!(next(&mut watcher), [path]);
    fs::write(&list, "one").expect("written");
    assert_eq!(next(&mut watcher), [list]);
}
