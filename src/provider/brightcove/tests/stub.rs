//! A server of a few lines whose every answer is written in the test.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::model::{Account, Action, Platform, Secret, Target, TargetOptions, VideoId};
use crate::provider::brightcove::{Brightcove, BrightcoveConfig};
use crate::provider::http::{HttpConfig, PaceConfig, RetryPolicy};
use crate::provider::{Deleter, Deletion};

/// An answer as written in a test.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

pub(super) fn reply(status: u16, body: impl Into<String>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into() }
}

/// An error as the platform words it.
pub(super) fn refusal(status: u16, code: &str) -> Reply {
    reply(status, format!(r#"[{{"error_code":"{code}","message":"in words"}}]"#))
}

/// What a gateway in front of the platform says.
pub(super) fn web_page(status: u16) -> Reply {
    reply(status, "<HTML><BODY>errors.edgesuite.net</BODY></HTML>").with("content-type", "text/html")
}

impl Reply {
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A running server; it stops when dropped.
pub(super) struct Stub {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
    bodies: Arc<Mutex<Vec<(String, String)>>>,
    task: JoinHandle<()>,
}

const ACCOUNT: &str = "/v1/accounts/7";
const TOKEN: &str = "POST /v4/access_token";

impl Stub {
    /// Serves what `script` says of a request line below the account (`GET /videos/1`) and of how often that line came
    /// before. Tokens are given unless the script says otherwise.
    pub(super) async fn new(script: impl Fn(&str, usize) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let bodies: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let (record, contents, script) = (Arc::clone(&seen), Arc::clone(&bodies), Arc::new(script));
        let router = Router::new().fallback(move |request: Request| {
            let line = format!("{} {}", request.method(), request.uri()).replacen(ACCOUNT, "", 1);
            let before = {
                let mut seen = record.lock().expect("a lock");
                let before = seen.iter().filter(|other| **other == line).count();
                seen.push(line.clone());
                before
            };
            let reply = script(&line, before).unwrap_or_else(|| {
                if line == TOKEN {
                    return reply(200, format!(r#"{{"access_token":"token-{before}","expires_in":300}}"#));
                }
                refusal(404, "RESOURCE_NOT_FOUND")
            });
            let contents = Arc::clone(&contents);
            async move {
                let body = to_bytes(request.into_body(), usize::MAX).await.expect("a body");
                contents.lock().expect("a lock").push((line, String::from_utf8_lossy(&body).into_owned()));
                let mut response = Response::builder().status(reply.status);
                for (name, value) in &reply.headers {
                    response = response.header(*name, value);
                }
                response.body(Body::from(reply.body)).expect("a response")
            }
        });
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { url, seen, bodies, task }
    }

    pub(super) fn provider(&self) -> Brightcove {
        provider(&self.url, &self.url, RetryPolicy::without_delay())
    }

    /// A provider that gets its tokens here and sends everything else to another address.
    pub(super) fn provider_at(&self, cms: &str) -> Brightcove {
        provider(&self.url, cms, RetryPolicy::without_delay())
    }

    /// How often a request line came.
    pub(super) fn times(&self, line: &str) -> usize {
        self.seen().iter().filter(|seen| *seen == line).count()
    }

    /// What came with a request line, each time.
    pub(super) fn bodies(&self, line: &str) -> Vec<String> {
        let bodies = self.bodies.lock().expect("a lock");
        bodies.iter().filter(|(seen, _)| seen == line).map(|(_, body)| body.clone()).collect()
    }

    pub(super) fn tokens(&self) -> usize {
        self.times(TOKEN)
    }

    pub(super) fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("a lock").clone()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) fn provider(oauth: &str, cms: &str, retry: RetryPolicy) -> Brightcove {
    let account = Account { name: "stub".to_owned(), platform: Platform::Brightcove, account_id: "7".to_owned() };
    let secret = |text: &str| Secret::new(text.to_owned());
    let pace = PaceConfig { requests_per_second: None, concurrency: 4 };
    let http = HttpConfig { retry, read_timeout: Duration::from_secs(5), ..HttpConfig::new(pace) };
    let config = BrightcoveConfig {
        oauth: oauth.to_owned(),
        cms: cms.to_owned(),
        http,
        ..BrightcoveConfig::new(account, secret("id"), secret("hunter2"))
    };
    Brightcove::new(config).expect("a provider")
}

/// An address at which nobody listens.
pub(super) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

/// A server that takes every request and closes the connection without a word.
pub(super) async fn hangs_up() -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let task = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
        }
    });
    (url, task)
}

pub(super) fn id(text: &str) -> VideoId {
    VideoId::new(text).expect("an id")
}

pub(super) fn whole(video: &str) -> Target {
    Target { action: Action::DeleteVideo, video: id(video), asset: None, options: TargetOptions::default() }
}

/// Deletes one target.
pub(super) async fn delete(provider: &Brightcove, target: Target) -> Deletion {
    let mut answers = provider.delete(&[target]).await;
    assert_eq!(answers.len(), 1);
    answers.remove(0)
}
