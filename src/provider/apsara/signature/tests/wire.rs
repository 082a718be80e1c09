//! Whole requests as they leave this program.

use serde_json::Value;

use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::signature::v3::{Request, authorization};
use crate::provider::apsara::signature::{SignatureVersion, canonical_query, v1};
use crate::provider::apsara::tests::stub::{Seen, Stub, reply};
use crate::provider::apsara::{Apsara, ApsaraConfig};

use super::SEARCH;

/// The request that a search becomes, as the server received it.
async fn sent(signature: SignatureVersion) -> Seen {
    let stub = Stub::new(|_, _| Some(reply(200, "{}"))).await;
    let provider = Apsara::new(ApsaraConfig { signature, ..stub.config() }).expect("a provider");
    let params = SEARCH.map(|(name, value)| (name, value.into())).to_vec();
    provider.shared.vod.read::<Value>(Operation::SearchMedia, params, "searching").await.expect("an answer");
    stub.seen().remove(0)
}

#[tokio::test]
async fn what_arrives_is_what_was_signed_in_headers() {
    let seen = sent(SignatureVersion::V3).await;
    let query = canonical_query(SEARCH);
    assert_eq!(seen.line, format!("POST /?{query}"));
    let theirs = seen.header("authorization");
    let names = theirs.split("SignedHeaders=").nth(1).and_then(|rest| rest.split(',').next()).expect("names");
    let signed: Vec<(&str, &str)> = names.split(';').map(|name| (name, seen.header(name))).collect();
    assert!(signed.iter().all(|(name, value)| !value.is_empty() && seen.headers.contains_key(*name)), "{signed:?}");
    let request = Request { method: "POST", query: &query, headers: &signed, body: b"" };
    assert_eq!(authorization(&request, "hunter1", "hunter2"), theirs);
}

#[tokio::test]
async fn what_arrives_is_what_was_signed_in_the_query() {
    let seen = sent(SignatureVersion::V1).await;
    assert_eq!(seen.operation, "SearchMedia");
    assert_eq!(seen.param("Format"), "JSON");
    assert_eq!(seen.param("Match"), SEARCH[0].1);
    let params = seen.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let query = canonical_query(params.filter(|(name, _)| *name != "Signature"));
    assert_eq!(v1::signature("POST", &query, "hunter2"), seen.param("Signature"));
    assert!(!seen.headers.contains_key("authorization"));
}
