//! The process that serves the library: the built-in sandbox, without limits.

use std::io;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vodsweep::sandbox::{ResetOptions, Sandbox, ServeOptions};

use crate::Failure;
use crate::job::now;

/// Where a library is served and with which made-up credentials.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    pub(crate) account_id: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) region: String,
    pub(crate) access_key_id: String,
    pub(crate) access_key_secret: String,
}

/// Serves a library of so many videos until standard input ends, which it does with whoever started this.
pub(crate) fn serve(videos: u64, latency_ms: u64) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::reset(folder.path(), ResetOptions { videos, seed: 1, now: now() })?;
    let status = sandbox.status()?;
    let options = ServeOptions {
        latency: Duration::from_millis(latency_ms),
        // The library stands still, but requests are signed by the clock of this machine.
        server_time: Some(Timestamp::now()),
        ..ServeOptions::default()
    };
    tokio::runtime::Runtime::new()?.block_on(async {
        let server = sandbox.serve(options).await?;
        let endpoint = Endpoint {
            url: server.url(),
            account_id: status.account_id,
            client_id: status.client_id,
            client_secret: status.client_secret,
            region: status.region,
            access_key_id: status.access_key_id,
            access_key_secret: status.access_key_secret,
        };
        println!("{}", serde_json::to_string(&endpoint)?);
        tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink())).await??;
        Ok(())
    })
}
