//! What deletions leave behind, and what they say.

use serde_json::{Value, json};

use super::{
    delete_attached_media, delete_dynamic_image, delete_image, delete_mezzanines, delete_multipart_upload,
    delete_stream, delete_video,
};
use crate::sandbox::apsara::files::stream::streams;
use crate::sandbox::apsara::files::tests::{Bench, normal};
use crate::sandbox::apsara::files::{
    batch_get_media_infos, get_mezzanine_info, get_play_info, list_dynamic_image, list_snapshots,
};
use crate::sandbox::apsara::media::{Media, Snapshot, attached, audio, pictures};
use crate::sandbox::library::change::Change;
use crate::sandbox::library::files::FileKey;

fn nobody() -> String {
    "0".repeat(32)
}

fn mezzanine(bench: &Bench, id: &str) -> Value {
    bench.ask(get_mezzanine_info, &[("VideoId", id)])["Mezzanine"].clone()
}

fn log_lines(bench: &Bench) -> usize {
    std::fs::read_to_string(bench.library.desk.vault.folder().join("changes.jsonl")).unwrap().lines().count()
}

#[test]
fn several_videos_go_at_once_and_stay_gone() {
    let bench = Bench::new();
    let ids = bench.ids(|_, media| media.item().reference_id.is_none());
    let named = bench.id(|_, media| media.item().reference_id.is_some());
    let reference = bench.look(|shelf| Media::find(shelf, &named).unwrap().item().reference_id.clone().unwrap());
    let sound = bench.look(|shelf| audio(shelf).first().unwrap().id().to_owned());
    let list = format!("{},{},{},{sound}", ids[0], nobody(), ids[1]);
    let references = format!("no-such,{reference}");
    let answer = bench.ask(delete_video, &[("VideoIds", &list), ("ReferenceIds", &references)]);
    let said = json!({
        "ForbiddenVideoIds": [],
        "NonExistVideoIds": [nobody()],
        "NonExistReferenceIds": ["no-such"],
    });
    assert_eq!(answer, said);
    assert_eq!(log_lines(&bench), 1);
    let again = bench.library.again();
    again
        .vault
        .read(|_, shelf| {
            for id in [&ids[0], &ids[1], &named, &sound] {
                assert!(Media::find(shelf, id).is_none(), "{id}");
            }
            assert!(Media::find(shelf, &ids[2]).is_some());
            assert_eq!(shelf.live(), 1197);
        })
        .unwrap();
}

#[test]
fn what_does_not_exist_cannot_be_deleted_alone() {
    let bench = Bench::new();
    let id = bench.id(|_, _| true);
    bench.ask(delete_video, &[("VideoIds", &id)]);
    assert_eq!(bench.fault(delete_video, &[("VideoIds", &id)]), (404, "InvalidVideo.NotFound".to_owned()));
    assert_eq!(bench.fault(delete_mezzanines, &[("VideoIds", &id)]), (404, "InvalidVideo.NotFound".to_owned()));
    assert_eq!(bench.fault(delete_video, &[]).0, 400);
    assert_eq!(log_lines(&bench), 1);
}

#[test]
fn more_than_twenty_are_refused_and_all_stay() {
    let bench = Bench::new();
    let many = bench.ids(|_, _| true)[..21].join(",");
    let code = |fault: (u16, String)| fault.1;
    assert_eq!(code(bench.fault(delete_video, &[("VideoIds", &many)])), "VideoIdsExceededMax");
    assert_eq!(code(bench.fault(delete_mezzanines, &[("VideoIds", &many)])), "VideoIdsExceededMax");
    let twenty = bench.ids(|_, _| true)[..20].join(",");
    let both = [("VideoIds", twenty.as_str()), ("ReferenceIds", "one-more")];
    assert_eq!(code(bench.fault(delete_video, &both)), "VideoIdsExceededMax");
    assert_eq!(log_lines(&bench), 0);
}

#[test]
fn known_streams_go_and_unknown_ones_are_passed_over() {
    let bench = Bench::new();
    let id = bench.id(|shelf, media| normal(media) && streams(shelf, media).iter().any(|one| one.superseded));
    let before = bench.streams(&id);
    let old = before.iter().find(|one| one.superseded).unwrap();
    let main = before.iter().find(|one| !one.superseded && one.definition == old.definition).unwrap();
    let jobs = format!("{},{}", nobody(), main.job_id);
    assert_eq!(bench.ask(delete_stream, &[("VideoId", &id), ("JobIds", &jobs)]), json!({}));
    let left: Vec<String> = bench.streams(&id).into_iter().map(|one| one.job_id).collect();
    // A duplicate outlives the stream that superseded it.
    assert!(left.contains(&old.job_id) && !left.contains(&main.job_id));
    assert_eq!(left.len(), before.len() - 1);
    let key = main.key.clone().unwrap();
    bench.look(|shelf| {
        let files = shelf.files(Media::find(shelf, &id).unwrap().item());
        assert!(files.renditions.iter().all(|one| FileKey::Rendition(&one.id).text() != key));
    });
    bench.ask(delete_stream, &[("VideoId", &id), ("JobIds", &old.job_id)]);
    assert_eq!(bench.streams(&id).len(), before.len() - 2);
    let both = format!("{},{}", main.job_id, old.job_id);
    let gone = bench.fault(delete_stream, &[("VideoId", &id), ("JobIds", &both)]);
    assert_eq!(gone, (404, "InvalidStream.NotFound".to_owned()));
}

#[test]
fn streams_are_named_by_video_and_at_most_twenty_at_once() {
    let bench = Bench::new();
    let ids = bench.ids(|shelf, media| normal(media) && streams(shelf, media).iter().any(|one| one.key.is_some()));
    let job = bench.streams(&ids[0]).into_iter().find(|one| one.key.is_some()).unwrap().job_id;
    let elsewhere = bench.fault(delete_stream, &[("VideoId", &ids[1]), ("JobIds", &job)]);
    assert_eq!(elsewhere, (404, "InvalidStream.NotFound".to_owned()));
    let many: Vec<String> = (0..21).map(|number| format!("{number:032x}")).collect();
    let too_many = bench.fault(delete_stream, &[("VideoId", &ids[0]), ("JobIds", &many.join(","))]);
    assert_eq!(too_many, (400, "JobIdsExceededMax".to_owned()));
    assert_eq!(bench.fault(delete_stream, &[("VideoId", &ids[0])]).0, 400);
    let unknown = bench.fault(delete_stream, &[("VideoId", &nobody()), ("JobIds", &job)]);
    assert_eq!(unknown, (404, "InvalidVideo.NotFound".to_owned()));
    assert_eq!(log_lines(&bench), 0);
}

#[test]
fn a_video_without_streams_can_no_longer_be_played() {
    let bench = Bench::new();
    let id = bench.id(|shelf, media| {
        let all = streams(shelf, media);
        normal(media) && !all.is_empty() && all.iter().all(|one| one.key.is_some())
    });
    let jobs: Vec<String> = bench.streams(&id).into_iter().map(|one| one.job_id).collect();
    bench.ask(delete_stream, &[("VideoId", &id), ("JobIds", &jobs.join(","))]);
    let params = [("VideoId", id.as_str()), ("ResultType", "Multiple")];
    assert_eq!(bench.fault(get_play_info, &params), (404, "InvalidVideo.NoneStream".to_owned()));
    assert_eq!(bench.ask(batch_get_media_infos, &[("MediaIds", &id)])["MediaInfos"][0]["PlayInfoList"], json!([]));
}

#[test]
fn a_source_that_plays_goes_only_by_force() {
    let bench = Bench::new();
    let plain = bench.id(|_, media| media.has_source() && media.transcode_mode() == Some("FastTranscode"));
    let playing =
        bench.id(|_, media| normal(media) && media.has_source() && media.transcode_mode() == Some("NoTranscode"));
    let list = format!("{plain},{playing},{}", nobody());
    let said = |kept: Value| json!({ "UnRemoveableVideoIds": kept, "NonExistVideoIds": [nobody()], "NonExistReferenceIds": [] });
    let params = [("VideoIds", list.as_str()), ("Force", "False")];
    assert_eq!(bench.ask(delete_mezzanines, &params), said(json!([playing])));
    assert_eq!(mezzanine(&bench, &plain)["Status"], "Deleted");
    assert_eq!(mezzanine(&bench, &playing)["Status"], "Normal");
    assert!(bench.streams(&playing).iter().any(|one| one.key.is_none()));
    let forced = [("VideoIds", list.as_str()), ("Force", "True")];
    assert_eq!(bench.ask(delete_mezzanines, &forced), said(json!([])));
    assert_eq!(mezzanine(&bench, &playing)["Status"], "Deleted");
    assert!(bench.streams(&playing).iter().all(|one| one.key.is_some()));
    assert_eq!(bench.fault(delete_mezzanines, &[("VideoIds", &plain), ("Force", "yes")]).0, 400);
}

#[test]
fn a_source_that_plays_is_not_deleted_as_a_stream() {
    let bench = Bench::new();
    let id = bench.id(|shelf, media| streams(shelf, media).iter().any(|one| one.key.is_none()));
    let job = bench.streams(&id).into_iter().find(|one| one.key.is_none()).unwrap().job_id;
    let refused = bench.fault(delete_stream, &[("VideoId", &id), ("JobIds", &job)]);
    assert_eq!(refused, (404, "InvalidStream.NotFound".to_owned()));
    assert_eq!(mezzanine(&bench, &id)["Status"], "Normal");
}

#[test]
fn both_dialects_agree_about_sources() {
    let bench = Bench::new();
    let ids = bench.ids(|_, media| media.has_source() && media.item().has_master);
    bench.ask(delete_mezzanines, &[("VideoIds", &ids[0])]);
    bench.look(|shelf| {
        let media = Media::find(shelf, &ids[0]).unwrap();
        assert!(!media.item().has_master && shelf.files(media.item()).master.is_none());
    });
    let video = bench.look(|shelf| Media::find(shelf, &ids[1]).unwrap().item().id.clone());
    let change = Change::FileDeleted { video, file: FileKey::Master.text() };
    bench.library.change(change);
    assert_eq!(mezzanine(&bench, &ids[1])["Status"], "Deleted");
    assert!(!bench.streams(&ids[1]).is_empty());
}

#[test]
fn snapshots_of_a_video_go_by_sort() {
    let bench = Bench::new();
    let id = bench.id(|_, media| Snapshot::ALL.iter().all(|sort| !media.snapshots(*sort).is_empty()));
    let counts = || {
        bench.look(|shelf| {
            let media = Media::find(shelf, &id).unwrap();
            Snapshot::ALL.map(|sort| !media.snapshots(sort).is_empty())
        })
    };
    let ask = |sorts: &str| {
        bench.ask(delete_image, &[("DeleteImageType", "VideoId"), ("VideoId", &id), ("ImageType", sorts)])
    };
    assert_eq!(ask("CoverSnapshot,SpriteSnapshot"), json!({}));
    assert_eq!(counts(), [false, true, false, true, true]);
    assert_eq!(bench.fault(list_snapshots, &[("VideoId", &id)]), (404, "NoSuchResource".to_owned()));
    ask("All");
    assert_eq!(counts(), [false, false, false, false, true]);
    let refuse = |sorts: &str| {
        bench.fault(delete_image, &[("DeleteImageType", "VideoId"), ("VideoId", &id), ("ImageType", sorts)])
    };
    assert_eq!(refuse("All"), (404, "NoSuchResource".to_owned()));
    assert_eq!(refuse("WebVttSnapshot").0, 400);
    assert_eq!(refuse("All,CoverSnapshot").0, 400);
    assert_eq!(refuse("").0, 400);
}

#[test]
fn pictures_go_by_address_however_it_is_written() {
    let bench = Bench::new();
    let id = bench.id(|_, media| media.cover_address().is_some() && media.snapshots(Snapshot::Cover).len() > 2);
    let (cover, shots) = bench.look(|shelf| {
        let media = Media::find(shelf, &id).unwrap();
        (media.cover_url().unwrap(), media.snapshots(Snapshot::Cover))
    });
    let encoded = cover.replace(':', "%3A").replace('/', "%2f").replace('?', "%3F").replace('=', "%3D");
    let addresses = format!("{encoded},{}?auth_key=1-0-0-x,https://elsewhere.invalid/a%zz.jpg", shots[1]);
    assert_eq!(bench.ask(delete_image, &[("DeleteImageType", "ImageURL"), ("ImageURLs", &addresses)]), json!({}));
    assert_eq!(log_lines(&bench), 1);
    bench.look(|shelf| {
        let media = Media::find(shelf, &id).unwrap();
        assert_eq!(media.cover_address(), None);
        assert!(shelf.still_images(media.item()).iter().all(|image| image.label != "poster"));
        let left = media.snapshots(Snapshot::Cover);
        assert_eq!(left.len(), shots.len() - 1);
        assert!(!left.contains(&shots[1]));
    });
    let gone = bench.fault(delete_image, &[("DeleteImageType", "ImageURL"), ("ImageURLs", &addresses)]);
    assert_eq!(gone, (404, "NoSuchResource".to_owned()));
}

#[test]
fn uploaded_pictures_go_by_id_or_address() {
    let bench = Bench::new();
    let all = bench.look(pictures);
    let ids = format!("{},{}", all[0].id, nobody());
    assert_eq!(bench.ask(delete_image, &[("DeleteImageType", "ImageId"), ("ImageIds", &ids)]), json!({}));
    bench.ask(delete_image, &[("DeleteImageType", "ImageURL"), ("ImageURLs", &all[1].address)]);
    let left: Vec<String> = bench.look(|shelf| pictures(shelf).into_iter().map(|one| one.id).collect());
    assert!(!left.contains(&all[0].id) && !left.contains(&all[1].id));
    let gone = bench.fault(delete_image, &[("DeleteImageType", "ImageId"), ("ImageIds", &ids)]);
    assert_eq!(gone, (404, "NoSuchResource".to_owned()));
    for params in [
        vec![("DeleteImageType", "ImageId")],
        vec![("DeleteImageType", "Nothing"), ("ImageIds", "x")],
        vec![("ImageIds", "x")],
    ] {
        assert_eq!(bench.fault(delete_image, &params).0, 400, "{params:?}");
    }
    let many: Vec<String> = (0..21).map(|number| format!("{number:032x}")).collect();
    let too_many = bench.fault(delete_image, &[("DeleteImageType", "ImageId"), ("ImageIds", &many.join(","))]);
    assert_eq!(too_many, (400, "ImageIdsExceededMax".to_owned()));
}

#[test]
fn attached_media_go_and_missing_ones_are_named() {
    let bench = Bench::new();
    let all = bench.look(attached);
    let ids = format!("{},{}", all[0].id, nobody());
    let answer = bench.ask(delete_attached_media, &[("MediaIds", &ids)]);
    assert_eq!(answer, json!({ "NonExistMediaIds": [nobody()] }));
    assert_eq!(bench.look(|shelf| attached(shelf).len()), all.len() - 1);
    let again = bench.ask(delete_attached_media, &[("MediaIds", &all[0].id)]);
    assert_eq!(again, json!({ "NonExistMediaIds": [all[0].id] }));
    assert_eq!(log_lines(&bench), 1);
}

#[test]
fn the_parts_of_an_unfinished_upload_go_and_its_record_stays() {
    let bench = Bench::new();
    let id = bench.id(|_, media| media.status() == "Uploading");
    let params = [("MediaId", id.as_str()), ("MediaType", "video")];
    assert_eq!(mezzanine(&bench, &id)["Status"], "Uploading");
    assert_eq!(bench.ask(delete_multipart_upload, &params), json!({}));
    assert_eq!(bench.fault(get_mezzanine_info, &[("VideoId", &id)]), (404, "InvalidFile.NotFound".to_owned()));
    let info = bench.ask(batch_get_media_infos, &[("MediaIds", &id)])["MediaInfos"][0].clone();
    assert_eq!(
        (&info["MediaInfo"]["Status"], &info["MezzanineInfo"]["Status"]),
        (&json!("Uploading"), &json!("Deleted"))
    );
    let nothing = (400, "InvalidMultipartUpload.NotFound".to_owned());
    assert_eq!(bench.fault(delete_multipart_upload, &params), nothing);
    let whole = bench.id(|_, media| normal(media));
    assert_eq!(bench.fault(delete_multipart_upload, &[("MediaId", &whole), ("MediaType", "video")]), nothing);
    let unknown = bench.fault(delete_multipart_upload, &[("MediaId", &nobody()), ("MediaType", "video")]);
    assert_eq!(unknown, (400, "InvalidVideo.NotFound".to_owned()));
    assert_eq!(bench.fault(delete_multipart_upload, &[("MediaId", &id), ("MediaType", "image")]).0, 400);
}

#[test]
fn animated_pictures_go_by_id_or_all_unless_too_many() {
    let bench = Bench::new();
    let list =
        |id: &str| bench.ask(list_dynamic_image, &[("VideoId", id)])["DynamicImageList"].as_array().unwrap().clone();
    let many = bench.ids(|_, media| normal(media)).into_iter().find(|id| list(id).len() > 10).unwrap();
    assert_eq!(bench.fault(delete_dynamic_image, &[("VideoId", &many)]).0, 400);
    let count = list(&many).len();
    let ids: Vec<String> =
        list(&many).iter().take(2).map(|one| one["DynamicImageId"].as_str().unwrap().to_owned()).collect();
    let some = [("VideoId", many.as_str()), ("DynamicImageIds", &ids.join(","))];
    assert_eq!(bench.ask(delete_dynamic_image, &some), json!({}));
    assert_eq!(list(&many).len(), count - 2);
    assert_eq!(bench.fault(delete_dynamic_image, &some), (404, "NoSuchResource".to_owned()));
    bench.ask(delete_dynamic_image, &[("VideoId", &many)]);
    assert_eq!(list(&many).len(), 0);
}

#[test]
fn sound_loses_its_source_and_streams_like_a_video() {
    let bench = Bench::new();
    let id = bench.look(|shelf| audio(shelf).first().unwrap().id().to_owned());
    let before = bench.streams(&id);
    assert!(!before.is_empty());
    bench.ask(delete_stream, &[("VideoId", &id), ("JobIds", &before[0].job_id)]);
    assert_eq!(bench.streams(&id).len(), before.len() - 1);
    bench.ask(delete_mezzanines, &[("VideoIds", &id)]);
    assert_eq!(mezzanine(&bench, &id)["Status"], "Deleted");
    bench.ask(delete_video, &[("VideoIds", &id)]);
    assert_eq!(bench.fault(get_mezzanine_info, &[("VideoId", &id)]).0, 404);
}
