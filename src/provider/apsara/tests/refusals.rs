//! What answers other than success are taken for.

use std::time::Duration;

use serde_json::Value;

use super::stub::{Reply, Stub, refusal, reply, web_page};
use crate::model::Secret;
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::{Apsara, ApsaraConfig};
use crate::provider::{Error, ErrorKind};

/// The error of a change that is always answered so.
async fn error_of(answer: Reply) -> Error {
    let stub = Stub::new(move |_, _| Some(answer.clone())).await;
    let params = vec![("VideoIds", "7".into())];
    let provider = stub.provider();
    let changed = provider.shared.vod.change::<Value>(Operation::DeleteVideo, params, "deleting video 7").await;
    changed.expect_err("an error")
}

#[tokio::test]
async fn the_wait_that_the_platform_asks_for_is_kept_in_the_error() {
    let error = error_of(refusal(400, "Throttling.User").with("x-acs-retry-after", "1500")).await;
    assert_eq!(error.kind, ErrorKind::Throttled(Some(Duration::from_millis(1_500))));
}

#[tokio::test]
async fn a_key_that_the_server_repeats_is_not_shown() {
    let said = r#"{"Code":"Forbidden.RAM","Message":"LTAI5tInventedKey0001 with CAISlongInventedToken00 may not"}"#;
    let stub = Stub::new(move |_, _| Some(reply(403, said))).await;
    let secret = |text: &str| Secret::new(text.to_owned());
    let config = ApsaraConfig {
        access_key_id: secret("LTAI5tInventedKey0001"),
        security_token: Some(secret("CAISlongInventedToken00")),
        ..stub.config()
    };
    let provider = Apsara::new(config).expect("a provider");
    let read = provider.shared.vod.read::<Value>(Operation::GetCategories, Vec::new(), "reading categories").await;
    let error = read.expect_err("an error");
    assert_eq!(
        error.message,
        "reading categories: Forbidden.RAM: [secret] with [secret] may not; the access key needs the permission \
         vod:GetCategories"
    );
    assert!(!format!("{error:?}").contains("Invented"), "{error:?}");
}

#[tokio::test]
async fn web_pages_and_answers_without_a_code_are_no_words_of_the_platform() {
    for (answer, kind) in [
        (web_page(200), ErrorKind::Malformed),
        (web_page(403), ErrorKind::Unavailable),
        (web_page(404), ErrorKind::Unavailable),
        (web_page(502), ErrorKind::Unavailable),
        (reply(404, ""), ErrorKind::Malformed),
        (reply(404, "{}"), ErrorKind::Malformed),
        (reply(400, "no such path"), ErrorKind::Malformed),
        (reply(302, ""), ErrorKind::Malformed),
        (reply(500, "[]"), ErrorKind::Unavailable),
        (reply(408, ""), ErrorKind::Unavailable),
        (reply(429, ""), ErrorKind::Throttled(None)),
        (web_page(429), ErrorKind::Throttled(None)),
    ] {
        let shown = format!("{answer:?}");
        let error = error_of(answer).await;
        assert_eq!((error.kind, error.code), (kind, None), "{shown}");
        assert!(error.message.starts_with("deleting video 7: "), "{}", error.message);
    }
}
