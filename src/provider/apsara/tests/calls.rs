//! What is sent, what is sent again, and what is told of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::stub::{Reply, Stub, config, hangs_up, nobody, refusal, reply, web_page};
use crate::model::Secret;
use crate::provider::apsara::client::Params;
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::{Apsara, ApsaraConfig, SignatureVersion};
use crate::provider::http::{HttpConfig, Recorder};
use crate::provider::{Error, ErrorKind};

fn ids() -> Params<'static> {
    vec![("VideoIds", "a,b".into())]
}

async fn look(provider: &Apsara) -> Result<Value, Error> {
    provider.shared.vod.read(Operation::GetVideoInfos, ids(), "reading videos a, b").await
}

async fn delete(provider: &Apsara) -> Result<Value, Error> {
    provider.shared.vod.change(Operation::DeleteVideo, ids(), "deleting videos a, b").await
}

/// Answers the first requests of every operation so, and all others with success.
async fn at_first(times: usize, answer: Reply) -> Stub {
    Stub::new(move |_, before| Some(if before < times { answer.clone() } else { reply(200, "{}") })).await
}

#[tokio::test]
async fn a_call_is_a_post_without_a_body() {
    let stub = at_first(0, reply(200, "{}")).await;
    look(&stub.provider()).await.expect("an answer");
    let seen = stub.seen();
    assert_eq!(seen[0].line, "POST /?VideoIds=a%2Cb");
    let header = |name: &str| seen[0].header(name).to_owned();
    assert_eq!(header("content-length"), "0");
    assert_eq!(header("accept"), "application/json");
    assert_eq!(header("x-acs-action"), "GetVideoInfos");
    assert_eq!(header("x-acs-version"), "2017-03-21");
}

#[tokio::test]
async fn every_attempt_is_signed_anew() {
    let stub = at_first(5, refusal(400, "Throttling.User")).await;
    let provider = stub.provider();
    look(&provider).await.expect("an answer");
    let of = |name: &str| stub.seen().iter().map(|seen| seen.header(name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(of("x-acs-signature-nonce").len(), 6);
    assert_eq!(of("authorization").len(), 6);
    let calls = provider.calls();
    assert_eq!((calls.reads, calls.changes, calls.throttled, calls.repeated), (6, 0, 5, 5));
}

#[tokio::test]
async fn a_temporary_key_is_sent_with_its_token() {
    let stub = at_first(0, reply(200, "{}")).await;
    let config = ApsaraConfig { security_token: Some(Secret::new("hunter3".to_owned())), ..stub.config() };
    look(&Apsara::new(config).expect("a provider")).await.expect("an answer");
    let seen = stub.seen();
    assert_eq!((seen[0].header("x-acs-accesskey-id"), seen[0].header("x-acs-security-token")), ("hunter1", "hunter3"));
}

#[tokio::test]
async fn a_change_is_not_repeated() {
    for (status, code) in [(400, "Throttling.User"), (503, "Throttling"), (429, "throttling.api")] {
        let stub = at_first(3, refusal(status, code)).await;
        let provider = stub.provider();
        let error = delete(&provider).await.expect_err("turned away");
        assert!(matches!(error.kind, ErrorKind::Throttled(_)), "{code}: {error}");
        let calls = provider.calls();
        assert_eq!((calls.reads, calls.changes, calls.throttled), (0, 1, 1), "{code}");
    }
    for answer in [
        refusal(500, "InternalError"),
        refusal(503, "ServiceUnAvailable"),
        refusal(503, "ServiceUnavailable"),
        refusal(403, "ServiceBusy"),
        refusal(503, "DeleteVideoFailed"),
        refusal(503, "DeleteStreamFailed"),
        web_page(502),
        reply(504, ""),
    ] {
        let shown = format!("{answer:?}");
        let stub = at_first(9, answer).await;
        let error = delete(&stub.provider()).await.expect_err("an error");
        assert_eq!((error.kind, stub.times("DeleteVideo")), (ErrorKind::Unavailable, 1), "{shown}");
    }
    let stub = at_first(9, reply(200, "deleted")).await;
    assert_eq!(delete(&stub.provider()).await.expect_err("an error").kind, ErrorKind::Malformed);
    assert_eq!(stub.times("DeleteVideo"), 1);
}

#[tokio::test]
async fn a_reading_is_repeated_when_the_platform_fails() {
    for answer in [refusal(500, "InternalError"), refusal(503, "ServiceUnAvailable"), web_page(502), reply(500, "")] {
        let shown = format!("{answer:?}");
        let stub = at_first(5, answer).await;
        look(&stub.provider()).await.expect(&shown);
        assert_eq!(stub.times("GetVideoInfos"), 6, "{shown}");
    }
    let stub = at_first(9, refusal(400, "InvalidParameter")).await;
    assert_eq!(look(&stub.provider()).await.expect_err("an error").kind, ErrorKind::Refused);
    assert_eq!(stub.times("GetVideoInfos"), 1);
}

#[tokio::test]
async fn a_used_nonce_is_replaced_once_also_for_a_change() {
    let stub = at_first(1, refusal(400, "SignatureNonceUsed")).await;
    delete(&stub.provider()).await.expect("an answer");
    let seen = stub.seen();
    assert_ne!(seen[0].header("x-acs-signature-nonce"), seen[1].header("x-acs-signature-nonce"));
    let stub = at_first(9, refusal(400, "SignatureNonceUsed")).await;
    delete(&stub.provider()).await.expect_err("an error");
    assert_eq!(stub.times("DeleteVideo"), 2);
}

/// A `Date` header that is some hours away from now.
fn dated(answer: Reply, hours: i64) -> Reply {
    let date = (Timestamp::now() + SignedDuration::from_hours(hours)).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    answer.with("date", &date)
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_by_that_of_the_platform() {
    for hours in [-2, 3] {
        let stub = at_first(1, dated(refusal(400, "InvalidTimeStamp.Expired"), hours)).await;
        let provider = stub.provider();
        delete(&provider).await.expect("an answer");
        delete(&provider).await.expect("an answer");
        let seen = stub.seen();
        assert_eq!(seen.len(), 3, "the correction lasts");
        for later in &seen[1..] {
            let sent: Timestamp = later.header("x-acs-date").parse().expect("a date");
            let away = sent.duration_since(Timestamp::now() + SignedDuration::from_hours(hours));
            assert!(away.unsigned_abs().as_secs() < 60, "{sent}");
        }
    }
}

#[tokio::test]
async fn a_clock_that_stays_wrong_is_reported() {
    let stub = at_first(9, dated(refusal(400, "InvalidTimeStamp.Expired"), 1)).await;
    let error = look(&stub.provider()).await.expect_err("an error");
    assert_eq!((error.kind, stub.times("GetVideoInfos")), (ErrorKind::Configuration, 2));
    assert!(error.message.contains("clock"), "{}", error.message);
}

#[tokio::test]
async fn nobody_who_answers_and_a_broken_connection_are_told_apart() {
    let provider = Apsara::new(config(&nobody().await)).expect("a provider");
    assert_eq!(delete(&provider).await.expect_err("an error").kind, ErrorKind::Unreachable);
    let (url, task) = hangs_up().await;
    let provider = Apsara::new(config(&url)).expect("a provider");
    assert_eq!(delete(&provider).await.expect_err("an error").kind, ErrorKind::Interrupted);
    assert_eq!(provider.calls().changes, 1, "it is not repeated");
    assert_eq!(look(&provider).await.expect_err("an error").kind, ErrorKind::Interrupted);
    assert_eq!(provider.calls().reads, 6);
    task.abort();
}

#[tokio::test]
async fn observers_see_operation_and_parameters_and_no_credentials() {
    for signature in [SignatureVersion::V3, SignatureVersion::V1] {
        let stub = at_first(0, reply(200, "{}")).await;
        let recorder = Arc::new(Recorder::default());
        let plain = stub.config();
        let config = ApsaraConfig {
            signature,
            security_token: Some(Secret::new("hunter3".to_owned())),
            http: HttpConfig { observer: Some(recorder.clone()), ..plain.http.clone() },
            ..plain
        };
        let provider = Apsara::new(config).expect("a provider");
        delete(&provider).await.expect("an answer");
        let quota = provider.shared.vod.read::<Value>(Operation::DescribeVodRefreshQuota, Vec::new(), "asking").await;
        quota.expect("an answer");
        let told: Vec<_> = recorder.seen().into_iter().map(|sent| (sent.method, sent.path, sent.status)).collect();
        let expected = |path: &str| ("POST".to_owned(), path.to_owned(), Some(200));
        assert_eq!(told, [expected("DeleteVideo?VideoIds=a%2Cb"), expected("DescribeVodRefreshQuota")]);
    }
}
