//! Odd values of real objects.

use std::sync::Arc;

use super::stub::{Stub, id, reply};
use crate::model::{Delivery, Known, Video, VideoState};
use crate::provider::{Library, Lookup};

/// The video that an object with these members is read as.
async fn read(members: &str) -> Arc<Video> {
    let body = format!(r#"{{"id":"1",{members}}}"#);
    let stub = Stub::new(move |line, _| line.starts_with("GET /videos/1").then(|| reply(200, body.clone()))).await;
    let found = stub.provider().videos(&[id("1")]).await.expect("an answer");
    let [Lookup::Found(video)] = found.as_slice() else { panic!("the video is there") };
    Arc::clone(video)
}

#[tokio::test]
async fn ids_may_be_numbers_of_any_length() {
    let number = "1698990613556232930";
    let script = format!(r#"{{"id":{number},"folder_id":7,"clip_source_video_id":{number}}}"#);
    let stub = Stub::new(move |line, _| line.starts_with("GET /videos/").then(|| reply(200, script.clone()))).await;
    let found = stub.provider().videos(&[id(number)]).await.expect("an answer");
    let [Lookup::Found(video)] = found.as_slice() else { panic!("the video is there") };
    assert_eq!(video.id.as_str(), number);
    assert_eq!(video.folder, Known::Value("7".into()));
    assert_eq!(video.clip_source_id, Known::Value(number.into()));
}

#[tokio::test]
async fn what_is_missing_is_unknown_and_never_none() {
    let video = read(r#""name":"x""#).await;
    assert!(video.updated_at.is_unknown() && video.created_at.is_unknown());
    assert!(video.tags.is_unknown() && video.state.is_unknown() && video.has_master.is_unknown());
    assert!(video.shared_in.is_unknown() && video.shared_out.is_unknown() && video.is_clip.is_unknown());
    assert!(video.custom_fields.is_unknown() && video.folder.is_unknown() && video.duration.is_unknown());
}

#[tokio::test]
async fn null_means_none_only_where_the_platform_documents_it() {
    let video = read(
        r#""published_at":null,"updated_at":null,"tags":null,"folder_id":null,"sharing":null,
           "clip_source_video_id":null,"has_digital_master":null,"reference_id":null,"duration":null"#,
    )
    .await;
    assert_eq!(video.published_at, Known::Absent);
    assert_eq!((&video.folder, &video.reference_id), (&Known::Absent, &Known::Absent));
    assert_eq!((&video.shared_in, &video.is_clip), (&Known::Value(false), &Known::Value(false)));
    assert_eq!(video.duration, Known::Absent);
    assert!(video.updated_at.is_unknown() && video.tags.is_unknown() && video.has_master.is_unknown());
}

#[tokio::test]
async fn times_are_read_in_every_form_they_come_in() {
    let expected: jiff::Timestamp = "2021-05-06T06:48:31.963Z".parse().expect("a time");
    for text in [
        r#""2021-05-06T06:48:31.963Z""#,
        r#""2021-05-06T06:48:31.963000000Z""#,
        r#""2021-05-06T08:48:31.963+02:00""#,
        "1620283711963",
    ] {
        assert_eq!(read(&format!(r#""updated_at":{text}"#)).await.updated_at, Known::Value(expected), "{text}");
    }
    let nano = read(r#""updated_at":"2021-05-06T06:48:31.963123456Z""#).await;
    assert_eq!(nano.updated_at.get().map(jiff::Timestamp::subsec_nanosecond), Some(963_123_456));
    for text in [r#""yesterday""#, r#""2021-05-06T06:48:31""#, "{}", "1e99"] {
        assert!(read(&format!(r#""updated_at":{text}"#)).await.updated_at.is_unknown(), "{text}");
    }
}

#[tokio::test]
async fn words_that_nobody_heard_of_are_other() {
    let video = read(r#""state":"FROZEN","delivery_type":"unknown""#).await;
    assert_eq!((video.state.get(), video.delivery.get()), (Some(VideoState::Other), Some(Delivery::Other)));
    assert_eq!(video.status, Known::Value("FROZEN".into()));
    let legacy = read(r#""delivery_type":"static_origin""#).await;
    assert_eq!(legacy.delivery.get(), Some(Delivery::StaticOrigin));
}

#[tokio::test]
async fn one_odd_field_spoils_no_other() {
    let video = read(r#""name":7,"tags":"x","state":["ACTIVE"],"sharing":"yes","reference_id":"r","images":3"#).await;
    assert!(video.name.is_unknown() && video.tags.is_unknown() && video.state.is_unknown());
    assert!(video.shared_in.is_unknown() && video.thumbnail_url.is_unknown());
    assert_eq!(video.reference_id, Known::Value("r".into()));
}

#[tokio::test]
async fn the_master_flag_of_a_shared_in_video_is_not_believed() {
    for name in ["by_external_acct", "by_external_account"] {
        let video = read(&format!(r#""has_digital_master":true,"sharing":{{"{name}":true}}"#)).await;
        assert_eq!(video.shared_in, Known::Value(true));
        assert!(video.has_master.is_unknown());
    }
}

#[tokio::test]
async fn a_video_in_state_deleted_is_gone() {
    let stub =
        Stub::new(|line, _| line.starts_with("GET /videos/1").then(|| reply(200, r#"{"id":"1","state":"DELETED"}"#)))
            .await;
    let found = stub.provider().videos(&[id("1")]).await.expect("an answer");
    assert!(matches!(found.as_slice(), [Lookup::Gone]));
}
