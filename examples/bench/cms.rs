//! A small client of the CMS API, such as a script has: pages of videos, and the files of one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use crate::Failure;
use crate::server::Endpoint;

/// The largest page that the platform gives.
pub(crate) const PAGE: u64 = 100;
/// Of the 300 seconds that a token lives.
const TOKEN_LIFE: Duration = Duration::from_mins(4);

/// An account, and what was asked of it.
pub(crate) struct Cms {
    client: reqwest::Client,
    endpoint: Endpoint,
    token: Mutex<Option<(String, Instant)>>,
    calls: AtomicU64,
    received_bytes: AtomicU64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Video {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) updated_at: Timestamp,
    pub(crate) has_digital_master: Option<bool>,
    pub(crate) delivery_type: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct File {
    pub(crate) size: Option<u64>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
}

#[derive(Deserialize)]
struct Count {
    count: u64,
}

impl Cms {
    /// A client with the settings of the one that it is compared with.
    ///
    /// # Errors
    /// Fails when no client can be set up.
    pub(crate) fn new(endpoint: Endpoint) -> Result<Self, Failure> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().user_agent("a-script/1.0").build()?;
        let zero = AtomicU64::default;
        Ok(Self { client, endpoint, token: Mutex::default(), calls: zero(), received_bytes: zero() })
    }

    /// Calls and bytes so far.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.calls.load(Ordering::Relaxed), self.received_bytes.load(Ordering::Relaxed))
    }

    /// How many videos there are.
    pub(crate) async fn count(&self) -> Result<u64, Failure> {
        let count: Option<Count> = self.get("/counts/videos").await?;
        Ok(count.map_or(0, |count| count.count))
    }

    /// The page that begins at an offset.
    pub(crate) async fn page(&self, offset: u64) -> Result<Vec<Video>, Failure> {
        let page = self.get(&format!("/videos?limit={PAGE}&offset={offset}&sort=created_at")).await?;
        Ok(page.unwrap_or_default())
    }

    /// The source file of a video, if there is one and it is ours.
    pub(crate) async fn master(&self, video: &Video) -> Result<Option<File>, Failure> {
        self.get(&format!("/videos/{}/digital_master", video.id)).await
    }

    /// One of the lists of files of a video; empty when the video is not ours.
    pub(crate) async fn files(&self, video: &Video, list: &str) -> Result<Vec<File>, Failure> {
        Ok(self.get(&format!("/videos/{}/{list}", video.id)).await?.unwrap_or_default())
    }

    /// Asks for a document; `None` where the platform has, or gives, none.
    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>, Failure> {
        let token = self.token().await?;
        let url = format!("{}/v1/accounts/{}{path}", self.endpoint.url, self.endpoint.account_id);
        let response = self.client.get(url).bearer_auth(token).send().await?;
        let status = response.status();
        let body = response.bytes().await?;
        self.answered(body.len());
        if status.is_success() && !body.is_empty() {
            return serde_json::from_slice(&body).map_err(|error| format!("{path}: {error}").into());
        }
        if status.is_success() || matches!(status.as_u16(), 403 | 404 | 409) {
            return Ok(None);
        }
        Err(format!("{path} was answered with {status}").into())
    }

    async fn token(&self) -> Result<String, Failure> {
        let mut current = self.token.lock().await;
        if let Some((token, given)) = current.as_ref()
            && given.elapsed() < TOKEN_LIFE
        {
            return Ok(token.clone());
        }
        let pair = STANDARD.encode(format!("{}:{}", self.endpoint.client_id, self.endpoint.client_secret));
        let request = self.client.post(format!("{}/v4/access_token", self.endpoint.url));
        let request = request.header("Authorization", format!("Basic {pair}"));
        let response = request.form(&[("grant_type", "client_credentials")]).send().await?.error_for_status()?;
        let body = response.bytes().await?;
        self.answered(body.len());
        let granted: Granted = serde_json::from_slice(&body)?;
        *current = Some((granted.access_token.clone(), Instant::now()));
        Ok(granted.access_token)
    }

    fn answered(&self, bytes: usize) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.received_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}
