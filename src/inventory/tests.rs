//! What a file of an inventory promises: exactly what was put in, or an error.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use tempfile::TempDir;

use super::{Ending, Inventory, InventoryError, Snapshot, Synced, Taken};
use crate::model::{
    Account, Asset, AssetId, AssetKind, Assets, Delivery, KindSet, Known, MediaType, Platform, Text, Video, VideoId,
    VideoState,
};
use crate::query::{Matcher, Order, parse};

fn account() -> Account {
    Account { name: "main".into(), platform: Platform::Brightcove, account_id: "57838016001".into() }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + seconds).unwrap()
}

fn ending(counted: u64, seconds: i64) -> Ending {
    Ending { at: at(seconds), skew: SignedDuration::ZERO, counted: Some(counted), moved: false }
}

fn id(number: u32) -> VideoId {
    VideoId::new((6_300_000_000_000 + u64::from(number)).to_string()).unwrap()
}

/// A video with some values of each sort; `change` makes another version of it.
fn video(number: u32, change: u32) -> Arc<Video> {
    let mut video = Video::unknown(id(number), "it was not told");
    video.name = Known::Value(format!("Evening news {number}").into());
    video.description = if number.is_multiple_of(3) { Known::Absent } else { Known::Value("A day.".into()) };
    video.state = Known::Value(if change % 2 == 1 { VideoState::Inactive } else { VideoState::Active });
    video.created_at = Known::Value(at(i64::from(number)));
    video.updated_at = Known::Value(at(i64::from(number) + 1_000 * i64::from(change)));
    video.tags = Known::Value(vec!["news".into(), format!("t{}", number % 5).into()]);
    video.custom_fields = Known::Value(BTreeMap::from([("desk".into(), format!("d{}", number % 7).into())]));
    video.delivery = Known::Value(Delivery::DynamicOrigin);
    video.media_type = Known::Value(MediaType::Video);
    video.size = Known::unknown("a listing gives no sizes");
    video.has_master = Known::Value(!number.is_multiple_of(4));
    video.playable = Known::Absent;
    video.copies = if number.is_multiple_of(2) { vec!["https://cdn.example/a".into()] } else { Vec::new() };
    video.native = format!("{{\"id\":\"{number}\",\"change\":{change},\"name\":\"Evening news {number}\"}}").into();
    Arc::new(video)
}

fn videos(numbers: impl Iterator<Item = u32>, change: u32) -> Vec<Arc<Video>> {
    numbers.map(|number| video(number, change)).collect()
}

fn whole(inventory: &Inventory, list: &[Arc<Video>], seconds: i64) -> Synced {
    let mut draft = inventory.begin().unwrap();
    list.chunks(100).for_each(|page| draft.take(page).unwrap());
    draft.finish(ending(list.len() as u64, seconds)).unwrap()
}

fn changes(inventory: &Inventory, list: &[Arc<Video>], seconds: i64) -> (Taken, Synced) {
    let mut draft = inventory.begin_changes(&snapshot(inventory)).unwrap();
    list.chunks(100).for_each(|page| draft.take(page).unwrap());
    let (taken, held) = (draft.taken(), draft.held());
    (taken, draft.finish(ending(held, seconds)).unwrap())
}

fn snapshot(inventory: &Inventory) -> Arc<Snapshot> {
    inventory.snapshot().unwrap().expect("a sync")
}

fn found(snapshot: &Arc<Snapshot>, query: &str) -> Vec<Arc<Video>> {
    let query = parse(query, at(0)).unwrap();
    snapshot.search(Some(&query), Order::Created).unwrap().collect::<Result<_, _>>().unwrap()
}

fn matching(list: &[Arc<Video>], query: &str) -> Vec<Arc<Video>> {
    let matcher = Matcher::new(&parse(query, at(0)).unwrap());
    let mut found: Vec<_> = list.iter().filter(|video| !matcher.test(video).is_false()).cloned().collect();
    found.sort_by_key(|video| video.created_at.get());
    found
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn what_was_listed_is_found_again_with_every_value_and_in_order() {
    let folder = folder();
    let inventory = Inventory::make(folder.path(), &account()).unwrap();
    assert!(inventory.snapshot().unwrap().is_none());
    let list = videos((0..5_000).rev(), 0);
    let synced = whole(&inventory, &list, 10);
    assert_eq!((synced.held, synced.complete), (5_000, true));
    let snapshot = snapshot(&inventory);
    for query in [
        "",
        "state:inactive",
        "name:*99*",
        "news 4999",
        "size:>1GB",
        "-has_master:true",
        "custom_fields.desk:d3 tags:t1",
    ] {
        assert_eq!(found(&snapshot, query), matching(&list, query), "{query}");
    }
    let newest = snapshot.search(None, Order::RecentlyUpdated).unwrap().next().unwrap().unwrap();
    assert_eq!(newest.id, id(4_999));
    assert_eq!(snapshot.video(&id(17)).unwrap(), Some(video(17, 0)));
    assert_eq!(snapshot.video(&id(5_000)).unwrap(), None);
}

#[test]
fn changes_replace_what_they_change_and_leave_the_rest() {
    let folder = folder();
    let inventory = Inventory::make(folder.path(), &account()).unwrap();
    let mut list = videos(0..3_000, 0);
    whole(&inventory, &list, 10);
    let mut reported = videos(2_990..3_010, 1);
    reported.extend(videos(100..110, 0));
    // A video that comes twice counts as it came last.
    reported.push(video(2_999, 2));
    let (taken, synced) = changes(&inventory, &reported, 20);
    assert_eq!(taken, Taken { new: 10, changed: 10, same: 10 });
    assert_eq!((synced.held, synced.listed_at, synced.at), (3_010, at(10), at(20)));
    list.truncate(2_990);
    list.extend(videos(2_990..3_010, 1));
    list[2_999] = video(2_999, 2);
    let snapshot = snapshot(&inventory);
    assert_eq!(found(&snapshot, ""), list);
    assert_eq!(found(&snapshot, "state:inactive"), matching(&list, "state:inactive"));
    assert_eq!(snapshot.video(&id(2_999)).unwrap(), Some(video(2_999, 2)));
}

#[test]
fn many_small_changes_do_not_leave_many_small_blocks() {
    let folder = folder();
    let inventory = Inventory::make(folder.path(), &account()).unwrap();
    let mut list = videos(0..2_500, 0);
    whole(&inventory, &list, 10);
    for round in 1..=40 {
        changes(&inventory, &[video(round * 60, round), video(2_400 + round, round)], 10 + i64::from(round));
        list[(round * 60) as usize] = video(round * 60, round);
        list[2_400 + round as usize] = video(2_400 + round, round);
    }
    let snapshot = snapshot(&inventory);
    assert!(snapshot.blocks.len() <= 10, "{} blocks", snapshot.blocks.len());
    assert_eq!(found(&snapshot, ""), list);
}

#[test]
fn a_sync_that_is_broken_off_leaves_what_was_held() {
    let folder = folder();
    let inventory = Inventory::make(folder.path(), &account()).unwrap();
    let list = videos(0..2_100, 0);
    let synced = whole(&inventory, &list, 10);
    for wholly in [true, false] {
        let mut draft =
            if wholly { inventory.begin().unwrap() } else { inventory.begin_changes(&snapshot(&inventory)).unwrap() };
        draft.take(&videos(0..5_000, 7)).unwrap();
        drop(draft);
        assert_eq!(snapshot(&inventory).synced(), &synced);
        assert_eq!(found(&snapshot(&inventory), ""), list);
    }
    // What was left is swept away, and does not come back.
    whole(&inventory, &list, 30);
    let rows: i64 = inventory.connection().query_row("SELECT sum(rows) FROM blocks", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 2_100);
}

#[test]
fn a_snapshot_stays_as_it_was_and_one_process_syncs_at_a_time() {
    let folder = folder();
    let inventory = Inventory::make(folder.path(), &account()).unwrap();
    let list = videos(0..300, 0);
    whole(&inventory, &list, 10);
    let before = snapshot(&inventory);
    let mut draft = inventory.begin().unwrap();
    assert!(matches!(inventory.begin(), Err(InventoryError::Syncing { .. })));
    draft.take(&videos(0..200, 1)).unwrap();
    let synced = draft.finish(ending(250, 20)).unwrap();
    assert!(!synced.complete);
    assert_eq!(found(&before, ""), list);
    assert_eq!(found(&snapshot(&inventory), "").len(), 200);
    // What changed since an older state says nothing about this one.
    assert!(matches!(inventory.begin_changes(&before), Err(InventoryError::Syncing { .. })));
}

#[test]
fn a_file_that_is_damaged_or_of_another_format_is_an_error_and_never_a_shorter_answer() {
    let folder = folder();
    let list = videos(0..600, 0);
    let path = {
        let inventory = Inventory::make(folder.path(), &account()).unwrap();
        whole(&inventory, &list, 10);
        inventory.path().to_path_buf()
    };
    let good = fs::read(&path).unwrap();
    let expected = matching(&list, "state:active news");
    let read = || -> Result<Vec<Arc<Video>>, InventoryError> {
        let inventory =
            Inventory::open(folder.path(), &account())?.ok_or(InventoryError::Syncing { path: path.clone() })?;
        let snapshot = inventory.snapshot()?.ok_or(InventoryError::Syncing { path: path.clone() })?;
        snapshot.search(Some(&parse("state:active news", at(0)).unwrap()), Order::Created)?.collect()
    };
    assert_eq!(read().unwrap(), expected);
    let mut refused = 0;
    for place in (0..good.len()).step_by(331) {
        let mut bad = good.clone();
        bad[place] ^= 0x10;
        fs::write(&path, &bad).unwrap();
        match read() {
            Ok(found) => assert_eq!(found, expected, "byte {place}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 20, "{refused} of {}", good.len() / 331);
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    assert!(read().is_err());
    fs::write(&path, "this is no database, and long enough to be taken for one".repeat(4_000)).unwrap();
    assert!(read().unwrap_err().is_broken());
    fs::write(&path, &good).unwrap();
    let inventory = Inventory::open(folder.path(), &account()).unwrap().unwrap();
    inventory.connection().pragma_update(None, "user_version", 99).unwrap();
    drop(inventory);
    let error = read().unwrap_err();
    assert!(error.is_broken());
    assert_eq!(
        error.to_string(),
        format!("read the inventory {}: it has the format 99, and this version of vodsweep reads 1", path.display())
    );
    Inventory::remove(folder.path(), &account()).unwrap();
    assert!(Inventory::open(folder.path(), &account()).unwrap().is_none());
}

fn assets(video: &Video, sizes: &[u64]) -> Assets {
    let mut assets = Assets::new(video.id.clone());
    let list = sizes.iter().enumerate().map(|(number, bytes)| {
        let name = AssetId::new(format!("default/video{number}")).unwrap();
        let mut asset = Asset::bare(name, video.id.clone(), AssetKind::Rendition);
        asset.bytes = Known::Value(*bytes);
        asset.width = Known::Value(1_280);
        asset.codec = Known::unknown("not told");
        asset.created_at = Known::Value(at(5));
        asset.copies = vec![Text::from("https://cdn.example/r")];
        asset.native = format!("{{\"size\":{bytes}}}").into();
        Arc::new(asset)
    });
    assets.set(AssetKind::Rendition, Known::Value(list.collect()));
    assets
}

#[test]
fn files_are_kept_for_the_version_they_were_looked_up_for_and_nothing_unknown_is() {
    let folder = folder();
    let inventory = Inventory::make(folder.path(), &account()).unwrap();
    let (one, changed) = (video(4, 0), video(4, 1));
    let mut timeless = Video::clone(&video(2, 0));
    timeless.updated_at = Known::Absent;
    let timeless = Arc::new(timeless);
    let mut found = assets(&one, &[1, 2]);
    found.set(AssetKind::Master, Known::unknown("the platform was busy"));
    inventory.keep_files(&[(Arc::clone(&one), found), (Arc::clone(&timeless), assets(&timeless, &[3]))]).unwrap();
    let kept = inventory.files(&[Arc::clone(&one), Arc::clone(&changed), Arc::clone(&timeless)]).unwrap();
    assert_eq!(kept[0], assets(&one, &[1, 2]));
    assert_eq!((kept[1].looked_up(), kept[2].looked_up()), (KindSet::NONE, KindSet::NONE));
    // Another kind joins what is kept; another version takes its place.
    let mut master = Assets::new(one.id.clone());
    master.set(AssetKind::Master, Known::Value(Vec::new()));
    master.set(AssetKind::Manifest, Known::Absent);
    inventory.keep_files(&[(Arc::clone(&one), master.clone())]).unwrap();
    master.absorb(assets(&one, &[1, 2]));
    assert_eq!(inventory.files(&[Arc::clone(&one)]).unwrap(), [master.clone()]);
    // A video that has no master any more is believed, and not what was kept.
    let mut mastered = Assets::new(video(8, 0).id.clone());
    mastered.set(
        AssetKind::Master,
        Known::Value(vec![Arc::new(Asset::bare(
            AssetId::new("m").unwrap(),
            mastered.video.clone(),
            AssetKind::Master,
        ))]),
    );
    mastered.absorb(assets(&video(8, 0), &[9]));
    inventory.keep_files(&[(video(8, 0), mastered)]).unwrap();
    assert_eq!(inventory.files(&[video(8, 0)]).unwrap(), [assets(&video(8, 0), &[9])]);
    // The videos are another matter; but the files of a video that is gone are forgotten.
    whole(&inventory, &[Arc::clone(&one)], 10);
    assert_eq!(inventory.files(&[Arc::clone(&one)]).unwrap(), [master]);
    whole(&inventory, &[video(3, 0)], 20);
    assert_eq!(inventory.files(&[one]).unwrap()[0].looked_up(), KindSet::NONE);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_video_of_a_library_is_read_as_it_was_written(seed in any::<u32>(), count in 1..40_u32) {
        let folder = folder();
        let inventory = Inventory::make(folder.path(), &account()).unwrap();
        let list: Vec<Arc<Video>> = (0..count)
            .map(|number| {
                let mut state = u64::from(seed) << 20 | u64::from(number) << 8;
                let mut video = Video::clone(&video(number, 0));
                let mut draw = |most: u64| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 33) % most
                };
                let mut any = |_: &str| match draw(3) {
                    0 => Known::Absent,
                    1 => Known::unknown(["", "why", "the platform is busy"][usize::try_from(draw(3)).unwrap_or(0)]),
                    _ => Known::Value(Text::from("é\u{0}x".repeat(usize::try_from(draw(4)).unwrap_or(0)))),
                };
                (video.name, video.description, video.category) = (any("n"), any("d"), any("c"));
                (video.folder, video.reference_id, video.status) = (any("f"), any("r"), any("s"));
                (video.original_filename, video.storage_class) = (any("o"), any("c"));
                video.duration = if draw(2) == 0 { Known::Value(draw(u64::MAX)) } else { Known::Absent };
                video.size = if draw(2) == 0 { Known::Value(u64::MAX - draw(9)) } else { Known::unknown("size") };
                video.published_at = Known::Value(Timestamp::from_nanosecond(i128::from(draw(u64::MAX))).unwrap());
                Arc::new(video)
            })
            .collect();
        whole(&inventory, &list, 10);
        prop_assert_eq!(found(&snapshot(&inventory), ""), list);
    }
}
