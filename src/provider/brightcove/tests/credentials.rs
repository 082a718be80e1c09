//! Tokens that die early, are never given, or permit too little.

use futures_util::future::join_all;

use super::stub::{Stub, delete, id, refusal, reply, web_page, whole};
use crate::provider::{Deletion, ErrorKind, Library};

const LINE: &str = "GET /videos/1/references";
const TOKEN: &str = "POST /v4/access_token";

#[tokio::test]
async fn a_token_that_died_early_is_replaced_once() {
    let stub = Stub::new(|line, before| {
        (line == LINE).then(|| if before == 0 { refusal(401, "UNAUTHORIZED") } else { reply(200, "{}") })
    })
    .await;
    assert!(stub.provider().references(&id("1")).await.expect("an answer").is_empty());
    assert_eq!((stub.times(LINE), stub.tokens()), (2, 2));
}

#[tokio::test]
async fn a_second_refusal_is_a_missing_permission() {
    let stub = Stub::new(|line, _| (line != TOKEN).then(|| refusal(401, "UNAUTHORIZED"))).await;
    let provider = stub.provider();
    let error = provider.references(&id("1")).await.expect_err("an error");
    assert_eq!(error.kind, ErrorKind::MissingPermission("video-cloud/video/read".to_owned()));
    assert_eq!((stub.times(LINE), stub.tokens()), (2, 2));
    let Deletion::Refused(error) = delete(&provider, whole("1")).await else { panic!("it is refused") };
    assert_eq!(error.kind, ErrorKind::MissingPermission("video-cloud/video/delete".to_owned()));
    assert_eq!(stub.times("DELETE /videos/1"), 2);
}

#[tokio::test]
async fn refused_credentials_are_tried_once_and_not_shown() {
    for body in [
        r#"{"error":"invalid_client","error_description":"hunter2"}"#,
        r#"[{"error_code":"invalid_client","message":"hunter2"}]"#,
        "hunter2",
    ] {
        let stub = Stub::new(move |line, _| (line == TOKEN).then(|| reply(400, body))).await;
        let provider = stub.provider();
        let error = provider.references(&id("1")).await.expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Credentials);
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        assert_eq!((stub.tokens(), stub.times(LINE)), (1, 0));
        assert!(
            matches!(delete(&provider, whole("1")).await, Deletion::NotSent(error) if error.kind == ErrorKind::Credentials)
        );
        assert_eq!(stub.seen().iter().filter(|line| line.starts_with("DELETE")).count(), 0);
    }
}

#[tokio::test]
async fn a_token_service_that_fails_for_a_moment_is_asked_again() {
    let stub = Stub::new(|line, before| match line {
        TOKEN if before < 4 => Some(refusal(503, "SERVICE_UNAVAILABLE")),
        LINE => Some(reply(200, "{}")),
        _ => None,
    })
    .await;
    stub.provider().references(&id("1")).await.expect("an answer");
    assert_eq!(stub.tokens(), 5);
}

#[tokio::test]
async fn without_a_token_nothing_was_sent() {
    for answer in [refusal(500, "UNKNOWN"), web_page(403), reply(200, "{}"), refusal(429, "TOO_MANY_REQUESTS")] {
        let stub = Stub::new(move |line, _| (line == TOKEN).then(|| answer.clone())).await;
        let ended = delete(&stub.provider(), whole("1")).await;
        assert!(matches!(ended, Deletion::NotSent(_)), "{ended:?}");
        assert!(stub.seen().iter().all(|line| line == TOKEN));
    }
}

#[tokio::test]
async fn many_calls_share_one_token() {
    let stub = Stub::new(|line, _| line.starts_with("GET").then(|| reply(200, "{}"))).await;
    let provider = stub.provider();
    let ids: Vec<_> = (1..20).map(|number| id(&number.to_string())).collect();
    let answers = join_all(ids.iter().map(|id| provider.references(id))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(stub.tokens(), 1);
}

#[tokio::test]
async fn a_token_without_life_is_used_all_the_same() {
    for life in ["0", "\"0.001\"", "-5", "null", "\"soon\""] {
        let body = format!(r#"{{"access_token":"t","expires_in":{life}}}"#);
        let stub = Stub::new(move |line, _| match line {
            TOKEN => Some(reply(200, body.clone())),
            _ => line.starts_with("GET").then(|| reply(200, "{}")),
        })
        .await;
        stub.provider().references(&id("1")).await.expect("an answer");
        assert!(stub.tokens() <= 2, "{life}");
    }
}
