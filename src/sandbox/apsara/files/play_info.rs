//! `GetPlayInfo`: the streams of one item.

use serde_json::{Map, Value, json};

use super::stream::{Encryption, Stream, streams};
use super::{find, show};
use crate::model::AssetKind;
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::Media;
use crate::sandbox::apsara::params::Params;

/// `GetPlayInfo`: the newest stream of each quality and format or, with `ResultType=Multiple`, all.
pub(in crate::sandbox::apsara) fn get_play_info(desk: &Desk, params: &Params) -> Result<Map<String, Value>, Fault> {
    let signer = show::Signer::read(params, desk.clock.now())?;
    let all = match params.text("ResultType") {
        None | Some("Single") => false,
        Some("Multiple") => true,
        Some(_) => return Err(Fault::invalid("ResultType")),
    };
    desk.vault.read(|_, shelf| {
        let media = find::one(shelf, params)?;
        if media.status() != "Normal" || media.item().hides(AssetKind::Rendition) {
            return Err(Fault::new(403, "Forbidden.IllegalStatus", "Status of the video is illegal."));
        }
        let mut streams = streams(shelf, &media);
        streams.retain(|one| wanted(params, one));
        if streams.is_empty() {
            return Err(Fault::new(404, "InvalidVideo.NoneStream", "The video has no stream to play on request."));
        }
        if !all {
            streams.retain(|one| one.encryption != Encryption::Private);
            if streams.is_empty() {
                return Err(Fault::new(
                    403,
                    "Forbidden.AliyunVoDEncryption",
                    "Only the AliyunVoDEncryption stream exists, you must choose player of Alibaba Cloud or set \
                     ResultType to Multiple.",
                ));
            }
            streams = newest(streams);
        }
        let list: Vec<Value> = streams.iter().map(|one| Value::Object(show::stream(&media, one, signer))).collect();
        let mut answer = Map::new();
        answer.insert("PlayInfoList".to_owned(), json!({ "PlayInfo": list }));
        answer.insert("VideoBase".to_owned(), base(&media));
        Ok(answer)
    })?
}

/// Whether the filters of a request let a stream through.
fn wanted(params: &Params, stream: &Stream) -> bool {
    let passes = |name: &str, value: Option<&str>| {
        let list = params.list(name);
        list.is_empty() || value.is_some_and(|value| list.iter().any(|one| one.eq_ignore_ascii_case(value)))
    };
    passes("Formats", Some(&stream.format))
        && passes("Definition", stream.definition)
        && passes("StreamType", Some(if stream.audio_only { "audio" } else { "video" }))
}

/// The newest stream of each quality and format, in the order given.
fn newest(streams: Vec<Stream>) -> Vec<Stream> {
    let mut kept: Vec<Stream> = Vec::new();
    for stream in streams {
        let rival = kept.iter_mut().find(|one| one.definition == stream.definition && one.format == stream.format);
        match rival {
            Some(rival) if rival.made_at < stream.made_at => *rival = stream,
            Some(_) => {}
            None => kept.push(stream),
        }
    }
    kept
}

fn base(media: &Media<'_>) -> Value {
    json!({
        "VideoId": media.id(),
        "Title": media.item().name,
        "Duration": show::duration(media),
        "CoverURL": media.cover_url(),
        "Status": media.status(),
        "MediaType": if media.is_audio() { "audio" } else { "video" },
        "CreationTime": media.creation_time(),
        "StorageClass": media.storage_class(),
        "DanMuURL": null,
    })
}
