//! What the endpoints answer, over real HTTP.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::sandbox::{Error, ImportSummary, ResetOptions, Sandbox, Scopes, ServeOptions, Server, Status};

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

/// Sends one request and gives status and body.
fn send(addr: SocketAddr, request: &str, headers: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(addr).unwrap();
    let length = body.len();
    let head = format!("{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n");
    stream.write_all(format!("{head}{headers}\r\n{body}").as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

/// A sandbox that is being served, with a token.
struct Bench {
    _dir: TempDir,
    sandbox: Sandbox,
    server: Server,
    status: Status,
    token: String,
}

impl Bench {
    async fn new(options: ServeOptions) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::open(dir.path(), now()).unwrap();
        let server = sandbox.serve(options).await.unwrap();
        let status = sandbox.status().unwrap();
        let basic = STANDARD.encode(format!("{}:{}", status.client_id, status.client_secret));
        let headers = format!("Authorization: Basic {basic}\r\n");
        let (code, body) = send(server.addr(), "POST /v4/access_token", &headers, "grant_type=client_credentials");
        assert_eq!((code, body["expires_in"].as_i64()), (200, Some(300)));
        let token = body["access_token"].as_str().unwrap().to_owned();
        Self { _dir: dir, sandbox, server, status, token }
    }

    async fn with(scopes: &[&str]) -> Self {
        Self::new(ServeOptions { scopes: Scopes::only(scopes), ..ServeOptions::default() }).await
    }

    fn call(&self, method: &str, path: &str) -> (u16, Value) {
        self.call_with(method, path, "")
    }

    fn call_with(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let target = format!("{method} /v1/accounts/{}{path}", self.status.account_id);
        send(self.server.addr(), &target, &format!("Authorization: Bearer {}\r\n", self.token), body)
    }

    /// All videos, page by page.
    fn videos(&self) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let (status, page) = self.call("GET", &format!("/videos?sort=created_at&limit=100&offset={}", all.len()));
            assert_eq!(status, 200);
            let page = page.as_array().unwrap().clone();
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
    }

    fn first(&self, query: &str) -> String {
        let (_, list) = self.call("GET", &format!("/videos?sort=created_at&query={query}"));
        list[0]["id"].as_str().unwrap().to_owned()
    }
}

fn code(body: &Value) -> &str {
    body[0]["error_code"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_standard_library_is_listed_whole_and_fits_the_standard_limits() {
    let bench = Bench::new(ServeOptions::default()).await;
    let videos = bench.videos();
    assert_eq!(videos.len(), 600);
    assert_eq!(bench.call("GET", "/counts/videos").1, json!({"count": 600}));
    let year_ago = "2025-01-01";
    let old: Vec<&Value> = videos
        .iter()
        .filter(|v| v["state"] == "ACTIVE" && v["has_digital_master"] == true && v["sharing"].is_null())
        .filter(|v| v["updated_at"].as_str().unwrap() < year_ago)
        .collect();
    let sizes: Vec<u64> = old
        .iter()
        .map(|v| bench.call("GET", &format!("/videos/{}/digital_master", v["id"].as_str().unwrap())).1)
        .filter_map(|master| master["size"].as_u64().filter(|size| *size > 1_000_000_000))
        .collect();
    assert!((15..=50).contains(&sizes.len()), "{}", sizes.len());
    assert!(sizes.iter().sum::<u64>() < 2_000_000_000_000);
    let clips = videos.iter().filter(|v| !v["clip_source_video_id"].is_null()).count();
    assert!((6..=20).contains(&clips), "{clips}");
    for kind in ["dynamic_origin", "static_origin", "remote", "live_origin", "unknown"] {
        assert!(videos.iter().any(|v| v["delivery_type"] == kind), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_for_those_who_know_the_secret() {
    let bench = Bench::new(ServeOptions::default()).await;
    let wrong = format!("Authorization: Basic {}\r\n", STANDARD.encode("a:b"));
    let (status, body) = send(bench.server.addr(), "POST /v4/access_token?grant_type=client_credentials", &wrong, "");
    assert_eq!((status, &body["error"]), (400, &json!("invalid_client")));
    let path = format!("GET /v1/accounts/{}/videos", bench.status.account_id);
    let (status, body) = send(bench.server.addr(), &path, "", "");
    assert_eq!((status, code(&body)), (401, "UNAUTHORIZED"));
    let accept = format!("Authorization: Bearer {}\r\nAccept: text/html\r\n", bench.token);
    assert_eq!(send(bench.server.addr(), &path, &accept, "").0, 406);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_scope_is_a_refusal() {
    let bench = Bench::with(&["video-cloud/video/all"]).await;
    let id = bench.first("%2Bhas_digital_master:true");
    let (status, body) = bench.call("DELETE", &format!("/videos/{id}/digital_master"));
    assert_eq!((status, code(&body)), (401, "UNAUTHORIZED"));
    assert_eq!(bench.call("GET", "/playlists").0, 401);
    assert_eq!(bench.call("GET", "/videos").0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_is_deleted_once_and_then_already_gone() {
    let bench = Bench::new(ServeOptions::default()).await;
    let id = bench.first("%2Bhas_digital_master:true+-sharing.by_external_acct:true");
    let master = format!("/videos/{id}/digital_master");
    assert_eq!(bench.call("GET", &master).0, 200);
    assert_eq!(bench.call("DELETE", &master).0, 204);
    assert_eq!(bench.call("GET", &master).0, 204);
    assert_eq!(bench.call("DELETE", &master).0, 204);
    let (_, video) = bench.call("GET", &format!("/videos/{id}"));
    assert_eq!(video["has_digital_master"], false);
    assert!(video["updated_at"].as_str().unwrap() >= "2026-01-01");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_in_a_playlist_is_deleted_only_after_its_references() {
    let bench = Bench::new(ServeOptions::default()).await;
    let (_, lists) = bench.call("GET", "/playlists");
    let lists = lists.as_array().unwrap();
    let id = lists.iter().find_map(|list| list["video_ids"][0].as_str()).unwrap();
    let free = bench.videos().iter().map(|v| v["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let (status, body) = bench.call("DELETE", &format!("/videos/{},{id}", free[0]));
    assert_eq!((status, code(&body)), (409, "REFERENCES_EXIST"));
    assert_eq!(bench.call("GET", &format!("/videos/{}", free[0])).0, 200, "all or nothing");
    assert_eq!(bench.call("DELETE", &format!("/videos/{id}/references")).0, 204);
    assert_eq!(bench.call("GET", &format!("/videos/{id}/references")).1, json!({"playlists": []}));
    assert_eq!(bench.call("DELETE", &format!("/videos/{id}")).0, 204);
    let (status, body) = bench.call("GET", &format!("/videos/{id}"));
    assert_eq!((status, code(&body)), (404, "RESOURCE_NOT_FOUND"));
    assert_eq!(bench.call("DELETE", &format!("/videos/{id}")).0, 204, "unknown ids count as deleted");
    assert_eq!(bench.sandbox.status().unwrap().videos, 599);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_ids_give_a_list_and_more_than_ten_are_refused() {
    let bench = Bench::new(ServeOptions::default()).await;
    let ids: Vec<String> = bench.videos().iter().take(11).map(|v| v["id"].as_str().unwrap().to_owned()).collect();
    let (status, list) = bench.call("GET", &format!("/videos/{},1,{}", ids[0], ids[1]));
    assert_eq!((status, list.as_array().unwrap().len()), (200, 2));
    let (status, body) = bench.call("GET", &format!("/videos/{}", ids.join(",")));
    assert_eq!(status, 400);
    assert_eq!(body[0]["message"], "ILLEGAL_PATH: A request for more than 10 videos is not supported");
}

#[tokio::test(flavor = "multi_thread")]
async fn dynamic_renditions_stay_and_remote_ones_can_go() {
    let bench = Bench::new(ServeOptions::default()).await;
    let id = bench.first("%2Bdelivery_type:dynamic_origin+%2Bcomplete:true+-sharing.by_external_acct:true");
    let (_, list) = bench.call("GET", &format!("/videos/{id}/assets/dynamic_renditions"));
    assert!(list.as_array().unwrap().len() >= 4);
    assert_eq!(bench.call("GET", &format!("/videos/{id}/assets/renditions")).1, json!([]));
    assert_eq!(bench.call("DELETE", &format!("/videos/{id}/assets/renditions/1")).0, 403);
    let id = bench.first("%2Bdelivery_type:remote+%2Bcomplete:true");
    let path = format!("/videos/{id}/assets/renditions");
    let (_, list) = bench.call("GET", &path);
    let one = format!("{path}/{}", list[0]["id"].as_str().unwrap());
    assert_eq!(bench.call("DELETE", &one).0, 204);
    assert_eq!(bench.call("DELETE", &one).0, 404);
    let method = bench.call("POST", &path);
    assert_eq!((method.0, code(&method.1)), (405, "METHOD_NOT_ALLOWED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_shows_in_the_video_and_moves_its_time() {
    let bench = Bench::new(ServeOptions::default()).await;
    let id = bench.first("%2Bstate:ACTIVE");
    let path = format!("/videos/{id}");
    let (status, video) = bench.call_with("PATCH", &path, r#"{"state":"INACTIVE","tags":["keep"]}"#);
    assert_eq!((status, &video["state"], &video["tags"]), (200, &json!("INACTIVE"), &json!(["keep"])));
    assert_eq!(bench.call_with("PATCH", &path, r#"{"state":"DELETED"}"#).0, 422);
    assert_eq!(bench.call_with("PATCH", &path, "[").0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_does_not_fit_changes_nothing() {
    let bench = Bench::new(ServeOptions::default()).await;
    let path = format!("/videos/{}", bench.first("%2Bstate:ACTIVE"));
    let (_, before) = bench.call("GET", &path);
    let tags = |count: usize| json!({ "state": "INACTIVE", "tags": vec!["a"; count] }).to_string();
    for (body, wanted) in [
        (r#"{"state":"PENDING"}"#, "VALIDATION_ERROR"),
        (r#"{"state":null,"tags":[]}"#, "VALIDATION_ERROR"),
        (r#"{"tags":["a,b"]}"#, "VALIDATION_ERROR"),
        (r#"{"tags":[7],"state":"INACTIVE"}"#, "VALIDATION_ERROR"),
        (&json!({ "tags": ["x".repeat(129)] }).to_string(), "VALIDATION_ERROR"),
        (&tags(1_201), "VALIDATION_ERROR"),
        (r#"{"state":"INACTIVE","colour":"red"}"#, "ILLEGAL_FIELD"),
        (r#"{"updated_at":"2020-01-01T00:00:00.000Z"}"#, "ILLEGAL_FIELD"),
    ] {
        let (status, answer) = bench.call_with("PATCH", &path, body);
        assert_eq!((status, code(&answer)), (422, wanted), "{body}");
    }
    assert_eq!(bench.call("GET", &path).1, before);
    let (_, after) = bench.call_with("PATCH", &path, &tags(1_200));
    assert_eq!((&after["state"], after["tags"].as_array().map(Vec::len)), (&json!("INACTIVE"), Some(1_200)));
    assert_ne!(after["updated_at"], before["updated_at"]);
    for (name, value) in before.as_object().unwrap() {
        if !["state", "tags", "updated_at"].contains(&name.as_str()) {
            assert_eq!(&after[name], value, "{name}");
        }
    }
    assert_eq!(bench.call_with("PATCH", "/videos/999", r#"{"state":"INACTIVE"}"#).0, 404);
    let reader = Bench::with(&["video-cloud/video/read"]).await;
    assert_eq!(reader.call_with("PATCH", &path, r#"{"state":"INACTIVE"}"#).0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_too_fast_is_refused() {
    let bench = Bench::new(ServeOptions { enforce_limits: true, record: true, ..ServeOptions::default() }).await;
    let answers: Vec<(u16, Value)> = (0..15).map(|_| bench.call("GET", "/counts/videos")).collect();
    assert!(answers.iter().any(|(status, body)| *status == 429 && code(body) == "TOO_MANY_REQUESTS"));
    assert_eq!(bench.server.refused(), bench.server.requests().iter().filter(|one| one.status == 429).count() as u64);
}

fn clips() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/brightcove_clips.json");
    std::fs::read_to_string(path).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_videos_come_back_as_given_and_can_be_restored() {
    let bench = Bench::new(ServeOptions::default()).await;
    assert_eq!(bench.sandbox.import(&clips()).unwrap(), ImportSummary { added: 2, replaced: 0 });
    let given: Vec<Value> = serde_json::from_str(&clips()).unwrap();
    for video in &given {
        let path = format!("/videos/{}", video["id"].as_str().unwrap());
        let (_, seen) = bench.call("GET", &path);
        for (name, value) in video.as_object().unwrap() {
            assert_eq!(&seen[name], value, "{name}");
        }
        let (_, master) = bench.call("GET", &format!("{path}/digital_master"));
        assert_eq!((&master["id"], &master["type"]), (&video["digital_master_id"], &json!("DIGITAL_MASTER")));
        let (_, poster) = bench.call("GET", &format!("{path}/assets/poster"));
        assert_eq!(poster["id"], video["images"]["poster"]["asset_id"]);
        let (_, renditions) = bench.call("GET", &format!("{path}/assets/renditions"));
        assert!(renditions[0]["id"].as_str().unwrap().bytes().all(|byte| byte.is_ascii_digit()));
        let poster = format!("{path}/assets/poster/{}", poster["id"].as_str().unwrap());
        assert_eq!(bench.call("DELETE", &poster).0, 204);
        assert_eq!(bench.call("DELETE", &poster).0, 404);
        assert_eq!(bench.call("DELETE", &path).0, 204);
    }
    assert_eq!(bench.sandbox.import(&clips()).unwrap(), ImportSummary { added: 0, replaced: 2 });
    assert_eq!(bench.call("GET", "/counts/videos?q=%2Bis_clip:true+%2Bcustom_fields:birds").1, json!({"count": 2}));
}

#[test]
fn a_malformed_import_names_the_video_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::reset(dir.path(), ResetOptions { videos: 3, seed: 5, now: now() }).unwrap();
    let error = sandbox.import(r#"[{"id":"1","name":"a"},{"id":"2","name":"b","tags":"x"}]"#).unwrap_err();
    let text =
        "import videos: number 1 of the list (counted from 0): field `tags` should be a list of texts, it is \"x\"";
    assert_eq!(error.to_string(), text);
    assert!(matches!(sandbox.import("{}"), Err(Error::NotAList)));
    assert!(matches!(sandbox.import("["), Err(Error::NotJson(_))));
    assert_eq!(sandbox.status().unwrap().videos, 3);
}
