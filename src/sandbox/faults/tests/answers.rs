//! Answers that are not the truth.

use super::bench::{Ask, BOTH, Bench, Got};
use crate::sandbox::Deed;
use crate::sandbox::faults::call::Dialect;

fn short(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// A status and a code.
type Short = (u16, &'static str);

/// What each fault answers to a deletion, on Brightcove and on `ApsaraVideo`.
const TABLE: [(&str, Short, Short); 9] = [
    ("\"too_many_requests\"", (429, "TOO_MANY_REQUESTS"), (400, "Throttling.User")),
    ("\"internal_error\"", (500, "INTERNAL_ERROR"), (500, "InternalError")),
    ("\"unavailable\"", (503, "SERVICE_UNAVAILABLE"), (503, "ServiceUnAvailable")),
    ("\"gateway_timeout\"", (504, "TIMEOUT"), (504, "")),
    ("\"busy\"", (409, "CONCURRENT_UPDATE"), (403, "ServiceBusy")),
    ("\"not_found\"", (404, "RESOURCE_NOT_FOUND"), (404, "InvalidVideo.NotFound")),
    ("\"missing_scope\"", (401, "UNAUTHORIZED"), (403, "Forbidden.RAM")),
    ("\"web_page\"\nstatus = 403", (403, ""), (403, "")),
    ("\"error\"\nstatus = 418\ncode = \"Odd\"", (418, "Odd"), (418, "Odd")),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_error_has_the_form_of_its_platform_and_changes_nothing_unless_applied() {
    for (does, brightcove, apsara) in TABLE {
        for (dialect, wanted) in BOTH.into_iter().zip([brightcove, apsara]) {
            for applied in [false, true] {
                let bench =
                    Bench::new(&format!("[[fault]]\non = \"delete_video\"\ndoes = {does}\napplied = {applied}")).await;
                let id = bench.free();
                let got = bench.ask(dialect, Ask::Delete(&id));
                assert_eq!(got.short(), short(wanted.0, wanted.1), "{does} {dialect:?} {got:?}");
                assert_eq!(bench.is_gone(&id), applied, "{does} {dialect:?}");
                let word = does.split('"').nth(1).unwrap();
                assert_eq!(bench.faulted(), [(word, wanted.0)]);
                // It is over after one request.
                bench.ask(dialect, Ask::Delete(&id));
                assert!(bench.is_gone(&id), "{does} {dialect:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_to_wait_is_in_the_header_of_the_platform() {
    let text = "[[fault]]\non = \"count\"\ntimes = 2\ndoes = \"too_many_requests\"\nretry_after_seconds = 1.5";
    let bench = Bench::new(text).await;
    assert_eq!(bench.ask(Dialect::Brightcove, Ask::Count).header("retry-after"), Some("1.5"));
    assert_eq!(bench.ask(Dialect::Apsara, Ask::Count).header("x-acs-retry-after"), Some("1500"));
    let bench = Bench::new("[[fault]]\non = \"count\"\ntimes = 2\ndoes = \"too_many_requests\"").await;
    assert_eq!(bench.ask(Dialect::Brightcove, Ask::Count).header("retry-after"), None);
    assert_eq!(bench.ask(Dialect::Apsara, Ask::Count).header("x-acs-retry-after"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_is_html() {
    for dialect in BOTH {
        let bench = Bench::new("[[fault]]\non = \"list\"\ndoes = \"web_page\"").await;
        let got = bench.ask(dialect, Ask::List(0));
        assert_eq!(got.header("content-type"), Some("text/html"));
        assert!(matches!(&got, Got::Answer { status: 502, body, .. } if body.starts_with("<html>")), "{got:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_comes_in_every_shape() {
    for dialect in BOTH {
        for (shape, wanted) in
            [("text", "It works!"), ("json", r#"{"status":"ok"}"#), ("list", "[]"), ("null", "null"), ("empty", "")]
        {
            let bench = Bench::new(&format!("[[fault]]\non = \"list\"\ndoes = \"garbage\"\nshape = \"{shape}\"")).await;
            let got = bench.ask(dialect, Ask::List(0));
            assert!(matches!(&got, Got::Answer { status: 200, body, .. } if body == wanted), "{shape} {got:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ignored_deletion_is_acknowledged_and_not_done() {
    for (dialect, status) in BOTH.into_iter().zip([204, 200]) {
        let bench = Bench::new("[[fault]]\non = \"delete\"\ndoes = \"ignore\"").await;
        let id = bench.free();
        assert_eq!(bench.ask(dialect, Ask::Delete(&id)).short(), short(status, ""));
        assert!(!bench.is_gone(&id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_stays_a_bad_one() {
    let mut bench = Bench::new("[[fault]]\non = \"count\"\nafter = 1\ndoes = \"expire_token\"").await;
    let count = |bench: &Bench| bench.ask(Dialect::Brightcove, Ask::Count).short();
    assert_eq!(count(&bench), short(200, ""));
    assert_eq!(count(&bench), short(401, "UNAUTHORIZED"));
    assert_eq!(count(&bench), short(401, "UNAUTHORIZED"), "it is not the fault any more but the token");
    bench.log_in();
    assert_eq!(count(&bench), short(200, ""));

    let mut bench = Bench::new("[[fault]]\non = \"count\"\nafter = 1\ndoes = \"expire_token\"").await;
    bench.temporary = Some(bench.security_token());
    let count = |bench: &Bench| bench.ask(Dialect::Apsara, Ask::Count).short();
    assert_eq!(count(&bench), short(200, ""));
    assert_eq!(count(&bench), short(400, "InvalidSecurityToken.Expired"));
    assert_eq!(count(&bench), short(400, "InvalidSecurityToken.Expired"));
    bench.temporary = Some(format!("{}-1", bench.security_token()));
    assert_eq!(count(&bench), short(200, ""));

    let bench = Bench::new("[[fault]]\non = \"count\"\ndoes = \"expire_token\"").await;
    assert_eq!(bench.ask(Dialect::Apsara, Ask::Count).short(), short(400, "InvalidAccessKeyId.Inactive"));
    assert_eq!(bench.ask(Dialect::Apsara, Ask::Count).short(), short(200, ""), "a lasting key has nothing to expire");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_service_fails_in_its_own_words() {
    let mut bench = Bench::new("[[fault]]\non = \"token\"\nafter = 1\ndoes = \"unavailable\"").await;
    assert_eq!(bench.ask(Dialect::Brightcove, Ask::Token).short(), short(503, "service_unavailable"));
    bench.log_in();
    assert_eq!(bench.ask(Dialect::Brightcove, Ask::Count).short(), short(200, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn sections_are_narrowed_by_dialect_operation_and_id() {
    let bench = Bench::new("[[fault]]\non = \"count\"\ndialect = \"apsara\"\ndoes = \"busy\"").await;
    assert_eq!(bench.ask(Dialect::Brightcove, Ask::Count).short(), short(200, ""));
    assert_eq!(bench.ask(Dialect::Apsara, Ask::Count).short(), short(403, "ServiceBusy"));
    let bench = Bench::new("[[fault]]\non = \"GetMezzanineInfo\"\ndoes = \"busy\"").await;
    let id = bench.free();
    assert_eq!(bench.ask(Dialect::Brightcove, Ask::Files(&id)).short(), short(200, ""));
    assert_eq!(bench.ask(Dialect::Apsara, Ask::Read(&id)).short(), short(200, ""));
    assert_eq!(bench.ask(Dialect::Apsara, Ask::Files(&id)).short(), short(403, "ServiceBusy"));
    let ids = bench.ids();
    let text = format!("[[fault]]\non = \"read\"\ntimes = \"always\"\nids = [\"{}\"]\ndoes = \"busy\"", ids[1]);
    let bench = Bench::new(&text).await;
    assert_eq!(bench.ask(Dialect::Brightcove, Ask::Read(&ids[0])).short(), short(200, ""));
    for _ in 0..2 {
        assert_eq!(bench.ask(Dialect::Brightcove, Ask::Read(&ids[1])).short(), short(409, "CONCURRENT_UPDATE"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_and_requests_give_the_same_faults() {
    async fn record(seed: u64) -> Vec<(&'static str, u16)> {
        let text = format!(
            "seed = {seed}\n[[fault]]\non = \"count\"\nchance = 0.4\ndoes = \"busy\"\n[[fault]]\non = \"any\"\nchance = \
             0.3\ndoes = \"reset_before\""
        );
        let bench = Bench::new(&text).await;
        (0..30).for_each(|_| drop(bench.ask(Dialect::Apsara, Ask::Count)));
        bench.server.requests().into_iter().map(|served| (served.fault.unwrap_or("none"), served.status)).collect()
    }
    assert_eq!(record(3).await, record(3).await);
    assert_ne!(record(3).await, record(4).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn deletions_of_masters_are_a_sort_of_their_own() {
    for dialect in BOTH {
        let bench = Bench::new("[[fault]]\non = \"delete_master\"\ndoes = \"reset_after\"").await;
        let ids = [bench.free(), bench.ids()[0].clone()];
        assert_eq!(bench.ask(dialect, Ask::DeleteMaster(&ids[0])), Got::Reset);
        let happened = bench.happened(&ids[0]);
        assert!(matches!(happened.as_slice(), [one] if one.deed == Deed::FileDeleted("master".to_owned())));
        bench.ask(dialect, Ask::Delete(&ids[1]));
        assert_eq!(bench.faulted().len(), 1);
    }
}
