//! How videos, sound and pictures look, on a generated library.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::bench::{Bench, clip, now, params};
use super::facts::Media;
use super::fields::video_info;
use super::{
    Snapshot, attached, audio, get_attached_media_info, get_categories, get_image_info, get_image_infos,
    get_video_info, get_video_infos, media_info, pictures,
};
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::library::Plan;
use crate::sandbox::library::files::FileKey;
use crate::sandbox::library::item::{Delivery, Item, State};
use crate::sandbox::library::shelf::{Shelf, media_id};

fn shelf(videos: u64) -> Shelf {
    Shelf::generate(Plan { seed: 1, videos, anchor: now() })
}

fn code(answer: Result<Map<String, Value>, Fault>) -> (u16, String) {
    let fault = answer.unwrap_err();
    (fault.status.as_u16(), fault.code)
}

fn all(shelf: &Shelf) -> Vec<Media<'_>> {
    shelf.by_created().map(|(_, item)| Media::of(shelf, item)).collect()
}

#[test]
fn states_are_put_into_the_platform_s_words() {
    let shelf = shelf(20_000);
    let mut unfinished = BTreeSet::new();
    for media in all(&shelf) {
        let item = media.item();
        let fresh = now().duration_since(item.created_at).as_hours() < 24;
        match (item.complete, item.state, media.status()) {
            (true, State::Active, "Normal")
            | (true, State::Inactive, "Blocked")
            | (true, State::Pending, "Checking") => {}
            (false, _, "Uploading" | "Transcoding") if fresh => {}
            (false, _, word) if !fresh => {
                unfinished.insert(word.to_owned());
            }
            (_, _, word) => panic!("{word} {item:?}"),
        }
    }
    let words = ["ProduceFail", "Producing", "TranscodeFail", "UploadSucc", "Uploading"];
    assert_eq!(unfinished.into_iter().collect::<Vec<_>>(), words);
}

#[test]
fn the_source_file_is_the_master_except_for_what_plays_from_it() {
    let shelf = shelf(2_000);
    let mut modes = BTreeSet::new();
    for media in all(&shelf) {
        let item = media.item();
        modes.insert(media.transcode_mode().map(str::to_owned));
        let generic = matches!(item.delivery, Delivery::Dynamic | Delivery::Static);
        assert_eq!(generic, media.transcode_mode() == Some("FastTranscode"));
        if matches!(media.status(), "UploadSucc" | "Transcoding" | "TranscodeFail" | "Checking") {
            assert!(media.has_source(), "what is worked on was uploaded");
        } else if generic {
            assert_eq!(media.has_source(), item.has_master && !item.shared_in());
            assert_eq!(media.source().map(|file| file.bytes), shelf.files(item).master.map(|file| file.bytes));
        } else {
            assert_eq!(media.has_source(), media.status() != "Uploading");
        }
        match media.size() {
            Some(0) => assert_eq!(media.status(), "Uploading"),
            size => assert_eq!(size.is_some(), media.has_source()),
        }
    }
    assert_eq!(modes.len(), 4);
}

#[test]
fn a_deleted_source_file_is_gone_and_nothing_else() {
    let bench = Bench::new(600);
    let find = |video: bool| {
        let pick = |media: &Media<'_>| media.has_source() && media.is_audio() != video;
        bench.desk.vault.read(|_, shelf| {
            let all = all(shelf).into_iter().chain(audio(shelf));
            let media = all.into_iter().find(pick).unwrap();
            (media.id().to_owned(), media.file_deleted(FileKey::Master))
        })
    };
    for video in [true, false] {
        let (id, change) = find(video).unwrap();
        bench.change(change);
        let after = bench.again().vault.read(|_, shelf| {
            let media = Media::find(shelf, &id).unwrap();
            (media.has_source(), media.size(), media.status().to_owned())
        });
        assert_eq!(after.unwrap(), (false, None, "Normal".to_owned()));
    }
}

#[test]
fn imported_videos_have_everything_too() {
    let bench = Bench::new(0);
    let mut video = clip("77", "A clip", "2024-05-06T07:08:09.987Z");
    video["tags"] = json!(["one", "two"]);
    video["duration"] = json!(61_500);
    video["has_digital_master"] = json!(true);
    video["reference_id"] = json!("my-clip");
    video["folder_id"] = json!("0123456789abcdef01234567");
    video["images"] = json!({ "poster": { "src": "https://example.com/p.jpg" } });
    bench.import(&json!([video]));
    let answer = get_video_info(&bench.desk, &params([("ReferenceId", "my-clip")])).unwrap();
    let shown = &answer["Video"];
    assert_eq!(shown["VideoId"], media_id("77").as_str());
    assert_eq!((&shown["Title"], &shown["Tags"]), (&json!("A clip"), &json!("one,two")));
    assert_eq!(shown["CreationTime"], "2024-05-06T07:08:09Z");
    assert_eq!((&shown["Status"], &shown["Duration"]), (&json!("Normal"), &json!(61.5)));
    assert_eq!(shown["CateName"], "0123456789abcdef01234567");
    assert!(shown["CoverURL"].as_str().unwrap().contains(".jpg?auth_key="));
    assert!(shown.get("Description").is_none());
}

#[test]
fn the_cover_is_the_poster_and_pictures_can_be_deleted_by_type() {
    let bench = Bench::new(600);
    let (id, item) = bench
        .desk
        .vault
        .read(|_, shelf| {
            let full = |media: &Media<'_>| Snapshot::ALL.iter().all(|kind| !media.snapshots(*kind).is_empty());
            let media = all(shelf).into_iter().find(full).unwrap();
            assert_eq!(media.cover_url().unwrap().split('?').next(), media.cover_address().as_deref());
            (media.id().to_owned(), media.item().clone())
        })
        .unwrap();
    let change = |key| bench.desk.vault.read(|_, shelf| Media::of(shelf, &item).file_deleted(key)).unwrap();
    bench.change(change(FileKey::Image("poster")));
    bench.change(change(Snapshot::of_word("CoverSnapshot").unwrap().key()));
    let left = |shelf: &Shelf| {
        let media = Media::find(shelf, &id).unwrap();
        (media.cover_url(), Snapshot::ALL.map(|kind| media.snapshots(kind).is_empty()))
    };
    let after = bench.desk.vault.read(|_, shelf| left(shelf)).unwrap();
    assert_eq!(after, (None, [true, false, false, false, false]));
}

#[test]
fn each_operation_has_its_own_shape() {
    let bench = Bench::new(200);
    let id = bench.desk.vault.read(|_, shelf| {
        all(shelf).into_iter().find(|media| media.snapshots(Snapshot::Cover).len() > 1).unwrap().id().to_owned()
    });
    let id = id.unwrap();
    let one = get_video_info(&bench.desk, &params([("VideoId", &id)])).unwrap();
    assert!(one["Video"]["Snapshots"]["Snapshot"][1].as_str().unwrap().contains("?auth_key="));
    assert_eq!(one["Video"]["RegionId"], "cn-shanghai");
    let several = get_video_infos(&bench.desk, &params([("VideoIds", &id)])).unwrap();
    assert!(several["VideoList"][0]["Snapshots"][1].is_string());
    assert!(several["VideoList"][0].get("RegionId").is_none());
    let batch = bench.desk.vault.read(|_, shelf| media_info(&Media::find(shelf, &id).unwrap())).unwrap();
    assert_eq!(batch["MediaId"], id.as_str());
    assert!(["VideoId", "Size", "Duration"].iter().all(|name| !batch.contains_key(*name)));
}

#[test]
fn numbers_are_sometimes_texts_and_empty_things_sometimes_missing() {
    let shelf = shelf(600);
    let infos: Vec<Map<String, Value>> = all(&shelf).iter().map(video_info).collect();
    let some = |holds: &dyn Fn(&Map<String, Value>) -> bool| {
        let count = infos.iter().filter(|info| holds(info)).count();
        assert!(count > 0 && count < infos.len(), "{count}");
    };
    some(&|info| info.get("Size").is_some_and(Value::is_string));
    some(&|info| info.get("Duration").is_some_and(Value::is_string));
    some(&|info| info.get("Snapshots").is_none());
    some(&|info| info.get("Snapshots") == Some(&json!({ "Snapshot": [] })));
    some(&|info| info.get("Description").is_none());
    some(&|info| info.get("Tags") == Some(&json!("")));
    some(&|info| info.get("UserData").is_some());
    some(&|info| info.get("AuditStatus") == Some(&json!("Blocked")));
    some(&|info| info.get("StorageClass") != Some(&json!("Standard")));
    some(&|info| info.get("RestoreStatus").is_some());
}

#[test]
fn what_does_not_exist_is_told_and_all_of_it_is_an_error() {
    let bench = Bench::new(60);
    let ids: Vec<String> =
        bench.desk.vault.read(|_, shelf| all(shelf).iter().map(|one| one.id().to_owned()).collect()).unwrap();
    let gone = "00000000000000000000000000000000";
    let ask = |text: &str| get_video_infos(&bench.desk, &params([("VideoIds", text)]));
    let answer = ask(&format!("{},{gone}", ids[0])).unwrap();
    assert_eq!(answer["NonExistVideoIds"], json!([gone]));
    assert_eq!(answer["VideoList"].as_array().unwrap().len(), 1);
    assert_eq!(code(ask(gone)), (404, "InvalidVideo.NotFound".to_owned()));
    assert_eq!(code(get_video_info(&bench.desk, &params([("VideoId", gone)]))).0, 404);
    assert_eq!(code(ask("")).1, "MissingParameter");
    assert_eq!(ask(&ids[..20].join(",")).unwrap()["VideoList"].as_array().unwrap().len(), 20);
    assert_eq!(code(ask(&ids[..21].join(","))), (400, "VideoIdsExceededMax".to_owned()));
    let shapes: BTreeSet<Option<String>> =
        ids.iter().map(|id| ask(id).unwrap().get("NonExistVideoIds").map(Value::to_string)).collect();
    assert_eq!(shapes, BTreeSet::from([None, Some("[]".to_owned())]));
}

#[test]
fn reference_ids_find_videos_too() {
    let bench = Bench::new(60);
    let with = |item: &Item| item.reference_id.clone().map(|reference| (reference, media_id(&item.id)));
    let found = bench.desk.vault.read(|_, shelf| shelf.by_created().find_map(|(_, item)| with(item))).unwrap();
    let (reference, id) = found.unwrap();
    let both = params([("VideoIds", &id), ("ReferenceIds", &format!("{reference},unknown"))]);
    let answer = get_video_infos(&bench.desk, &both).unwrap();
    assert_eq!(answer["VideoList"].as_array().unwrap().len(), 1);
    assert_eq!(answer["NonExistReferenceIds"], json!(["unknown"]));
}

#[test]
fn what_exists_here_only_can_be_deleted_for_good() {
    let bench = Bench::new(60);
    let count = |desk: &crate::sandbox::apsara::desk::Desk| {
        desk.vault.read(|_, shelf| (audio(shelf).len(), pictures(shelf).len(), attached(shelf).len())).unwrap()
    };
    assert_eq!(count(&bench.desk), (8, 40, 12));
    let changes = bench.desk.vault.read(|_, shelf| {
        let gone = |id: &str| crate::sandbox::library::change::Change::MediaDeleted { media: vec![id.to_owned()] };
        [audio(shelf)[3].deleted(), gone(&pictures(shelf)[0].id), gone(&attached(shelf)[0].id)]
    });
    let sound = bench.desk.vault.read(|_, shelf| audio(shelf)[3].id().to_owned()).unwrap();
    changes.unwrap().into_iter().for_each(|change| bench.change(change));
    assert_eq!(count(&bench.again()), (7, 39, 11));
    assert_eq!(code(get_video_info(&bench.desk, &params([("VideoId", &sound)]))).0, 404);
}

#[test]
fn pictures_tell_their_size_as_a_text_and_some_are_covers_of_videos() {
    let bench = Bench::new(600);
    let (ids, used) = bench
        .desk
        .vault
        .read(|_, shelf| {
            let covers: BTreeSet<String> = all(shelf).iter().filter_map(Media::cover_address).collect();
            let all = pictures(shelf);
            let used = all.iter().filter(|one| covers.contains(&one.address)).count();
            (all.into_iter().map(|one| one.id).collect::<Vec<_>>(), used)
        })
        .unwrap();
    assert!((2..=20).contains(&used), "{used}");
    let one = get_image_info(&bench.desk, &params([("ImageId", &ids[0])])).unwrap();
    assert!(one["ImageInfo"]["Mezzanine"]["FileSize"].as_str().unwrap().parse::<u64>().unwrap() > 0);
    let asked = format!("{},gone", ids[..19].join(","));
    let several = get_image_infos(&bench.desk, &params([("ImageIds", &asked)])).unwrap();
    assert_eq!(several["ImageInfo"].as_array().unwrap().len(), 19);
    assert_eq!(several["NonExistImageIds"], json!(["gone"]));
    assert_eq!(code(get_image_info(&bench.desk, &params([("ImageId", "gone")]))).1, "NoSuchResource");
    let many = ids[..21].join(",");
    assert_eq!(code(get_image_infos(&bench.desk, &params([("ImageIds", &many)]))).1, "ImageIdsExceededMax");
}

#[test]
fn attached_media_tell_what_they_are_for() {
    let bench = Bench::new(60);
    let ids: Vec<String> =
        bench.desk.vault.read(|_, shelf| attached(shelf).into_iter().map(|one| one.id).collect()).unwrap();
    let answer = get_attached_media_info(&bench.desk, &params([("MediaIds", &ids.join(","))])).unwrap();
    let list = answer["AttachedMediaList"].as_array().unwrap();
    assert_eq!(list.len(), 12);
    assert!(list.iter().all(|one| ["watermark", "subtitle", "material"].contains(&one["Type"].as_str().unwrap())));
    assert!(list.iter().any(|one| one["Categories"][0]["CateName"].is_string()));
}

#[test]
fn categories_are_a_tree_of_the_folders() {
    let bench = Bench::new(60);
    let root = get_categories(&bench.desk, &params([("CateId", "-1"), ("PageSize", "100")])).unwrap();
    let top = root["SubCategories"]["Category"].as_array().unwrap();
    assert_eq!((root["SubTotal"].as_u64(), top.len()), (Some(9), 9));
    let parent = top.iter().find(|one| one["SubTotal"] == 1).unwrap();
    let id = parent["CateId"].to_string();
    let below = get_categories(&bench.desk, &params([("CateId", &id)])).unwrap();
    let child = &below["SubCategories"]["Category"][0];
    assert_eq!((&child["ParentId"], &child["Level"]), (&parent["CateId"], &json!(1)));
    let second = get_categories(&bench.desk, &params([("PageNo", "2"), ("PageSize", "5")])).unwrap();
    assert_eq!(second["SubCategories"]["Category"].as_array().unwrap().as_slice(), &top[5..]);
    assert_eq!(code(get_categories(&bench.desk, &params([("CateId", "12")]))).0, 404);
    let used: BTreeSet<i64> = bench
        .desk
        .vault
        .read(|_, shelf| all(shelf).iter().filter_map(|one| i64::try_from(one.category()?.0).ok()).collect())
        .unwrap();
    assert!(used.contains(&parent["CateId"].as_i64().unwrap()));
}
