//! What answers other than success are taken for.

use std::time::{Duration, Instant};

use super::stub::{Reply, Stub, hangs_up, id, nobody, provider, refusal, reply, web_page};
use crate::model::{Action, AssetId, AssetKind, AssetRef, Target, TargetOptions};
use crate::provider::http::RetryPolicy;
use crate::provider::{Error, ErrorKind, Library, Lookup, Presence};

const LINE: &str = "GET /videos/1/references";

/// The error of a reading that is always answered so, and how often it was asked.
async fn error_of(answer: Reply) -> (Error, usize) {
    let stub = Stub::new(move |line, _| (line == LINE).then(|| answer.clone())).await;
    let error = stub.provider().references(&id("1")).await.expect_err("an error");
    (error, stub.times(LINE))
}

#[tokio::test]
async fn every_shape_of_an_error_body_is_understood() {
    for body in [
        r#"[{"error_code":"RESOURCE_NOT_FOUND","message":"gone"}]"#,
        r#"[{"error_code":"RESOURCE_NOT_FOUND"}]"#,
        r#"{"error_code":"RESOURCE_NOT_FOUND","message":"gone"}"#,
        r#"{"message":"gone"}"#,
        "[]",
        "",
        "gone",
    ] {
        let (error, asked) = error_of(reply(404, body)).await;
        assert_eq!((error.kind, error.status, asked), (ErrorKind::NotFound, Some(404), 1), "{body}");
        assert!(error.message.starts_with("reading the playlists of video 1: "), "{}", error.message);
    }
}

#[tokio::test]
async fn a_web_page_of_a_gateway_is_no_missing_permission() {
    let (error, asked) = error_of(web_page(403)).await;
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.message.contains("web page"), "{error}");
    assert_eq!(asked, 6);
    assert_eq!(error_of(web_page(200)).await.0.kind, ErrorKind::Malformed);
    assert!(matches!(error_of(web_page(429)).await.0.kind, ErrorKind::Throttled(_)));
}

#[tokio::test]
async fn a_throttled_reading_is_repeated_until_it_succeeds() {
    let stub = Stub::new(|line, before| {
        let slow = refusal(429, "TOO_MANY_REQUESTS").with("retry-after", "7");
        (line == LINE).then(|| if before < 3 { slow } else { reply(200, r#"{"playlists":["5",6]}"#) })
    })
    .await;
    let provider = stub.provider();
    assert_eq!(provider.references(&id("1")).await.expect("an answer"), ["5", "6"]);
    let calls = provider.calls();
    assert_eq!((calls.reads, calls.throttled, calls.repeated), (4, 3, 3));
}

#[tokio::test]
async fn the_wait_that_the_platform_asks_for_is_kept_in_the_error() {
    let (error, asked) = error_of(refusal(429, "TOO_MANY_REQUESTS").with("retry-after", "7")).await;
    assert_eq!(error.kind, ErrorKind::Throttled(Some(Duration::from_secs(7))));
    assert_eq!(asked, 6);
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_stays_is_not() {
    for (answer, kind, tries) in [
        (refusal(500, "UNKNOWN"), ErrorKind::Unavailable, 6),
        (refusal(503, "SERVICE_UNAVAILABLE"), ErrorKind::Unavailable, 6),
        (reply(504, ""), ErrorKind::Unavailable, 6),
        (refusal(408, "TIMEOUT"), ErrorKind::Unavailable, 6),
        (refusal(400, "ILLEGAL_QUERY"), ErrorKind::Refused, 1),
        (refusal(403, "NOT_AVAILABLE"), ErrorKind::Busy, 1),
        (refusal(409, "CONFLICT"), ErrorKind::Busy, 1),
        (reply(302, ""), ErrorKind::Malformed, 2),
        (reply(200, "{\"playlists\":7}"), ErrorKind::Malformed, 2),
        (reply(200, ""), ErrorKind::Malformed, 2),
    ] {
        let shown = format!("{answer:?}");
        let (error, asked) = error_of(answer).await;
        assert_eq!((error.kind, asked), (kind, tries), "{shown}");
    }
}

#[tokio::test]
async fn a_refused_connection_is_unreachable_and_soon_told() {
    let nowhere = nobody().await;
    let begun = Instant::now();
    let patient = provider(&nowhere, &nowhere, RetryPolicy::default());
    let error = patient.references(&id("1")).await.expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let stub = Stub::new(|_, _| None).await;
    let error = stub.provider_at(&nowhere).references(&id("1")).await.expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Unreachable);
}

#[tokio::test]
async fn a_connection_that_breaks_after_sending_is_interrupted() {
    let (url, task) = hangs_up().await;
    let stub = Stub::new(|_, _| None).await;
    let error = stub.provider_at(&url).references(&id("1")).await.expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Interrupted);
    task.abort();
}

#[tokio::test]
async fn a_list_without_one_of_its_videos_asks_for_it_alone() {
    let stub = Stub::new(|line, _| match line {
        "GET /videos/1,2,3" => Some(reply(200, r#"[{"id":"3"},{"id":"1"}]"#)),
        "GET /videos/2" => Some(reply(200, r#"{"id":"2"}"#)),
        _ => None,
    })
    .await;
    let found = stub.provider().videos(&[id("1"), id("2"), id("3")]).await.expect("an answer");
    let ids: Vec<_> =
        found.iter().map(|one| if let Lookup::Found(video) = one { video.id.as_str() } else { "" }).collect();
    assert_eq!(ids, ["1", "2", "3"]);
}

#[tokio::test]
async fn no_video_is_gone_because_a_reading_failed() {
    let stub = Stub::new(|line, _| match line {
        "GET /videos/1,2" => Some(reply(200, r#"[{"id":"1"}]"#)),
        "GET /videos/2" => Some(refusal(500, "UNKNOWN")),
        "GET /videos/3" => Some(reply(200, r#"{"id":"4"}"#)),
        _ => None,
    })
    .await;
    let provider = stub.provider();
    let error = provider.videos(&[id("1"), id("2")]).await.expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Unavailable);
    let error = provider.videos(&[id("3")]).await.expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Malformed, "another video came");
    let error = provider.videos(&[id("ref:x")]).await.expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Refused, "a reference is not an id");
}

#[tokio::test]
async fn the_presence_of_a_master_is_read_from_the_master() {
    let target = |video: &str| Target {
        action: Action::DeleteMaster,
        video: id(video),
        asset: Some(AssetRef { id: AssetId::new("m").expect("an id"), kind: AssetKind::Master, label: None }),
        options: TargetOptions::default(),
    };
    let stub = Stub::new(|line, _| match line {
        "GET /videos/1/digital_master" => Some(reply(204, "")),
        "GET /videos/2/digital_master" => Some(reply(200, r#"{"id":"m","size":5}"#)),
        "GET /videos/3/digital_master" => Some(refusal(403, "NOT_AVAILABLE")),
        _ => None,
    })
    .await;
    let provider = stub.provider();
    assert_eq!(provider.presence(&target("1")).await.expect("an answer"), Presence::Gone);
    assert_eq!(provider.presence(&target("2")).await.expect("an answer"), Presence::Present);
    assert_eq!(provider.presence(&target("3")).await.expect_err("busy").kind, ErrorKind::Busy);
    assert_eq!(provider.presence(&target("4")).await.expect("an answer"), Presence::Gone);
}
