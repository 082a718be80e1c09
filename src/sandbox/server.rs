//! Serves the emulated platforms on loopback, and nowhere else.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use jiff::Timestamp;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::apsara::{Gateway, Named, RefreshAllowance, Trouble};
use super::brightcove::{self, Scopes};
use super::clock::Clock;
use super::error::Error;
use super::faults::{Acted, Call, Engine, Faults, Platforms, act};
use super::library::vault::Vault;
use super::limits::Limits;
use super::wire::{Gate, Line, Port};

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
    /// What goes wrong in both dialects, and what others do to the library meanwhile.
    pub faults: Faults,
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
    /// The status of the answer; 0 when the client got none.
    pub status: u16,
    /// The operation that a request of the `ApsaraVideo` dialect named.
    pub operation: Option<String>,
    /// The fault that hit it, in the word of a file of faults.
    pub fault: Option<&'static str>,
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
    faults: Option<(Arc<Engine>, Platforms)>,
}

impl Server {
    pub(super) async fn start(vault: Arc<Vault>, clock: Clock, options: ServeOptions) -> Result<Self, Error> {
        let port = options.port;
        let refused = |source| Error::Listen { port, source };
        let gate = Gate::default();
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let port = Port::bind(addr, gate.clone()).await.map_err(refused)?;
        let addr = port.addr();
        let apsara = Gateway::new(Arc::clone(&vault), clock, &options);
        let tokens = brightcove::tokens(clock, options.scopes);
        let both = brightcove::router(Arc::clone(&vault), clock, Arc::clone(&tokens)).merge(apsara.router());
        let platforms = Platforms { vault, clock, apsara: Arc::clone(&apsara), tokens, gate };
        let engine = (!options.faults.is_empty()).then(|| Arc::new(Engine::new(options.faults)));
        let desk = Desk {
            limits: options.enforce_limits.then(Arc::default),
            apsara,
            latency: options.latency,
            record: options.record.then(Arc::default),
            faults: engine.map(|engine| (engine, platforms)),
        };
        let router: Router = both.layer(from_fn_with_state(desk.clone(), pass));
        let service = router.into_make_service_with_connect_info::<Line>();
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = axum::serve(port, service).with_graceful_shutdown(async move {
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

/// Most bytes of a request that is looked at.
const LARGEST_REQUEST: usize = 8 << 20;

/// Takes a request past limits, latency and faults to the endpoints.
async fn pass(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let method = request.method().to_string();
    let target = request.uri().to_string();
    // The limits are those of the CMS; none are documented for tokens, and the other dialect has its own.
    let limited = desk.limits.as_ref().filter(|_| target.starts_with("/v1/"));
    let entered = limited.map(|limits| limits.enter(Instant::now()));
    let mut served = Served { method, target, status: 0, operation: None, fault: None };
    let mut answered = true;
    let response = if let Some(None) = &entered {
        brightcove::too_many_requests()
    } else {
        if !desk.latency.is_zero() {
            tokio::time::sleep(desk.latency).await;
        }
        match &desk.faults {
            None => next.run(request).await,
            Some((engine, platforms)) => {
                let (call, acted) = perhaps(engine, platforms, request, next).await;
                (served.operation, served.fault, answered) = (call.operation, acted.fault, acted.answered);
                acted.response
            }
        }
    };
    if served.operation.is_none() {
        served.operation = response.extensions().get::<Named>().map(|Named(operation)| operation.clone());
    }
    if let Some(record) = &desk.record {
        served.status = if answered { response.status().as_u16() } else { 0 };
        record.lock().unwrap_or_else(PoisonError::into_inner).push(served);
    }
    response
}

/// Lets a request go wrong if it is its turn.
async fn perhaps(engine: &Engine, platforms: &Platforms, request: Request, next: Next) -> (Call, Acted) {
    let line = request.extensions().get::<ConnectInfo<Line>>().map(|ConnectInfo(line)| line.clone());
    let (parts, body) = request.into_parts();
    let body: Bytes = to_bytes(body, LARGEST_REQUEST).await.unwrap_or_default();
    let call = Call::of(&parts, &body);
    let acted = act(engine, platforms, &call, &line.unwrap_or_default(), (parts, body, next)).await;
    (call, acted)
}
