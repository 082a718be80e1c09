//! A raw client of both dialects: it sees bytes, resets and ends, and repeats nothing.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;

use crate::sandbox::apsara::{Signer, pairs};
use crate::sandbox::faults::call::Dialect;
use crate::sandbox::library::shelf::media_id;
use crate::sandbox::{Deed, Faults, Happened, ResetOptions, Sandbox, ServeOptions, Server, Status};

pub(super) const BOTH: [Dialect; 2] = [Dialect::Brightcove, Dialect::Apsara];

/// What a raw client gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Got {
    Answer {
        status: u16,
        head: String,
        body: String,
    },
    /// The connection ended before the answer did; this much came.
    Cut(String),
    Reset,
    Refused,
}

/// What is asked, in words of no dialect.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ask<'a> {
    Token,
    Count,
    /// A page of ten, from 0.
    List(usize),
    Read(&'a str),
    Files(&'a str),
    Delete(&'a str),
    DeleteMaster(&'a str),
}

/// A served sandbox of forty videos.
pub(super) struct Bench {
    _dir: TempDir,
    pub(super) sandbox: Sandbox,
    pub(super) server: Server,
    status: Status,
    token: String,
    /// The temporary key is used instead of the lasting one, with this token.
    pub(super) temporary: Option<String>,
    nonces: AtomicU32,
}

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

impl Bench {
    pub(super) async fn new(faults: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::reset(dir.path(), ResetOptions { videos: 40, seed: 5, now: now() }).unwrap();
        let faults = Faults::parse(faults).unwrap();
        let server = sandbox.serve(ServeOptions { record: true, faults, ..ServeOptions::default() }).await.unwrap();
        let status = sandbox.status().unwrap();
        let mut bench = Self {
            _dir: dir,
            sandbox,
            server,
            status,
            token: String::new(),
            temporary: None,
            nonces: AtomicU32::new(0),
        };
        bench.log_in();
        bench
    }

    pub(super) fn log_in(&mut self) {
        if let Got::Answer { body, .. } = self.ask(Dialect::Brightcove, Ask::Token) {
            let body: Value = serde_json::from_str(&body).unwrap_or_default();
            self.token = body["access_token"].as_str().unwrap_or_default().to_owned();
        }
    }

    pub(super) fn security_token(&self) -> String {
        self.status.security_token.clone()
    }

    pub(super) fn ask(&self, dialect: Dialect, ask: Ask<'_>) -> Got {
        match dialect {
            Dialect::Brightcove => self.ask_brightcove(ask),
            Dialect::Apsara => self.ask_apsara(ask),
        }
    }

    fn ask_brightcove(&self, ask: Ask<'_>) -> Got {
        let (method, path) = match ask {
            Ask::Token => {
                let pair = format!("{}:{}", self.status.client_id, self.status.client_secret);
                let head = format!("Authorization: Basic {}\r\n", STANDARD.encode(pair));
                return self.send("POST /v4/access_token", &head, "grant_type=client_credentials");
            }
            Ask::Count => ("GET", "/counts/videos".to_owned()),
            Ask::List(page) => ("GET", format!("/videos?sort=created_at&limit=10&offset={}", page * 10)),
            Ask::Read(id) => ("GET", format!("/videos/{id}")),
            Ask::Files(id) => ("GET", format!("/videos/{id}/digital_master")),
            Ask::Delete(id) => ("DELETE", format!("/videos/{id}")),
            Ask::DeleteMaster(id) => ("DELETE", format!("/videos/{id}/digital_master")),
        };
        let request = format!("{method} /v1/accounts/{}{path}", self.status.account_id);
        self.send(&request, &format!("Authorization: Bearer {}\r\n", self.token), "")
    }

    fn ask_apsara(&self, ask: Ask<'_>) -> Got {
        let page = |number: usize, size: &str| {
            pairs(&[("PageNo", &number.to_string()), ("PageSize", size), ("SortBy", "CreationTime:Asc")])
        };
        let (action, parameters) = match ask {
            Ask::Token => ("GetCategories", Vec::new()),
            Ask::Count => ("SearchMedia", page(1, "1")),
            Ask::List(number) => ("SearchMedia", page(number + 1, "10")),
            Ask::Read(id) => ("GetVideoInfos", pairs(&[("VideoIds", &media_id(id))])),
            Ask::Files(id) => ("GetMezzanineInfo", pairs(&[("VideoId", &media_id(id))])),
            Ask::Delete(id) => ("DeleteVideo", pairs(&[("VideoIds", &media_id(id))])),
            Ask::DeleteMaster(id) => ("DeleteMezzanines", pairs(&[("VideoIds", &media_id(id)), ("Force", "true")])),
        };
        let key_id = if self.temporary.is_some() { &self.status.sts_access_key_id } else { &self.status.access_key_id };
        let signer = Signer {
            key_id: key_id.clone(),
            secret: self.status.access_key_secret.clone(),
            token: self.temporary.clone(),
            version: "2017-03-21",
            time: now().to_string(),
            nonce: format!("n{}", self.nonces.fetch_add(1, Ordering::Relaxed)),
        };
        self.send(&format!("GET /?{}", signer.query("GET", action, &parameters)), "", "")
    }

    fn send(&self, request: &str, headers: &str, body: &str) -> Got {
        let mut stream = match TcpStream::connect(self.server.addr()) {
            Ok(stream) => stream,
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => return Got::Refused,
            Err(error) => panic!("{error}"),
        };
        let length = body.len();
        let head = format!("{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n");
        stream.write_all(format!("{head}{headers}\r\n{body}").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        match stream.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return Got::Reset,
            Err(error) => panic!("{error}"),
        }
        understood(&String::from_utf8_lossy(&bytes))
    }

    /// The ids of all videos, in the dialect of the library.
    pub(super) fn ids(&self) -> Vec<String> {
        (0..4)
            .flat_map(|page| {
                self.ask(Dialect::Brightcove, Ask::List(page)).json().as_array().cloned().unwrap_or_default()
            })
            .map(|video| video["id"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// A video that no playlist holds, and that has a master.
    pub(super) fn free(&self) -> String {
        let free = |id: &String| {
            let video = self.ask(Dialect::Brightcove, Ask::Read(id)).json();
            let answer = self.ask_brightcove_path(&format!("/videos/{id}/references"));
            video["has_digital_master"] == true && answer.json()["playlists"].as_array().is_some_and(Vec::is_empty)
        };
        self.ids().into_iter().find(free).unwrap()
    }

    pub(super) fn ask_brightcove_path(&self, path: &str) -> Got {
        let request = format!("GET /v1/accounts/{}{path}", self.status.account_id);
        self.send(&request, &format!("Authorization: Bearer {}\r\n", self.token), "")
    }

    /// What really happened to a video.
    pub(super) fn happened(&self, id: &str) -> Vec<Happened> {
        self.sandbox.happened().unwrap().into_iter().filter(|one| one.video == id).collect()
    }

    /// Whether a video was really deleted.
    pub(super) fn is_gone(&self, id: &str) -> bool {
        self.happened(id).iter().any(|one| one.deed == Deed::Deleted)
    }

    /// The requests that a fault hit, with the status that the client got.
    pub(super) fn faulted(&self) -> Vec<(&'static str, u16)> {
        self.server.requests().into_iter().filter_map(|served| Some((served.fault?, served.status))).collect()
    }
}

fn understood(text: &str) -> Got {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return Got::Cut(text.to_owned()) };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().ok())?
    });
    if length.is_some_and(|length| length > body.len()) {
        return Got::Cut(text.to_owned());
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    Got::Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

impl Got {
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Answer { body, .. } => serde_json::from_str(body).unwrap_or_default(),
            _ => Value::Null,
        }
    }

    /// The status, and the platform's code where there is one.
    pub(super) fn short(&self) -> (u16, String) {
        let Self::Answer { status, .. } = self else { return (0, String::new()) };
        let body = self.json();
        let code = body["Code"].as_str().or(body[0]["error_code"].as_str()).or(body["error"].as_str());
        (*status, code.unwrap_or_default().to_owned())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let Self::Answer { head, .. } = self else { return None };
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}
