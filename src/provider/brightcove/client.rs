//! The CMS API: one method per endpoint. It speaks the platform's words; only a page of videos is read straight into our
//! model, since nothing else is large.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::auth::Tokens;
use super::config::BrightcoveConfig;
use super::error::{from_answer, malformed};
use super::wire::{Odd, page};
use crate::model::Video;
use crate::provider::http::{Answer, Call, Http, check_address, segment};
use crate::provider::{Error, ErrorKind};

const READ: &str = "video-cloud/video/read";
const DELETE: &str = "video-cloud/video/delete";
const UPDATE: &str = "video-cloud/video/update";
const DELETE_ASSET: &str = "video-cloud/asset/delete";

/// A JSON element as the platform wrote it.
pub(super) type Raw = Box<RawValue>;

/// The search part of a listing: `q` or `query` with its unencoded text.
pub(super) type Search = Option<(&'static str, String)>;

/// How a change was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acknowledged {
    /// It is done.
    Done,
    /// There was nothing.
    NotThere,
}

/// What is deleted, as the last part of its path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Doomed<'a> {
    Video,
    References,
    Master,
    Rendition(&'a str),
    Poster(&'a str),
    Thumbnail(&'a str),
    ImageSource(&'a str),
    AudioTrack(&'a str),
    HlsManifest(&'a str),
    DashManifest(&'a str),
}

/// The fields of a video that are set; the platform leaves all others as they are.
#[derive(Debug, Serialize)]
pub(super) struct Fields<'a> {
    /// All of them: the list is replaced.
    pub(super) tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<&'static str>,
}

/// A client of one account.
pub(super) struct Cms {
    pub(super) http: Http,
    pub(super) tokens: Tokens,
    base: String,
}

#[derive(Deserialize)]
struct Count {
    count: u64,
}

#[derive(Deserialize)]
struct References {
    #[serde(default)]
    playlists: Option<Vec<super::wire::Id>>,
}

impl Cms {
    pub(super) fn new(config: BrightcoveConfig) -> Result<Self, Error> {
        let refuse = |cause| Error {
            source: Some(Box::new(cause)),
            ..Error::new(
                ErrorKind::Configuration,
                format!("the endpoints of account {} cannot be used", config.account.name),
            )
        };
        let oauth = check_address(&config.oauth).map_err(refuse)?;
        let cms = check_address(&config.cms).map_err(refuse)?;
        let account = segment(&config.account.account_id)
            .ok_or_else(|| Error::new(ErrorKind::Configuration, "the Brightcove account id is empty"))?;
        let token_url = parse(&format!("{}/v4/access_token", oauth.as_str().trim_end_matches('/')))?;
        let http = Http::new(config.http)?;
        let tokens = Tokens::new(http.clone(), token_url, config.client_id, config.client_secret);
        Ok(Self { http, tokens, base: format!("{}/v1/accounts/{account}", cms.as_str().trim_end_matches('/')) })
    }

    /// `GET /counts/videos`
    pub(super) async fn count(&self, search: &Search) -> Result<u64, Error> {
        let mut url = parse(&format!("{}/counts/videos", self.base))?;
        if let Some((name, text)) = search {
            url.query_pairs_mut().append_pair(name, text);
        }
        self.get::<Count>(url, "counting videos").await.map(|count| count.count)
    }

    /// `GET /videos`, one page. What is wrong with one video fails by itself: to ask again would not help.
    pub(super) async fn videos(
        &self,
        search: &Search,
        sort: &str,
        offset: u64,
        limit: u64,
    ) -> Result<Result<Vec<Video>, Odd>, Error> {
        let mut url = parse(&format!("{}/videos", self.base))?;
        {
            let mut pairs = url.query_pairs_mut();
            pairs.append_pair("limit", &limit.to_string());
            pairs.append_pair("offset", &offset.to_string());
            pairs.append_pair("sort", sort);
            if let Some((name, text)) = search {
                pairs.append_pair(name, text);
            }
        }
        let what = format!("listing videos from {offset} on");
        self.get_as(url, &what, |answer| {
            let body = std::str::from_utf8(&answer.body).map_err(serde::de::Error::custom);
            body.and_then(page).map_err(|cause| malformed(answer, &what, cause))
        })
        .await
    }

    /// `GET /videos/{ids}`, at most ten.
    pub(super) async fn videos_by_id(&self, ids: &[&str]) -> Result<Vec<Raw>, Error> {
        let mut parts = Vec::with_capacity(ids.len());
        for id in ids {
            parts.push(name_of(id)?);
        }
        let url = parse(&format!("{}/videos/{}", self.base, parts.join(",")))?;
        let what = format!("reading video {}", ids.join(", "));
        let raw: Raw = self.get(url, &what).await?;
        if raw.get().starts_with('[') {
            serde_json::from_str(raw.get()).map_err(|cause| Error {
                source: Some(Box::new(cause)),
                ..Error::new(ErrorKind::Malformed, format!("{what}: the answer cannot be read"))
            })
        } else {
            Ok(vec![raw])
        }
    }

    /// `GET /videos/{id}/digital_master`; `None` when there is none.
    pub(super) async fn digital_master(&self, video: &str) -> Result<Option<Raw>, Error> {
        let what = format!("reading the digital master of video {video}");
        let answer = self.call(Call::read(self.video_url(video, "/digital_master")?), &what, READ).await?;
        if answer.status == StatusCode::NO_CONTENT || answer.body.trim_ascii().is_empty() {
            return Ok(None);
        }
        let master: Option<Raw> = decode(&answer, &what)?;
        Ok(master.filter(|raw| raw.get() != "null"))
    }

    /// `GET /videos/{id}/{list}`: any of the lists of files of a video.
    pub(super) async fn list(&self, video: &str, list: &str) -> Result<Vec<Raw>, Error> {
        let what = format!("reading {list} of video {video}");
        let answer = self.call(Call::read(self.video_url(video, &format!("/{list}"))?), &what, READ).await?;
        if answer.status == StatusCode::NO_CONTENT {
            return Ok(Vec::new());
        }
        Ok(decode::<Option<Vec<Raw>>>(&answer, &what)?.unwrap_or_default())
    }

    /// `GET /videos/{id}/assets/poster` or `…/thumbnail`: a single object of legacy and remote videos.
    pub(super) async fn still(&self, video: &str, which: &str) -> Result<Raw, Error> {
        self.get(self.video_url(video, &format!("/assets/{which}"))?, &format!("reading the {which} of video {video}"))
            .await
    }

    /// `GET /videos/{id}/references`: the manual playlists that hold the video.
    pub(super) async fn references(&self, video: &str) -> Result<Vec<String>, Error> {
        let what = format!("reading the playlists of video {video}");
        let found: References = self.get(self.video_url(video, "/references")?, &what).await?;
        Ok(found.playlists.unwrap_or_default().into_iter().map(|id| id.0).collect())
    }

    /// Any `DELETE` below a video.
    pub(super) async fn delete(&self, video: &str, doomed: Doomed<'_>) -> Result<Acknowledged, Error> {
        let (path, what, scope) = doomed.path()?;
        let what = format!("deleting {what} {video}");
        let call = Call::change(Method::DELETE, self.video_url(video, &path)?);
        let answer = self.call(call, &what, scope).await;
        match &answer {
            // A deletion is acknowledged by 204 without a body (documented). Somebody else may have said anything else.
            Ok(said) if !said.is_html() && !said.body.trim_ascii().is_empty() => {
                let message = format!("{what}: something else came instead of an acknowledgement");
                Err(Error { status: Some(said.status.as_u16()), ..Error::new(ErrorKind::Malformed, message) })
            }
            _ => acknowledge(answer, &what),
        }
    }

    /// `PATCH /videos/{id}` with the whole remaining array of text tracks.
    pub(super) async fn set_text_tracks(&self, video: &str, tracks: &[Raw]) -> Result<Acknowledged, Error> {
        let what = format!("changing the text tracks of video {video}");
        let list: Vec<&str> = tracks.iter().map(|track| track.get()).collect();
        let body = format!("{{\"text_tracks\":[{}]}}", list.join(","));
        let call = Call::change(Method::PATCH, self.video_url(video, "")?).body(body);
        acknowledge(self.call(call, &what, UPDATE).await, &what)
    }

    /// `PATCH /videos/{id}`; the answer is the video as it is from then on, `None` when there is none in it.
    pub(super) async fn set(&self, video: &str, fields: &Fields<'_>) -> Result<Option<Raw>, Error> {
        let what = format!("changing video {video}");
        let body = serde_json::to_vec(fields).map_err(|cause| Error {
            source: Some(Box::new(cause)),
            ..Error::new(ErrorKind::Refused, format!("{what}: the request cannot be written"))
        })?;
        let call = Call::change(Method::PATCH, self.video_url(video, "")?).body(body);
        let answer = self.call(call, &what, UPDATE).await?;
        if answer.body.trim_ascii().is_empty() { Ok(None) } else { decode(&answer, &what).map(Some) }
    }

    fn video_url(&self, video: &str, rest: &str) -> Result<Url, Error> {
        parse(&format!("{}/videos/{}{rest}", self.base, name_of(video)?))
    }

    async fn get<T: DeserializeOwned>(&self, url: Url, what: &str) -> Result<T, Error> {
        self.get_as(url, what, |answer| decode(answer, what)).await
    }

    /// Asks until an answer can be read.
    async fn get_as<T>(&self, url: Url, what: &str, read: impl Fn(&Answer) -> Result<T, Error>) -> Result<T, Error> {
        let call = Call::read(url).header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut tried = 0;
        loop {
            let read = self.attempt(&call, what, READ).await.and_then(|answer| read(&answer));
            tried += 1;
            match read {
                Ok(value) => return Ok(value),
                Err(error) => self.http.pause(call.repeat, tried, error).await?,
            }
        }
    }

    async fn call(&self, call: Call, what: &str, scope: &str) -> Result<Answer, Error> {
        let call = call.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut tried = 0;
        loop {
            let answer = self.attempt(&call, what, scope).await;
            tried += 1;
            match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => self.http.pause(call.repeat, tried, error).await?,
            }
        }
    }

    /// Sends a call with a token; a refused token is replaced once, because tokens also die early. A second refusal
    /// means that the credentials lack the operation: the CMS answers that with 401 too.
    async fn attempt(&self, call: &Call, what: &str, scope: &str) -> Result<Answer, Error> {
        let (mut renewed, mut waited) = (false, false);
        loop {
            // The token first: turns that wait for a token would all start in the moment in which it comes.
            let token = self.tokens.get().await.map_err(before_sending)?;
            let turn = self.http.pace().turn().await;
            if !token.is_fresh() && !waited {
                // It aged while we waited; a token that is born old is used all the same.
                waited = true;
                continue;
            }
            let call = call.clone().header(AUTHORIZATION, token.header.clone());
            let answer = self.http.send(turn, &call).await?;
            if answer.status.is_success() {
                return Ok(answer);
            }
            if answer.status == StatusCode::UNAUTHORIZED && !renewed {
                renewed = true;
                self.tokens.refused(&token).await;
                continue;
            }
            return Err(from_answer(&answer, what, scope));
        }
    }
}

impl Doomed<'_> {
    /// Path below the video, words for people, and the operation that the credentials need.
    fn path(self) -> Result<(String, &'static str, &'static str), Error> {
        Ok(match self {
            Self::Video => (String::new(), "video", DELETE),
            Self::References => ("/references".to_owned(), "the playlist references of video", DELETE),
            Self::Master => ("/digital_master".to_owned(), "the digital master of video", DELETE_ASSET),
            Self::Rendition(id) => (format!("/assets/renditions/{}", part(id)?), "a rendition of video", UPDATE),
            Self::Poster(id) => (format!("/assets/poster/{}", part(id)?), "the poster of video", UPDATE),
            Self::Thumbnail(id) => (format!("/assets/thumbnail/{}", part(id)?), "the thumbnail of video", UPDATE),
            Self::ImageSource(label) => (format!("/image_sources/{}", part(label)?), "an image of video", UPDATE),
            Self::AudioTrack(id) => (format!("/audio_tracks/{}", part(id)?), "an audio track of video", UPDATE),
            Self::HlsManifest(id) => (format!("/assets/hls_manifest/{}", part(id)?), "a manifest of video", UPDATE),
            Self::DashManifest(id) => (format!("/assets/dash_manifests/{}", part(id)?), "a manifest of video", UPDATE),
        })
    }
}

/// A token that could not be had proves that the call itself was never sent.
fn before_sending(error: Error) -> Error {
    match error.kind {
        ErrorKind::Unavailable | ErrorKind::Interrupted | ErrorKind::Malformed => {
            Error { kind: ErrorKind::Unreachable, ..error }
        }
        _ => error,
    }
}

/// A video id as part of a path. Lists (`1,2`) and references (`ref:x`) mean something else there and are refused.
fn name_of(id: &str) -> Result<&str, Error> {
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if plain { Ok(id) } else { Err(Error::new(ErrorKind::Refused, format!("{id:?} is not a Brightcove video id"))) }
}

fn part(name: &str) -> Result<String, Error> {
    segment(name).ok_or_else(|| Error::new(ErrorKind::Refused, format!("{name:?} is not a Brightcove asset id")))
}

fn parse(text: &str) -> Result<Url, Error> {
    Url::parse(text).map_err(|_| Error::new(ErrorKind::Configuration, format!("{text:?} is not an address")))
}

fn decode<T: DeserializeOwned>(answer: &Answer, what: &str) -> Result<T, Error> {
    serde_json::from_slice(&answer.body).map_err(|cause| malformed(answer, what, cause))
}

fn acknowledge(answer: Result<Answer, Error>, what: &str) -> Result<Acknowledged, Error> {
    match answer {
        Ok(answer) if answer.is_html() => {
            Err(Error::new(ErrorKind::Malformed, format!("{what}: a web page came instead of an acknowledgement")))
        }
        Ok(_) => Ok(Acknowledged::Done),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(Acknowledged::NotThere),
        Err(error) => Err(error),
    }
}
