//! The files of one video at a time: for keys that may not ask for several, and for what such an answer leaves out.

use std::borrow::Cow;

use futures_util::future::try_join;
use serde::Deserialize;

use super::{Files, Stored, says, streams};
use crate::model::{AssetKind, KindSet, Known, Video};
use crate::provider::apsara::client::Raw;
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::shared::Shared;
use crate::provider::apsara::wire::List;
use crate::provider::{Error, ErrorKind};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MezzanineAnswer {
    mezzanine: Option<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PlayAnswer {
    #[serde(default)]
    play_info_list: List,
    video_base: Option<Base>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Base {
    status: Option<String>,
}

/// What the platform says of the streams of one video.
pub(super) enum Streams {
    /// These are all; in this state of the video, when it is told.
    Listed(Vec<Raw>, Option<String>),
    /// There are none.
    None,
    /// There is no such video.
    NoVideo,
    /// It does not tell, because of the video's state or its encryption.
    NotTold(Error),
}

/// Asks for all streams of a video, superseded and encrypted ones included.
pub(super) async fn play_info(shared: &Shared, id: &str) -> Result<Streams, Error> {
    let params = vec![("ResultType", Cow::Borrowed("Multiple")), ("VideoId", Cow::Borrowed(id))];
    let what = format!("reading the streams of video {id}");
    match shared.vod.read::<PlayAnswer>(Operation::GetPlayInfo, params, &what).await {
        Ok(PlayAnswer { play_info_list: List(Some(raws)), video_base }) => {
            Ok(Streams::Listed(raws, video_base.and_then(|base| base.status)))
        }
        Ok(_) => Err(Error::new(ErrorKind::Malformed, format!("{what}: the answer has no list of streams"))),
        Err(error) if says(&error, &["InvalidVideo.NoneStream"]) => Ok(Streams::None),
        Err(error) if says(&error, &["InvalidVideo.NotFound"]) => Ok(Streams::NoVideo),
        Err(error) if says(&error, &["Forbidden.IllegalStatus", "Forbidden.AliyunVoDEncryption"]) => {
            Ok(Streams::NotTold(error))
        }
        Err(error) => Err(error),
    }
}

/// What the platform says of the master of one video.
pub(super) enum Mezzanine {
    /// It is described.
    Described(Raw),
    /// There is no file, or no video.
    NoFile,
    /// There is no such video.
    NoVideo,
}

/// Asks for the master of a video.
pub(super) async fn mezzanine(shared: &Shared, id: &str) -> Result<Mezzanine, Error> {
    let what = format!("reading the master of video {id}");
    let params = vec![("VideoId", Cow::Borrowed(id))];
    match shared.vod.read::<MezzanineAnswer>(Operation::GetMezzanineInfo, params, &what).await {
        Ok(MezzanineAnswer { mezzanine: Some(raw) }) => Ok(Mezzanine::Described(raw)),
        Ok(MezzanineAnswer { mezzanine: None }) => {
            Err(Error::new(ErrorKind::Malformed, format!("{what}: the answer has no master in it")))
        }
        Err(error) if says(&error, &["InvalidFile.NotFound"]) => Ok(Mezzanine::NoFile),
        Err(error) if says(&error, &["InvalidVideo.NotFound"]) => Ok(Mezzanine::NoVideo),
        Err(error) => Err(error),
    }
}

pub(super) async fn stored(shared: &Shared, video: &Video, id: &str, kinds: KindSet) -> Result<Stored, Error> {
    let master =
        async { if kinds.contains(AssetKind::Master) { master(shared, video, id).await.map(Some) } else { Ok(None) } };
    let renditions = async {
        if kinds.contains(AssetKind::Rendition) { renditions(shared, video, id).await.map(Some) } else { Ok(None) }
    };
    let (master, renditions) = try_join(master, renditions).await?;
    Ok(Stored { master, renditions })
}

pub(super) async fn master(shared: &Shared, video: &Video, id: &str) -> Result<Files, Error> {
    match mezzanine(shared, id).await? {
        Mezzanine::Described(raw) => Ok(streams::master(video, raw.get())),
        Mezzanine::NoFile => Ok(Known::Value(Vec::new())),
        Mezzanine::NoVideo => Err(no_video(id)),
    }
}

pub(super) async fn renditions(shared: &Shared, video: &Video, id: &str) -> Result<Files, Error> {
    let listed = video.status.value().map(|status| &**status);
    match play_info(shared, id).await? {
        Streams::Listed(raws, status) => Ok(streams::renditions(video, status.as_deref().or(listed), &raws)),
        Streams::None => Ok(Known::Value(Vec::new())),
        Streams::NoVideo => Err(no_video(id)),
        Streams::NotTold(_) if streams::before_transcoding(listed) => Ok(Known::Value(Vec::new())),
        Streams::NotTold(error) => Ok(Known::unknown(error.message)),
    }
}

pub(super) fn no_video(id: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("there is no video {id}"))
}
