//! Deletions whose answer does not say which: streams, images, snapshots. A reading tells instead.

use std::borrow::Cow;
use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde::Deserialize;

use super::settle::{doubt_all, joined, none_there, settle_all};
use super::{Acknowledged, Ended, Named};
use crate::provider::apsara::detail::ask;
use crate::provider::apsara::files::{answered, jobs_left, says, snapshot_types_left};
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::shared::Shared;
use crate::provider::apsara::wire::{self, Field};
use crate::provider::{Deletion, Error, ErrorKind};

/// What is deleted, and what of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of<'a> {
    /// Streams of this video, by job id.
    Streams(&'a str),
    /// Images, by id.
    Images,
    /// Snapshots of this video, by type.
    Snapshots(&'a str),
}

/// Deletes and tells how each ended.
///
/// The platform refuses a request that names something unknown; what became of the others in it is not documented. So
/// it is read what is still there, and that is sent again, each alone: alone, the same refusal is about nothing else.
pub(super) async fn delete(shared: &Shared, of: Of<'_>, named: &[Named<'_>]) -> Ended {
    let error = match of.send(shared, named).await {
        Ok(()) => return acknowledged(shared, of, named).await,
        Err(error) => error,
    };
    if says(&error, &["InvalidVideo.NotFound"]) {
        return none_there(named);
    }
    if !says(&error, &["InvalidStream.NotFound", "NoSuchResource"]) {
        return settle_all(named, &error);
    }
    if named.len() == 1 {
        return none_there(named);
    }
    let left = match of.left(shared, named).await {
        Ok(left) => left,
        Err(error) => return doubt_all(named, &error),
    };
    let left = &left;
    let ends = named.iter().map(|one| async move {
        if left.contains(one.id) { alone(shared, of, *one).await } else { (one.place, Deletion::NotThere) }
    });
    join_all(ends).await
}

async fn alone(shared: &Shared, of: Of<'_>, one: Named<'_>) -> (usize, Deletion) {
    let this = [one];
    match of.send(shared, &this).await {
        Ok(()) => acknowledged(shared, of, &this).await.pop().unwrap_or((one.place, Deletion::Done)),
        Err(error) if says(&error, &["InvalidVideo.NotFound", "InvalidStream.NotFound", "NoSuchResource"]) => {
            (one.place, Deletion::NotThere)
        }
        Err(error) => (one.place, Deletion::failed(error)),
    }
}

/// An acknowledgement names nothing, so what is still there after it is in doubt.
async fn acknowledged(shared: &Shared, of: Of<'_>, named: &[Named<'_>]) -> Ended {
    if let Of::Snapshots(_) = of {
        // Whether the list of snapshots forgets them at once is not documented: seeing them would prove nothing.
        return named.iter().map(|one| (one.place, Deletion::Done)).collect();
    }
    let left = match of.left(shared, named).await {
        Ok(left) => left,
        Err(error) => return doubt_all(named, &error),
    };
    let end = |one: &Named<'_>| {
        if !left.contains(one.id) {
            return Deletion::Done;
        }
        let message = format!("{} {}: its deletion was acknowledged, but it is still listed", of.noun(), one.id);
        Deletion::InDoubt(Error::new(ErrorKind::Unavailable, message))
    };
    named.iter().map(|one| (one.place, end(one))).collect()
}

impl Of<'_> {
    const fn noun(self) -> &'static str {
        match self {
            Self::Streams(_) => "rendition",
            Self::Images => "image",
            Self::Snapshots(_) => "snapshot",
        }
    }

    async fn send(self, shared: &Shared, named: &[Named<'_>]) -> Result<(), Error> {
        let ids = Cow::Owned(joined(named));
        let (operation, params) = match self {
            Self::Streams(video) => (Operation::DeleteStream, vec![("JobIds", ids), ("VideoId", Cow::Borrowed(video))]),
            Self::Images => {
                (Operation::DeleteImage, vec![("DeleteImageType", Cow::Borrowed("ImageId")), ("ImageIds", ids)])
            }
            Self::Snapshots(video) => {
                let kind = ("DeleteImageType", Cow::Borrowed("VideoId"));
                (Operation::DeleteImage, vec![kind, ("ImageType", ids), ("VideoId", Cow::Borrowed(video))])
            }
        };
        let what = match self {
            Self::Streams(video) | Self::Snapshots(video) => {
                format!("deleting {}s of video {video} ({})", self.noun(), joined(named))
            }
            Self::Images => format!("deleting images ({})", joined(named)),
        };
        shared.vod.change::<Acknowledged>(operation, params, &what).await.map(|_| ())
    }

    /// Which of them are still there.
    async fn left(self, shared: &Shared, named: &[Named<'_>]) -> Result<BTreeSet<String>, Error> {
        match self {
            Self::Streams(video) => jobs_left(shared, video).await,
            Self::Images => images_left(shared, named).await,
            Self::Snapshots(video) => {
                let kinds: Vec<&str> = named.iter().map(|one| one.id).collect();
                snapshot_types_left(shared, video, &kinds).await
            }
        }
    }
}

async fn images_left(shared: &Shared, named: &[Named<'_>]) -> Result<BTreeSet<String>, Error> {
    #[derive(Deserialize)]
    #[serde(bound(deserialize = "'de: 'a"), rename_all = "PascalCase")]
    struct Image<'a> {
        #[serde(default)]
        image_id: Field<'a>,
    }
    let what = format!("looking for images ({})", joined(named));
    let ids: Vec<&str> = named.iter().map(|one| one.id).collect();
    let Some(body) = ask(shared, Operation::GetImageInfos, "ImageIds", &ids, &what).await? else {
        return Ok(BTreeSet::new());
    };
    let answer = answered(&body, &what)?;
    let images = answer.items.iter().filter_map(|raw| wire::object::<Image<'_>>(raw).ok());
    let left: BTreeSet<String> =
        images.filter_map(|image| image.image_id.text("ImageId").value().map(ToString::to_string)).collect();
    // One that is in neither list may be an element that could not be read.
    if let Some(lost) = ids.iter().find(|id| !left.contains(**id) && !answer.missing.contains(**id)) {
        return Err(Error::new(ErrorKind::Malformed, format!("{what}: the answer does not mention {lost}")));
    }
    Ok(left)
}
