//! Serves the emulated platforms on loopback, and nowhere else.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::apsara::{Gateway, Named, RefreshAllowance, Trouble};
use super::brightcove::{self, Scopes};
use super::clock::Clock;
use super::error::Error;
use super::library::vault::Vault;
use super::limits::Limits;

/// How to serve.
#[derive(Debug, Clone, Default)]
pub struct ServeOptions {
    /// The port on loopback; 0 takes any that is free.
    pub port: u16,
    /// Whether to refuse whoever is faster than the platform allows.
    pub enforce_limits: bool,
    /// How long every request takes at least.
    pub latency: Duration,
    /// What the credentials of the Brightcove dialect permit; everything by default.
    pub scopes: Scopes,
    /// The operations of the `ApsaraVideo` dialect that its key does not permit; none by default.
    pub denied: Vec<String>,
    /// Calls of the `ApsaraVideo` dialect that go wrong.
    pub troubles: Vec<Trouble>,
    /// How much of the copies in the `ApsaraVideo` dialect's content network may be refreshed a day.
    pub refresh_allowance: RefreshAllowance,
    /// What the dates of signed requests are compared with, from now on; the clock of the library when not given.
    pub server_time: Option<Timestamp>,
    /// Whether to keep a list of all requests, for tests to read.
    pub record: bool,
}

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// `GET`, `DELETE`, …
    pub method: String,
    /// The path with its query, as sent.
    pub target: String,
    /// The status of the answer.
    pub status: u16,
    /// The operation that a request of the `ApsaraVideo` dialect named.
    pub operation: Option<String>,
}

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    desk: Desk,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

/// What stands before the endpoints.
#[derive(Debug, Clone)]
struct Desk {
    limits: Option<Arc<Limits>>,
    apsara: Arc<Gateway>,
    latency: Duration,
    record: Option<Arc<Mutex<Vec<Served>>>>,
}

impl Server {
    pub(super) async fn start(vault: Arc<Vault>, clock: Clock, options: ServeOptions) -> Result<Self, Error> {
        let port = options.port;
        let refused = |source| Error::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
        let addr = listener.local_addr().map_err(refused)?;
        let apsara = Gateway::new(Arc::clone(&vault), clock, &options);
        let both = brightcove::router(vault, clock, options.scopes).merge(apsara.router());
        let desk = Desk {
            limits: options.enforce_limits.then(Arc::default),
            apsara,
            latency: options.latency,
            record: options.record.then(Arc::default),
        };
        let router: Router = both.layer(from_fn_with_state(desk.clone(), pass));
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = axum::serve(listener, router).with_graceful_shutdown(async move {
            // An error means that the server was dropped, which is a way to stop it.
            let _ = stopped.await;
        });
        let task = tokio::spawn(async move { serve.await });
        Ok(Self { addr, desk, stop: Some(stop), task })
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://127.0.0.1:PORT`, for OAuth, the CMS and `ApsaraVideo` alike.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// All requests answered so far, in order of their answers; empty unless recording was asked for.
    #[must_use]
    pub fn requests(&self) -> Vec<Served> {
        let read = |list: &Arc<Mutex<Vec<Served>>>| list.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.desk.record.as_ref().map(read).unwrap_or_default()
    }

    /// How many requests were refused for being too fast.
    #[must_use]
    pub fn refused(&self) -> u64 {
        let cms = self.desk.limits.as_ref().map_or(0, |limits| limits.refused());
        cms + self.desk.apsara.refused()
    }

    /// Takes no new requests; those that run are finished.
    pub fn shutdown(&mut self) {
        self.stop.take();
    }

    /// Waits until the server has stopped.
    pub async fn join(self) -> Result<(), Error> {
        // The stop signal stays alive while waiting, so that this returns only after a shutdown or a failure.
        let Self { stop, task, addr, .. } = self;
        let ended = task.await;
        drop(stop);
        let source = match ended {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(source)) => source,
            Err(panic) => std::io::Error::other(panic),
        };
        Err(Error::Listen { port: addr.port(), source })
    }
}

/// Takes a request past limits and latency to the endpoints.
async fn pass(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let method = request.method().to_string();
    let target = request.uri().to_string();
    // The limits are those of the CMS; none are documented for tokens, and the other dialect has its own.
    let limited = desk.limits.as_ref().filter(|_| target.starts_with("/v1/"));
    let entered = limited.map(|limits| limits.enter(Instant::now()));
    let response = if let Some(None) = &entered {
        brightcove::too_many_requests()
    } else {
        if !desk.latency.is_zero() {
            tokio::time::sleep(desk.latency).await;
        }
        next.run(request).await
    };
    if let Some(record) = &desk.record {
        let status = response.status().as_u16();
        let operation = response.extensions().get::<Named>().map(|Named(operation)| operation.clone());
        record.lock().unwrap_or_else(PoisonError::into_inner).push(Served { method, target, status, operation });
    }
    response
}
