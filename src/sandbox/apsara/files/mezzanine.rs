//! `GetMezzanineInfo`: the source file of an item.

use serde_json::{Map, Value, json};

use super::{UPLOAD_KEY, find, show};
use crate::model::AssetKind;
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::Media;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::files::{FileKey, Master};
use crate::sandbox::library::recorded::Recorded;
use crate::sandbox::library::rng::Rng;

/// Which technical data of a source are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Additions {
    video: bool,
    audio: bool,
}

impl Additions {
    /// Everything.
    pub(super) const ALL: Self = Self { video: true, audio: true };
}

/// Where the source of an item stands.
#[derive(Debug, Clone)]
enum Source {
    /// It is there.
    There(Master),
    /// It has not arrived whole.
    Uploading,
    /// It never arrived.
    Failed,
    /// It was deleted.
    Deleted,
}

impl Source {
    fn of(media: &Media<'_>) -> Self {
        if !media.item().keeps(UPLOAD_KEY) {
            return Self::Deleted;
        }
        match (media.status(), media.source()) {
            (_, Some(master)) => Self::There(master),
            ("Uploading", None) => Self::Uploading,
            ("UploadFail" | "ProduceFail", None) => Self::Failed,
            (_, None) => Self::Deleted,
        }
    }
}

/// `GetMezzanineInfo`: after its unfinished upload was deleted there is no file to tell about.
pub(in crate::sandbox::apsara) fn get_mezzanine_info(
    desk: &Desk,
    params: &Params,
) -> Result<Map<String, Value>, Fault> {
    let signer = show::Signer::read(params, desk.clock.now())?;
    let wanted = params.list("AdditionType");
    let additions = Additions { video: wanted.contains(&"video"), audio: wanted.contains(&"audio") };
    let output = match params.text("OutputType") {
        None => "cdn",
        Some(word @ ("cdn" | "oss")) => word,
        Some(_) => return Err(Fault::invalid("OutputType")),
    };
    desk.vault.read(|_, shelf| {
        let media = find::one(shelf, params)?;
        if !media.item().keeps(UPLOAD_KEY) {
            return Err(Fault::new(404, "InvalidFile.NotFound", "The file does not exist."));
        }
        let mut mezzanine = mezzanine(&media, additions, signer);
        mezzanine.insert("VideoId".to_owned(), json!(media.id()));
        mezzanine.insert("OutputType".to_owned(), json!(output));
        mezzanine.insert("StorageClass".to_owned(), json!(media.storage_class()));
        mezzanine.insert("PreprocessStatus".to_owned(), json!(media.preprocess_status()));
        Ok(Map::from_iter([("Mezzanine".to_owned(), Value::Object(mezzanine))]))
    })?
}

/// The source as every listing shows it, without the id of the item.
pub(super) fn mezzanine(media: &Media<'_>, additions: Additions, signer: show::Signer) -> Map<String, Value> {
    if let Some(recorded) = media.recorded() {
        return recorded_mezzanine(media, recorded);
    }
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("CreationTime", json!(media.creation_time()));
    put("FileName", json!(media.item().original_filename));
    let source = Source::of(media);
    put(
        "Status",
        json!(match &source {
            Source::There(_) => "Normal",
            Source::Uploading => "Uploading",
            Source::Failed => "UploadFail",
            Source::Deleted => "Deleted",
        }),
    );
    let Source::There(master) = source else { return object };
    let mut rng = Rng::of_text(0x3e22, media.id());
    let address = format!("https://vod.sandbox.invalid/{}/{}.mp4", media.id(), rng.hex(32));
    put("FileURL", json!(signer.sign(&address)));
    put("FileMD5", json!(rng.hex(32)));
    put("Size", if rng.chance(60) { json!(master.bytes.to_string()) } else { json!(master.bytes) });
    put("Duration", json!(show::duration(media)));
    put("Bitrate", json!(show::thousandths(master.bitrate)));
    put("Fps", json!(show::fps(media)));
    if !media.is_audio() {
        put("Width", json!(master.frame.0));
        put("Height", json!(master.frame.1));
    }
    if additions.video && !media.is_audio() {
        put("VideoStreamList", json!([video_track(media, &master)]));
    }
    if additions.audio {
        put("AudioStreamList", json!([audio_track(media)]));
    }
    object
}

/// The source as it was recorded. Of one that was unknown nothing is told but that it was there, if that was known.
fn recorded_mezzanine(media: &Media<'_>, recorded: &Recorded) -> Map<String, Value> {
    let item = media.item();
    let kept = item.keeps(&FileKey::Master.text()) && item.keeps(UPLOAD_KEY);
    if let Some(native) = recorded.of_file(FileKey::Master).filter(|_| kept) {
        return native.clone();
    }
    let mut object = Map::new();
    if let Some(name) = &item.original_filename {
        object.insert("FileName".to_owned(), json!(name));
    }
    let unknown = item.hides(AssetKind::Master);
    match recorded.has_master {
        Some(true) if kept && unknown => object.insert("Status".to_owned(), json!("Normal")),
        None if kept && unknown => None,
        _ => object.insert("Status".to_owned(), json!("Deleted")),
    };
    object
}

/// The technical data of the pictures: text throughout.
fn video_track(media: &Media<'_>, master: &Master) -> Value {
    json!({
        "Index": "0",
        "CodecName": "h264",
        "CodecLongName": "H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10",
        "Profile": "High",
        "Level": "41",
        "PixFmt": "yuv420p",
        "Width": master.frame.0.to_string(),
        "Height": master.frame.1.to_string(),
        "Fps": show::fps(media),
        "AvgFPS": show::fps(media),
        "Bitrate": show::thousandths(master.bitrate),
        "Duration": show::duration(media),
        "StartTime": "0.000000",
        "Lang": "und",
    })
}

/// The technical data of the sound: text throughout.
fn audio_track(media: &Media<'_>) -> Value {
    json!({
        "Index": "1",
        "CodecName": "aac",
        "CodecLongName": "AAC (Advanced Audio Coding)",
        "SampleFmt": "fltp",
        "SampleRate": "48000",
        "Channels": "2",
        "ChannelLayout": "stereo",
        "Bitrate": "128.000",
        "Duration": show::duration(media),
        "StartTime": "0.000000",
        "Lang": "und",
    })
}
