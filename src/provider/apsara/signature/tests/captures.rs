//! Whole requests as the platform's own clients sent them to a server on this machine.

use super::KEY_SECRET;
use crate::provider::apsara::signature::canonical_query;
use crate::provider::apsara::signature::v1;
use crate::provider::apsara::signature::v3::{Request, authorization};

const CAPTURES: [&str; 8] = [
    include_str!("captures/v3_searchmedia.http"),
    include_str!("captures/v3_deleteimage_imageurl.http"),
    include_str!("captures/v3_refreshvodobjectcaches.http"),
    include_str!("captures/v3_sts_deletevideo.http"),
    include_str!("captures/v1_deletestream.http"),
    include_str!("captures/v1_sts_deletevideo.http"),
    include_str!("captures/legacy_deletevideo.http"),
    include_str!("captures/legacy_sts_deletevideo.http"),
];

type Pairs = Vec<(String, String)>;

/// The decoded query and the headers, with lower-case names.
fn parts(capture: &str) -> (Pairs, Pairs) {
    let mut lines = capture.lines();
    let target = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a request line");
    let url = reqwest::Url::parse(&format!("http://127.0.0.1{target}")).expect("an address");
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    (url.query_pairs().into_owned().collect(), headers.collect())
}

#[test]
fn what_the_official_clients_sent_is_signed_alike() {
    for capture in CAPTURES {
        let (params, headers) = parts(capture);
        let pairs = params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let query = canonical_query(pairs.filter(|(name, _)| *name != "Signature"));
        let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let Some(theirs) = header("authorization") else {
            let theirs = params.iter().find(|(name, _)| name == "Signature").expect("a signature");
            assert_eq!(v1::signature("POST", &query, KEY_SECRET), theirs.1, "{capture}");
            continue;
        };
        let names = theirs.split("SignedHeaders=").nth(1).and_then(|rest| rest.split(',').next()).expect("names");
        let signed: Vec<(&str, &str)> =
            names.split(';').map(|name| (name, header(name).expect("a signed header"))).collect();
        let request = Request { method: "POST", query: &query, headers: &signed, body: b"" };
        assert_eq!(authorization(&request, super::KEY_ID, KEY_SECRET), theirs, "{capture}");
    }
}
