//! A whole page of a listing from its bytes.

use serde_json::value::RawValue;

use super::video;
use crate::model::Video;
use crate::provider::{Error, ErrorKind};

/// Decodes the body of a `GET /videos` answer.
///
/// # Errors
/// Fails when it is not a list, or when one element is not a readable video: its index is in the message.
pub fn decode_page(body: &str) -> Result<Vec<Video>, Error> {
    let raws: Vec<&RawValue> = serde_json::from_str(body).map_err(|cause| Error {
        source: Some(Box::new(cause)),
        ..Error::new(ErrorKind::Malformed, "a page of videos is not a list")
    })?;
    raws.iter()
        .enumerate()
        .map(|(index, raw)| {
            video(raw.get()).map_err(|cause| Error {
                source: cause.source,
                ..Error::new(ErrorKind::Malformed, format!("element {index} of a page: {}", cause.message))
            })
        })
        .collect()
}
