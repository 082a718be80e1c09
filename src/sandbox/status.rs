//! What there is to know about a sandbox: how to reach it, and with which credentials.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::Error;

/// How long to wait for an answer on loopback before nobody is taken to be there.
const PATIENCE: Duration = Duration::from_millis(300);

/// What there is to know about a sandbox. Its credentials are made up and open nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The account id of the Brightcove dialect.
    pub account_id: String,
    /// Its client id.
    pub client_id: String,
    /// Its client secret.
    pub client_secret: String,
    /// The region of the `ApsaraVideo` dialect.
    pub region: String,
    /// Its key id.
    pub access_key_id: String,
    /// Its key.
    pub access_key_secret: String,
    /// The id of a temporary key of it, with the same secret.
    pub sts_access_key_id: String,
    /// What the temporary key is good with. With `-expired` at its end it is a token that was good once.
    pub security_token: String,
    /// How many videos there are now.
    pub videos: usize,
    /// Where it is being served; `None` when it is not.
    pub endpoints: Option<Endpoints>,
    /// The seed of the library.
    pub seed: u64,
    /// The folder of the library.
    pub path: PathBuf,
}

/// Where a sandbox is being served, as the settings of an account want it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Endpoints {
    /// The origin of `/v4/access_token`.
    pub oauth: String,
    /// The origin of `/v1/accounts/…`.
    pub cms: String,
    /// The origin of the `ApsaraVideo` dialect.
    pub apsara: String,
}

impl Endpoints {
    /// The endpoints behind one address.
    #[must_use]
    pub fn at(addr: SocketAddr) -> Self {
        let origin = format!("http://{addr}");
        Self { oauth: origin.clone(), cms: origin.clone(), apsara: origin }
    }
}

/// Tells other processes where a library is served, for as long as it lives.
#[derive(Debug)]
pub struct Announcement {
    path: PathBuf,
    pid: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct Served {
    port: u16,
    pid: u32,
}

impl Announcement {
    /// Writes `serve.json` into the folder of a library.
    pub(super) fn write(folder: &Path, port: u16) -> Result<Self, Error> {
        let path = folder.join("serve.json");
        let pid = std::process::id();
        let text = serde_json::json!(Served { port, pid }).to_string();
        std::fs::write(&path, text).map_err(|source| Error::File { action: "write", path: path.clone(), source })?;
        Ok(Self { path, pid })
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // A later server may have written its own; that one stays.
        if read(&self.path).is_some_and(|served| served.pid == self.pid) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn read(path: &Path) -> Option<Served> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Where the library in this folder is being served, if somebody answers there.
pub(super) fn announced(folder: &Path) -> Option<Endpoints> {
    let served = read(&folder.join("serve.json"))?;
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, served.port));
    TcpStream::connect_timeout(&addr, PATIENCE).ok()?;
    Some(Endpoints::at(addr))
}
