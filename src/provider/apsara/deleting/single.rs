//! Deletions of one thing a request.

use std::borrow::Cow;

use super::Acknowledged;
use crate::provider::Deletion;
use crate::provider::apsara::files::says;
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::shared::Shared;
use crate::provider::http::segment;

/// `DeleteMultipartUpload`: the parts of an upload that never ended.
pub(super) async fn upload(shared: &Shared, video: &str) -> Deletion {
    const NOTHING: [&str; 3] = ["InvalidMultipartUpload.NotFound", "InvalidVideo.NotFound", "InvalidFile.NotFound"];
    let what = format!("deleting the unfinished upload of video {video}");
    let params = vec![("MediaId", Cow::Borrowed(video)), ("MediaType", Cow::Borrowed("video"))];
    let ended = match shared.vod.change::<Acknowledged>(Operation::DeleteMultipartUpload, params, &what).await {
        Ok(_) => Deletion::Done,
        Err(error) if says(&error, &NOTHING) => Deletion::NotThere,
        Err(error) => Deletion::failed(error),
    };
    if matches!(ended, Deletion::Done | Deletion::NotThere) {
        shared.dropped_uploads.lock().await.insert(video.to_owned());
    }
    ended
}

/// `DeleteImage` by address. Within the list each address is percent-encoded once more, so that its own commas and
/// signs are not the list's.
pub(super) async fn poster(shared: &Shared, address: &str) -> Deletion {
    let what = format!("deleting the picture {address}");
    let Some(encoded) = segment(address) else { return Deletion::NotThere };
    let params = vec![("DeleteImageType", Cow::Borrowed("ImageURL")), ("ImageURLs", Cow::Owned(encoded))];
    match shared.vod.change::<Acknowledged>(Operation::DeleteImage, params, &what).await {
        Ok(_) => Deletion::Done,
        Err(error) if says(&error, &["NoSuchResource"]) => Deletion::NotThere,
        Err(error) => Deletion::failed(error),
    }
}
