//! Files in the shapes in which the platform describes them.

use std::sync::Arc;

use super::stub::{Reply, Stub, id, refusal, reply};
use crate::model::{Asset, AssetKind, Assets, KindSet, Known, Video};
use crate::provider::{Error, ErrorKind, Library, Lookup};

/// What is found of the files of a video with these members, on a server that answers lines below it.
async fn found(
    members: &str,
    kinds: KindSet,
    answers: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static,
) -> Result<Assets, Error> {
    let body = format!(r#"{{"id":"1","sharing":null,{members}}}"#);
    let stub = Stub::new(move |line, _| match line {
        "GET /videos/1" => Some(reply(200, body.clone())),
        _ => answers(line.strip_prefix("GET /videos/1/")?),
    })
    .await;
    let provider = stub.provider();
    let videos = provider.videos(&[id("1")]).await.expect("an answer");
    let [Lookup::Found(video)] = videos.as_slice() else { panic!("the video is there") };
    let video: &Video = video;
    provider.assets(video, kinds).await
}

fn only(assets: &Assets) -> Arc<Asset> {
    let all: Vec<_> = assets.iter().cloned().collect();
    let [one] = all.as_slice() else { panic!("one file, not {all:?}") };
    Arc::clone(one)
}

#[tokio::test]
async fn both_shapes_of_a_master_are_read() {
    let kinds = KindSet::of(AssetKind::Master);
    for body in [
        r#"{"id":"m-1","size":7,"duration":5,"width":1920,"height":1080,"created_at":"2021-05-06T06:48:31.963Z"}"#,
        r#"{"id":"m-1","type":"DIGITAL_MASTER","size":7,"video_duration":5,"frame_width":1920,"frame_height":1080,
            "uploaded_at":"2021-05-06T06:48:31.963Z"}"#,
    ] {
        let assets = found(r#""has_digital_master":true"#, kinds, move |_| Some(reply(200, body))).await;
        let master = only(&assets.expect("assets"));
        assert_eq!((master.id.as_str(), &master.bytes), ("m-1", &Known::Value(7)));
        assert_eq!((&master.width, &master.duration), (&Known::Value(1920), &Known::Value(5)));
        assert!(master.created_at.value().is_some());
    }
}

#[tokio::test]
async fn a_master_is_not_asked_for_where_there_is_none_and_may_be_missing_where_there_is() {
    let kinds = KindSet::of(AssetKind::Master);
    let assets = found(r#""has_digital_master":false"#, kinds, |_| Some(refusal(500, "UNKNOWN"))).await;
    assert!(assets.expect("assets").master().is_absent());
    for answer in [reply(204, ""), reply(200, "null"), reply(200, "")] {
        let assets = found(r#""name":"flag missing""#, kinds, move |_| Some(answer.clone())).await;
        assert!(assets.expect("assets").master().is_absent());
    }
}

#[tokio::test]
async fn an_mp4_file_that_has_several_addresses_counts_once() {
    let kinds = KindSet::of(AssetKind::Rendition);
    let assets = found(r#""delivery_type":"dynamic_origin""#, kinds, |line| match line {
        "assets/dynamic_renditions" => Some(reply(
            200,
            r#"[{"rendition_id":"default/video900","media_type":"video","size":100},
                {"rendition_id":"default/audio","media_type":"audio","size":10,"frame_width":null}]"#,
        )),
        "sources" => Some(reply(
            200,
            r#"[{"container":"MP4","size":1000,"width":1280,"height":720,"src":"http://a"},
                {"container":"MP4","size":1000,"width":1280,"height":720,"src":"https://a"},
                {"container":"MP4","size":2000,"width":1280,"height":720,"src":"https://b"},
                {"container":"MP4","size":4000,"remote":true,"src":"https://c"},
                {"type":"application/x-mpegURL","src":"https://d"}]"#,
        )),
        _ => None,
    })
    .await
    .expect("assets");
    assert_eq!(assets.bytes_of(kinds), Known::Value(3_110));
    let playable = assets.iter().filter(|asset| asset.playable.get() == Some(true)).count();
    assert_eq!((assets.iter().count(), playable), (4, 3));
}

#[tokio::test]
async fn the_list_of_a_legacy_video_holds_more_than_renditions() {
    let kinds = KindSet::of(AssetKind::Rendition);
    let assets = found(r#""delivery_type":"static_origin""#, kinds, |_| {
        let list = r#"[{"id":"m","type":"DIGITAL_MASTER","size":9},{"id":"p","type":"VIDEO_STILL","size":1},
            {"id":5,"type":"FULL_LENGTH","size":3,"video_container":"MP4","frame_height":720,"drm":""}]"#;
        Some(reply(200, list))
    })
    .await;
    let rendition = only(&assets.expect("assets"));
    assert_eq!((rendition.id.as_str(), &rendition.bytes), ("5", &Known::Value(3)));
    assert_eq!((&rendition.format, &rendition.definition), (&Known::Value("mp4".into()), &Known::Value("720p".into())));
}

#[tokio::test]
async fn one_file_that_cannot_be_read_makes_its_kind_unknown() {
    let kinds = KindSet::of(AssetKind::Rendition);
    for list in [r#"[{"size":1}]"#, r#"[{"id":"5","size":1},7]"#] {
        let assets = found(r#""delivery_type":"remote""#, kinds, move |_| Some(reply(200, list))).await;
        assert!(assets.expect("assets").of(AssetKind::Rendition).is_unknown(), "{list}");
    }
    let sizeless = found(r#""delivery_type":"remote""#, kinds, |_| Some(reply(200, r#"[{"id":"5"}]"#))).await;
    assert!(sizeless.expect("assets").bytes_of(kinds).is_unknown());
}

#[tokio::test]
async fn a_busy_video_has_unknown_files_and_a_failure_is_an_error() {
    let kinds = KindSet::of(AssetKind::AudioTrack);
    let dynamic = r#""delivery_type":"dynamic_origin""#;
    let busy = found(dynamic, kinds, |_| Some(refusal(403, "NOT_AVAILABLE"))).await.expect("assets");
    assert!(busy.of(AssetKind::AudioTrack).is_unknown());
    let failed = found(dynamic, kinds, |_| Some(refusal(500, "UNKNOWN"))).await.expect_err("an error");
    assert_eq!(failed.kind, ErrorKind::Unavailable);
    let gone = found(dynamic, kinds, |_| None).await.expect_err("an error");
    assert_eq!(gone.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn the_delivery_decides_what_is_asked_and_unknown_stays_unknown() {
    let kinds = KindSet::of(AssetKind::AudioTrack).with(KindSet::of(AssetKind::Manifest));
    let assets = found(r#""delivery_type":"static_origin""#, kinds, |_| None).await.expect("assets");
    assert!(kinds.iter().all(|kind| assets.get(kind) == Some(&Known::Value(Vec::new()))));
    for members in [r#""delivery_type":"unknown""#, r#""name":"delivery missing""#] {
        let kinds = kinds.with(KindSet::of(AssetKind::Rendition));
        let assets = found(members, kinds, |_| None).await.expect("assets");
        assert!(kinds.iter().all(|kind| assets.of(kind).is_unknown()), "{members}");
    }
}

#[tokio::test]
async fn a_legacy_poster_without_its_id_is_looked_up() {
    let kinds = KindSet::of(AssetKind::Poster);
    let images =
        r#""images":{"poster":{"src":"https://p"},"thumbnail":{"src":"https://t","asset_id":"8"},"wide":null}"#;
    let legacy = format!(r#""delivery_type":"static_origin",{images}"#);
    let poster = only(
        &found(&legacy, kinds, |line| (line == "assets/poster").then(|| reply(200, r#"{"id":"9"}"#)))
            .await
            .expect("assets"),
    );
    assert_eq!((poster.id.as_str(), &poster.label), ("9", &Known::Value("poster".into())));
    let without = only(&found(&legacy, kinds, |_| None).await.expect("assets"));
    assert_eq!(without.id.as_str(), "poster");
    let own = only(&found(&legacy, KindSet::of(AssetKind::Thumbnail), |_| None).await.expect("assets"));
    assert_eq!(own.id.as_str(), "8");
    let dynamic = format!(r#""delivery_type":"dynamic_origin",{images}"#);
    let labelled = only(&found(&dynamic, KindSet::of(AssetKind::Thumbnail), |_| None).await.expect("assets"));
    assert_eq!(labelled.id.as_str(), "thumbnail");
}

#[tokio::test]
async fn pictures_and_tracks_that_were_not_given_are_unknown() {
    let kinds = KindSet::of(AssetKind::Image).with(KindSet::of(AssetKind::TextTrack));
    let assets = found(r#""name":"x""#, kinds, |_| None).await.expect("assets");
    assert!(kinds.iter().all(|kind| assets.of(kind).is_unknown()));
    let assets = found(r#""images":{},"text_tracks":[]"#, kinds, |_| None).await.expect("assets");
    assert!(kinds.iter().all(|kind| assets.get(kind) == Some(&Known::Value(Vec::new()))));
}
