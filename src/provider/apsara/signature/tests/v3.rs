//! The newer scheme.

use reqwest::header::AUTHORIZATION;

use super::{DATE, KEY_ID, KEY_SECRET, NONCE, SEARCH, TOKEN, credentials, time};
use crate::provider::ErrorKind;
use crate::provider::apsara::signature::v3::{Request, authorization, body_hash, canonical, string_to_sign};
use crate::provider::apsara::signature::{SignatureVersion, Unsigned, canonical_query};

const HOST: &str = "vod.cn-shanghai.aliyuncs.com";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const VIDEO: &str = "5aed81b74ba84920be578cdfe004af4b";

/// The six headers that every request has.
fn headers<'a>(action: &'a str, hash: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("x-acs-version", "2017-03-21"),
        ("host", HOST),
        ("x-acs-action", action),
        ("x-acs-date", DATE),
        ("x-acs-signature-nonce", NONCE),
        ("x-acs-content-sha256", hash),
    ]
}

struct Vector<'a> {
    method: &'a str,
    query: &'a [(&'a str, &'a str)],
    headers: Vec<(&'a str, &'a str)>,
    body: &'a str,
    canonical_hash: &'a str,
    signature: &'a str,
}

fn prove(vector: &Vector<'_>) {
    let query = canonical_query(vector.query.iter().copied());
    let Vector { method, headers, body, .. } = vector;
    let request = Request { method, query: &query, headers, body: body.as_bytes() };
    let to_sign = string_to_sign(&canonical(&request));
    assert_eq!(to_sign, format!("ACS3-HMAC-SHA256\n{}", vector.canonical_hash));
    let authorization = authorization(&request, KEY_ID, KEY_SECRET);
    assert_eq!(authorization.rsplit_once("Signature=").expect("a signature").1, vector.signature);
}

#[test]
fn the_canonical_request_and_the_header_are_written_as_documented() {
    let query = canonical_query([("VideoIds", "5aed81b74ba84920be578cdfe004af4b,93ab850b4f6f44eab54b6e91d24d81d4")]);
    let headers = headers("DeleteVideo", EMPTY);
    let request = Request { method: "POST", query: &query, headers: &headers, body: b"" };
    assert_eq!(
        canonical(&request),
        "POST\n\
         /\n\
         VideoIds=5aed81b74ba84920be578cdfe004af4b%2C93ab850b4f6f44eab54b6e91d24d81d4\n\
         host:vod.cn-shanghai.aliyuncs.com\n\
         x-acs-action:DeleteVideo\n\
         x-acs-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
         x-acs-date:2026-01-02T03:04:05Z\n\
         x-acs-signature-nonce:3156853299f313e23d1673dc12e1703d\n\
         x-acs-version:2017-03-21\n\
         \n\
         host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n\
         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(
        string_to_sign(&canonical(&request)),
        "ACS3-HMAC-SHA256\n73e38ba51fc582fdbe8f6c21995da56022855524efd9adb306ebca588e30f33f"
    );
    assert_eq!(
        authorization(&request, KEY_ID, KEY_SECRET),
        "ACS3-HMAC-SHA256 Credential=testAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;\
         x-acs-signature-nonce;x-acs-version,\
         Signature=50614e5ae97a734d9c42e623f6451828b7bfe284429c99249e115749f6dfab09"
    );
}

#[test]
fn reserved_characters_and_an_extra_header_are_signed() {
    let mut headers = headers("SearchMedia", EMPTY);
    headers.push(("accept", "application/json"));
    assert_eq!(
        canonical_query(SEARCH),
        "Match=Title%20%3D%20%27%E6%B5%8B%E8%AF%95%20a%2Bb%2A~%27%20and%20Size%20%3D%20%281000%2C%5D&PageNo=1\
         &PageSize=100&SortBy=CreationTime%3AAsc"
    );
    prove(&Vector {
        method: "POST",
        query: &SEARCH,
        headers,
        body: "",
        canonical_hash: "256c4f69cc44d865ed264bbcb22e64a9afef859a57146b9ec0138864640eaafe",
        signature: "d4b5f9608683a0132c9bd561aa1429bada477a45874d57cc0f7f06abc9e9aa26",
    });
}

#[test]
fn a_temporary_key_and_its_token_are_signed() {
    let mut headers = headers("DeleteMezzanines", EMPTY);
    headers.extend([("x-acs-accesskey-id", KEY_ID), ("x-acs-security-token", TOKEN)]);
    prove(&Vector {
        method: "POST",
        query: &[("VideoIds", VIDEO), ("Force", "true")],
        headers,
        body: "",
        canonical_hash: "5b7ed92102a1945b511164cf355757ca857bfb87f5ea6350380c4aff1c7b61e8",
        signature: "cd693f583a0298e73c08ce4052aa9503e95f92789e5e104052092d49be06fc9d",
    });
}

#[test]
fn another_method_gives_another_signature() {
    prove(&Vector {
        method: "GET",
        query: &[("PageNo", "1"), ("PageSize", "10"), ("SearchType", "video")],
        headers: headers("SearchMedia", EMPTY),
        body: "",
        canonical_hash: "397d54ff2a6ceae32fffc58190e5dd58badcca41a7a0b1c40725e97a41fe08ff",
        signature: "badcebf9854708cd1c60947f252b93e95823ebdb05c7ae14b239cfa9a8cbac9b",
    });
}

#[test]
fn a_form_body_is_signed_by_its_hash() {
    let body = "Force=true&VideoIds=5aed81b74ba84920be578cdfe004af4b";
    let hash = body_hash(body.as_bytes());
    assert_eq!(hash, "ae2bacd928b4694fb79ccd0e53e84e1483deaa5d9d0a0a2c0ae98f0212053405");
    let mut headers = headers("DeleteMezzanines", &hash);
    headers.push(("content-type", "application/x-www-form-urlencoded"));
    prove(&Vector {
        method: "POST",
        query: &[],
        headers,
        body,
        canonical_hash: "24d2134a68b82c61186f616e15bf5f29d507985186eb61802d4166c18fc1afc8",
        signature: "3354268f1f84f2ae95fd4fa8bb6038e235b453e2a2d74cb63977ad925f23708b",
    });
}

#[test]
fn the_published_example_of_another_product_is_reproduced() {
    let query = canonical_query([
        ("RegionId", "cn-shanghai"),
        ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
    ]);
    let headers = [
        ("host", "ecs.cn-shanghai.aliyuncs.com"),
        ("x-acs-action", "RunInstances"),
        ("x-acs-content-sha256", EMPTY),
        ("x-acs-date", "2023-10-26T10:22:32Z"),
        ("x-acs-signature-nonce", NONCE),
        ("x-acs-version", "2014-05-26"),
    ];
    let request = Request { method: "POST", query: &query, headers: &headers, body: b"" };
    assert_eq!(
        string_to_sign(&canonical(&request)),
        "ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    );
    let authorization = authorization(&request, "YourAccessKeyId", "YourAccessKeySecret");
    assert!(
        authorization.ends_with("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"),
        "{authorization}"
    );
}

#[test]
fn a_whole_request_carries_everything_that_it_signs() {
    let request = Unsigned { operation: "SearchMedia", host: HOST, params: &SEARCH, time: time(), nonce: NONCE };
    let signed = SignatureVersion::V3.sign(&request, &credentials(None)).expect("signed");
    let authorization = signed.headers.get(AUTHORIZATION).expect("a header").to_str().expect("text");
    assert_eq!(
        authorization,
        "ACS3-HMAC-SHA256 Credential=testAccessKeyId,SignedHeaders=accept;host;x-acs-action;x-acs-content-sha256;\
         x-acs-date;x-acs-signature-nonce;x-acs-version,\
         Signature=d4b5f9608683a0132c9bd561aa1429bada477a45874d57cc0f7f06abc9e9aa26"
    );
    assert_eq!(signed.query, canonical_query(SEARCH));
    let sent: Vec<&str> = signed.headers.keys().map(reqwest::header::HeaderName::as_str).collect();
    let names = authorization.split("SignedHeaders=").nth(1).expect("names").split(',').next().expect("names");
    assert!(names.split(';').all(|name| name == "host" || sent.contains(&name)), "{sent:?}");
}

#[test]
fn nothing_secret_is_shown_by_debug_output_and_a_key_with_a_line_break_is_refused() {
    let request = Unsigned { operation: "SearchMedia", host: HOST, params: &SEARCH, time: time(), nonce: NONCE };
    let signed = SignatureVersion::V3.sign(&request, &credentials(Some(TOKEN))).expect("signed");
    assert_eq!(signed.headers.get("x-acs-security-token").expect("a header"), TOKEN);
    assert_eq!(signed.headers.get("x-acs-accesskey-id").expect("a header"), KEY_ID);
    let shown = format!("{signed:?}");
    assert!(!shown.contains("STSTOKEN") && !shown.contains(KEY_ID), "{shown}");
    let error = SignatureVersion::V3.sign(&request, &credentials(Some("a\r\nb"))).expect_err("refused");
    assert_eq!(error.kind, ErrorKind::Configuration);
}
