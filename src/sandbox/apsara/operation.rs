//! The operations that are emulated: their names, their limits and what carries them out.

use serde_json::{Map, Value};

use super::desk::Desk;
use super::fault::Fault;
use super::params::Params;
use super::{deleting, files, media, refresh, search, updating};

/// What an operation answers, besides the id of the request.
pub(super) type Answer = Result<Map<String, Value>, Fault>;

/// What carries an operation out.
pub(super) type Run = fn(&Desk, &Params) -> Answer;

/// An operation of the platform.
#[derive(Debug)]
pub(super) struct Operation {
    /// Its name, as in `Action`.
    pub(super) name: &'static str,
    /// How many calls of it an account has in any second.
    pub(super) per_second: usize,
    pub(super) run: Run,
}

/// What is taken where the platform does not document a limit.
const UNDOCUMENTED: usize = 10;

/// All operations. The platform has many more; here they are not found, as if they had never been.
const OPERATIONS: &[Operation] = &[
    operation("SearchMedia", 50, search::search_media),
    operation("GetVideoList", 100, search::get_video_list),
    operation("GetVideoInfo", 100, media::get_video_info),
    operation("GetVideoInfos", 100, media::get_video_infos),
    operation("GetImageInfo", UNDOCUMENTED, media::get_image_info),
    operation("GetImageInfos", UNDOCUMENTED, media::get_image_infos),
    operation("GetAttachedMediaInfo", 100, media::get_attached_media_info),
    operation("GetCategories", 50, media::get_categories),
    operation("BatchGetMediaInfos", UNDOCUMENTED, files::batch_get_media_infos),
    operation("GetMezzanineInfo", 100, files::get_mezzanine_info),
    operation("GetPlayInfo", 360, files::get_play_info),
    operation("ListSnapshots", UNDOCUMENTED, files::list_snapshots),
    operation("ListDynamicImage", UNDOCUMENTED, files::list_dynamic_image),
    operation("UpdateVideoInfo", 100, updating::update_video_info),
    operation("UpdateVideoInfos", 30, updating::update_video_infos),
    operation("DeleteVideo", 30, deleting::delete_video),
    operation("DeleteStream", 50, deleting::delete_stream),
    operation("DeleteMezzanines", 50, deleting::delete_mezzanines),
    operation("DeleteImage", 50, deleting::delete_image),
    operation("DeleteAttachedMedia", 50, deleting::delete_attached_media),
    operation("DeleteMultipartUpload", 10, deleting::delete_multipart_upload),
    operation("DeleteDynamicImage", UNDOCUMENTED, deleting::delete_dynamic_image),
    operation("RefreshVodObjectCaches", UNDOCUMENTED, refresh::refresh_vod_object_caches),
    operation("DescribeVodRefreshQuota", UNDOCUMENTED, refresh::describe_vod_refresh_quota),
    operation("DescribeVodRefreshTasks", UNDOCUMENTED, refresh::describe_vod_refresh_tasks),
];

/// The names of all operations.
pub(in crate::sandbox) fn names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|operation| operation.name)
}

const fn operation(name: &'static str, per_second: usize, run: Run) -> Operation {
    Operation { name, per_second, run }
}

/// The version of the API.
const VERSION: &str = "2017-03-21";

/// The operation of a name and version; letter case counts.
pub(super) fn find(name: &str, version: &str) -> Result<&'static Operation, Fault> {
    let found = OPERATIONS.iter().find(|operation| operation.name == name && version == VERSION);
    found.ok_or_else(|| {
        Fault::new(404, "InvalidApi.NotFound", "Specified api is not found, please check your url and method.")
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn operations_are_found_by_exact_name_and_version() {
        assert_eq!(find("DescribeVodRefreshQuota", "2017-03-21").map(|operation| operation.per_second), Ok(10));
        for (name, version) in [
            ("describevodrefreshquota", "2017-03-21"),
            ("DescribeVodRefreshQuota", "2017-03-22"),
            ("GetVideoPlayAuth", "2017-03-21"),
        ] {
            let fault = find(name, version).unwrap_err();
            assert_eq!((fault.status.as_u16(), fault.code.as_str()), (404, "InvalidApi.NotFound"), "{name}");
        }
    }
}
