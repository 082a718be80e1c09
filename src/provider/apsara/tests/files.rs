//! Files in the shapes in which the platform describes them.

use std::sync::Arc;

use super::stub::{Reply, Seen, Stub, refusal, reply, web_page};
use crate::model::{Asset, AssetKind, Assets, KindSet, Known, MediaType, Video, VideoId};
use crate::provider::apsara::files::{assets, assets_of};
use crate::provider::{Error, ErrorKind};

pub(super) fn video(id: &str, status: &str) -> Video {
    let id = VideoId::new(id).expect("an id");
    Video {
        status: Known::Value(status.into()),
        media_type: Known::Value(MediaType::Video),
        thumbnail_url: Known::Absent,
        ..Video::unknown(id, "not given")
    }
}

const STREAM: &str =
    r#"{"JobId":"j1","Definition":"HD","Format":"MP4","Status":"Normal","StreamType":"video","Size":100}"#;

/// An answer about one video: its state, its master and the list of its streams.
fn media(id: &str, status: &str, rest: &str) -> String {
    format!(r#"{{"MediaId":"{id}","MediaInfo":{{"MediaId":"{id}","Status":"{status}"}}{rest}}}"#)
}

fn batch(entries: &[String], more: &str) -> Reply {
    reply(200, format!(r#"{{"RequestId":"r","MediaInfos":[{}]{more}}}"#, entries.join(",")))
}

/// The files of one video of which `BatchGetMediaInfos` says `rest` and other operations what `others` does.
async fn found(
    video: Video,
    kinds: KindSet,
    rest: &str,
    others: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static,
) -> Result<Assets, Error> {
    let status = video.status.value().map(ToString::to_string).unwrap_or_default();
    let answer = batch(&[media(video.id.as_str(), &status, rest)], "");
    let stub = Stub::new(move |seen, _| match seen.operation.as_str() {
        "BatchGetMediaInfos" => Some(answer.clone()),
        _ => others(seen),
    })
    .await;
    assets(&stub.provider().shared, &video, kinds).await
}

async fn streams(status: &str, list: &str) -> Known<Vec<Arc<Asset>>> {
    let rest = format!(r#","MezzanineInfo":{{"Status":"Normal","Size":1}},"PlayInfoList":{list}"#);
    let found = found(video("v", status), KindSet::of(AssetKind::Rendition), &rest, |_| None).await.expect("assets");
    found.get(AssetKind::Rendition).expect("looked up").clone()
}

async fn stream(raw: &str) -> Asset {
    let Known::Value(list) = streams("Normal", &format!("[{raw}]")).await else { panic!("known: {raw}") };
    list.first().expect("one").as_ref().clone()
}

async fn master(mezzanine: &str) -> Known<Asset> {
    let rest = format!(r#","MezzanineInfo":{mezzanine},"PlayInfoList":[]"#);
    let found = found(video("v", "Normal"), KindSet::of(AssetKind::Master), &rest, |_| None).await.expect("assets");
    found.master().map(|asset| asset.as_ref().clone())
}

#[tokio::test]
async fn everything_that_a_stream_says_is_read_with_numbers_as_numbers_and_as_text() {
    for (size, width, encrypt) in [("1234", "1280", "1"), ("\"1234\"", "\"1280\"", "\"1\"")] {
        let raw = format!(
            r#"{{"JobId":"j1","Definition":"HD","Format":"M3U8","Status":"Normal","StreamType":"video","Size":{size},
                "Width":{width},"Height":720,"Bitrate":"748.21","Duration":"12.5","Encrypt":{encrypt},
                "CodecName":"h264","CreationTime":"2020-01-02T03:04:05Z",
                "PlayURL":"https://cdn.example.com/v/j1.m3u8?auth_key=1-2-3"}}"#
        );
        let asset = stream(&raw).await;
        assert_eq!((asset.id.as_str(), asset.bytes, asset.width), ("j1", Known::Value(1234), Known::Value(1280)));
        assert_eq!((asset.bitrate, asset.duration), (Known::Value(748), Known::Value(12_500)));
        assert_eq!((asset.label, asset.format), (Known::Value("HD m3u8".into()), Known::Value("m3u8".into())));
        assert_eq!((asset.encrypted, asset.playable), (Known::Value(true), Known::Value(true)));
        assert_eq!((asset.superseded, asset.codec), (Known::Value(false), Known::Value("h264".into())));
        assert_eq!(asset.copies, ["https://cdn.example.com/v/j1.m3u8".into()]);
        assert_eq!(asset.created_at, Known::Value("2020-01-02T03:04:05Z".parse().expect("a time")));
        let native: serde_json::Value = serde_json::from_str(&asset.native).expect("JSON");
        assert_eq!(native["JobId"], "j1");
        assert_eq!(native["PlayURL"], "https://cdn.example.com/v/j1.m3u8", "without what is signed");
    }
}

#[tokio::test]
async fn a_superseded_stream_and_sound_alone_do_not_play_a_video() {
    let with = |status: &str, kind: &str| {
        format!(r#"{{"JobId":"j","Status":"{status}","StreamType":"{kind}","Size":1,"Definition":"SQ"}}"#)
    };
    let old = stream(&with("Invisible", "video")).await;
    assert_eq!((old.superseded, old.playable), (Known::Value(true), Known::Value(false)));
    assert_eq!(stream(&with("Normal", "audio")).await.playable, Known::Value(false));
    assert!(stream(&with("Odd", "video")).await.playable.is_unknown());
    let bare = stream(r#"{"JobId":"j","Definition":"SQ"}"#).await;
    assert!(bare.playable.is_unknown() && bare.superseded.is_unknown() && bare.bytes.is_unknown());
    assert_eq!((bare.encrypted, bare.width, bare.copies), (Known::Absent, Known::Absent, Vec::new()));

    let sound = Video { media_type: Known::Value(MediaType::Audio), ..video("v", "Normal") };
    let rest = format!(r#","MezzanineInfo":null,"PlayInfoList":[{}]"#, with("Normal", "audio"));
    let assets = found(sound, KindSet::of(AssetKind::Rendition), &rest, |_| None).await.expect("assets");
    assert_eq!(assets.iter().next().expect("one").playable, Known::Value(true));
}

#[tokio::test]
async fn the_source_that_plays_itself_has_no_job_and_no_bytes_of_its_own() {
    let source =
        stream(r#"{"Definition":"OD","Format":"mp4","Status":"Normal","StreamType":"video","Size":900}"#).await;
    assert_eq!((source.id.as_str(), source.playable, source.bytes), ("source", Known::Value(true), Known::Value(0)));
    assert!(streams("Normal", r#"[{"Definition":"HD","Status":"Normal"}]"#).await.is_unknown(), "which is it?");
}

#[tokio::test]
async fn a_list_comes_in_several_shapes_and_what_cannot_be_read_is_unknown() {
    for (list, count) in [
        (format!("[{STREAM}]"), 1),
        (format!(r#"{{"PlayInfo":[{STREAM}]}}"#), 1),
        (format!(r#"{{"PlayInfo":{STREAM}}}"#), 1),
        (STREAM.to_owned(), 1),
        ("[]".to_owned(), 0),
        (r#"{"PlayInfo":[]}"#.to_owned(), 0),
        ("{}".to_owned(), 0),
    ] {
        let Known::Value(files) = streams("Normal", &list).await else { panic!("known: {list}") };
        assert_eq!(files.len(), count, "{list}");
    }
    for list in ["7", "\"none\"", "[7]", "[[]]", &format!("[{STREAM},{STREAM}]"), r#"[{"JobId":{}}]"#] {
        assert!(streams("Normal", list).await.is_unknown(), "{list}");
    }
}

#[tokio::test]
async fn an_empty_list_proves_nothing_where_the_state_may_hide_streams() {
    for status in ["Normal", "Uploading", "UploadFail", "UploadSucc"] {
        assert_eq!(streams(status, "[]").await, Known::Value(Vec::new()), "{status}");
    }
    for status in ["Blocked", "TranscodeFail", "Transcoding", "Checking", "ProduceFail", "", "Newly"] {
        assert!(streams(status, "[]").await.is_unknown(), "{status}");
        assert_eq!(streams(status, &format!("[{STREAM}]")).await.value().map(Vec::len), Some(1), "{status}");
    }
}

#[tokio::test]
async fn a_master_is_there_unfinished_or_gone_as_its_status_says() {
    let whole = master(
        r#"{"Status":"Normal","Size":"5000","FileName":"a b.mov","Width":1920,"Duration":"3.5","Bitrate":"900",
            "FileURL":"https://cdn.example.com/sv/a.mov?Expires=1"}"#,
    )
    .await;
    let Known::Value(whole) = whole else { panic!("there") };
    assert_eq!((whole.id.as_str(), whole.bytes), ("master", Known::Value(5000)));
    assert_eq!((whole.label, whole.duration), (Known::Value("a b.mov".into()), Known::Value(3_500)));
    assert_eq!(whole.copies, ["https://cdn.example.com/sv/a.mov".into()]);
    let Known::Value(origin) =
        master(r#"{"Status":"Normal","FileURL":"http://outin-1.oss-cn-shanghai.aliyuncs.com/a.mov"}"#).await
    else {
        panic!("there")
    };
    assert!(origin.copies.is_empty() && origin.bytes.is_unknown(), "{origin:?}");
    let Known::Value(begun) = master(r#"{"Status":"Uploading","Size":0,"FileName":"a.mov"}"#).await else {
        panic!("there")
    };
    assert_eq!((begun.label, begun.bytes), (Known::Value("unfinished upload".into()), Known::Absent));
    assert_eq!(begun.status, Known::Value("Uploading".into()));
    let Known::Value(named) = master(r#"{"Status":"Normal","Size":5,"FileName":"unfinished upload"}"#).await else {
        panic!("there")
    };
    assert!(named.label.is_absent(), "a whole file is not deleted as an unfinished one, whatever its name");
    for gone in ["Deleted", "UploadFail"] {
        assert!(master(&format!(r#"{{"Status":"{gone}","Size":5}}"#)).await.is_absent(), "{gone}");
    }
    for odd in [r#"{"Size":5}"#, r#"{"Status":"Odd"}"#, "7", "[]", r#"{"Status":["Deleted"]}"#] {
        assert!(master(odd).await.is_unknown(), "{odd}");
    }
}

#[tokio::test]
async fn what_the_answer_leaves_out_is_asked_for_singly() {
    let both = KindSet::SIZED;
    let none = found(video("v", "Normal"), both, "", |seen| match seen.operation.as_str() {
        "GetPlayInfo" => Some(refusal(404, "InvalidVideo.NoneStream")),
        "GetMezzanineInfo" => Some(refusal(404, "InvalidFile.NotFound")),
        _ => None,
    });
    let none = none.await.expect("assets");
    assert!(none.master().is_absent() && none.of(AssetKind::Rendition).value().is_some_and(|list| list.is_empty()));

    let hidden = found(video("v", "Blocked"), both, "", |seen| match seen.operation.as_str() {
        "GetPlayInfo" => Some(refusal(403, "Forbidden.IllegalStatus")),
        "GetMezzanineInfo" => Some(reply(200, r#"{"RequestId":"r","Mezzanine":{"Status":"Normal","Size":3}}"#)),
        _ => None,
    });
    let hidden = hidden.await.expect("assets");
    assert_eq!(hidden.bytes_of(KindSet::of(AssetKind::Master)), Known::Value(3));
    assert!(hidden.of(AssetKind::Rendition).is_unknown());
}

#[tokio::test]
async fn twenty_videos_cost_one_request_and_one_lost_video_fails_alone() {
    let stub = Stub::new(|seen, _| {
        assert_eq!(seen.operation, "BatchGetMediaInfos");
        let ids: Vec<&str> = seen.param("MediaIds").split(',').collect();
        assert!(ids.len() <= 20);
        let rest = format!(r#","MezzanineInfo":{{"Status":"Normal","Size":5}},"PlayInfoList":[{STREAM}]"#);
        let there = ids.iter().filter(|id| !["v3", "v4", "v5"].contains(id));
        let mut entries: Vec<String> = there.map(|id| media(id, "Normal", &rest)).collect();
        entries.push(media("stranger", "Normal", &rest));
        entries.push("7".to_owned());
        Some(batch(&entries, r#","NonExistMediaIds":{"MediaId":["v3"]},"ForbiddenMediaIds":"v4""#))
    })
    .await;
    let videos: Vec<Arc<Video>> = (0..25).map(|at| Arc::new(video(&format!("v{at}"), "Normal"))).collect();
    let provider = stub.provider();
    // As a task, because a caller behind the trait needs it to be sent between threads.
    let found =
        tokio::spawn(async move { assets_of(&provider.shared, &videos, KindSet::SIZED).await }).await.expect("a task");
    assert_eq!(stub.times("BatchGetMediaInfos"), 2);
    let kinds: Vec<Option<ErrorKind>> =
        found.iter().map(|one| one.as_ref().err().map(|error| error.kind.clone())).collect();
    assert_eq!(kinds.iter().filter(|kind| kind.is_none()).count(), 22);
    assert_eq!(kinds[3..6], [Some(ErrorKind::NotFound), Some(ErrorKind::Refused), Some(ErrorKind::Malformed)]);
    let last = found[24].as_ref().expect("assets");
    assert_eq!((last.video.as_str(), last.bytes_of(KindSet::SIZED)), ("v24", Known::Value(105)));
}

#[tokio::test]
async fn a_key_that_may_not_ask_for_several_asks_one_by_one_from_then_on() {
    let stub = Stub::new(|seen, _| match seen.operation.as_str() {
        "BatchGetMediaInfos" => Some(refusal(403, "Forbidden.RAM")),
        "GetMezzanineInfo" => Some(reply(200, r#"{"RequestId":"r","Mezzanine":{"Status":"Normal","Size":5}}"#)),
        "GetPlayInfo" => {
            assert_eq!(seen.param("ResultType"), "Multiple");
            Some(reply(200, format!(r#"{{"RequestId":"r","PlayInfoList":{{"PlayInfo":[{STREAM}]}}}}"#)))
        }
        _ => None,
    })
    .await;
    let provider = stub.provider();
    for _ in 0..2 {
        let found = assets(&provider.shared, &video("v", "Normal"), KindSet::SIZED).await.expect("assets");
        assert_eq!(found.bytes_of(KindSet::SIZED), Known::Value(105));
    }
    assert_eq!((stub.times("BatchGetMediaInfos"), stub.times("GetPlayInfo")), (1, 2));
}

#[tokio::test]
async fn one_video_that_is_objected_to_does_not_fail_its_neighbours() {
    let stub = Stub::new(|seen, _| match seen.operation.as_str() {
        "GetMezzanineInfo" if seen.param("VideoId") == "a" => {
            Some(reply(200, r#"{"RequestId":"r","Mezzanine":{"Status":"Normal","Size":5}}"#))
        }
        _ => Some(refusal(400, "InvalidParameter")),
    })
    .await;
    let videos = ["a", "b"].map(|id| Arc::new(video(id, "Normal")));
    let found = assets_of(&stub.provider().shared, &videos, KindSet::of(AssetKind::Master)).await;
    assert!(found[0].is_ok() && found[1].is_err(), "{found:?}");
}

#[tokio::test]
async fn an_answer_that_is_no_answer_fails_the_lookup_and_is_never_none() {
    for answer in [web_page(200), web_page(502), reply(200, "[]"), reply(200, ""), reply(200, r#"{"RequestId":"r"}"#)] {
        let shown = format!("{answer:?}");
        let stub = Stub::new(move |_, _| Some(answer.clone())).await;
        let found = assets(&stub.provider().shared, &video("v", "Normal"), KindSet::SIZED).await;
        assert!(found.is_err(), "{shown}: {found:?}");
    }
}

#[tokio::test]
async fn snapshots_cost_a_request_a_type_and_only_when_asked_for() {
    let answer = |seen: &Seen| match seen.param("SnapshotType") {
        "CoverSnapshot" => Some(reply(
            200,
            r#"{"RequestId":"r","MediaSnapshot":{"Total":"2","CreationTime":"2020-01-02T03:04:05Z","Snapshots":
                {"Snapshot":[{"Index":1,"Url":"http://p/1.jpg?x=1"},{"Index":2,"Url":"http://p/2.jpg"}]}}}"#,
        )),
        "NormalSnapshot" => Some(reply(200, r#"{"RequestId":"r","MediaSnapshot":{"Total":0}}"#)),
        "SpriteSnapshot" => Some(refusal(404, "NoSuchResource")),
        "SpriteOriginSnapshot" => {
            Some(reply(200, r#"{"RequestId":"r","MediaSnapshot":{"Snapshots":[{"Url":"http://p/3.jpg"}]}}"#))
        }
        _ => None,
    };
    let kinds = KindSet::of(AssetKind::Snapshot);
    let assets = found(video("v", "Normal"), kinds, "", answer).await.expect("assets");
    let shown: Vec<_> = assets.iter().map(|asset| (asset.id.as_str(), asset.copies.len())).collect();
    assert_eq!(shown, [("CoverSnapshot", 2), ("SpriteOriginSnapshot", 1)]);
    let cover = assets.iter().next().expect("one");
    assert_eq!((&cover.label, &cover.bytes), (&Known::Value("CoverSnapshot".into()), &Known::Absent));
    assert_eq!(*cover.copies[0], *"http://p/1.jpg");

    let refused = found(video("v", "Blocked"), kinds, "", |_| Some(refusal(400, "Forbidden.IllegalStatus"))).await;
    assert!(refused.expect("assets").of(AssetKind::Snapshot).is_unknown());
    let odd = found(video("v", "Normal"), kinds, "", |_| Some(reply(200, r#"{"MediaSnapshot":{}}"#))).await;
    assert!(odd.is_err(), "{odd:?}");
}

#[tokio::test]
async fn a_cover_is_known_without_a_request_and_other_kinds_do_not_exist() {
    let stub = Stub::new(|_, _| None).await;
    let cover = Video { thumbnail_url: Known::Value("https://p/c.jpg?auth=1".into()), ..video("v", "Normal") };
    let kinds = KindSet::ALL.without(KindSet::SIZED).without(KindSet::of(AssetKind::Snapshot));
    let provider = stub.provider();
    let found = assets(&provider.shared, &cover, kinds).await.expect("assets");
    let shown: Vec<_> = found.iter().map(|asset| (asset.kind, asset.id.as_str())).collect();
    assert_eq!(shown, [(AssetKind::Poster, "https://p/c.jpg")]);
    assert_eq!(found.looked_up(), kinds);
    let without = Video { thumbnail_url: Known::unknown("not given"), ..video("v", "Normal") };
    let found = assets(&provider.shared, &without, kinds).await.expect("assets");
    assert!(found.of(AssetKind::Poster).is_unknown());
    assert!(stub.seen().is_empty());
}

#[tokio::test]
async fn an_image_has_no_parts_and_is_not_asked_about_as_a_video() {
    let stub = Stub::new(|_, _| None).await;
    let found = assets(&stub.provider().shared, &video("image:i", "Normal"), KindSet::ALL).await.expect("assets");
    assert!(found.iter().next().is_none() && found.bytes_of(KindSet::SIZED).is_unknown());
    let odd = assets(&stub.provider().shared, &video("a,b", "Normal"), KindSet::SIZED).await;
    assert!(odd.is_err() && stub.seen().is_empty(), "{odd:?}");
}
