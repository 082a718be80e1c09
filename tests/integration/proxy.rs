//! A proxy between the program and the sandbox: it records every request, and strikes at a chosen one.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use tokio::runtime::Runtime;

/// When to strike, counted in requests of the method from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The platform never sees the request.
    Before(usize),
    /// The platform applied it, and its answer is lost.
    After(usize),
}

type Strike = Box<dyn FnMut() + Send>;

struct Inside {
    to: String,
    client: reqwest::Client,
    seen: Mutex<Vec<(String, String)>>,
    trap: Mutex<Option<(Moment, Strike)>>,
}

/// The proxy; it stops when it is dropped.
pub struct Proxy {
    pub address: String,
    inside: Arc<Inside>,
    _runtime: Runtime,
}

impl Proxy {
    /// Starts a proxy to an address such as `http://127.0.0.1:8080`.
    pub fn to(address: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let inside = Arc::new(Inside {
            to: address.to_owned(),
            client: reqwest::Client::new(),
            seen: Mutex::default(),
            trap: Mutex::default(),
        });
        let runtime = Runtime::new().expect("a runtime");
        let router = Router::new().fallback(pass).with_state(Arc::clone(&inside));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, inside, _runtime: runtime }
    }

    /// Every request so far, as method and path. One that names its operation in a header has it as its path.
    pub fn seen(&self) -> Vec<(String, String)> {
        self.inside.seen.lock().expect("not poisoned").clone()
    }

    pub fn forget(&self) {
        self.inside.seen.lock().expect("not poisoned").clear();
    }

    /// Calls `strike` at a deleting request, which then gets no answer.
    pub fn at_delete(&self, moment: Moment, strike: impl FnMut() + Send + 'static) {
        *self.inside.trap.lock().expect("not poisoned") = Some((moment, Box::new(strike)));
    }

    pub fn disarm(&self) {
        *self.inside.trap.lock().expect("not poisoned") = None;
    }
}

async fn pass(State(inside): State<Arc<Inside>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let operation = parts.headers.get("x-acs-action").map(|name| name.to_str().expect("a name").to_owned());
    let shown = operation.map_or_else(|| path.clone(), |name| format!("/{name}{}", path.trim_start_matches('/')));
    let deletes = |method: &str, path: &str| method == "DELETE" || path.starts_with("/Delete");
    let deleting = deletes(parts.method.as_str(), &shown);
    let count = {
        let mut seen = inside.seen.lock().expect("not poisoned");
        seen.push((parts.method.to_string(), shown));
        seen.iter().filter(|(method, path)| deletes(method, path)).count()
    };
    let strikes = |moment: Moment| {
        let mut trap = inside.trap.lock().expect("not poisoned");
        match trap.as_mut() {
            Some((wanted, strike)) if deleting && *wanted == moment => {
                strike();
                true
            }
            _ => false,
        }
    };
    if strikes(Moment::Before(count)) {
        return hang().await;
    }
    let body: Bytes = to_bytes(body, usize::MAX).await.expect("a body");
    let mut onward = inside.client.request(parts.method.clone(), format!("{}{path}", inside.to)).body(body);
    for (name, value) in &parts.headers {
        // The host stays as it was written: it is part of what is signed.
        if name != "content-length" {
            onward = onward.header(name, value);
        }
    }
    let Ok(answer) = onward.send().await else {
        return Response::builder().status(StatusCode::BAD_GATEWAY).body(Body::empty()).expect("a response");
    };
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if name != "transfer-encoding" && name != "content-length" {
            response = response.header(name, value);
        }
    }
    let bytes = answer.bytes().await.unwrap_or_default();
    if strikes(Moment::After(count)) {
        return hang().await;
    }
    response.body(Body::from(bytes)).expect("a response")
}

/// Whoever asked is dead: nothing answers it any more.
async fn hang() -> Response {
    std::future::pending().await
}
