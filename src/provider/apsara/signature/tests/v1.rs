//! The older scheme.

use super::{DATE, KEY_ID, KEY_SECRET, NONCE, SEARCH, TOKEN, credentials, time};
use crate::provider::apsara::signature::v1::{signature, string_to_sign};
use crate::provider::apsara::signature::{SignatureVersion, Unsigned, canonical_query};

const VIDEO: &str = "5aed81b74ba84920be578cdfe004af4b";

/// The parameters that every request has, with some of its own.
fn query(action: &str, own: &[(&str, &str)]) -> String {
    let every = [
        ("Action", action),
        ("Format", "json"),
        ("Version", "2017-03-21"),
        ("Timestamp", DATE),
        ("SignatureNonce", NONCE),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("AccessKeyId", KEY_ID),
    ];
    canonical_query(every.into_iter().chain(own.iter().copied()))
}

#[test]
fn the_string_to_sign_is_written_as_documented() {
    let ids = "5aed81b74ba84920be578cdfe004af4b,93ab850b4f6f44eab54b6e91d24d81d4";
    let query = query("DeleteVideo", &[("VideoIds", ids)]);
    assert_eq!(
        query,
        "AccessKeyId=testAccessKeyId&Action=DeleteVideo&Format=json&SignatureMethod=HMAC-SHA1\
         &SignatureNonce=3156853299f313e23d1673dc12e1703d&SignatureVersion=1.0\
         &Timestamp=2026-01-02T03%3A04%3A05Z&Version=2017-03-21\
         &VideoIds=5aed81b74ba84920be578cdfe004af4b%2C93ab850b4f6f44eab54b6e91d24d81d4"
    );
    assert_eq!(
        string_to_sign("POST", &query),
        "POST&%2F&AccessKeyId%3DtestAccessKeyId%26Action%3DDeleteVideo%26Format%3Djson\
         %26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3156853299f313e23d1673dc12e1703d\
         %26SignatureVersion%3D1.0%26Timestamp%3D2026-01-02T03%253A04%253A05Z%26Version%3D2017-03-21\
         %26VideoIds%3D5aed81b74ba84920be578cdfe004af4b%252C93ab850b4f6f44eab54b6e91d24d81d4"
    );
    assert_eq!(signature("POST", &query, KEY_SECRET), "et3pBpZhpMuCG5zQU3wkJR+dck8=");
    assert_eq!(signature("GET", &query, KEY_SECRET), "hRqL9nbBXoYxydHWekUNBciz7dQ=");
}

#[test]
fn reserved_characters_are_encoded_twice_in_what_is_signed() {
    let query = query("SearchMedia", &SEARCH);
    assert!(query.contains("&Match=Title%20%3D%20%27%E6%B5%8B%E8%AF%95%20a%2Bb%2A~%27%20and%20Size"), "{query}");
    assert!(string_to_sign("POST", &query).contains("%26Match%3DTitle%2520%253D%2520%2527%25E6%25B5%258B"));
    assert_eq!(signature("POST", &query, KEY_SECRET), "FpybDvzWgI8dv5qCYDjXQoSb0Jc=");
}

#[test]
fn the_token_of_a_temporary_key_is_signed() {
    let query = query("DeleteMezzanines", &[("VideoIds", VIDEO), ("Force", "true"), ("SecurityToken", TOKEN)]);
    assert_eq!(signature("POST", &query, KEY_SECRET), "FzAN66DVFAFoox36hRuAESDieI4=");
}

#[test]
fn the_published_examples_are_reproduced() {
    let own = canonical_query([
        ("Timestamp", "2017-10-10T12:02:54Z"),
        ("Format", "JSON"),
        ("AccessKeyId", KEY_ID),
        ("Action", "GetVideoPlayAuth"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "8f8a035d-6496-4268-afd4-67c22837e38d"),
        ("Version", "2017-03-21"),
        ("SignatureVersion", "1.0"),
        ("VideoId", VIDEO),
    ]);
    assert_eq!(signature("GET", &own, KEY_SECRET), "Ibgh7y8Vp47LBuAsf5Xhi1SvDss=");
    let other_product = canonical_query([
        ("Timestamp", "2016-02-23T12:46:24Z"),
        ("Format", "XML"),
        ("AccessKeyId", "testid"),
        ("Action", "DescribeRegions"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
        ("Version", "2014-05-26"),
        ("SignatureVersion", "1.0"),
    ]);
    assert_eq!(signature("GET", &other_product, "testsecret"), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
}

#[test]
fn a_whole_request_carries_everything_in_its_query() {
    let params = [("VideoIds", VIDEO)];
    let request =
        Unsigned { operation: "DeleteVideo", host: "vod.example", params: &params, time: time(), nonce: NONCE };
    let signed = SignatureVersion::V1.sign(&request, &credentials(Some(TOKEN))).expect("signed");
    assert_eq!(
        signed.query,
        "AccessKeyId=testAccessKeyId&Action=DeleteVideo&Format=JSON\
         &SecurityToken=STSTOKEN%2Fexample%2Btoken%3D%3D&SignatureMethod=HMAC-SHA1\
         &SignatureNonce=3156853299f313e23d1673dc12e1703d&SignatureVersion=1.0\
         &Timestamp=2026-01-02T03%3A04%3A05Z&Version=2017-03-21&VideoIds=5aed81b74ba84920be578cdfe004af4b\
         &Signature=RG0SwUo%2FnVKGeYbfL8uCRbQ%2FeP0%3D"
    );
    assert!(signed.headers.get("authorization").is_none());
}
