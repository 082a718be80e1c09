//! Sends one request and says exactly how far it came.
//!
//! A failure before anything was sent and a failure after it are different facts: the first proves that nothing was
//! deleted, the second proves nothing.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{redirect, retry};

use super::{Answer, Call, Observer, Pace, PaceConfig, Repeat, RetryPolicy, Sent, Tally, Turn, tls};
use crate::provider::{Error, ErrorKind};

/// How the client behaves; the defaults are for production.
#[derive(Clone)]
pub struct HttpConfig {
    /// Rate and concurrency.
    pub pace: PaceConfig,
    /// Repetition of failed calls.
    pub retry: RetryPolicy,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest silence of a server.
    pub read_timeout: Duration,
    /// Largest body that is read, in bytes.
    pub body_cap_bytes: usize,
    /// Who is told of every request.
    pub observer: Option<Arc<dyn Observer>>,
}

impl HttpConfig {
    /// The defaults with this pace.
    #[must_use]
    pub fn new(pace: PaceConfig) -> Self {
        Self {
            pace,
            retry: RetryPolicy::default(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_mins(1),
            body_cap_bytes: 64 << 20,
            observer: None,
        }
    }
}

impl std::fmt::Debug for HttpConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpConfig").field("pace", &self.pace).field("retry", &self.retry).finish_non_exhaustive()
    }
}

/// The client of one account; clones share connections, pace and counts.
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
    pace: Pace,
    tally: Arc<Tally>,
    config: Arc<HttpConfig>,
}

impl Http {
    /// Opens a client. Nothing is sent yet.
    ///
    /// # Errors
    /// Fails when the machine's certificates or the proxy settings of the environment cannot be used.
    pub fn new(config: HttpConfig) -> Result<Self, Error> {
        let refuse = "the HTTP client cannot be set up";
        let tls = tls::config()
            .map_err(|cause| Error { source: Some(Box::new(cause)), ..Error::new(ErrorKind::Configuration, refuse) })?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            // Brightcove's content network turns away the stock agents of HTTP libraries as robots.
            .user_agent(concat!("vodsweep/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .connect_timeout(config.connect_timeout)
            .read_timeout(config.read_timeout)
            .build()
            .map_err(|cause| caused(ErrorKind::Configuration, refuse, cause))?;
        Ok(Self { client, pace: Pace::new(config.pace), tally: Arc::default(), config: Arc::new(config) })
    }

    /// The pace of the account.
    #[must_use]
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// The same client at another pace; connections and counts stay shared.
    #[must_use]
    pub fn paced(&self, pace: Pace) -> Self {
        Self { pace, ..self.clone() }
    }

    /// Counts of the requests made so far.
    #[must_use]
    pub fn tally(&self) -> &Arc<Tally> {
        &self.tally
    }

    /// Sends a request for which a turn was taken, and reads the answer to its end.
    pub(crate) async fn send(&self, turn: Turn, call: &Call) -> Result<Answer, Error> {
        self.tally.request(call.repeat == Repeat::Freely);
        let answer = self.exchange(call).await;
        drop(turn);
        self.report(call, &answer);
        answer
    }

    /// Sends a request for an access token, outside the pace of the account: it is another service.
    pub(crate) async fn send_unpaced(&self, call: &Call) -> Result<Answer, Error> {
        self.tally.token();
        let answer = self.exchange(call).await;
        self.report(call, &answer);
        answer
    }

    /// Waits before a failed call is made again; `tried` counts its tries so far.
    ///
    /// # Errors
    /// Gives the error back when the call must not be made again.
    pub(crate) async fn pause(&self, repeat: Repeat, tried: u32, error: Error) -> Result<(), Error> {
        let wait = self.config.retry.wait(repeat, tried, &error, fastrand::f64());
        if let ErrorKind::Throttled(_) = error.kind {
            self.tally.throttled();
            self.pace.slow_down(wait.unwrap_or_default()).await;
        }
        let Some(wait) = wait else { return Err(error) };
        tracing::debug!(error = %error, wait_ms = wait.as_millis(), "trying again");
        self.tally.repeated();
        tokio::time::sleep(wait).await;
        Ok(())
    }

    fn report(&self, call: &Call, answer: &Result<Answer, Error>) {
        let status = answer.as_ref().map_or_else(|error| error.status, |answer| Some(answer.status.as_u16()));
        let name = call.name.as_deref().unwrap_or(call.url.path());
        tracing::debug!(method = %call.method, path = name, status, "request");
        if let Some(observer) = &self.config.observer {
            let path = match (&call.name, call.url.query()) {
                (Some(name), _) => name.clone(),
                (None, Some(query)) => format!("{}?{query}", call.url.path()),
                (None, None) => call.url.path().to_owned(),
            };
            observer.sent(&Sent { method: call.method.to_string(), path, status });
        }
    }

    async fn exchange(&self, call: &Call) -> Result<Answer, Error> {
        let mut request = self.client.request(call.method.clone(), call.url.clone()).headers(call.headers.clone());
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        let host = call.url.host_str().unwrap_or("the platform");
        let mut response = request.send().await.map_err(|cause| classify(host, cause))?;
        let status = response.status();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.config.body_cap_bytes => {
                    let message = format!("{host} answered with more than {} bytes", self.config.body_cap_bytes);
                    return Err(Error { status: Some(status.as_u16()), ..Error::new(ErrorKind::Malformed, message) });
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => {
                    self.tally.received(body.len());
                    return Ok(Answer::new(status, &headers, body, Timestamp::now()));
                }
                Err(cause) => {
                    let message = format!("the answer of {host} broke off");
                    let error = caused(ErrorKind::Interrupted, message, cause);
                    return Err(Error { status: Some(status.as_u16()), ..error });
                }
            }
        }
    }
}

/// Says how far a request without an answer came. Only a failed connection proves that nothing was sent.
fn classify(host: &str, cause: reqwest::Error) -> Error {
    if cause.is_connect() {
        caused(ErrorKind::Unreachable, format!("{host} cannot be reached"), cause)
    } else if cause.is_builder() {
        caused(ErrorKind::Configuration, format!("the request to {host} cannot be built"), cause)
    } else if cause.is_timeout() {
        caused(ErrorKind::Interrupted, format!("{host} did not answer in time"), cause)
    } else {
        caused(ErrorKind::Interrupted, format!("the connection to {host} broke before an answer came"), cause)
    }
}

fn caused(kind: ErrorKind, message: impl Into<String>, cause: reqwest::Error) -> Error {
    Error { source: Some(Box::new(cause.without_url())), ..Error::new(kind, message) }
}
