//! A server of a few lines whose every answer is written in the test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use reqwest::Url;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::model::{Account, Platform, Secret};
use crate::provider::apsara::{Apsara, ApsaraConfig};
use crate::provider::http::{HttpConfig, PaceConfig, RetryPolicy};

/// An answer as written in a test.
#[derive(Debug, Clone)]
pub(in crate::provider::apsara) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

pub(in crate::provider::apsara) fn reply(status: u16, body: impl Into<String>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into() }
}

/// An error as the platform words it.
pub(in crate::provider::apsara) fn refusal(status: u16, code: &str) -> Reply {
    let body = format!(
        r#"{{"RequestId":"4E84BE44-58A7-4444-8888-BBA8FFAD5F72","HostId":"vod.example","Code":"{code}","Message":"in words"}}"#
    );
    reply(status, body).with("content-type", "application/json")
}

/// What a gateway in front of the platform says.
pub(in crate::provider::apsara) fn web_page(status: u16) -> Reply {
    reply(status, "<html><body>Bad Gateway</body></html>").with("content-type", "text/html")
}

impl Reply {
    pub(in crate::provider::apsara) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::provider::apsara) struct Seen {
    pub(in crate::provider::apsara) operation: String,
    /// Decoded.
    pub(in crate::provider::apsara) params: BTreeMap<String, String>,
    /// Method, path and query as they stood in the first line.
    pub(in crate::provider::apsara) line: String,
    /// With lower-case names.
    pub(in crate::provider::apsara) headers: BTreeMap<String, String>,
}

impl Seen {
    /// A parameter, or the empty text.
    pub(in crate::provider::apsara) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// A header, or the empty text.
    pub(in crate::provider::apsara) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn new(request: &Request) -> Self {
        let headers: BTreeMap<String, String> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
            .collect();
        let url = Url::parse(&format!("http://stub{}", request.uri())).expect("an address");
        let params: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        let operation = headers.get("x-acs-action").or_else(|| params.get("Action")).cloned().unwrap_or_default();
        Self { operation, params, line: format!("{} {}", request.method(), request.uri()), headers }
    }
}

/// A running server; it stops when dropped.
pub(in crate::provider::apsara) struct Stub {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Stub {
    /// Serves what `script` says of a request and of how often its operation came before.
    pub(in crate::provider::apsara) async fn new(
        script: impl Fn(&Seen, usize) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (record, script) = (Arc::clone(&seen), Arc::new(script));
        let router = Router::new().fallback(move |request: Request| {
            let request = Seen::new(&request);
            let before = {
                let mut seen = record.lock().expect("a lock");
                let before = seen.iter().filter(|other| other.operation == request.operation).count();
                seen.push(request.clone());
                before
            };
            let reply = script(&request, before).unwrap_or_else(|| refusal(404, "InvalidVideo.NotFound"));
            async move {
                let mut response = Response::builder().status(reply.status);
                for (name, value) in &reply.headers {
                    response = response.header(*name, value);
                }
                response.body(Body::from(reply.body)).expect("a response")
            }
        });
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { url, seen, task }
    }

    /// The configuration of a library behind this server: without any pace or wait.
    pub(in crate::provider::apsara) fn config(&self) -> ApsaraConfig {
        config(&self.url)
    }

    pub(in crate::provider::apsara) fn provider(&self) -> Apsara {
        Apsara::new(self.config()).expect("a provider")
    }

    /// The requests of one operation.
    pub(in crate::provider::apsara) fn of(&self, operation: &str) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.operation == operation).collect()
    }

    /// How often an operation came.
    pub(in crate::provider::apsara) fn times(&self, operation: &str) -> usize {
        self.of(operation).len()
    }

    pub(in crate::provider::apsara) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("a lock").clone()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The configuration of a library at an address: without any pace or wait.
pub(in crate::provider::apsara) fn config(endpoint: &str) -> ApsaraConfig {
    let account = Account { name: "stub".to_owned(), platform: Platform::Apsara, account_id: "7/cn-stub".to_owned() };
    let secret = |text: &str| Secret::new(text.to_owned());
    let pace = PaceConfig { requests_per_second: None, concurrency: 4 };
    let retry = RetryPolicy::without_delay();
    ApsaraConfig {
        endpoint: Some(endpoint.to_owned()),
        paced: false,
        http: HttpConfig { retry, read_timeout: Duration::from_secs(5), ..HttpConfig::new(pace) },
        ..ApsaraConfig::new(account, "cn-stub", secret("hunter1"), secret("hunter2"))
    }
}

/// An address at which nobody listens.
pub(in crate::provider::apsara) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

/// A server that takes every request and closes the connection without a word.
pub(in crate::provider::apsara) async fn hangs_up() -> (String, JoinHandle<()>) {
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
