//! `DeleteMultipartUpload`: the parts of an upload that was never finished.

use serde_json::{Map, Value};

use super::{files_deleted, write};
use crate::sandbox::apsara::desk::Desk;
use crate::sandbox::apsara::fault::Fault;
use crate::sandbox::apsara::files::UPLOAD_KEY;
use crate::sandbox::apsara::media::Media;
use crate::sandbox::apsara::params::Params;

/// `DeleteMultipartUpload`: the record of the item stays. All its errors are 400, also for what does not exist.
pub(in crate::sandbox::apsara) fn delete_multipart_upload(
    desk: &Desk,
    params: &Params,
) -> Result<Map<String, Value>, Fault> {
    let id = params.required("MediaId")?;
    if params.required("MediaType")? != "video" {
        return Err(Fault::invalid("MediaType"));
    }
    write(desk, |shelf| {
        let media = Media::find(shelf, id)
            .ok_or_else(|| Fault::new(400, "InvalidVideo.NotFound", "The video does not exist."))?;
        if media.status() != "Uploading" || !media.item().keeps(UPLOAD_KEY) {
            return Err(Fault::new(400, "InvalidMultipartUpload.NotFound", "The multipart upload does not exist."));
        }
        Ok((Map::new(), files_deleted(&media, vec![UPLOAD_KEY.to_owned()])))
    })
}
