//! What the gateway answers, over real HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::signature::encoding::canonical;
use super::signature::signer::{Pairs, Signer, pairs};
use crate::sandbox::{BadAnswer, RefreshAllowance, Sandbox, ServeOptions, Server, Status, Trouble};

const QUOTA: &str = "DescribeVodRefreshQuota";
const REFRESH: &str = "RefreshVodObjectCaches";

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The status, and the code where there is one.
    fn short(&self) -> (u16, String) {
        (self.status, self.json()["Code"].as_str().unwrap_or_default().to_owned())
    }
}

/// A sandbox that is being served.
struct Bench {
    _dir: TempDir,
    sandbox: Sandbox,
    server: Server,
    status: Status,
    nonces: AtomicU32,
}

impl Bench {
    async fn new(options: ServeOptions) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::open(dir.path(), now()).unwrap();
        let server = sandbox.serve(ServeOptions { record: true, ..options }).await.unwrap();
        let status = sandbox.status().unwrap();
        Self { _dir: dir, sandbox, server, status, nonces: AtomicU32::new(0) }
    }

    async fn with_trouble(operation: &str, applied: bool, answer: BadAnswer) -> Self {
        let trouble = Trouble { operation: operation.to_owned(), after: 1, times: 1, applied, answer };
        Self::new(ServeOptions { troubles: vec![trouble], ..ServeOptions::default() }).await
    }

    fn signer(&self) -> Signer {
        Signer {
            key_id: self.status.access_key_id.clone(),
            secret: self.status.access_key_secret.clone(),
            token: None,
            version: "2017-03-21",
            time: now().to_string(),
            nonce: format!("n{}", self.nonces.fetch_add(1, Ordering::Relaxed)),
        }
    }

    fn temporary_signer(&self, token: &str) -> Signer {
        let key_id = self.status.sts_access_key_id.clone();
        Signer { key_id, token: (!token.is_empty()).then(|| token.to_owned()), ..self.signer() }
    }

    /// Sends one request as it is; nothing when the connection broke.
    fn send(&self, request: &str, headers: &Pairs, body: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.server.addr()).unwrap();
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        let length = body.len();
        let text =
            format!("{request} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}");
        stream.write_all(text.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head: head.to_owned(), text: body.to_owned() })
    }

    /// A call in the newer scheme, its parameters in the query.
    fn call_as(&self, signer: &Signer, action: &str, parameters: &[(&str, &str)]) -> Option<Answer> {
        let query = pairs(parameters);
        let headers = signer.headers("POST", action, &query, "");
        self.send(&format!("POST /?{}", canonical(query.iter())), &headers, "")
    }

    /// A call in the older scheme, its parameters in the query.
    fn old_call_as(&self, signer: &Signer, method: &str, action: &str) -> Answer {
        let query = signer.query(method, action, &Vec::new());
        self.send(&format!("{method} /?{query}"), &pairs(&[("host", "x")]), "").unwrap()
    }

    fn call(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        self.call_as(&self.signer(), action, parameters).unwrap()
    }

    fn short(&self, signer: &Signer) -> (u16, String) {
        self.call_as(signer, QUOTA, &[]).unwrap().short()
    }

    fn urls_left(&self) -> String {
        self.call(QUOTA, &[]).json()["UrlRemain"].as_str().unwrap().to_owned()
    }
}

fn short(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn both_schemes_and_both_places_of_parameters_are_understood() {
    let bench = Bench::new(ServeOptions::default()).await;
    assert_eq!(bench.call(REFRESH, &[("ObjectPath", "a.example.com/1")]).status, 200);
    for method in ["GET", "POST"] {
        assert_eq!(bench.old_call_as(&bench.signer(), method, QUOTA).status, 200, "{method}");
        let headers = bench.signer().headers(method, QUOTA, &Vec::new(), "");
        assert_eq!(bench.send(&format!("{method} /"), &headers, "").unwrap().status, 200, "{method}");
    }
    let body = "ObjectPath=http%3A%2F%2Fa.example.com%2F1%0Ab.example.com/2";
    let headers = bench.signer().headers("POST", REFRESH, &Vec::new(), body);
    let answer = bench.send("POST /", &headers, body).unwrap();
    assert_eq!(answer.json()["RefreshTaskId"], "15000000002,15000000003");
    let query = bench.signer().query("POST", REFRESH, &pairs(&[("ObjectPath", "a.example.com/1")]));
    let form = pairs(&[("host", "x"), ("content-type", "application/x-www-form-urlencoded")]);
    assert_eq!(bench.send("POST /", &form, &query).unwrap().json()["RefreshTaskId"], "15000000004");
    let named = |name: &str| bench.server.requests().iter().filter(|r| r.operation.as_deref() == Some(name)).count();
    assert_eq!((named(REFRESH), named(QUOTA)), (3, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_have_the_form_of_the_platform() {
    let bench = Bench::new(ServeOptions::default()).await;
    let answer = bench.call("GetVideoPlayAuth", &[]);
    assert!(answer.head.contains("content-type: application/json;charset=utf-8"), "{}", answer.head);
    let body = answer.json();
    let id = body["RequestId"].as_str().unwrap();
    assert!(id.len() == 36 && id.bytes().all(|b| b"0123456789ABCDEF-".contains(&b)), "{id}");
    assert_eq!(
        body,
        json!({
            "RequestId": id,
            "HostId": "vod.cn-shanghai.aliyuncs.com",
            "Code": "InvalidApi.NotFound",
            "Message": "Specified api is not found, please check your url and method.",
            "Recommend":
                format!("https://api.aliyun.com/troubleshoot?q=InvalidApi.NotFound&product=vod&requestId={id}"),
        })
    );
    assert_eq!(answer.status, 404);
    assert_ne!(bench.call(QUOTA, &[]).json()["RequestId"], bench.call(QUOTA, &[]).json()["RequestId"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_a_good_signature() {
    let bench = Bench::new(ServeOptions::default()).await;
    let signer = bench.signer();
    assert_eq!(bench.short(&signer), short(200, ""));
    assert_eq!(bench.short(&signer), short(400, "SignatureNonceUsed"));
    let wrong = Signer { secret: "wrong".to_owned(), ..bench.signer() };
    assert_eq!(bench.short(&wrong), short(400, "SignatureDoesNotMatch"));
    let right = Signer { secret: bench.status.access_key_secret.clone(), ..wrong };
    assert_eq!(bench.short(&right), short(200, ""), "a refused request does not use up its nonce");
    let unknown = Signer { key_id: "somebody".to_owned(), ..bench.signer() };
    assert_eq!(bench.short(&unknown), short(404, "InvalidAccessKeyId.NotFound"));
    let other = Signer { version: "2017-03-22", ..bench.signer() };
    assert_eq!(bench.short(&other), short(404, "InvalidApi.NotFound"));
    let at = |minutes| now().checked_add(SignedDuration::from_mins(minutes)).unwrap().to_string();
    for (time, answer) in [
        (at(-14), short(200, "")),
        (at(15), short(200, "")),
        (at(-16), short(400, "InvalidTimeStamp.Expired")),
        (at(16), short(400, "InvalidTimeStamp.Expired")),
        ("yesterday".to_owned(), short(400, "InvalidTimeStamp.Format")),
    ] {
        assert_eq!(bench.short(&Signer { time: time.clone(), ..bench.signer() }), answer, "{time}");
    }
    let old = Signer { secret: "wrong".to_owned(), ..bench.signer() };
    assert_eq!(bench.old_call_as(&old, "GET", QUOTA).short(), short(400, "SignatureDoesNotMatch"));
    assert_eq!(bench.send("GET /", &pairs(&[("host", "x")]), "").unwrap().short(), short(400, "MissingAction"));
    let headers = bench.signer().headers("PUT", QUOTA, &Vec::new(), "");
    assert_eq!(bench.send("PUT /", &headers, "").unwrap().short(), short(400, "UnsupportedHTTPMethod"));
}

#[tokio::test(flavor = "multi_thread")]
async fn temporary_keys_come_with_a_token() {
    let bench = Bench::new(ServeOptions::default()).await;
    let token = bench.status.security_token.as_str();
    for (token, answer) in [
        (token, short(200, "")),
        (&format!("{token}-expired"), short(400, "InvalidSecurityToken.Expired")),
        ("else", short(400, "InvalidSecurityToken.Malformed")),
        ("", short(400, "MissingSecurityToken")),
    ] {
        assert_eq!(bench.short(&bench.temporary_signer(token)), answer, "{token}");
        assert_eq!(bench.old_call_as(&bench.temporary_signer(token), "POST", QUOTA).short(), answer, "{token}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dates_of_requests_can_be_held_against_another_clock() {
    let later: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    let bench = Bench::new(ServeOptions { server_time: Some(later), ..ServeOptions::default() }).await;
    assert_eq!(bench.short(&bench.signer()), short(400, "InvalidTimeStamp.Expired"));
    assert_eq!(bench.short(&Signer { time: later.to_string(), ..bench.signer() }), short(200, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_key_does_not_permit_is_refused_with_the_permission_that_is_missing() {
    let bench = Bench::new(ServeOptions { denied: vec![REFRESH.to_owned()], ..ServeOptions::default() }).await;
    let answer = bench.call(REFRESH, &[("ObjectPath", "a.example.com/1")]);
    assert_eq!(answer.short(), short(403, "Forbidden.RAM"));
    let detail = &answer.json()["AccessDeniedDetail"];
    assert_eq!(detail["AuthAction"], "vod:RefreshVodObjectCaches");
    assert_eq!(detail["NoPermissionType"], "ImplicitDeny");
    assert_eq!(bench.urls_left(), "2000");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_too_fast_is_refused_when_limits_are_enforced() {
    let bench = Bench::new(ServeOptions { enforce_limits: true, ..ServeOptions::default() }).await;
    let answers: Vec<_> = (0..60).map(|_| bench.call(QUOTA, &[]).short()).collect();
    assert!(answers.iter().take(10).all(|answer| *answer == short(200, "")));
    let refused = answers.iter().filter(|answer| **answer == short(503, "Throttling")).count();
    assert!(refused > 0, "{answers:?}");
    assert_eq!(bench.server.refused(), refused as u64);
    assert_eq!(answers.iter().filter(|answer| answer.0 == 200).count() + refused, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_is_made_on_demand() {
    let bench = Bench::with_trouble(QUOTA, false, BadAnswer::fault(500, "InternalError", "Try again.")).await;
    let answers: Vec<_> = (0..3).map(|_| bench.call(QUOTA, &[])).collect();
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200, 500, 200]);
    assert_eq!(
        (&answers[1].json()["Code"], &answers[1].json()["Message"]),
        (&json!("InternalError"), &json!("Try again."))
    );

    let throttled = |retry_after_ms| Bench::with_trouble(QUOTA, false, BadAnswer::Throttled { retry_after_ms });
    for (bench, header) in [(throttled(Some(1500)).await, true), (throttled(None).await, false)] {
        let answers = [bench.call(QUOTA, &[]), bench.call(QUOTA, &[])];
        assert_eq!(answers[1].short(), short(503, "Throttling"));
        assert_eq!(answers[1].head.contains("x-acs-retry-after: 1500"), header);
        assert_eq!(bench.server.refused(), 0);
    }

    let bench = Bench::with_trouble(QUOTA, false, BadAnswer::Page { status: 502 }).await;
    let answers = [bench.call(QUOTA, &[]), bench.call(QUOTA, &[])];
    assert_eq!(answers[1].status, 502);
    assert!(answers[1].text.starts_with("<html><head><title>502 Bad Gateway</title>"), "{}", answers[1].text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_breaks_before_or_after_the_call_was_carried_out() {
    for (applied, left) in [(false, "1999"), (true, "1998")] {
        let bench = Bench::with_trouble(REFRESH, applied, BadAnswer::Broken).await;
        let call = |path| bench.call_as(&bench.signer(), REFRESH, &[("ObjectPath", path)]);
        assert_eq!(call("a.example.com/1").unwrap().status, 200);
        assert!(call("a.example.com/2").is_none(), "there is no answer");
        assert_eq!(bench.urls_left(), left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_refreshed_within_the_quota_of_the_day() {
    let refresh_allowance = RefreshAllowance { urls: 2, directories: 1 };
    let bench = Bench::new(ServeOptions { refresh_allowance, ..ServeOptions::default() }).await;
    let paths = "http://a.example.com/1.mp4\nhttp://b.example.com/2.mp4";
    let answer = bench.call(REFRESH, &[("ObjectPath", paths), ("ObjectType", "IgnoreParams"), ("Force", "False")]);
    assert_eq!(answer.json()["RefreshTaskId"], "15000000001,15000000002");
    assert_eq!(bench.call(REFRESH, &[("ObjectPath", "a.example.com/3")]).short(), short(400, "QuotaExceeded.Refresh"));
    assert_eq!(bench.call(REFRESH, &[("ObjectPath", "a.example.com/x/"), ("ObjectType", "Directory")]).status, 200);
    let mut quota = bench.call(QUOTA, &[]).json();
    quota.as_object_mut().unwrap().remove("RequestId");
    assert_eq!(
        quota,
        json!({
            "UrlQuota": "2", "UrlRemain": "0", "DirQuota": "1", "DirRemain": "0",
            "PreloadQuota": "500", "PreloadRemain": "500", "BlockQuota": "300", "blockRemain": "300",
        })
    );
    let page = |number| {
        let parameters = [("PageSize", "2"), ("PageNumber", number)];
        bench.call("DescribeVodRefreshTasks", &parameters).json()
    };
    let ids = |page: &Value| -> Vec<String> {
        let tasks = page["Tasks"]["Task"].as_array().unwrap();
        tasks.iter().map(|task| task["TaskId"].as_str().unwrap().to_owned()).collect()
    };
    let (first, second) = (page("1"), page("2"));
    assert_eq!(
        (ids(&first), ids(&second)),
        (vec!["15000000003".into(), "15000000002".into()], vec!["15000000001".into()])
    );
    assert_eq!((&second["TotalCount"], &second["PageNumber"], &second["PageSize"]), (&json!(3), &json!(2), &json!(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_dialects_are_served_at_one_address() {
    let bench = Bench::new(ServeOptions::default()).await;
    let answer = bench.send("GET /v1/nothing", &pairs(&[("host", "x")]), "").unwrap();
    assert_eq!(answer.json()[0]["error_code"], "RESOURCE_NOT_FOUND");
    assert_eq!(bench.urls_left(), "2000");
    let operations: Vec<_> = bench.server.requests().into_iter().map(|request| request.operation).collect();
    assert_eq!(operations, [None, Some(QUOTA.to_owned())]);
    let announcement = bench.sandbox.announce(&bench.server).unwrap();
    let endpoints = bench.sandbox.status().unwrap().endpoints.unwrap();
    assert_eq!(endpoints.apsara, bench.server.url());
    drop(announcement);
}
