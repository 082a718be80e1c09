//! Masters, renditions, snapshots and covers as our assets.

use serde::Deserialize;

use super::field::{Field, required};
use super::mezzanine::measured;
use super::object::object;
use crate::model::{Asset, AssetId, AssetKind, Known, MediaType, Text, Video, unsigned};

/// The id of every master: a video has at most one.
const MASTER: &str = "master";

/// The label of a master that was never uploaded to its end: it is deleted in another way.
pub(in super::super) const UNFINISHED: &str = "unfinished upload";

/// The id of the stream that is the master itself, played as the original quality. It was not made by a job, so it
/// has no job id and cannot be deleted as a rendition.
pub(in super::super) const SOURCE: &str = "source";

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Wire<'a> {
    job_id: Field<'a>,
    status: Field<'a>,
    size: Field<'a>,
    format: Field<'a>,
    definition: Field<'a>,
    codec_name: Field<'a>,
    width: Field<'a>,
    height: Field<'a>,
    bitrate: Field<'a>,
    duration: Field<'a>,
    creation_time: Field<'a>,
    encrypt: Field<'a>,
    stream_type: Field<'a>,
    #[serde(rename = "PlayURL")]
    play_url: Field<'a>,
    file_name: Field<'a>,
    #[serde(rename = "FileURL")]
    file_url: Field<'a>,
}

impl<'a> Wire<'a> {
    fn read(raw: &'a str) -> Option<Self> {
        object(raw).ok()
    }

    /// The id of the job that made it; the master played as it is was made by none.
    fn stream_id(&self) -> Option<Text> {
        match (self.job_id.text("JobId"), self.definition.text("Definition").value()) {
            (Known::Value(job), _) => Some(job),
            (Known::Absent, Some(word)) if &**word == "OD" => Some(SOURCE.into()),
            _ => None,
        }
    }

    /// Everything that masters and renditions have in common.
    fn asset(&self, id: &str, video: &Video, kind: AssetKind, raw: &str) -> Option<Asset> {
        let mut asset = Asset::bare(AssetId::new(id).ok()?, video.id.clone(), kind);
        asset.bytes = measured(self.size.number("Size"), "Size");
        asset.status = self.status.text("Status");
        asset.codec = self.codec_name.text("CodecName");
        asset.width = pixels(self.width, "Width");
        asset.height = pixels(self.height, "Height");
        asset.bitrate = kilobits(self.bitrate);
        asset.duration = self.duration.seconds("Duration");
        asset.created_at = self.creation_time.time("CreationTime");
        asset.native = unsigned(raw).into();
        Some(asset)
    }
}

fn pixels(field: Field<'_>, name: &str) -> Known<u32> {
    match field.number(name) {
        Known::Value(pixels) => u32::try_from(pixels)
            .map_or_else(|_| Known::unknown(format!("ApsaraVideo gave a {name} that cannot be right")), Known::Value),
        Known::Absent => Known::Absent,
        Known::Unknown(reason) => Known::Unknown(reason),
    }
}

/// A bit rate in the unit of the platform, kilobits a second, without its fraction.
fn kilobits(field: Field<'_>) -> Known<u64> {
    // Thousandths of any unit are read alike.
    field.seconds("Bitrate").map(|thousandths| thousandths / 1_000)
}

/// A master; absent when the platform says that there is none.
pub(in super::super) fn master(video: &Video, raw: &str) -> Known<Asset> {
    let Some(wire) = Wire::read(raw) else { return Known::unknown("ApsaraVideo described a master unreadably") };
    let status = required(wire.status.text("Status"), "the status of the master");
    let status = match status {
        Known::Value(status) => status,
        Known::Absent => return Known::Absent,
        Known::Unknown(reason) => return Known::Unknown(reason),
    };
    let unfinished = match &*status {
        "Normal" => false,
        "Uploading" => true,
        "Deleted" | "UploadFail" => return Known::Absent,
        other => return Known::unknown(format!("ApsaraVideo gave its master the unknown status {other:?}")),
    };
    let Some(mut asset) = wire.asset(MASTER, video, AssetKind::Master, raw) else { return Known::Absent };
    if unfinished {
        asset.label = Known::Value(UNFINISHED.into());
        // What was uploaded so far is stored in parts, whose size no operation tells.
        asset.bytes = Known::Absent;
    } else {
        // The label decides how a master is deleted, so no file can be named into it.
        asset.label = match wire.file_name.text("FileName") {
            Known::Value(name) if &*name == UNFINISHED => Known::Absent,
            name => name,
        };
        // The origin's own address is no address of the content network.
        asset.copies = copy(&wire.file_url.text("FileURL")).filter(|url| !is_origin(url)).into_iter().collect();
    }
    Known::Value(asset)
}

/// The id of a stream; `None` when it cannot be told which it is.
pub(in super::super) fn stream_id(raw: &str) -> Option<Text> {
    Wire::read(raw)?.stream_id()
}

/// A rendition; `None` when it cannot be told which it is.
pub(in super::super) fn rendition(video: &Video, raw: &str) -> Option<Asset> {
    let wire = Wire::read(raw)?;
    let definition = wire.definition.text("Definition");
    let mut asset = wire.asset(&wire.stream_id()?, video, AssetKind::Rendition, raw)?;
    if wire.job_id.is_empty() {
        // It is the master under another name: what it takes is counted there.
        asset.bytes = Known::Value(0);
    }
    asset.format = wire.format.text("Format").map(|word| word.to_ascii_lowercase().into());
    asset.label = label(&definition, &asset.format);
    asset.definition = definition;
    asset.encrypted = match wire.encrypt.number("Encrypt") {
        Known::Value(0) => Known::Value(false),
        Known::Value(1) => Known::Value(true),
        Known::Value(other) => Known::unknown(format!("ApsaraVideo gave the unknown Encrypt {other}")),
        Known::Absent => Known::Absent,
        Known::Unknown(reason) => Known::Unknown(reason),
    };
    let status = required(asset.status.clone(), "Status");
    asset.superseded = status.as_ref().map(|word| &**word == "Invisible");
    asset.playable = match status.as_ref() {
        Known::Value(word) if &**word == "Normal" => plays(video, &wire.stream_type.text("StreamType")),
        Known::Value(word) if &**word == "Invisible" => Known::Value(false),
        Known::Value(word) => Known::unknown(format!("ApsaraVideo gave a stream the unknown status {word:?}")),
        Known::Absent => Known::Absent,
        Known::Unknown(reason) => Known::Unknown(reason),
    };
    asset.copies = copy(&wire.play_url.text("PlayURL")).into_iter().collect();
    Some(asset)
}

/// Whether a visible stream is enough to play the item: sound alone is for audio, but is not the video.
fn plays(video: &Video, stream_type: &Known<Text>) -> Known<bool> {
    match (stream_type.value().map(|word| &**word), video.media_type.get()) {
        (Some("audio"), Some(MediaType::Video)) => Known::Value(false),
        (Some("audio"), Some(MediaType::Audio)) | (Some("video") | None, _) => Known::Value(true),
        (Some("audio"), _) => Known::unknown("whether the sound alone is the item is not known"),
        (Some(other), _) => Known::unknown(format!("ApsaraVideo gave the unknown stream type {other:?}")),
    }
}

fn label(definition: &Known<Text>, format: &Known<Text>) -> Known<Text> {
    let words: Vec<&str> =
        [definition, format].into_iter().filter_map(|word| word.value().map(|word| &**word)).collect();
    if words.is_empty() { Known::Absent } else { Known::Value(words.join(" ").into()) }
}

/// The pictures of one snapshot type, as one asset: they are deleted together.
pub(in super::super) fn snapshots(
    video: &Video,
    kind: &str,
    made: Field<'_>,
    urls: Vec<Text>,
    raw: &str,
) -> Option<Asset> {
    let mut asset = Asset::bare(AssetId::new(kind).ok()?, video.id.clone(), AssetKind::Snapshot);
    asset.label = Known::Value(kind.into());
    asset.created_at = made.time("CreationTime");
    asset.copies = urls;
    asset.native = unsigned(raw).into();
    Some(asset)
}

/// The cover of a video, from what the listing said of it.
pub(in super::super) fn poster(video: &Video) -> Known<Vec<Asset>> {
    let url = match &video.thumbnail_url {
        Known::Value(url) => url,
        Known::Absent => return Known::Value(Vec::new()),
        Known::Unknown(reason) => return Known::Unknown(reason.clone()),
    };
    let unreadable = || Known::unknown("ApsaraVideo gave a CoverURL that is no address");
    let Some(address) = address(url) else { return unreadable() };
    let Ok(id) = AssetId::new(address.clone()) else { return unreadable() };
    let mut asset = Asset::bare(id, video.id.clone(), AssetKind::Poster);
    asset.label = Known::Value("cover".into());
    asset.copies = vec![address];
    asset.native = serde_json::json!({ "CoverURL": &**url }).to_string().into();
    Known::Value(vec![asset])
}

fn copy(url: &Known<Text>) -> Option<Text> {
    address(url.value()?)
}

/// An `http` or `https` address without query and fragment: they hold signatures that expire.
pub(in super::super) fn address(url: &str) -> Option<Text> {
    let url = url.trim();
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = plain.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let clean = !rest.is_empty() && !rest.starts_with('/') && !plain.chars().any(char::is_whitespace);
    (web && clean).then(|| plain.into())
}

fn is_origin(address: &str) -> bool {
    let host = address.split('/').nth(2).unwrap_or_default();
    host.to_ascii_lowercase().ends_with(".aliyuncs.com")
}
