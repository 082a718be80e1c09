//! What is told about files, and the bench that the tests of deletions use too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::stream::{Encryption, Stream, plays_source, streams};
use super::{batch_get_media_infos, get_mezzanine_info, get_play_info, list_dynamic_image, list_snapshots};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::{Media, Snapshot, bench};
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::shelf::Shelf;

type Operation = fn(&Desk, &Params) -> Result<Map<String, Value>, Fault>;

/// A library with somebody to ask.
pub(in crate::sandbox::apsara) struct Bench {
    pub(in crate::sandbox::apsara) library: bench::Bench,
}

impl Bench {
    pub(in crate::sandbox::apsara) fn new() -> Self {
        Self { library: bench::Bench::new(1200) }
    }

    /// The answer of an operation.
    pub(in crate::sandbox::apsara) fn ask(&self, operation: Operation, params: &[(&str, &str)]) -> Value {
        self.call(operation, params).unwrap()
    }

    /// Status and code of an error.
    pub(in crate::sandbox::apsara) fn fault(&self, operation: Operation, params: &[(&str, &str)]) -> (u16, String) {
        let fault = self.call(operation, params).unwrap_err();
        (fault.status.as_u16(), fault.code)
    }

    fn call(&self, operation: Operation, params: &[(&str, &str)]) -> Result<Value, Fault> {
        let pairs = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        operation(&self.library.desk, &Params::new(pairs)).map(Value::Object)
    }

    /// Lets `look` see the library.
    pub(in crate::sandbox::apsara) fn look<T>(&self, look: impl FnOnce(&Shelf) -> T) -> T {
        self.library.desk.vault.read(|_, shelf| look(shelf)).unwrap()
    }

    /// The ids of all videos that fit, oldest first.
    pub(in crate::sandbox::apsara) fn ids(&self, fits: impl Fn(&Shelf, &Media<'_>) -> bool) -> Vec<String> {
        self.look(|shelf| {
            let all = shelf.by_created().map(|(_, item)| Media::of(shelf, item));
            all.filter(|media| fits(shelf, media)).map(|media| media.id().to_owned()).collect()
        })
    }

    /// The first video that fits.
    pub(in crate::sandbox::apsara) fn id(&self, fits: impl Fn(&Shelf, &Media<'_>) -> bool) -> String {
        self.ids(fits).swap_remove(0)
    }

    /// All streams of a video.
    pub(in crate::sandbox::apsara) fn streams(&self, id: &str) -> Vec<Stream> {
        self.look(|shelf| streams(shelf, &Media::find(shelf, id).unwrap()))
    }

    fn listed(&self, id: &str, result: &str) -> Vec<Value> {
        let answer = self.ask(get_play_info, &[("VideoId", id), ("ResultType", result)]);
        answer["PlayInfoList"]["PlayInfo"].as_array().unwrap().clone()
    }
}

pub(in crate::sandbox::apsara) fn normal(media: &Media<'_>) -> bool {
    media.status() == "Normal"
}

fn superseded(shelf: &Shelf, media: &Media<'_>) -> bool {
    normal(media) && streams(shelf, media).iter().any(|one| one.superseded)
}

fn private(shelf: &Shelf, media: &Media<'_>) -> usize {
    streams(shelf, media).iter().filter(|one| one.encryption == Encryption::Private).count()
}

#[test]
fn every_rendition_of_the_library_is_a_stream_with_an_id_of_its_own() {
    let bench = Bench::new();
    bench.look(|shelf| {
        let mut jobs = BTreeSet::new();
        let mut count = 0;
        for (_, item) in shelf.by_created() {
            let all = streams(shelf, &Media::of(shelf, item));
            for rendition in shelf.files(item).renditions {
                let key = format!("rendition:{}", rendition.id);
                let one = all.iter().find(|one| one.key.as_ref() == Some(&key)).unwrap();
                assert!(one.bytes.is_none_or(|bytes| bytes == rendition.bytes && bytes > 0));
            }
            count += all.len();
            jobs.extend(all.into_iter().map(|one| one.job_id));
        }
        assert_eq!(jobs.len(), count);
        assert!(jobs.iter().all(|job| job.len() == 32 && job.bytes().all(|byte| byte.is_ascii_hexdigit())));
    });
}

#[test]
fn superseded_duplicates_are_listed_only_when_everything_is_asked_for() {
    let bench = Bench::new();
    let id = bench.id(superseded);
    let all = bench.listed(&id, "Multiple");
    let old = all.iter().find(|one| one["Status"] == "Invisible").unwrap();
    let sort = |one: &Value| (one["Definition"].clone(), one["Format"].clone());
    let new = all.iter().find(|one| one["Status"] == "Normal" && sort(one) == sort(old)).unwrap();
    assert!(old["CreationTime"].as_str() < new["CreationTime"].as_str());
    let single = bench.listed(&id, "Single");
    let sorts: BTreeSet<String> = single.iter().map(|one| format!("{:?}", sort(one))).collect();
    assert_eq!(sorts.len(), single.len());
    assert!(single.iter().all(|one| one["Status"] == "Normal"));
    assert!(single.contains(new) && single.len() < all.len());
    assert_eq!(bench.ask(get_play_info, &[("VideoId", &id)])["PlayInfoList"]["PlayInfo"], json!(single));
}

#[test]
fn privately_encrypted_streams_hide_from_an_ordinary_listing() {
    let bench = Bench::new();
    let only = bench.id(|shelf, media| {
        let all = streams(shelf, media).len();
        normal(media) && all > 0 && private(shelf, media) == all
    });
    assert_eq!(bench.fault(get_play_info, &[("VideoId", &only)]), (403, "Forbidden.AliyunVoDEncryption".to_owned()));
    let listed = bench.listed(&only, "Multiple");
    assert!(listed.iter().all(|one| one["Encrypt"] == 1 && one["EncryptType"] == "AliyunVoDEncryption"));
    let some = bench.id(|shelf, media| {
        let hidden = private(shelf, media);
        normal(media) && hidden > 0 && hidden < streams(shelf, media).len()
    });
    assert!(bench.listed(&some, "Single").iter().all(|one| one["EncryptType"] != "AliyunVoDEncryption"));
    assert!(bench.listed(&some, "Multiple").iter().any(|one| one["EncryptType"] == "AliyunVoDEncryption"));
}

#[test]
fn a_stream_is_shown_with_texts_numbers_and_a_signed_address() {
    let bench = Bench::new();
    let id = bench.id(|shelf, media| normal(media) && streams(shelf, media).iter().any(|one| one.format == "m3u8"));
    let stream = bench.streams(&id).into_iter().find(|one| one.format == "m3u8").unwrap();
    let listed = bench.listed(&id, "Multiple");
    let shown = listed.iter().find(|one| one["JobId"] == stream.job_id).unwrap();
    let start = format!("https://vod.sandbox.invalid/{id}/{}-{}.m3u8?auth_key=", stream.job_id, "fd");
    assert_eq!(stream.definition, Some("FD"));
    assert!(shown["PlayURL"].as_str().unwrap().starts_with(&start), "{}", shown["PlayURL"]);
    assert_eq!(shown["Width"], json!(480));
    assert_eq!(shown["Bitrate"], json!(format!("{}.{:03}", stream.bitrate / 1000, stream.bitrate % 1000)));
    for name in ["Duration", "Bitrate", "Fps", "CreationTime", "StreamType", "Format", "Status"] {
        assert!(shown[name].is_string(), "{name}");
    }
    assert!(shown["Encrypt"].is_u64());
    assert!(shown["CreationTime"].as_str().unwrap().ends_with('Z') && !shown["CreationTime"].to_string().contains('.'));
    let base = &bench.ask(get_play_info, &[("VideoId", &id)])["VideoBase"];
    assert_eq!(
        (&base["VideoId"], &base["Status"], &base["MediaType"]),
        (&json!(id), &json!("Normal"), &json!("video"))
    );
}

#[test]
fn streams_are_filtered_by_format_quality_and_sort() {
    let bench = Bench::new();
    let id = bench.id(|shelf, media| {
        let all = streams(shelf, media);
        normal(media) && private(shelf, media) == 0 && all.iter().any(|one| one.format == "mp3") && !plays_source(media)
    });
    let ask = |name: &str, value: &str| {
        let answer = bench.ask(get_play_info, &[("VideoId", &id), ("ResultType", "Multiple"), (name, value)]);
        answer["PlayInfoList"]["PlayInfo"].as_array().unwrap().clone()
    };
    assert!(ask("StreamType", "audio").iter().all(|one| one["StreamType"] == "audio" && one.get("Width").is_none()));
    assert!(ask("Formats", "mp3,mp4").iter().all(|one| one["Format"] == "mp3"));
    let two = ask("Definition", "FD,LD");
    assert!(two.len() >= 2 && two.iter().all(|one| one["Definition"] == "FD" || one["Definition"] == "LD"));
    let none = [("VideoId", id.as_str()), ("Formats", "flv")];
    assert_eq!(bench.fault(get_play_info, &none), (404, "InvalidVideo.NoneStream".to_owned()));
}

#[test]
fn only_what_is_normal_can_be_played() {
    let bench = Bench::new();
    let blocked = bench.id(|_, media| media.status() == "Blocked");
    assert_eq!(bench.fault(get_play_info, &[("VideoId", &blocked)]), (403, "Forbidden.IllegalStatus".to_owned()));
    let nobody = "0".repeat(32);
    assert_eq!(bench.fault(get_play_info, &[("VideoId", &nobody)]), (404, "InvalidVideo.NotFound".to_owned()));
    assert_eq!(bench.fault(get_play_info, &[]).0, 400);
    let id = bench.id(superseded);
    assert_eq!(bench.fault(get_play_info, &[("VideoId", &id), ("ResultType", "All")]).0, 400);
    assert_eq!(bench.fault(get_play_info, &[("VideoId", &id), ("AuthTimeout", "0")]).0, 400);
    let named = bench.id(|shelf, media| superseded(shelf, media) && media.item().reference_id.is_some());
    let reference = bench.look(|shelf| Media::find(shelf, &named).unwrap().item().reference_id.clone().unwrap());
    let by_reference = bench.ask(get_play_info, &[("ReferenceId", &reference)]);
    assert_eq!(by_reference["VideoBase"]["VideoId"], json!(named));
}

#[test]
fn a_source_that_plays_is_a_stream_of_original_quality() {
    let bench = Bench::new();
    for mode in ["NoTranscode", "AsyncTranscode"] {
        let id = bench.id(|_, media| normal(media) && media.transcode_mode() == Some(mode) && media.has_source());
        let size = bench.look(|shelf| Media::find(shelf, &id).unwrap().source().unwrap().bytes);
        let found = bench.streams(&id);
        assert!(found.iter().any(|one| one.key.is_none() && one.definition == Some("OD") && one.bytes == Some(size)));
    }
    let plain = bench.id(|_, media| normal(media) && media.transcode_mode() == Some("FastTranscode"));
    assert!(bench.streams(&plain).iter().all(|one| one.key.is_some()));
}

#[test]
fn a_source_tells_its_size_and_where_it_stands() {
    let bench = Bench::new();
    let id = bench.id(|_, media| normal(media) && media.has_source());
    let source = bench.look(|shelf| Media::find(shelf, &id).unwrap().source().unwrap());
    let shown = &bench.ask(get_mezzanine_info, &[("VideoId", &id)])["Mezzanine"];
    assert_eq!((&shown["Status"], &shown["VideoId"]), (&json!("Normal"), &json!(id)));
    assert_eq!(shown["Size"].to_string().trim_matches('"'), source.bytes.to_string());
    assert!(shown["Duration"].is_string() && shown["Bitrate"].is_string() && shown["Fps"].is_string());
    assert!(shown["FileURL"].as_str().unwrap().contains(&format!("/{id}/")));
    assert!(shown.get("VideoStreamList").is_none());
    let both = [("VideoId", id.as_str()), ("AdditionType", "video,audio"), ("OutputType", "oss")];
    let full = &bench.ask(get_mezzanine_info, &both)["Mezzanine"];
    assert_eq!(full["VideoStreamList"][0]["Width"], json!(source.frame.0.to_string()));
    assert_eq!((&full["AudioStreamList"][0]["CodecName"], &full["OutputType"]), (&json!("aac"), &json!("oss")));
    for (fits, status) in [
        (bench.id(|_, media| media.status() == "Uploading"), "Uploading"),
        (bench.id(|_, media| normal(media) && !media.has_source()), "Deleted"),
        (bench.id(|_, media| media.status() == "ProduceFail" && !media.has_source()), "UploadFail"),
    ] {
        let shown = &bench.ask(get_mezzanine_info, &[("VideoId", &fits)])["Mezzanine"];
        assert_eq!(shown["Status"], json!(status));
        assert!(shown.get("Size").is_none() && shown.get("FileURL").is_none());
    }
    let nobody = "f".repeat(32);
    assert_eq!(bench.fault(get_mezzanine_info, &[("VideoId", &nobody)]), (404, "InvalidVideo.NotFound".to_owned()));
}

#[test]
fn several_items_come_with_their_source_and_all_streams() {
    let bench = Bench::new();
    let ids = bench.ids(|shelf, media| superseded(shelf, media) && media.has_source());
    let sound = bench.look(|shelf| crate::sandbox::apsara::media::audio(shelf).first().unwrap().id().to_owned());
    let nobody = "0".repeat(32);
    let list = format!("{},{nobody},{sound},{}", ids[0], ids[1]);
    let answer = bench.ask(batch_get_media_infos, &[("MediaIds", &list)]);
    let infos = answer["MediaInfos"].as_array().unwrap();
    let got: Vec<&Value> = infos.iter().map(|info| &info["MediaId"]).collect();
    assert_eq!(got, [&json!(ids[0]), &json!(sound), &json!(ids[1])]);
    let first = &infos[0];
    assert_eq!(first["PlayInfoList"].as_array().unwrap().len(), bench.streams(&ids[0]).len());
    assert!(first["PlayInfoList"][0]["TemplateGroupId"].is_string());
    assert_eq!(
        (&first["MezzanineInfo"]["Status"], &first["MezzanineInfo"]["MediaId"]),
        (&json!("Normal"), &got[0].clone())
    );
    assert!(first["MediaInfo"].get("Size").is_none() && first["MediaInfo"].get("Duration").is_none());
    assert!(infos[1]["PlayInfoList"].as_array().unwrap().iter().all(|one| one["StreamType"] == "audio"));
    assert_eq!(answer["NonExistMediaIds"], json!([nobody]));
    assert_eq!((&answer["NonExistReferenceIds"], &answer["ForbiddenMediaIds"]), (&Value::Null, &Value::Null));
}

#[test]
fn several_items_are_at_most_twenty_and_at_least_one() {
    let bench = Bench::new();
    let ids = bench.ids(|_, _| true);
    let ask = |list: &[String]| bench.ask(batch_get_media_infos, &[("MediaIds", &list.join(","))]);
    assert_eq!(ask(&ids[..20])["MediaInfos"].as_array().unwrap().len(), 20);
    let many = ids[..21].join(",");
    let too_many = bench.fault(batch_get_media_infos, &[("MediaIds", &many)]);
    assert_eq!(too_many, (400, "MediaIdsExceededMax".to_owned()));
    let nobody = "0".repeat(32);
    let none = bench.fault(batch_get_media_infos, &[("MediaIds", &nobody), ("ReferenceIds", "no-such")]);
    assert_eq!(none, (404, "InvalidVideo.NotFound".to_owned()));
    assert_eq!(bench.fault(batch_get_media_infos, &[]).0, 400);
    let named = bench.id(|_, media| media.item().reference_id.is_some());
    let reference = bench.look(|shelf| Media::find(shelf, &named).unwrap().item().reference_id.clone().unwrap());
    let references = format!("{reference},no-such");
    let answer = bench.ask(batch_get_media_infos, &[("MediaIds", &named), ("ReferenceIds", &references)]);
    assert_eq!(answer["MediaInfos"].as_array().unwrap().len(), 1);
    assert_eq!(answer["NonExistReferenceIds"], json!(["no-such"]));
}

#[test]
fn snapshots_are_listed_page_by_page_for_each_sort() {
    let bench = Bench::new();
    let id = bench.id(|_, media| media.snapshots(Snapshot::Normal).len() > 5);
    let total = bench.look(|shelf| Media::find(shelf, &id).unwrap().snapshots(Snapshot::Normal).len());
    let mut seen = Vec::new();
    for page in 1..=total.div_ceil(5) {
        let page = page.to_string();
        let params =
            [("VideoId", id.as_str()), ("SnapshotType", "NormalSnapshot"), ("PageSize", "5"), ("PageNo", &page)];
        let shown = bench.ask(list_snapshots, &params)["MediaSnapshot"].clone();
        assert_eq!(shown["Total"], json!(total));
        seen.extend(shown["Snapshots"]["Snapshot"].as_array().unwrap().clone());
    }
    let places: Vec<u64> = seen.iter().map(|one| one["Index"].as_u64().unwrap()).collect();
    assert_eq!(places, (1..=total as u64).collect::<Vec<_>>());
    let address = seen[0]["Url"].as_str().unwrap();
    assert!(address.contains(&format!("/{id}/snapshots/NormalSnapshot-00001.jpg?auth_key=")), "{address}");
    let past = [("VideoId", id.as_str()), ("SnapshotType", "NormalSnapshot"), ("PageNo", "99")];
    assert_eq!(bench.ask(list_snapshots, &past)["MediaSnapshot"]["Snapshots"]["Snapshot"], json!([]));
    for (name, value) in [("PageSize", "101"), ("PageSize", "0"), ("SnapshotType", "All"), ("PageNo", "x")] {
        assert_eq!(bench.fault(list_snapshots, &[("VideoId", &id), (name, value)]).0, 400, "{name}");
    }
}

#[test]
fn a_video_without_snapshots_says_so() {
    let bench = Bench::new();
    let bare = bench.id(|_, media| normal(media) && media.snapshots(Snapshot::Cover).is_empty());
    assert_eq!(bench.fault(list_snapshots, &[("VideoId", &bare)]), (404, "NoSuchResource".to_owned()));
    let upload = bench.id(|_, media| media.status() == "Uploading");
    assert_eq!(bench.fault(list_snapshots, &[("VideoId", &upload)]), (400, "Forbidden.IllegalStatus".to_owned()));
    let nobody = "0".repeat(32);
    assert_eq!(bench.fault(list_snapshots, &[("VideoId", &nobody)]), (404, "InvalidVideo.NotFound".to_owned()));
}

#[test]
fn some_videos_have_animated_pictures() {
    let bench = Bench::new();
    let count =
        |id: &String| bench.ask(list_dynamic_image, &[("VideoId", id)])["DynamicImageList"].as_array().unwrap().len();
    let counts: Vec<usize> = bench.ids(|_, media| normal(media)).iter().map(count).collect();
    assert!(counts.iter().any(|count| *count > 10) && counts.iter().any(|count| (1..10).contains(count)));
    assert!(counts.iter().filter(|count| **count == 0).count() > counts.len() / 2);
}

#[test]
fn the_library_has_what_surprises_a_client() {
    let bench = Bench::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for id in bench.ids(|_, media| normal(media)) {
        let info = bench.ask(batch_get_media_infos, &[("MediaIds", &id)])["MediaInfos"][0].clone();
        let source = &info["MezzanineInfo"];
        *seen.entry("source as text").or_default() += usize::from(source["Size"].is_string());
        for one in info["PlayInfoList"].as_array().unwrap() {
            *seen.entry("size as text").or_default() += usize::from(one["Size"].is_string());
            *seen.entry("size as number").or_default() += usize::from(one["Size"].is_u64());
            *seen.entry("no size").or_default() += usize::from(one.get("Size").is_none());
            *seen.entry("no definition").or_default() += usize::from(one.get("Definition").is_none());
            *seen.entry("unknown format").or_default() += usize::from(one["Format"] == "cmaf");
            *seen.entry("standard encryption").or_default() += usize::from(one["EncryptType"] == "HLSEncryption");
            assert!(one["Size"] != json!(0) && one["Size"] != json!("0"));
        }
    }
    assert!(seen.values().all(|count| *count > 0), "{seen:?}");
    assert!(seen["size as text"] * 10 < seen["size as number"], "{seen:?}");
}
