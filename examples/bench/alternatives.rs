//! Two obvious programs for the job of `scripts/old_masters.rhai`: they ask for everything and decide themselves.
//!
//! Both find the same masters as the policy; neither has its shields, limits, plan or checks.

use futures_util::future::try_join;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::{SignedDuration, Timestamp};

use crate::Failure;
use crate::cms::{Cms, File, PAGE, Video};
use crate::job::now;
use crate::measured::Counts;
use crate::server::Endpoint;

const OLDER_THAN: SignedDuration = SignedDuration::from_hours(365 * 24);
const LARGER_THAN_BYTES: u64 = 1_000_000_000;
/// Calls at once; the platform allows twenty.
const AT_ONCE: usize = 16;

/// The master of a video, and how many renditions it has.
type Files = (Option<File>, usize);

/// As published samples go about it: page by page, and for each video one call after the other.
///
/// # Errors
/// Fails when a call does.
pub(crate) fn sequential(endpoint: &Endpoint) -> Result<Counts, Failure> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let cms = Cms::new(endpoint.clone())?;
        let total = cms.count().await?;
        let mut found = 0;
        for page in 0..total.div_ceil(PAGE) {
            for video in cms.page(page * PAGE).await? {
                let master = cms.master(&video).await?;
                let mut renditions = 0;
                for list in lists(&video) {
                    renditions += cms.files(&video, list).await?.len();
                }
                found += u64::from(is_wanted(&video, &(master, renditions)));
            }
        }
        Ok(counted(&cms, found))
    })
}

/// As one would write it for speed: everything is listed at once, and then the files of everything are asked for.
///
/// # Errors
/// Fails when a call does.
pub(crate) fn concurrent(endpoint: &Endpoint) -> Result<Counts, Failure> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let cms = Cms::new(endpoint.clone())?;
        let pages = cms.count().await?.div_ceil(PAGE);
        let pages = stream::iter((0..pages).map(|page| cms.page(page * PAGE))).buffer_unordered(AT_ONCE);
        let videos: Vec<Vec<Video>> = pages.try_collect().await?;
        let looked_up = stream::iter(videos.into_iter().flatten())
            .map(|video| async { Ok::<_, Failure>((files(&cms, &video).await?, video)) })
            .buffer_unordered(AT_ONCE);
        let found = looked_up
            .try_fold(0, |found, (files, video)| async move { Ok(found + u64::from(is_wanted(&video, &files))) });
        let found = found.await?;
        Ok(counted(&cms, found))
    })
}

async fn files(cms: &Cms, video: &Video) -> Result<Files, Failure> {
    let renditions = async {
        let mut count = 0;
        for list in lists(video) {
            count += cms.files(video, list).await?.len();
        }
        Ok(count)
    };
    try_join(cms.master(video), renditions).await
}

/// Where the renditions of a video are listed.
fn lists(video: &Video) -> &'static [&'static str] {
    match video.delivery_type.as_deref() {
        Some("dynamic_origin") => &["assets/dynamic_renditions", "sources"],
        Some("live_origin") => &[],
        _ => &["assets/renditions"],
    }
}

fn is_wanted(video: &Video, (master, renditions): &Files) -> bool {
    let since: Timestamp = now().checked_sub(OLDER_THAN).unwrap_or_default();
    video.state == "ACTIVE"
        && video.has_digital_master == Some(true)
        && video.updated_at < since
        && *renditions > 0
        && master.as_ref().and_then(|file| file.size).is_some_and(|bytes| bytes > LARGER_THAN_BYTES)
}

fn counted(cms: &Cms, found: u64) -> Counts {
    let (calls, received_bytes) = cms.counts();
    Counts { proposed: found, entries: found, calls, received_bytes }
}
