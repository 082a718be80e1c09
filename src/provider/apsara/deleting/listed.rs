//! Deletions whose answer lists what was not deleted. What succeeded is in no list: it is what remains.

use std::borrow::Cow;

use futures_util::future::join_all;

use super::answer::{Ids, Lists};
use super::settle::{doubt_all, joined, none_there, settle_all};
use super::{Ended, Named};
use crate::model::{Action, Target, TargetOptions, VideoId};
use crate::provider::apsara::files::{presence, says};
use crate::provider::apsara::operation::Operation;
use crate::provider::apsara::shared::Shared;
use crate::provider::apsara::wire::ATTACHED;
use crate::provider::{Deletion, Error, ErrorKind, Presence};

/// `DeleteVideo`: whole videos or sounds.
pub(super) async fn videos(shared: &Shared, named: &[Named<'_>]) -> Ended {
    let what = format!("deleting {}", several("video", named));
    let params = vec![("VideoIds", Cow::Owned(joined(named)))];
    let forbidden = |id: &str| {
        format!(
            "video {id} cannot be deleted: the platform forbids it; usually the access key lacks a permission for the \
             application that holds the video"
        )
    };
    match shared.vod.change::<Lists>(Operation::DeleteVideo, params, &what).await {
        Ok(answer) => attribute("deleting", named, &answer, &answer.forbidden_video_ids, forbidden),
        Err(error) => failed(named, &error),
    }
}

/// `DeleteMezzanines`: masters. A master that is played itself goes only by force, and force is never assumed.
pub(super) async fn masters(shared: &Shared, force: bool, named: &[Named<'_>]) -> Ended {
    let what = format!("deleting the master of {}", several("video", named));
    let mut params = vec![("VideoIds", Cow::Owned(joined(named)))];
    if force {
        params.push(("Force", Cow::Borrowed("true")));
    }
    let unremovable = |id: &str| {
        if force {
            return format!(
                "the master of video {id} cannot be deleted, even by force: usually the access key lacks a permission \
                 for the application that holds the video"
            );
        }
        format!(
            "the master of video {id} cannot be deleted: viewers are shown the master itself (NoTranscode or \
             AsyncTranscode), which takes `force` in the script, or the access key lacks a permission for the \
             application that holds the video"
        )
    };
    match shared.vod.change::<Lists>(Operation::DeleteMezzanines, params, &what).await {
        Ok(answer) => attribute("deleting", named, &answer, &answer.unremovable_video_ids, unremovable),
        Err(error) => failed(named, &error),
    }
}

/// `DeleteAttachedMedia`: auxiliary files. The ids that it gives back "could not be deleted", which the name of the
/// list explains differently: those are looked for.
pub(super) async fn attached(shared: &Shared, named: &[Named<'_>]) -> Ended {
    let what = format!("deleting {}", several("auxiliary file", named));
    let params = vec![("MediaIds", Cow::Owned(joined(named)))];
    let answer: Lists = match shared.vod.change(Operation::DeleteAttachedMedia, params, &what).await {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::NotFound => {
            return join_all(named.iter().map(|one| async move { (one.place, look(shared, one.id).await) })).await;
        }
        Err(error) => return settle_all(named, &error),
    };
    if answer.name_others(named) {
        return doubt_all(named, &misplaced(&what));
    }
    let answer = &answer;
    join_all(named.iter().map(|one| async move {
        let left = answer.non_exist_media_ids.has(one.id);
        (one.place, if left { look(shared, one.id).await } else { Deletion::Done })
    }))
    .await
}

/// Looks for an auxiliary file of which the platform says that it was not deleted.
async fn look(shared: &Shared, id: &str) -> Deletion {
    let Ok(video) = VideoId::new(format!("{ATTACHED}{id}")) else { return Deletion::NotThere };
    let target = Target { action: Action::DeleteVideo, video, asset: None, options: TargetOptions::default() };
    match presence(shared, &target).await {
        Ok(Presence::Gone) => Deletion::NotThere,
        Ok(Presence::Present) => {
            let message = format!("auxiliary file {id} could not be deleted, and the platform does not say why");
            Deletion::Refused(Error::new(ErrorKind::Refused, message))
        }
        Err(error) => Deletion::InDoubt(error),
    }
}

/// What the lists of an answer say of each id that was asked for; `doing` says to people what was done.
pub(super) fn attribute(
    doing: &str,
    named: &[Named<'_>],
    answer: &Lists,
    refused: &Ids,
    why: impl Fn(&str) -> String,
) -> Ended {
    let others = answer.name_others(named);
    let end = |one: &Named<'_>| {
        if refused.has(one.id) {
            return Deletion::Refused(Error::new(ErrorKind::Refused, why(one.id)));
        }
        if answer.non_exist_video_ids.has(one.id) {
            return Deletion::NotThere;
        }
        if others { Deletion::InDoubt(misplaced(&format!("{doing} {}", one.id))) } else { Deletion::Done }
    };
    named.iter().map(|one| (one.place, end(one))).collect()
}

/// A request that failed as a whole; it does so too when not one of its videos exists.
fn failed(named: &[Named<'_>], error: &Error) -> Ended {
    if says(error, &["InvalidVideo.NotFound"]) { none_there(named) } else { settle_all(named, error) }
}

fn misplaced(what: &str) -> Error {
    Error::new(ErrorKind::Malformed, format!("{what}: the answer names ids that were not asked for"))
}

pub(super) fn several(noun: &str, named: &[Named<'_>]) -> String {
    match named {
        [one] => format!("{noun} {}", one.id),
        [first, .., last] => format!("{} {noun}s ({} … {})", named.len(), first.id, last.id),
        [] => format!("no {noun}"),
    }
}
