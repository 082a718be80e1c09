//! What plays of a video, as the reading of the video itself tells it.

use super::field::Field;
use super::rendition;
use crate::model::{Known, Text, Video};

/// The ids of the streams that viewers can play. One of which that is not known makes all of it unknown, unless another
/// one plays.
pub(super) fn playing(video: &Video, streams: Field<'_>) -> Known<Vec<Text>> {
    if streams.raw().is_none() {
        return Known::unknown("ApsaraVideo did not list the streams");
    }
    let raws = match streams.list("PlayInfoList") {
        Known::Value(raws) => raws,
        Known::Absent => Vec::new(),
        Known::Unknown(reason) => return Known::Unknown(reason),
    };
    let mut ids = Vec::new();
    let mut doubtful = false;
    for raw in raws {
        match rendition(video, raw) {
            Some(asset) if asset.playable.get() == Some(true) => ids.push(asset.id.as_str().into()),
            Some(asset) => doubtful |= asset.playable.get().is_none(),
            None => doubtful = true,
        }
    }
    if doubtful && ids.is_empty() {
        return Known::unknown("whether a stream of it plays is not known");
    }
    Known::Value(ids)
}

#[cfg(test)]
mod tests {
    use super::super::media_info;
    use crate::model::{Known, Text};

    fn read(streams: &str) -> Known<Vec<Text>> {
        let raw =
            format!(r#"{{"MediaId":"m","MediaInfo":{{"VideoId":"m","Status":"Normal"}},"PlayInfoList":{streams}}}"#);
        media_info(&raw).expect("a video").playable
    }

    #[test]
    fn what_plays_is_told_by_the_visible_streams() {
        let streams = r#"[{"JobId":"a","Status":"Normal","StreamType":"video"},{"JobId":"b","Status":"Invisible"}]"#;
        assert_eq!(read(streams), Known::Value(vec!["a".into()]));
        assert_eq!(read(r#"[{"JobId":"b","Status":"Invisible"}]"#), Known::Value(vec![]));
        assert_eq!(read("[]"), Known::Value(vec![]));
    }

    #[test]
    fn a_stream_that_may_play_leaves_it_open() {
        assert!(read(r#"[{"JobId":"a","Status":"Odd"}]"#).is_unknown());
        assert!(read(r#"[{"JobId":"a","Status":"Normal","StreamType":"audio"}]"#).is_unknown());
        assert!(read("null").is_unknown());
    }
}
