//! What stands before the operations: who asks, whether they may, and whether they may now.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::any;
use serde_json::Map;

use super::asked::Asked;
use super::credentials;
use super::desk::Desk;
use super::fault::Fault;
use super::limits::{CallLimits, too_fast};
use super::nonces::Nonces;
use super::operation::{self, Operation};
use super::refresh::Refreshes;
use super::reply::Reply;
use super::signature::{self, Claim, check_time};
use super::troubles::{Sent, Troubles};
use crate::sandbox::clock::Clock;
use crate::sandbox::library::vault::Vault;
use crate::sandbox::server::ServeOptions;

/// The region that answers when not even the library can be read.
const ANYWHERE: &str = "cn-shanghai";

/// The dialect as a whole.
#[derive(Debug)]
pub(in crate::sandbox) struct Gateway {
    desk: Desk,
    /// What requests are dated by.
    clock: Clock,
    nonces: Nonces,
    limits: Option<CallLimits>,
    denied: Vec<String>,
    troubles: Troubles,
    /// How many tokens of temporary keys expired before their time.
    expired: AtomicU64,
}

/// The operation that a request named; attached to its answer for whoever keeps a record.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Named(pub(in crate::sandbox) String);

impl Gateway {
    /// The dialect over a library.
    pub(in crate::sandbox) fn new(vault: Arc<Vault>, clock: Clock, options: &ServeOptions) -> Arc<Self> {
        let refreshes = Arc::new(Refreshes::new(options.refresh_allowance));
        Arc::new(Self {
            desk: Desk { vault, clock, refreshes, engine: Arc::default() },
            clock: options.server_time.map_or(clock, Clock::starting_at),
            nonces: Nonces::default(),
            limits: options.enforce_limits.then(CallLimits::default),
            denied: options.denied.clone(),
            troubles: Troubles::new(options.troubles.clone()),
            expired: AtomicU64::new(0),
        })
    }

    /// Where it answers: at `/`, whatever the operation.
    pub(in crate::sandbox) fn router(self: &Arc<Self>) -> Router {
        Router::new().route("/", any(receive)).with_state(Arc::clone(self))
    }

    /// How many calls were refused for being too fast.
    pub(in crate::sandbox) fn refused(&self) -> u64 {
        self.limits.as_ref().map_or(0, CallLimits::refused)
    }

    /// Lets the token of the temporary key expire; another one takes its place.
    pub(in crate::sandbox) fn expire_tokens(&self) {
        self.expired.fetch_add(1, Ordering::Relaxed);
    }

    /// An error in the platform's form.
    pub(in crate::sandbox) fn refusal(&self, status: u16, code: &str, message: &str) -> Response {
        self.reply().0.error(&Fault::new(status, code, message))
    }

    /// What a call over the limit is answered.
    pub(in crate::sandbox) fn too_fast(&self, operation: &str, retry_after: Option<Duration>) -> Response {
        let wait = retry_after.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        self.reply().0.trouble(&Sent::Fault(too_fast(operation), wait))
    }

    /// What a key without the permission is answered.
    pub(in crate::sandbox) fn denied(&self, operation: &str) -> Response {
        let (reply, owner) = self.reply();
        reply.denied(operation, &owner)
    }

    /// A success that names nothing.
    pub(in crate::sandbox) fn acknowledged(&self) -> Response {
        self.reply().0.success(Map::new())
    }

    fn reply(&self) -> (Reply, String) {
        let known = self.desk.vault.read(|header, _| (Reply::new(&header.region), header.account_id.clone()));
        known.unwrap_or_else(|_| (Reply::new(ANYWHERE), String::new()))
    }

    fn answer(&self, asked: &Asked) -> Response {
        let known = self.desk.vault.read(|header, _| (Reply::new(&header.region), header.account_id.clone()));
        let (reply, owner) = match known {
            Ok(known) => known,
            Err(error) => return Reply::new(ANYWHERE).error(&error.into()),
        };
        let operation = match self.admit(asked) {
            Ok(operation) => operation,
            Err(fault) => return reply.error(&fault),
        };
        if self.denied.iter().any(|denied| denied == operation.name) {
            return reply.denied(operation.name, &owner);
        }
        if let Some(Err(fault)) = self.limits.as_ref().map(|limits| limits.enter(operation, Instant::now())) {
            return reply.error(&fault);
        }
        let trouble = self.troubles.of_call(operation.name);
        if let Some(trouble) = trouble.filter(|trouble| !trouble.applied) {
            return reply.trouble(&trouble.sent());
        }
        let found = (operation.run)(&self.desk, &asked.params());
        match (trouble, found) {
            (Some(trouble), _) => reply.trouble(&trouble.sent()),
            (None, Ok(found)) => reply.success(found),
            (None, Err(fault)) => reply.error(&fault),
        }
    }

    /// The operation that somebody with a good key asks for, now and for the first time.
    fn admit(&self, asked: &Asked) -> Result<&'static Operation, Fault> {
        if asked.method != Method::GET && asked.method != Method::POST {
            let message = "This http method is not supported.";
            return Err(Fault::new(400, "UnsupportedHTTPMethod", message));
        }
        let claim = Claim::of(asked)?;
        let operation = operation::find(claim.action, claim.version)?;
        let now = self.clock.now();
        check_time(claim.time, now)?;
        self.desk.vault.read(|header, _| {
            let expired = self.expired.load(Ordering::Relaxed);
            let secret = credentials::secret(header, claim.key_id, claim.token, expired)?;
            claim.verify(asked, secret)
        })??;
        // Only nonces of signed requests are kept, so that nobody can use up those of others.
        self.nonces.take(claim.nonce, now)?;
        Ok(operation)
    }
}

async fn receive(
    State(gateway): State<Arc<Gateway>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        let fault = Fault::new(400, "InvalidParameter", "The body of the request cannot be read.");
        return Reply::new(ANYWHERE).error(&fault);
    };
    let asked = Asked::new(method, uri.query().unwrap_or_default(), headers, body);
    let mut response = gateway.answer(&asked);
    if let Some(action) = signature::action(&asked) {
        response.extensions_mut().insert(Named(action.to_owned()));
    }
    response
}
