//! How files look on the wire: numbers as text, times, signed addresses, streams.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::stream::{Encryption, Stream};
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::Media;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::rng::Rng;

/// How long a signed address works when nobody asked for anything else, in seconds.
const AUTH_SECONDS: u64 = 3_600;

/// Signs addresses at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signer {
    ends: i64,
}

impl Signer {
    /// Signs for as long as `AuthTimeout` says.
    pub(super) fn read(params: &Params, now: Timestamp) -> Result<Self, Fault> {
        let seconds = params.number("AuthTimeout", AUTH_SECONDS)?;
        let seconds = i64::try_from(seconds).ok().filter(|&n| n > 0).ok_or_else(|| Fault::invalid("AuthTimeout"))?;
        Ok(Self { ends: now.as_second().saturating_add(seconds) })
    }

    /// The address with a signature as its query string.
    pub(super) fn sign(self, address: &str) -> String {
        let ends = self.ends;
        let mut rng = Rng::of_text(0xa071, &format!("{address}{ends}"));
        format!("{address}?auth_key={ends}-{}-0-{}", rng.hex(32), rng.hex(32))
    }
}

/// A time without a fraction of a second.
pub(super) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Thousandths as text: milliseconds as seconds, bits as kilobits.
pub(super) fn thousandths(number: u64) -> String {
    format!("{}.{:03}", number / 1000, number % 1000)
}

/// The length in seconds, as text.
pub(super) fn duration(media: &Media<'_>) -> Option<String> {
    media.item().duration_ms.map(thousandths)
}

/// The pictures a second of an item, as text.
pub(super) fn fps(media: &Media<'_>) -> &'static str {
    Rng::of_text(0xf950, media.id()).pick(&["25", "25", "29.97", "30.0", "50"])
}

/// Where a stream is, without its signature.
pub(super) fn address(media: &Media<'_>, stream: &Stream) -> String {
    let name = stream.definition.unwrap_or("xx").to_lowercase();
    format!("https://vod.sandbox.invalid/{}/{}-{name}.{}", media.id(), stream.job_id, stream.format)
}

/// A stream as every listing shows it.
pub(super) fn stream(media: &Media<'_>, stream: &Stream, signer: Signer) -> Map<String, Value> {
    if let Some(recorded) = &stream.recorded {
        return recorded.clone();
    }
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    // Documented as a number; now and then it is text.
    let as_text = Rng::of_text(0x7e27, &stream.job_id).chance(50);
    put("JobId", json!(stream.job_id));
    put("StreamType", json!(if stream.audio_only { "audio" } else { "video" }));
    put("Format", json!(stream.format));
    put("Status", json!(if stream.superseded { "Invisible" } else { "Normal" }));
    put("PlayURL", json!(signer.sign(&address(media, stream))));
    put("Duration", json!(duration(media)));
    put("Bitrate", json!(thousandths(stream.bitrate)));
    put("CreationTime", json!(time(stream.made_at)));
    put("ModificationTime", json!(time(stream.made_at)));
    put("NarrowBandType", json!("0"));
    put("Encrypt", json!(u8::from(stream.encryption != Encryption::None)));
    put("WatermarkId", Value::Null);
    if let Some(word) = stream.definition {
        put("Definition", json!(word));
        put("Specification", json!(format!("H264.{word}")));
    }
    if let Some(bytes) = stream.bytes {
        put("Size", if as_text { json!(bytes.to_string()) } else { json!(bytes) });
    }
    match stream.encryption {
        Encryption::None => None,
        Encryption::Hls => put("EncryptType", json!("HLSEncryption")),
        Encryption::Private => put("EncryptType", json!("AliyunVoDEncryption")),
    };
    if let Some((width, height)) = stream.frame {
        put("Width", json!(width));
        put("Height", json!(height));
        put("Fps", json!(fps(media)));
        put("CodecName", json!("H264"));
    }
    object
}
