//! The sorts of requests: one vocabulary for both dialects.

/// A sort of request. The words are those of a file of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// For an access token; the `ApsaraVideo` dialect has none.
    Token,
    /// How many videos there are. `ApsaraVideo` has no such call: there it is a search for a page of one.
    Count,
    /// A page of a listing or search.
    List,
    /// Videos by id.
    Read,
    /// The files of videos.
    Files,
    /// The playlists of a video.
    References,
    /// Any deletion of a video or of a file.
    Delete,
    DeleteVideo,
    DeleteMaster,
    /// Of any file but a master.
    DeleteFile,
    /// A change that deletes no video and no file.
    Change,
    /// Of the content network.
    Refresh,
}

impl Sort {
    pub(super) const ALL: [Self; 12] = [
        Self::Token,
        Self::Count,
        Self::List,
        Self::Read,
        Self::Files,
        Self::References,
        Self::Delete,
        Self::DeleteVideo,
        Self::DeleteMaster,
        Self::DeleteFile,
        Self::Change,
        Self::Refresh,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Count => "count",
            Self::List => "list",
            Self::Read => "read",
            Self::Files => "files",
            Self::References => "references",
            Self::Delete => "delete",
            Self::DeleteVideo => "delete_video",
            Self::DeleteMaster => "delete_master",
            Self::DeleteFile => "delete_file",
            Self::Change => "change",
            Self::Refresh => "refresh",
        }
    }

    /// The sorts of a request of the Brightcove dialect.
    pub(super) fn of_path(method: &str, path: &[&str]) -> &'static [Self] {
        match (method, path) {
            ("POST", ["v4", "access_token"]) => &[Self::Token],
            (_, ["v1", "accounts", _, rest @ ..]) => Self::of_account(method, rest),
            _ => &[],
        }
    }

    fn of_account(method: &str, path: &[&str]) -> &'static [Self] {
        match (method, path) {
            ("GET", ["counts", "videos"]) => &[Self::Count],
            ("GET", ["videos"] | ["folders", _, "videos"]) => &[Self::List],
            ("GET", ["videos", _]) => &[Self::Read],
            ("GET", ["videos", _, "references"]) => &[Self::References],
            ("GET", ["videos", _, ..]) => &[Self::Files],
            ("DELETE", ["videos", _]) => &[Self::Delete, Self::DeleteVideo],
            ("DELETE", ["videos", _, "digital_master"]) => &[Self::Delete, Self::DeleteMaster],
            ("DELETE", ["videos", _, "assets" | "image_sources" | "audio_tracks", ..]) => {
                &[Self::Delete, Self::DeleteFile]
            }
            ("DELETE" | "PATCH" | "PUT" | "POST", _) => &[Self::Change],
            _ => &[],
        }
    }

    /// The sorts of an operation of the `ApsaraVideo` dialect; `counts` says whether a search asks for one item only.
    pub(super) fn of_operation(name: &str, counts: bool) -> &'static [Self] {
        match name {
            "SearchMedia" | "GetVideoList" if counts => &[Self::Count],
            "SearchMedia" | "GetVideoList" => &[Self::List],
            "GetVideoInfo" | "GetVideoInfos" | "GetImageInfo" | "GetImageInfos" | "GetAttachedMediaInfo" => {
                &[Self::Read]
            }
            // It tells of videos and of their files in one.
            "BatchGetMediaInfos" => &[Self::Read, Self::Files],
            "GetMezzanineInfo" | "GetPlayInfo" | "ListSnapshots" | "ListDynamicImage" => &[Self::Files],
            "DeleteVideo" => &[Self::Delete, Self::DeleteVideo],
            "DeleteMezzanines" => &[Self::Delete, Self::DeleteMaster],
            "RefreshVodObjectCaches" | "DescribeVodRefreshQuota" | "DescribeVodRefreshTasks" => &[Self::Refresh],
            _ if name.starts_with("Delete") => &[Self::Delete, Self::DeleteFile],
            _ if ["Update", "Set", "Submit", "Add", "Create"].iter().any(|verb| name.starts_with(verb)) => {
                &[Self::Change]
            }
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sort;

    #[test]
    fn requests_of_both_dialects_are_told_apart() {
        let path = |method: &str, path: &str| {
            let parts: Vec<&str> = path.split('/').collect();
            Sort::of_path(method, &parts).iter().map(|sort| sort.word()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(path("POST", "v4/access_token"), "token");
        assert_eq!(path("GET", "v1/accounts/1/counts/videos"), "count");
        assert_eq!(path("GET", "v1/accounts/1/videos"), "list");
        assert_eq!(path("GET", "v1/accounts/1/videos/5,6"), "read");
        assert_eq!(path("GET", "v1/accounts/1/videos/5/assets/renditions"), "files");
        assert_eq!(path("GET", "v1/accounts/1/videos/5/references"), "references");
        assert_eq!(path("DELETE", "v1/accounts/1/videos/5"), "delete delete_video");
        assert_eq!(path("DELETE", "v1/accounts/1/videos/5/digital_master"), "delete delete_master");
        assert_eq!(path("DELETE", "v1/accounts/1/videos/5/assets/poster/7"), "delete delete_file");
        assert_eq!(path("DELETE", "v1/accounts/1/videos/5/references"), "change");
        assert_eq!(path("PATCH", "v1/accounts/1/videos/5"), "change");
        assert_eq!(path("GET", "v1/accounts/1/folders"), "");
        let named = |name: &str| Sort::of_operation(name, false).iter().map(|sort| sort.word()).collect::<Vec<_>>();
        assert_eq!(named("BatchGetMediaInfos"), ["read", "files"]);
        assert_eq!(named("DeleteMezzanines"), ["delete", "delete_master"]);
        assert_eq!(named("DeleteStream"), ["delete", "delete_file"]);
        assert_eq!(named("UpdateVideoInfos"), ["change"]);
        assert_eq!(Sort::of_operation("SearchMedia", true), [Sort::Count]);
    }
}
