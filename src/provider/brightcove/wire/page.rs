//! A whole page of a listing from its bytes.

use serde_json::Deserializer;
use serde_json::value::RawValue;

use super::field::Texts;
use super::video::{Wire, of, video};
use crate::model::Video;
use crate::provider::{Error, ErrorKind};

/// An element of a page that is no readable video: its index, and why.
pub(in super::super) type Odd = (usize, Error);

/// Decodes the body of a `GET /videos` answer.
///
/// # Errors
/// Fails when it is not a list, or when one element is not a readable video: its index is in the message.
pub fn decode_page(body: &str) -> Result<Vec<Video>, Error> {
    let read = page(body).map_err(|cause| Error {
        source: Some(Box::new(cause)),
        ..Error::new(ErrorKind::Malformed, "a page of videos is not a list")
    })?;
    read.map_err(|(index, cause)| Error {
        source: cause.source,
        ..Error::new(ErrorKind::Malformed, format!("element {index} of a page: {}", cause.message))
    })
}

/// Reads a list of videos.
///
/// # Errors
/// Fails when it is not a list; what is in it fails by itself.
pub(in super::super) fn page(body: &str) -> serde_json::Result<Result<Vec<Video>, Odd>> {
    if let Some(videos) = at_once(body) {
        return Ok(Ok(videos));
    }
    let raws: Vec<&RawValue> = serde_json::from_str(body)?;
    let videos = raws.iter().enumerate().map(|(index, raw)| video(raw.get()).map_err(|cause| (index, cause)));
    Ok(videos.collect())
}

/// The videos of a list whose bytes are looked at once; `None` where anything is out of the ordinary.
fn at_once(body: &str) -> Option<Vec<Video>> {
    let mut videos = Vec::new();
    let mut texts = Texts::default();
    let mut rest = trimmed(body).strip_prefix('[')?;
    loop {
        rest = trimmed(rest);
        if !rest.starts_with('{') {
            return None;
        }
        let mut values = Deserializer::from_str(rest).into_iter::<Wire<'_>>();
        let wire = values.next()?.ok()?;
        let (raw, after) = rest.split_at_checked(values.byte_offset())?;
        videos.push(of(&wire, raw, &mut texts).ok()?);
        rest = trimmed(after);
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => return trimmed(rest.strip_prefix(']')?).is_empty().then_some(videos),
        }
    }
}

/// Without what JSON takes for space.
fn trimmed(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

#[cfg(test)]
mod tests {
    use super::super::{image, master};
    use super::{at_once, decode_page, page};

    #[test]
    fn a_list_is_read_alike_at_once_and_piece_by_piece() {
        let videos =
            [r#"{"id":"1","name":"a \"]} b","tags":[]}"#, r#"{ "id" : 2 , "custom_fields" : { "a" : [1, {}] } }"#];
        for body in [
            format!("[{}]", videos[0]),
            format!(" [ {} ,\r\n\t{} ] ", videos[0], videos[1]),
            format!("[{},{},{}]", videos[1], videos[0], videos[1]),
        ] {
            let apart: Vec<&serde_json::value::RawValue> = serde_json::from_str(&body).expect("a list");
            let apart: Vec<_> = apart.iter().map(|raw| super::video(raw.get()).expect("a video")).collect();
            assert_eq!(at_once(&body), Some(apart), "{body}");
        }
    }

    #[test]
    fn what_is_no_list_is_never_read_at_once() {
        let video = r#"{"id":"1"}"#;
        for body in [
            format!("[{video}"),
            format!("[{video},]"),
            format!("[{video} {video}]"),
            format!("[{video}]]"),
            format!("[{video}],"),
            video.to_owned(),
            format!("[{video}\u{c}]"),
            format!("[,{video}]"),
            r#"[{"id":"1"]"#.to_owned(),
        ] {
            assert_eq!(at_once(&body), None, "{body}");
            assert!(page(&body).is_err(), "{body}");
        }
        for body in ["[]", r#"[{"id":null}]"#, "[7]", "[[]]"] {
            assert_eq!(at_once(body), None, "{body}");
            assert!(page(body).is_ok(), "{body}");
        }
    }

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
