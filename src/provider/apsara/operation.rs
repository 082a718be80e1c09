//! The operations of the API that this program uses, and how fast each may be asked.

/// One operation of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operation {
    SearchMedia,
    GetVideoInfos,
    BatchGetMediaInfos,
    GetMezzanineInfo,
    GetPlayInfo,
    ListSnapshots,
    GetImageInfos,
    GetAttachedMediaInfo,
    GetCategories,
    UpdateVideoInfos,
    DeleteVideo,
    DeleteStream,
    DeleteMezzanines,
    DeleteImage,
    DeleteAttachedMedia,
    DeleteMultipartUpload,
    RefreshVodObjectCaches,
    DescribeVodRefreshQuota,
}

impl Operation {
    pub(super) const ALL: [Self; 18] = [
        Self::SearchMedia,
        Self::GetVideoInfos,
        Self::BatchGetMediaInfos,
        Self::GetMezzanineInfo,
        Self::GetPlayInfo,
        Self::ListSnapshots,
        Self::GetImageInfos,
        Self::GetAttachedMediaInfo,
        Self::GetCategories,
        Self::UpdateVideoInfos,
        Self::DeleteVideo,
        Self::DeleteStream,
        Self::DeleteMezzanines,
        Self::DeleteImage,
        Self::DeleteAttachedMedia,
        Self::DeleteMultipartUpload,
        Self::RefreshVodObjectCaches,
        Self::DescribeVodRefreshQuota,
    ];

    /// The platform's name of it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SearchMedia => "SearchMedia",
            Self::GetVideoInfos => "GetVideoInfos",
            Self::BatchGetMediaInfos => "BatchGetMediaInfos",
            Self::GetMezzanineInfo => "GetMezzanineInfo",
            Self::GetPlayInfo => "GetPlayInfo",
            Self::ListSnapshots => "ListSnapshots",
            Self::GetImageInfos => "GetImageInfos",
            Self::GetAttachedMediaInfo => "GetAttachedMediaInfo",
            Self::GetCategories => "GetCategories",
            Self::UpdateVideoInfos => "UpdateVideoInfos",
            Self::DeleteVideo => "DeleteVideo",
            Self::DeleteStream => "DeleteStream",
            Self::DeleteMezzanines => "DeleteMezzanines",
            Self::DeleteImage => "DeleteImage",
            Self::DeleteAttachedMedia => "DeleteAttachedMedia",
            Self::DeleteMultipartUpload => "DeleteMultipartUpload",
            Self::RefreshVodObjectCaches => "RefreshVodObjectCaches",
            Self::DescribeVodRefreshQuota => "DescribeVodRefreshQuota",
        }
    }

    /// The permission that a key needs for it.
    pub(super) fn permission(self) -> String {
        format!("vod:{}", self.name())
    }

    /// Starts a second that leave room for the other programs of the account: half of the documented limit, which all
    /// its users share; ten where no limit is documented.
    pub(super) const fn per_second(self) -> f64 {
        match self {
            Self::GetPlayInfo => 180.0,
            Self::GetVideoInfos | Self::GetMezzanineInfo | Self::GetAttachedMediaInfo => 50.0,
            Self::SearchMedia
            | Self::GetCategories
            | Self::DeleteStream
            | Self::DeleteMezzanines
            | Self::DeleteImage
            | Self::DeleteAttachedMedia => 25.0,
            Self::UpdateVideoInfos | Self::DeleteVideo => 15.0,
            Self::BatchGetMediaInfos
            | Self::ListSnapshots
            | Self::GetImageInfos
            | Self::RefreshVodObjectCaches
            | Self::DescribeVodRefreshQuota => 10.0,
            Self::DeleteMultipartUpload => 5.0,
        }
    }

    /// Whether only the endpoint of Shanghai knows it, whatever the region of the library (documented).
    pub(super) const fn only_in_shanghai(self) -> bool {
        matches!(self, Self::RefreshVodObjectCaches | Self::DescribeVodRefreshQuota)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_is_listed_once_under_its_own_name() {
        let names: BTreeSet<&str> = Operation::ALL.into_iter().map(Operation::name).collect();
        assert_eq!(names.len(), Operation::ALL.len());
        for operation in Operation::ALL {
            assert_eq!(format!("{operation:?}"), operation.name());
        }
    }
}
