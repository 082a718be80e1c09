//! Animated pictures of a video, and `ListDynamicImage`.

use serde_json::{Map, Value, json};

use super::{find, show};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::media::Media;
use crate::sandbox::apsara::params::Params;
use crate::sandbox::library::rng::Rng;

/// An animated picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox::apsara) struct DynamicImage {
    /// Its id, 32 hexadecimal digits.
    pub(in crate::sandbox::apsara) id: String,
    /// Its size in bytes.
    pub(in crate::sandbox::apsara) bytes: u64,
}

impl DynamicImage {
    /// The key under which its deletion is remembered.
    pub(in crate::sandbox::apsara) fn key(&self) -> String {
        format!("dynamic:{}", self.id)
    }
}

/// The animated pictures of an item whose record still exists.
pub(in crate::sandbox::apsara) fn dynamic_images(media: &Media<'_>) -> Vec<DynamicImage> {
    let item = media.item();
    let mut rng = Rng::of_text(0x61f0, &item.id);
    let count = if item.complete && !media.is_audio() && rng.chance(60) { rng.between(1, 12) } else { 0 };
    let all = (0..count).map(|_| DynamicImage { id: rng.hex(32), bytes: rng.between(80_000, 9_000_000) });
    all.filter(|one| item.keeps(&one.key())).collect()
}

/// `ListDynamicImage`: all of one video.
pub(in crate::sandbox::apsara) fn list_dynamic_image(
    desk: &Desk,
    params: &Params,
) -> Result<Map<String, Value>, Fault> {
    params.required("VideoId")?;
    let signer = show::Signer::read(params, desk.clock.now())?;
    desk.vault.read(|_, shelf| {
        let media = find::one(shelf, params)?;
        let video = media.id();
        let list: Vec<Value> = dynamic_images(&media)
            .iter()
            .map(|one| {
                let address = format!("https://vod.sandbox.invalid/{video}/dynamic/{}.gif", one.id);
                json!({
                    "DynamicImageId": one.id,
                    "VideoId": video,
                    "JobId": Rng::of_text(0x10b5, &one.id).hex(32),
                    "Format": "gif",
                    "FileSize": one.bytes.to_string(),
                    "FileURL": signer.sign(&address),
                    "Width": "320",
                    "Height": "180",
                    "Fps": "10",
                    "Duration": "3.000",
                    "CreationTime": media.creation_time(),
                })
            })
            .collect();
        Ok(Map::from_iter([("DynamicImageList".to_owned(), Value::Array(list))]))
    })?
}
