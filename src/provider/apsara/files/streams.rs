//! Translates the lists of one video, and says when an empty list proves nothing.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::Files;
use crate::model::{Known, Video};
use crate::provider::apsara::client::Raw;
use crate::provider::apsara::wire;
use crate::provider::{Error, ErrorKind};

/// States in which nothing was transcoded yet, as documented: there can be no stream.
const BEFORE_TRANSCODING: [&str; 3] = ["Uploading", "UploadFail", "UploadSucc"];

/// Whether a video in this state cannot have a stream.
pub(super) fn before_transcoding(status: Option<&str>) -> bool {
    status.is_some_and(|status| BEFORE_TRANSCODING.contains(&status))
}

/// The master of a video, as a list of at most one.
pub(super) fn master(video: &Video, raw: &str) -> Files {
    match wire::master(video, raw) {
        Known::Value(asset) => Known::Value(vec![Arc::new(asset)]),
        Known::Absent => Known::Value(Vec::new()),
        Known::Unknown(reason) => Known::Unknown(reason),
    }
}

/// The streams of a video in this state. One that cannot be read makes all unknown: a sum without it is wrong.
///
/// The platform tells the streams of a video that is not `Normal` nowhere else (`GetPlayInfo` refuses by status), and
/// it is not documented that this list holds them: a blocked video still has its streams, so an empty list of such a
/// video proves nothing. It does where nothing was transcoded yet.
pub(super) fn renditions(video: &Video, status: Option<&str>, raws: &[Raw]) -> Files {
    if raws.is_empty() && status != Some("Normal") && !before_transcoding(status) {
        let status = status.unwrap_or("unknown");
        return Known::unknown(format!(
            "ApsaraVideo lists no stream of a video in the state {status}, which may have some"
        ));
    }
    let mut files = Vec::with_capacity(raws.len());
    let mut ids = HashSet::with_capacity(raws.len());
    for raw in raws {
        let Some(asset) = wire::rendition(video, raw.get()) else {
            return Known::unknown("ApsaraVideo described a stream in a way that cannot be read");
        };
        if !ids.insert(asset.id.clone()) {
            return Known::unknown(format!("ApsaraVideo listed two streams with the id {}", asset.id));
        }
        files.push(Arc::new(asset));
    }
    Known::Value(files)
}

/// The ids of the listed streams, to see whether one is still there.
///
/// # Errors
/// Fails when one of them cannot be read: it may be the one that is looked for.
pub(super) fn listed_jobs(raws: &[Raw], video: &str) -> Result<BTreeSet<String>, Error> {
    let unreadable = || Error::new(ErrorKind::Malformed, format!("a stream of video {video} cannot be read"));
    raws.iter().map(|raw| Ok(wire::stream_id(raw.get()).ok_or_else(unreadable)?.as_ref().to_owned())).collect()
}
