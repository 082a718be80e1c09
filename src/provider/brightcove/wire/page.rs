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

#[cfg(test)]
mod tests {
    use super::super::{image, master};
    use super::decode_page;

    #[test]
    fn fields_are_never_taken_by_their_places() {
        let error = decode_page(r#"[["6301","name",null,"ACTIVE"]]"#).expect_err("an array is no video");
        assert_eq!(error.message, "element 0 of a page: a video is not a readable object");
        let videos = decode_page(r#"[{"id":"6301","delivery_type":"remote"}]"#).expect("a page");
        assert_eq!(master(&videos[0].id, r#"["other"]"#), None);
        let poster = image(&videos[0], "poster", r#"["other","https://cdn/p.jpg",null]"#).expect("a picture");
        assert_eq!(poster.id.as_str(), "poster");
    }
}
