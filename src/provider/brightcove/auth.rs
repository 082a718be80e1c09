//! Access tokens: fetched once for everybody, renewed before they expire, never shown.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Url};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::model::Secret;
use crate::provider::http::{Answer, Call, Http};
use crate::provider::{Error, ErrorKind, shown};

const WHAT: &str = "asking for an access token";
const LIFE: Duration = Duration::from_mins(5);

/// A token that was valid when it was given.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) header: HeaderValue,
    renew_at: Instant,
    number: u64,
}

impl Token {
    /// Whether it has enough life left for a request.
    pub(super) fn is_fresh(&self) -> bool {
        Instant::now() < self.renew_at
    }
}

/// The tokens of one pair of credentials.
pub(super) struct Tokens {
    http: Http,
    url: Url,
    client_id: Secret,
    client_secret: Secret,
    current: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    given: u64,
    server_clock: Option<(Timestamp, Timestamp)>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: Bearer,
    #[serde(default)]
    expires_in: Option<serde_json::Value>,
}

/// A token in transit: no `Debug`, so that it cannot slip into a message.
#[derive(Deserialize)]
#[serde(transparent)]
struct Bearer(String);

impl Tokens {
    pub(super) fn new(http: Http, url: Url, client_id: Secret, client_secret: Secret) -> Self {
        Self { http, url, client_id, client_secret, current: Mutex::default() }
    }

    /// A token with life left in it. Concurrent callers wait for one request.
    pub(super) async fn get(&self) -> Result<Arc<Token>, Error> {
        let mut state = self.current.lock().await;
        if let Some(token) = state.token.as_ref().filter(|token| token.is_fresh()) {
            return Ok(Arc::clone(token));
        }
        // Not repeated here: whoever needs the token repeats its whole call.
        let (answer, asked) = self.ask().await?;
        state.server_clock = answer.date.map(|date| (date, asked));
        state.given += 1;
        let token = Arc::new(read(&answer, state.given)?);
        state.token = Some(Arc::clone(&token));
        Ok(token)
    }

    /// The platform refused this token. If it is still the current one, the next caller fetches another.
    pub(super) async fn refused(&self, token: &Token) {
        let mut state = self.current.lock().await;
        if state.token.as_ref().is_some_and(|current| current.number == token.number) {
            state.token = None;
        }
    }

    /// The server's clock and ours when the last token was given.
    pub(super) async fn clocks(&self) -> Option<(Timestamp, Timestamp)> {
        self.current.lock().await.server_clock
    }

    async fn ask(&self) -> Result<(Answer, Timestamp), Error> {
        let pair = format!("{}:{}", self.client_id.expose(), self.client_secret.expose());
        let call = Call::change(Method::POST, self.url.clone())
            .header(AUTHORIZATION, sensitive(&format!("Basic {}", STANDARD.encode(pair)))?)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
            .body("grant_type=client_credentials");
        let answer = self.http.send_unpaced(&call).await?;
        if answer.status.is_success() && !answer.is_html() {
            Ok((answer, Timestamp::now()))
        } else {
            Err(refusal(&answer))
        }
    }
}

fn sensitive(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Error::new(ErrorKind::Credentials, format!("{WHAT}: the token cannot be sent")))?;
    value.set_sensitive(true);
    Ok(value)
}

pub(super) fn read(answer: &Answer, number: u64) -> Result<Token, Error> {
    // The parse error is dropped on purpose: it may quote the token.
    let granted: Granted = serde_json::from_slice(&answer.body)
        .map_err(|_| Error::new(ErrorKind::Malformed, format!("{WHAT}: the answer holds no token")))?;
    let seconds = granted.expires_in.and_then(|value| match value {
        serde_json::Value::Number(number) => number.as_f64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    });
    if granted.access_token.0.trim().is_empty() {
        return Err(Error::new(ErrorKind::Malformed, format!("{WHAT}: the answer holds an empty token")));
    }
    let life = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or(LIFE);
    let header = sensitive(&format!("Bearer {}", granted.access_token.0))?;
    // Four fifths: 240 of the usual 300 seconds, so that no request starts with a token about to expire.
    Ok(Token { header, renew_at: Instant::now() + life.min(Duration::from_hours(24)).mul_f64(0.8), number })
}

/// Reads the refusal of a token in any shape: RFC 6749 object, array of error codes, or text.
pub(super) fn refusal(answer: &Answer) -> Error {
    let status = answer.status.as_u16();
    let kind = match status {
        429 => ErrorKind::Throttled(answer.retry_after),
        500.. => ErrorKind::Unavailable,
        200..=399 => ErrorKind::Configuration,
        _ if answer.is_html() => ErrorKind::Unavailable,
        400 | 401 | 403 => ErrorKind::Credentials,
        404 => ErrorKind::Configuration,
        _ => ErrorKind::Refused,
    };
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let object = body.get(0).unwrap_or(&body);
    let said = ["error", "error_code"]
        .iter()
        .find_map(|name| object.get(name).and_then(serde_json::Value::as_str).and_then(shown))
        .unwrap_or_else(|| format!("HTTP {status}"));
    let message = match kind {
        ErrorKind::Credentials => format!("{WHAT}: the client id or secret was not accepted ({said})"),
        ErrorKind::Configuration if status < 400 => {
            format!(
                "{WHAT}: no token came (HTTP {status}); the address is not the token service, so check the endpoints"
            )
        }
        _ => format!("{WHAT}: {said}"),
    };
    Error { status: Some(status), ..Error::new(kind, message) }
}
